#pragma once
// The hash of the guest's tables. Contracts choose the keys of storage and so what lies in a table; were its hash known to them, a few cheap
// transactions could make every look-up walk over all of them and their block too long to prove. So it is a universal one, under a key that follows from
// the hash of the chunk's last block: whoever chooses keys does not know it yet.

#include "guest/types.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace zk::guest {

class HashKey {
  public:
    static constexpr std::size_t kMaxWords = 14;

    /// For states whose keys nobody chose to do harm.
    HashKey() : HashKey(Hash{}) {}
    explicit HashKey(const Hash& seed);

    /// NH (UMAC, RFC 4418 section 5.2.2), a bijection, and multiply-shift: for two different keys the upper n bits agree with a probability of at most
    /// 2^(1 - n) + 2^-32. Those are the bits to use.
    template <std::size_t N>
    [[nodiscard]] std::uint32_t operator()(const std::uint32_t (&words)[N]) const {
        static_assert(N <= kMaxWords);
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i + 1 < N; i += 2)
            sum += std::uint64_t{words[i] + addends_[i]} * (words[i + 1] + addends_[i + 1]);
        if constexpr (N % 2 != 0) sum += std::uint64_t{words[N - 1] + addends_[N - 1]} * addends_[N];
        // Twice, with the halves folded between: NH leaves keys in arithmetic progression as one, of which one product makes clusters.
        const std::uint64_t mixed = sum * multiplier_;
        return static_cast<std::uint32_t>((mixed ^ mixed >> 32) * second_multiplier_ >> 32);
    }

  private:
    std::array<std::uint32_t, kMaxWords> addends_{};
    std::uint64_t multiplier_ = 1;  ///< both odd
    std::uint64_t second_multiplier_ = 1;
};

}  // namespace zk::guest

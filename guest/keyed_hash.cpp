#include "guest/keyed_hash.hpp"

#include "base/bytes.hpp"
#include "guest/keccak/keccak.hpp"

#include <algorithm>

namespace zk::guest {

HashKey::HashKey(const Hash& seed) {
    std::array<std::uint32_t, 24> words{};  // a multiple of a digest's eight
    static_assert(kMaxWords + 4 <= words.size());
    std::array<std::uint8_t, 33> block{};
    std::copy(seed.begin(), seed.end(), block.begin());
    for (std::size_t i = 0; i < words.size(); i += 8) {
        block[32] = static_cast<std::uint8_t>(i / 8);
        const Hash digest = keccak256(block);
        for (std::size_t j = 0; j < 8; ++j) words[i + j] = load_u32le(digest.data() + 4 * j);
    }
    std::copy_n(words.begin(), kMaxWords, addends_.begin());
    const auto odd = [&words](std::size_t at) { return std::uint64_t{words[at + 1]} << 32 | words[at] | 1; };
    multiplier_ = odd(kMaxWords);
    second_multiplier_ = odd(kMaxWords + 2);
}

}  // namespace zk::guest

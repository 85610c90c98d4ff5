#include "guest/keccak/keccak.hpp"

#include "guest/accelerator/accelerator.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace zk::guest {
namespace {

using State = std::array<std::uint64_t, 25>;

constexpr std::array<std::uint64_t, 24> kRoundConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

// rho: left rotation of lane x + 5 y.
constexpr std::array<int, 25> kRotations = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                            25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

// One output row y of rho, pi and chi: lane (x, y) comes from lane ((x + 3 y) mod 5, x), its column parity from d.
template <std::size_t Y>
[[gnu::always_inline]] inline void chi_row(State& out, const State& in, const std::array<std::uint64_t, 5>& d) {
    const auto moved = [&]<std::size_t X>(std::integral_constant<std::size_t, X>) {
        constexpr std::size_t kColumn = (X + 3 * Y) % 5;
        constexpr std::size_t kSource = kColumn + 5 * X;
        return std::rotl(in[kSource] ^ d[kColumn], kRotations[kSource]);
    };
    const std::uint64_t b0 = moved(std::integral_constant<std::size_t, 0>{});
    const std::uint64_t b1 = moved(std::integral_constant<std::size_t, 1>{});
    const std::uint64_t b2 = moved(std::integral_constant<std::size_t, 2>{});
    const std::uint64_t b3 = moved(std::integral_constant<std::size_t, 3>{});
    const std::uint64_t b4 = moved(std::integral_constant<std::size_t, 4>{});
    out[5 * Y + 0] = b0 ^ (~b1 & b2);
    out[5 * Y + 1] = b1 ^ (~b2 & b3);
    out[5 * Y + 2] = b2 ^ (~b3 & b4);
    out[5 * Y + 3] = b3 ^ (~b4 & b0);
    out[5 * Y + 4] = b4 ^ (~b0 & b1);
}

inline void round(State& out, const State& in, std::uint64_t constant) {
    std::array<std::uint64_t, 5> parity;
    for (std::size_t x = 0; x < 5; ++x) parity[x] = in[x] ^ in[x + 5] ^ in[x + 10] ^ in[x + 15] ^ in[x + 20];
    std::array<std::uint64_t, 5> d;
    for (std::size_t x = 0; x < 5; ++x) d[x] = parity[(x + 4) % 5] ^ std::rotl(parity[(x + 1) % 5], 1);
    chi_row<0>(out, in, d);
    chi_row<1>(out, in, d);
    chi_row<2>(out, in, d);
    chi_row<3>(out, in, d);
    chi_row<4>(out, in, d);
    out[0] ^= constant;
}

constexpr std::size_t kUnroll = 8;

using StateWord [[gnu::may_alias]] = std::uint32_t;

std::uint32_t load_word(const std::uint8_t* at) {
    std::uint32_t word = 0;
    std::memcpy(&word, __builtin_assume_aligned(at, 4), 4);
    return word;
}

// to ^= from. Lanes are little-endian, as the machine is: their bytes lie in the order of the message.
void xor_into(std::uint8_t* to, const std::uint8_t* from, std::size_t n) {
    static_assert(std::endian::native == std::endian::little);
    for (; n != 0 && reinterpret_cast<std::uintptr_t>(to) % 4 != 0; --n) *to++ ^= *from++;
    std::size_t n_words = n / 4;
    auto* words = reinterpret_cast<StateWord*>(to);
    to += 4 * n_words;
    const auto misplaced = static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(from) % 4);
    if (misplaced == 0) {
        for (; n_words >= kUnroll; n_words -= kUnroll, words += kUnroll, from += 4 * kUnroll) {
            for (std::size_t i = 0; i < kUnroll; ++i) words[i] ^= load_word(from + 4 * i);
        }
        for (; n_words != 0; --n_words, from += 4) *words++ ^= load_word(from);
    } else if constexpr (!accelerator::kPresent) {
        for (; n_words != 0; --n_words, from += 4) *words++ ^= load_u32le(from);
    } else if (n_words != 0) {
        // The machine has aligned loads only: each word is put together of two, which may hold bytes that lie beside the message.
        std::uint32_t low = load_word(from - misplaced);
        for (; n_words != 0; --n_words, from += 4) {
            const std::uint32_t high = load_word(from - misplaced + 4);
            *words++ ^= low >> (8 * misplaced) | high << (32 - 8 * misplaced);
            low = high;
        }
    }
    for (std::size_t i = 0; i < n % 4; ++i) to[i] ^= from[i];
}

}  // namespace

void keccak_f1600(State& state) {
    if constexpr (accelerator::kPresent) {
        accelerator::keccak_f(state.data());
        return;
    }
    State other;
    for (std::size_t i = 0; i < 24; i += 2) {
        round(other, state, kRoundConstants[i]);
        round(state, other, kRoundConstants[i + 1]);
    }
}

Keccak256& Keccak256::absorb(ByteView bytes) {
    while (!bytes.empty()) {
        const std::size_t n = std::min(bytes.size(), kRateBytes - offset_);
        xor_into(reinterpret_cast<std::uint8_t*>(state_.data()) + offset_, bytes.data(), n);
        bytes = bytes.subspan(n);
        offset_ += n;
        if (offset_ == kRateBytes) {
            keccak_f1600(state_);
            offset_ = 0;
        }
    }
    return *this;
}

Hash Keccak256::finish() {
    auto* const bytes = reinterpret_cast<std::uint8_t*>(state_.data());
    bytes[offset_] ^= 0x01;
    bytes[kRateBytes - 1] ^= 0x80;
    keccak_f1600(state_);
    Hash hash;
    std::memcpy(hash.data(), bytes, hash.size());
    return hash;
}

Hash keccak256(ByteView bytes) {
    return Keccak256().absorb(bytes).finish();
}

}  // namespace zk::guest

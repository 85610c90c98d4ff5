#include "guest/keccak/keccak.hpp"

#include "guest/accelerator/accelerator.hpp"

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

// A lane at a multiple of 4: words are loaded as such where bytes would be loaded one by one.
std::uint64_t load_aligned_lane(const std::uint8_t* at) {
    static_assert(std::endian::native == std::endian::little);
    const auto* const words = static_cast<const std::uint8_t*>(__builtin_assume_aligned(at, 4));
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, words, 4);
    std::memcpy(&high, words + 4, 4);
    return std::uint64_t{high} << 32 | low;
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
    const std::uint8_t* at = bytes.data();
    std::size_t left = bytes.size();
    while (left != 0) {
        if (offset_ % 8 == 0 && left >= 8) {  // whole lanes
            const std::size_t n_room = (kRateBytes - offset_) / 8;
            const std::size_t n_lanes = left / 8 < n_room ? left / 8 : n_room;
            std::uint64_t* const lanes = state_.data() + offset_ / 8;
            if (reinterpret_cast<std::uintptr_t>(at) % 4 == 0) {
                for (std::size_t i = 0; i < n_lanes; ++i) lanes[i] ^= load_aligned_lane(at + 8 * i);
            } else {
                for (std::size_t i = 0; i < n_lanes; ++i) lanes[i] ^= load_u64le(at + 8 * i);
            }
            at += 8 * n_lanes;
            left -= 8 * n_lanes;
            offset_ += 8 * n_lanes;
        } else {
            state_[offset_ / 8] ^= std::uint64_t{*at} << (8 * (offset_ % 8));
            ++at;
            --left;
            ++offset_;
        }
        if (offset_ == kRateBytes) {
            keccak_f1600(state_);
            offset_ = 0;
        }
    }
    return *this;
}

Hash Keccak256::finish() {
    state_[offset_ / 8] ^= std::uint64_t{1} << (8 * (offset_ % 8));
    state_[kRateBytes / 8 - 1] ^= std::uint64_t{0x80} << 56;
    keccak_f1600(state_);
    Hash hash;
    for (std::size_t i = 0; i < 4; ++i) store_u64le(hash.data() + 8 * i, state_[i]);
    return hash;
}

Hash keccak256(ByteView bytes) {
    return Keccak256().absorb(bytes).finish();
}

}  // namespace zk::guest

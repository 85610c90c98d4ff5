#pragma once
// BabyBear on vectors of canonical Montgomery words, over a lane type (Avx2). Included only by files compiled for that lane.
// Bounds: hi denotes the high word of a 64-bit lane; a product of two canonical words has hi < 0.47 p, and 2^32 = 2.13 p.

#include <cstddef>
#include <cstdint>

namespace zk::simd {
namespace {

constexpr std::uint32_t kP = 0x78000001u;
constexpr std::uint32_t kPInverse = 0x88000001u;  // mod 2^32

constexpr std::uint32_t to_montgomery(std::uint32_t integer) {
    return static_cast<std::uint32_t>((std::uint64_t{integer} << 32) % kP);
}
constexpr std::uint32_t word_mul(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t x = std::uint64_t{a} * b;
    const std::uint32_t t = static_cast<std::uint32_t>(x) * kPInverse;
    const auto u = static_cast<std::uint32_t>((std::uint64_t{t} * kP) >> 32);
    const auto high = static_cast<std::uint32_t>(x >> 32);
    return high < u ? high - u + kP : high - u;
}
constexpr std::uint32_t word_add(std::uint32_t a, std::uint32_t b) {
    return a + b >= kP ? a + b - kP : a + b;
}
constexpr std::uint32_t word_pow(std::uint32_t x, std::uint64_t exponent) {
    std::uint32_t result = to_montgomery(1);
    for (; exponent != 0; exponent >>= 1) {
        if (exponent & 1) result = word_mul(result, x);
        x = word_mul(x, x);
    }
    return result;
}

/// [0, 2p) -> [0, p)
template <class L>
ZK_LANE typename L::V drop_p(typename L::V x) {
    return L::min32(x, L::sub32(x, L::broadcast(kP)));
}
/// (-p, p) as two's complement -> [0, p)
template <class L>
ZK_LANE typename L::V lift_p(typename L::V x) {
    return L::min32(x, L::add32(x, L::broadcast(kP)));
}

template <class L>
ZK_LANE typename L::V add(typename L::V a, typename L::V b) {
    return drop_p<L>(L::add32(a, b));
}
template <class L>
ZK_LANE typename L::V sub(typename L::V a, typename L::V b) {
    return lift_p<L>(L::sub32(a, b));
}
template <class L>
ZK_LANE typename L::V dbl(typename L::V a) {
    return add<L>(a, a);
}

/// 64-bit lanes below p 2^32 -> word in (-p, p), at the place merge_high expects.
template <class L>
ZK_LANE typename L::V reduce_even(typename L::V x) {
    const auto q = L::mul_even(x, L::broadcast(kPInverse));
    return L::sub64(x, L::mul_even(q, L::broadcast(kP)));
}

/// a, b with a b < p 2^32 (so either may be below 2p) -> (-p, p).
template <class L>
ZK_LANE typename L::V mul_lazy(typename L::V a, typename L::V b) {
    const auto even = reduce_even<L>(L::mul_even(a, b));
    const auto odd = reduce_even<L>(L::mul_even(L::odd(a), L::odd(b)));
    return L::merge_high(even, odd);
}
template <class L>
ZK_LANE typename L::V mul(typename L::V a, typename L::V b) {
    return lift_p<L>(mul_lazy<L>(a, b));
}

/// A sum of 64-bit products for each word: even and odd words apart.
template <class L>
struct Wide {
    typename L::V even;
    typename L::V odd;

    ZK_LANE static Wide zero() { return {L::zero(), L::zero()}; }
    /// Subtracts p from hi where it is not below p: hi < 2^32 -> below max(p, hi - p).
    ZK_LANE void drop() {
        const auto p_high = L::broadcast64(std::uint64_t{kP} << 32);
        even = L::min32(even, L::sub32(even, p_high));
        odd = L::min32(odd, L::sub32(odd, p_high));
    }
    ZK_LANE void add(typename L::V a, typename L::V a_odd, typename L::V b, typename L::V b_odd) {
        even = L::add64(even, L::mul_even(a, b));
        odd = L::add64(odd, L::mul_even(a_odd, b_odd));
    }
    /// hi < 2p -> canonical.
    ZK_LANE typename L::V reduce() const {
        const auto p = L::broadcast(kP);
        const auto q_even = L::mul_even(even, L::broadcast(kPInverse));
        const auto q_odd = L::mul_even(odd, L::broadcast(kPInverse));
        const auto high = drop_p<L>(L::merge_high(even, odd));
        return lift_p<L>(L::sub32(high, L::merge_high(L::mul_even(q_even, p), L::mul_even(q_odd, p))));
    }
};

/// Sum of the lanes, canonical.
template <class L>
ZK_LANE std::uint32_t sum_lanes(typename L::V x) {
    std::uint32_t words[L::kLanes];
    L::store(words, x);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < L::kLanes; ++i) sum = word_add(sum, words[i]);
    return sum;
}

}  // namespace
}  // namespace zk::simd

#pragma once
// BabyBear for the CUDA kernels: the same Montgomery words as Felt, in the forms that cost least on an sm_90 multiprocessor. Plain C++, so
// that the host emulation runs this very text.
//
// Instructions (sm_90): add, sub 2 (add; fused add-min), mul 4 (two IMAD.WIDE, one IMAD; fused add-min), signed mul 3.

#include "kernels/field/felt.hpp"

#include <cstdint>

#if defined(__CUDA_ARCH__)
#define ZK_UNROLL _Pragma("unroll")
#define ZK_NO_UNROLL _Pragma("unroll 1")
#else
#define ZK_UNROLL
#define ZK_NO_UNROLL
#endif

namespace zk::cuda {

inline constexpr std::uint32_t kP = Felt::kModulus;

/// Unsigned minimum, written so that the device compiler sees VIADDMNMX when an operand is a sum.
ZK_HD constexpr std::uint32_t min_word(std::uint32_t a, std::uint32_t b) {
    return a < b ? a : b;
}

/// a + b mod p; a, b < p.
ZK_HD constexpr std::uint32_t add_words(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t sum = a + b;  // below 2p < 2^32
    return min_word(sum, sum - kP);
}

/// a - b mod p; a, b < p.
ZK_HD constexpr std::uint32_t sub_words(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t difference = a - b;
    return min_word(difference, difference + kP);
}

/// From (-p, p) to [0, p).
ZK_HD constexpr std::uint32_t to_unsigned(std::int32_t x) {
    const auto word = static_cast<std::uint32_t>(x);
    return min_word(word, word + kP);
}

/// a b / 2^32 mod p in (-p, p), not canonical. |a|, |b| < p: then |a b| < p 2^31, and adding t p (|t| <= 2^31) stays below 2^63 and
/// leaves |.| / 2^32 < p. Never corrected between multiplications: that is what the signed form saves.
/// The device's form is spelled out to get its three instructions (IMAD.WIDE, IMAD, IMAD.HI with a 64-bit addend): from the C++ the compiler
/// carries 64-bit operands between multiplications or rebuilds the carry of the low half, at six to nine.
ZK_HD inline std::int32_t mul_signed(std::int32_t a, std::int32_t b) {
    constexpr std::uint32_t kMinusInverse = 0u - Felt::kInverse;
#if defined(__CUDA_ARCH__)
    std::int32_t out;
    asm("{\n"
        ".reg .s64 product;\n"
        ".reg .u32 low, high, t;\n"
        "mul.wide.s32 product, %1, %2;\n"
        "mov.b64 {low, high}, product;\n"
        "mul.lo.u32 t, low, %3;\n"
        "mad.lo.cc.u32 low, t, %4, low;\n"
        "madc.hi.s32 %0, t, %4, high;\n"
        "}"
        : "=r"(out)
        : "r"(a), "r"(b), "n"(kMinusInverse), "n"(kP));
    return out;
#else
    const std::int64_t product = std::int64_t{a} * b;
    const auto t = static_cast<std::int32_t>(static_cast<std::uint32_t>(product) * kMinusInverse);
    return static_cast<std::int32_t>((product + std::int64_t{t} * std::int64_t{kP}) >> 32);
#endif
}

ZK_HD constexpr Felt add(Felt a, Felt b) {
    return Felt::from_montgomery(add_words(a.montgomery(), b.montgomery()));
}
ZK_HD constexpr Felt sub(Felt a, Felt b) {
    return Felt::from_montgomery(sub_words(a.montgomery(), b.montgomery()));
}
ZK_HD inline Felt mul(Felt a, Felt b) {
    const auto product =
        mul_signed(static_cast<std::int32_t>(a.montgomery()), static_cast<std::int32_t>(b.montgomery()));
    return Felt::from_montgomery(to_unsigned(product));
}

/// (a - b) c: the difference stays signed, 5 instructions.
ZK_HD inline Felt mul_difference(Felt a, Felt b, Felt c) {
    const auto difference = static_cast<std::int32_t>(a.montgomery() - b.montgomery());
    return Felt::from_montgomery(to_unsigned(mul_signed(difference, static_cast<std::int32_t>(c.montgomery()))));
}

/// 2^-k x mod p for 1 <= k <= 27, x < p: p = 1 mod 2^27, so x - (x mod 2^k) p is a multiple of 2^k. Three cheap instructions, in (-p, p).
template <int k>
ZK_HD constexpr std::int32_t divide_power(std::uint32_t x) {
    static_assert(k >= 1 && k <= 27);
    constexpr std::uint32_t kStep = (kP - 1) >> k;
    return static_cast<std::int32_t>((x >> k) - (x & ((1u << k) - 1)) * kStep);
}

/// x / 2 mod p, x < p.
ZK_HD constexpr std::uint32_t halve_word(std::uint32_t x) {
    return (x >> 1) + (x & 1) * ((kP + 1) / 2);
}

}  // namespace zk::cuda

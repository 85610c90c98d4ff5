#pragma once
// The AVX2 lane: 8 words. Included only by files compiled with AVX2. Everything is in an unnamed namespace and always inlined, so that no code
// of this instruction set gets a name other files could link to.

#include "kernels/simd/inline.hpp"

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace zk::simd {
namespace {

struct Avx2 {
    using V = __m256i;
    static constexpr std::size_t kLanes = 8;

    ZK_LANE static V load(const std::uint32_t* at) { return _mm256_loadu_si256(reinterpret_cast<const V*>(at)); }
    ZK_LANE static void store(std::uint32_t* at, V x) { _mm256_storeu_si256(reinterpret_cast<V*>(at), x); }
    ZK_LANE static V broadcast(std::uint32_t x) { return _mm256_set1_epi32(static_cast<int>(x)); }
    ZK_LANE static V broadcast64(std::uint64_t x) { return _mm256_set1_epi64x(static_cast<long long>(x)); }
    ZK_LANE static V zero() { return _mm256_setzero_si256(); }
    ZK_LANE static V iota() { return _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7); }

    ZK_LANE static V add32(V a, V b) { return _mm256_add_epi32(a, b); }
    ZK_LANE static V sub32(V a, V b) { return _mm256_sub_epi32(a, b); }
    ZK_LANE static V min32(V a, V b) { return _mm256_min_epu32(a, b); }
    ZK_LANE static V add64(V a, V b) { return _mm256_add_epi64(a, b); }
    ZK_LANE static V sub64(V a, V b) { return _mm256_sub_epi64(a, b); }
    ZK_LANE static V bit_and(V a, V b) { return _mm256_and_si256(a, b); }
    template <int kBits>
    ZK_LANE static V shift_right(V a) {
        return _mm256_srli_epi32(a, kBits);
    }
    template <int kBits>
    ZK_LANE static V shift_left(V a) {
        return _mm256_slli_epi32(a, kBits);
    }
    /// Products of the low 16-bit halves, whose high halves are zero.
    ZK_LANE static V mul16(V a, V b) { return _mm256_madd_epi16(a, b); }

    /// 64-bit products of the even words, unsigned and signed.
    ZK_LANE static V mul_even(V a, V b) { return _mm256_mul_epu32(a, b); }
    ZK_LANE static V signed_mul_even(V a, V b) { return _mm256_mul_epi32(a, b); }
    /// Odd words moved to even places (the rest is unspecified); on 64-bit lanes: the high halves.
    ZK_LANE static V odd(V a) { return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(a))); }
    /// High halves of the 64-bit lanes of `even` at even places, of `odd` at odd places.
    ZK_LANE static V merge_high(V even, V odd_lanes) { return _mm256_blend_epi32(odd(even), odd_lanes, 0xAA); }

    /// 2 * kLanes words -> those at even and at odd indices.
    ZK_LANE static void load_pairs(const std::uint32_t* at, V& even, V& odd_words) {
        const __m256 a = _mm256_castsi256_ps(load(at));
        const __m256 b = _mm256_castsi256_ps(load(at + 8));
        even = swap_middle(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)));
        odd_words = swap_middle(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD)));
    }
    /// 2 * kLanes words -> pairs at even and at odd pair indices.
    ZK_LANE static void load_pairs_of_pairs(const std::uint32_t* at, V& even, V& odd_pairs) {
        const V a = load(at);
        const V b = load(at + 8);
        even = swap_middle(_mm256_unpacklo_epi64(a, b));
        odd_pairs = swap_middle(_mm256_unpackhi_epi64(a, b));
    }
    /// 4 * kLanes words -> word k of each group of four, groups in quad order (see to_quad_order).
    ZK_LANE static void load_quads(const std::uint32_t* at, V (&out)[4]) {
        const V a = load(at);
        const V b = load(at + 8);
        const V c = load(at + 16);
        const V d = load(at + 24);
        const V ab_low = _mm256_unpacklo_epi32(a, b);   // a0 b0 a1 b1
        const V ab_high = _mm256_unpackhi_epi32(a, b);  // a2 b2 a3 b3
        const V cd_low = _mm256_unpacklo_epi32(c, d);
        const V cd_high = _mm256_unpackhi_epi32(c, d);
        out[0] = _mm256_unpacklo_epi64(ab_low, cd_low);
        out[1] = _mm256_unpackhi_epi64(ab_low, cd_low);
        out[2] = _mm256_unpacklo_epi64(ab_high, cd_high);
        out[3] = _mm256_unpackhi_epi64(ab_high, cd_high);
    }
    /// Natural order of lanes -> the order in which load_quads leaves its groups.
    ZK_LANE static V to_quad_order(V x) {
        return _mm256_permutevar8x32_epi32(x, _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
    }

    ZK_LANE static V from_quad_order(V x) {
        return _mm256_permutevar8x32_epi32(x, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    }
    /// 8 kLanes words: word i of block j of eight <-> lane j of x[i].
    ZK_LANE static void load_blocks_of_8(const std::uint32_t* at, V (&x)[8]) {
        for (std::size_t i = 0; i < 8; ++i) x[i] = load(at + 8 * i);
        transpose(x);
    }
    ZK_LANE static void store_blocks_of_8(std::uint32_t* at, V (&x)[8]) {
        transpose(x);
        for (std::size_t i = 0; i < 8; ++i) store(at + 8 * i, x[i]);
    }

    /// Words at[0], at[stride], at[2 stride], ...
    ZK_LANE static V load_strided(const std::uint32_t* at, std::size_t stride) {
        const auto s = static_cast<int>(stride);
        return _mm256_i32gather_epi32(
            reinterpret_cast<const int*>(at), _mm256_mullo_epi32(iota(), _mm256_set1_epi32(s)), 4
        );
    }

    /// Transposes kLanes x kLanes words.
    ZK_LANE static void transpose(V (&x)[8]) {
        V t[8];
        for (int i = 0; i < 8; i += 2) {
            t[i] = _mm256_unpacklo_epi32(x[i], x[i + 1]);
            t[i + 1] = _mm256_unpackhi_epi32(x[i], x[i + 1]);
        }
        V u[8];
        for (int i = 0; i < 8; i += 4) {
            u[i] = _mm256_unpacklo_epi64(t[i], t[i + 2]);
            u[i + 1] = _mm256_unpackhi_epi64(t[i], t[i + 2]);
            u[i + 2] = _mm256_unpacklo_epi64(t[i + 1], t[i + 3]);
            u[i + 3] = _mm256_unpackhi_epi64(t[i + 1], t[i + 3]);
        }
        for (int i = 0; i < 4; ++i) {
            x[i] = _mm256_permute2x128_si256(u[i], u[i + 4], 0x20);
            x[i + 4] = _mm256_permute2x128_si256(u[i], u[i + 4], 0x31);
        }
    }

    /// Bit i: lane i is zero.
    ZK_LANE static std::uint32_t zero_mask(V x) {
        return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(x, zero()))));
    }

  private:
    ZK_LANE static V swap_middle(V x) { return _mm256_permute4x64_epi64(x, 0xD8); }
};

}  // namespace
}  // namespace zk::simd

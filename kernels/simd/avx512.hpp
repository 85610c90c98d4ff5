#pragma once
// The AVX-512 lane: 16 words. See avx2.hpp, whose vocabulary this is.

#include "kernels/simd/inline.hpp"

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace zk::simd {
namespace {

struct Avx512 {
    using V = __m512i;
    static constexpr std::size_t kLanes = 16;

    ZK_LANE static V load(const std::uint32_t* at) { return _mm512_loadu_si512(at); }
    ZK_LANE static void store(std::uint32_t* at, V x) { _mm512_storeu_si512(at, x); }
    ZK_LANE static V broadcast(std::uint32_t x) { return _mm512_set1_epi32(static_cast<int>(x)); }
    ZK_LANE static V broadcast64(std::uint64_t x) { return _mm512_set1_epi64(static_cast<long long>(x)); }
    ZK_LANE static V zero() { return _mm512_setzero_si512(); }
    ZK_LANE static V iota() { return _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }

    ZK_LANE static V add32(V a, V b) { return _mm512_add_epi32(a, b); }
    ZK_LANE static V sub32(V a, V b) { return _mm512_sub_epi32(a, b); }
    ZK_LANE static V min32(V a, V b) { return _mm512_min_epu32(a, b); }
    ZK_LANE static V add64(V a, V b) { return _mm512_add_epi64(a, b); }
    ZK_LANE static V sub64(V a, V b) { return _mm512_sub_epi64(a, b); }
    ZK_LANE static V bit_and(V a, V b) { return _mm512_and_si512(a, b); }
    template <int kBits>
    ZK_LANE static V shift_right(V a) {
        return _mm512_srli_epi32(a, kBits);
    }
    template <int kBits>
    ZK_LANE static V shift_left(V a) {
        return _mm512_slli_epi32(a, kBits);
    }
    ZK_LANE static V mul16(V a, V b) { return _mm512_madd_epi16(a, b); }

    ZK_LANE static V mul_even(V a, V b) { return _mm512_mul_epu32(a, b); }
    ZK_LANE static V signed_mul_even(V a, V b) { return _mm512_mul_epi32(a, b); }
    ZK_LANE static V odd(V a) { return _mm512_srli_epi64(a, 32); }
    ZK_LANE static V merge_high(V even, V odd_lanes) {
        return _mm512_mask_shuffle_epi32(odd_lanes, 0x5555, even, _MM_PERM_DDBB);
    }

    ZK_LANE static void load_pairs(const std::uint32_t* at, V& even, V& odd_words) {
        split(load(at), load(at + 16), even, odd_words);
    }
    ZK_LANE static void load_pairs_of_pairs(const std::uint32_t* at, V& even, V& odd_pairs) {
        const V a = load(at);
        const V b = load(at + 16);
        even = _mm512_permutex2var_epi64(a, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), b);
        odd_pairs = _mm512_permutex2var_epi64(a, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), b);
    }
    /// Groups stay in natural order here.
    ZK_LANE static void load_quads(const std::uint32_t* at, V (&out)[4]) {
        V even[2];
        V odd_words[2];
        load_pairs(at, even[0], odd_words[0]);
        load_pairs(at + 32, even[1], odd_words[1]);
        split(even[0], even[1], out[0], out[2]);
        split(odd_words[0], odd_words[1], out[1], out[3]);
    }
    ZK_LANE static V to_quad_order(V x) { return x; }
    ZK_LANE static V from_quad_order(V x) { return x; }

    ZK_LANE static void load_blocks_of_8(const std::uint32_t* at, V (&x)[8]) {
        V even[4];
        V odd_words[4];
        for (std::size_t i = 0; i < 4; ++i) load_pairs(at + 32 * i, even[i], odd_words[i]);
        split_quads(even, x[0], x[4], x[2], x[6]);
        split_quads(odd_words, x[1], x[5], x[3], x[7]);
    }
    ZK_LANE static void store_blocks_of_8(std::uint32_t* at, V (&x)[8]) {
        V even[4];
        V odd_words[4];
        join_quads(even, x[0], x[4], x[2], x[6]);
        join_quads(odd_words, x[1], x[5], x[3], x[7]);
        for (std::size_t i = 0; i < 4; ++i) {
            V low;
            V high;
            join(even[i], odd_words[i], low, high);
            store(at + 32 * i, low);
            store(at + 32 * i + 16, high);
        }
    }

    ZK_LANE static V load_strided(const std::uint32_t* at, std::size_t stride) {
        return _mm512_i32gather_epi32(_mm512_mullo_epi32(iota(), _mm512_set1_epi32(static_cast<int>(stride))), at, 4);
    }

    ZK_LANE static void transpose(V (&x)[16]) {
        V t[16];
        for (int i = 0; i < 16; i += 2) {
            t[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
            t[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
        }
        V u[16];  // u[4 i + j]: words j of the 128-bit lanes of rows 4 i .. 4 i + 3
        for (int i = 0; i < 16; i += 4) {
            u[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
            u[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
            u[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
            u[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
        }
        for (int j = 0; j < 4; ++j) {  // a 4 x 4 transpose of 128-bit lanes: x[4 l + j] takes lane l of each u[4 i + j]
            const V a = _mm512_shuffle_i32x4(u[j], u[j + 4], 0x44);
            const V b = _mm512_shuffle_i32x4(u[j], u[j + 4], 0xEE);
            const V c = _mm512_shuffle_i32x4(u[j + 8], u[j + 12], 0x44);
            const V d = _mm512_shuffle_i32x4(u[j + 8], u[j + 12], 0xEE);
            x[j] = _mm512_shuffle_i32x4(a, c, 0x88);
            x[j + 4] = _mm512_shuffle_i32x4(a, c, 0xDD);
            x[j + 8] = _mm512_shuffle_i32x4(b, d, 0x88);
            x[j + 12] = _mm512_shuffle_i32x4(b, d, 0xDD);
        }
    }

    ZK_LANE static std::uint32_t zero_mask(V x) { return _mm512_testn_epi32_mask(x, x); }

  private:
    /// Words at even and at odd indices of a || b, and back.
    ZK_LANE static void split(V a, V b, V& even, V& odd_words) {
        const V evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        const V odds = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
        even = _mm512_permutex2var_epi32(a, evens, b);
        odd_words = _mm512_permutex2var_epi32(a, odds, b);
    }
    ZK_LANE static void join(V even, V odd_words, V& a, V& b) {
        const V low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const V high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        a = _mm512_permutex2var_epi32(even, low, odd_words);
        b = _mm512_permutex2var_epi32(even, high, odd_words);
    }
    /// Words 0, 2, 1, 3 modulo 4 of four vectors, and back.
    ZK_LANE static void split_quads(const V (&x)[4], V& w0, V& w2, V& w1, V& w3) {
        V even[2];
        V odd_words[2];
        split(x[0], x[1], even[0], odd_words[0]);
        split(x[2], x[3], even[1], odd_words[1]);
        split(even[0], even[1], w0, w2);
        split(odd_words[0], odd_words[1], w1, w3);
    }
    ZK_LANE static void join_quads(V (&x)[4], V w0, V w2, V w1, V w3) {
        V even[2];
        V odd_words[2];
        join(w0, w2, even[0], even[1]);
        join(w1, w3, odd_words[0], odd_words[1]);
        join(even[0], odd_words[0], x[0], x[1]);
        join(even[1], odd_words[1], x[2], x[3]);
    }
};

}  // namespace
}  // namespace zk::simd

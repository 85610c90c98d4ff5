#pragma once
// The Poseidon2-16 permutation of kernels/hash/poseidon2.hpp for one CUDA thread: 16 words in registers, S-boxes on signed representatives
// that are corrected once, the internal diagonal by shifts and doublings. Plain C++: host emulation and kernels share it.
//
// Instructions a permutation: the design counts 9 external layers * 144 + 8 rounds * 16 * (1 + 12 + 1) + 13 internal rounds * 118 = 4,622; nvcc 13.0
// for sm_90 makes 380 an external and 126 an internal round, about 4,850 with constants, loops and addresses (32 registers). Rounds are loops
// (11 KB of code): unrolled, the text would be 75 KB.

#include "kernels/cuda/device_field.hpp"
#include "kernels/hash/poseidon2.hpp"

namespace zk::cuda {

/// Round constants minus p, so that state word + constant is a signed representative in (-p, p) without correction. Travels as a kernel parameter,
/// that is, in the constant bank.
struct PoseidonTable {
    /// Four constants that one 16-byte load brings.
    struct alignas(16) Quad {
        std::int32_t words[4];
    };
    Quad external[2][kPoseidonHalfRounds][kPoseidonWidth / 4];
    std::int32_t internal[kPoseidonInternalRounds];
};

constexpr PoseidonTable make_poseidon_table() {
    const auto lowered = [](Felt x) { return static_cast<std::int32_t>(x.montgomery() - kP); };
    PoseidonTable table{};
    for (int r = 0; r < kPoseidonHalfRounds; ++r) {
        for (int i = 0; i < kPoseidonWidth; ++i) {
            table.external[0][r][i / 4].words[i % 4] = lowered(poseidon::kConstants.external_initial[r][i]);
            table.external[1][r][i / 4].words[i % 4] = lowered(poseidon::kConstants.external_final[r][i]);
        }
    }
    for (int r = 0; r < kPoseidonInternalRounds; ++r) table.internal[r] = lowered(poseidon::kConstants.internal[r]);
    return table;
}

inline constexpr PoseidonTable kPoseidonTable = make_poseidon_table();

/// (x + constant)^7, x < p, constant in [-p, 0).
ZK_HD inline std::uint32_t sbox(std::uint32_t x, std::int32_t constant) {
    const std::int32_t y = static_cast<std::int32_t>(x) + constant;
    const std::int32_t y2 = mul_signed(y, y);
    const std::int32_t y3 = mul_signed(y2, y);
    const std::int32_t y4 = mul_signed(y2, y2);
    return to_unsigned(mul_signed(y3, y4));
}

/// circ(2 M4, M4, M4, M4), M4 = circ(2, 3, 1, 1): 72 additions.
ZK_HD constexpr void external_layer(std::uint32_t (&s)[kPoseidonWidth]) {
    ZK_UNROLL
    for (int g = 0; g < 16; g += 4) {
        const std::uint32_t a = s[g], b = s[g + 1], c = s[g + 2], d = s[g + 3];
        const std::uint32_t ab = add_words(a, b);
        const std::uint32_t cd = add_words(c, d);
        const std::uint32_t all = add_words(ab, cd);
        const std::uint32_t all_b = add_words(all, b);
        const std::uint32_t all_d = add_words(all, d);
        s[g] = add_words(all_b, ab);
        s[g + 1] = add_words(all_b, add_words(c, c));
        s[g + 2] = add_words(all_d, cd);
        s[g + 3] = add_words(all_d, add_words(a, a));
    }
    ZK_UNROLL
    for (int i = 0; i < 4; ++i) {
        const std::uint32_t sum = add_words(add_words(s[i], s[i + 4]), add_words(s[i + 8], s[i + 12]));
        ZK_UNROLL
        for (int g = 0; g < 16; g += 4) s[g + i] = add_words(s[g + i], sum);
    }
}

/// Sum of 16 words below p, mod p: pairs fit 32 bits, eight pairs fit 35.
ZK_HD constexpr std::uint32_t sum_words(const std::uint32_t (&s)[kPoseidonWidth]) {
    std::uint64_t sum = 0;
    ZK_UNROLL
    for (int i = 0; i < 16; i += 2) sum += s[i] + s[i + 1];
    // 2^31 = 2^27 - 1 mod p; the quotient is below 16, so the folded value is below 2^32 < 3p.
    const auto quotient = static_cast<std::uint32_t>(sum >> 31);
    const std::uint32_t low = static_cast<std::uint32_t>(sum) & 0x7fffffffu;
    std::uint32_t x = low + quotient * ((1u << 27) - 1);
    x = min_word(x, x - kP);
    return min_word(x, x - kP);
}

/// s -> 1 sum(s) + diagonal * s with the diagonal of poseidon::make_constants, entry by entry.
ZK_HD constexpr void internal_layer(std::uint32_t (&s)[kPoseidonWidth]) {
    const std::uint32_t sum = sum_words(s);
    const auto twice = [](std::uint32_t x) { return add_words(x, x); };
    s[0] = sub_words(sum, twice(s[0]));
    s[1] = add_words(sum, s[1]);
    s[2] = add_words(sum, twice(s[2]));
    s[3] = add_words(sum, halve_word(s[3]));
    s[4] = add_words(sum, add_words(twice(s[4]), s[4]));
    s[5] = add_words(sum, twice(twice(s[5])));
    s[6] = sub_words(sum, halve_word(s[6]));
    s[7] = sub_words(sum, add_words(twice(s[7]), s[7]));
    s[8] = sub_words(sum, twice(twice(s[8])));
    s[9] = add_words(sum, to_unsigned(divide_power<8>(s[9])));
    s[10] = add_words(sum, to_unsigned(divide_power<2>(s[10])));
    s[11] = add_words(sum, to_unsigned(divide_power<3>(s[11])));
    s[12] = add_words(sum, to_unsigned(divide_power<27>(s[12])));
    s[13] = sub_words(sum, to_unsigned(divide_power<8>(s[13])));
    s[14] = sub_words(sum, to_unsigned(divide_power<4>(s[14])));
    s[15] = sub_words(sum, to_unsigned(divide_power<27>(s[15])));
}

/// The permutation on Montgomery words below p, in place.
ZK_HD inline void permute_words(std::uint32_t (&s)[kPoseidonWidth], const PoseidonTable& table) {
    external_layer(s);
    ZK_NO_UNROLL
    for (int half = 0; half < 2; ++half) {
        ZK_NO_UNROLL
        for (int r = 0; r < kPoseidonHalfRounds; ++r) {
            ZK_UNROLL
            for (int g = 0; g < kPoseidonWidth; g += 4) {
                const PoseidonTable::Quad constants = table.external[half][r][g / 4];
                ZK_UNROLL
                for (int i = 0; i < 4; ++i) s[g + i] = sbox(s[g + i], constants.words[i]);
            }
            external_layer(s);
        }
        if (half == 0) {
            ZK_NO_UNROLL
            for (const std::int32_t constant : table.internal) {
                s[0] = sbox(s[0], constant);
                internal_layer(s);
            }
        }
    }
}

}  // namespace zk::cuda

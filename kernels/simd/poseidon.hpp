#pragma once
// Poseidon2-16 on kLanes states at once: vector i holds word i of every state.

#include "kernels/hash/poseidon2.hpp"
#include "kernels/simd/field.hpp"

namespace zk::simd {
namespace {

/// Round constants as Montgomery words minus p, so that x + constant lies in [-p, p).
struct PoseidonWords {
    std::uint32_t external_initial[4][16];
    std::uint32_t internal[13];
    std::uint32_t external_final[4][16];
};

constexpr PoseidonWords make_poseidon_words() {
    PoseidonWords out{};
    for (int r = 0; r < 4; ++r) {
        for (int i = 0; i < 16; ++i) {
            out.external_initial[r][i] = to_montgomery(poseidon::kExternalInitial[r][i]) - kP;
            out.external_final[r][i] = to_montgomery(poseidon::kExternalFinal[r][i]) - kP;
        }
    }
    for (int r = 0; r < 13; ++r) out.internal[r] = to_montgomery(poseidon::kInternal[r]) - kP;
    return out;
}

constexpr PoseidonWords kPoseidonWords = make_poseidon_words();

/// Signed product on 64-bit lanes: low words in [-p, p) -> result in (-p, p), in the high half.
template <class L>
ZK_LANE typename L::V signed_mul(typename L::V a, typename L::V b) {
    const auto x = L::signed_mul_even(a, b);
    const auto q = L::mul_even(x, L::broadcast(kPInverse));
    return L::sub64(x, L::signed_mul_even(q, L::broadcast(kP)));
}

/// (x + constant)^7; `shifted` is the constant minus p. Even and odd words stay apart from the first product to the last.
template <class L>
ZK_LANE typename L::V sbox(typename L::V x, std::uint32_t shifted) {
    const auto seventh = [](typename L::V y) {
        const auto y2 = L::odd(signed_mul<L>(y, y));
        const auto y3 = L::odd(signed_mul<L>(y2, y));
        const auto y4 = L::odd(signed_mul<L>(y2, y2));
        return signed_mul<L>(y3, y4);
    };
    const auto y = L::add32(x, L::broadcast(shifted));
    return lift_p<L>(L::merge_high(seventh(y), seventh(L::odd(y))));
}

template <class L>
ZK_LANE void external_layer(typename L::V (&s)[16]) {
    for (int g = 0; g < 16; g += 4) {  // circ(2, 3, 1, 1)
        const auto ab = add<L>(s[g], s[g + 1]);
        const auto cd = add<L>(s[g + 2], s[g + 3]);
        const auto all = add<L>(ab, cd);
        const auto all_b = add<L>(all, s[g + 1]);
        const auto all_d = add<L>(all, s[g + 3]);
        s[g + 3] = add<L>(all_d, dbl<L>(s[g]));
        s[g + 1] = add<L>(all_b, dbl<L>(s[g + 2]));
        s[g] = add<L>(all_b, ab);
        s[g + 2] = add<L>(all_d, cd);
    }
    for (int i = 0; i < 4; ++i) {
        const auto sum = add<L>(add<L>(s[i], s[i + 4]), add<L>(s[i + 8], s[i + 12]));
        for (int g = 0; g < 16; g += 4) s[g + i] = add<L>(s[g + i], sum);
    }
}

/// x / 2^k in (-p, p): with x = high 2^k + low and p = 15 2^27 + 1, it is high - low 15 2^(27 - k).
template <class L, int kBits>
ZK_LANE typename L::V divide(typename L::V x) {
    const auto low = L::bit_and(x, L::broadcast((1u << kBits) - 1));
    const auto high = L::template shift_right<kBits>(x);
    if constexpr (kBits <= 15) {
        return L::sub32(high, L::template shift_left<27 - kBits>(L::mul16(low, L::broadcast(15))));
    } else {
        static_assert(kBits == 27);
        return L::sub32(high, L::sub32(L::template shift_left<4>(low), low));
    }
}

/// sum + x / 2^k
template <class L, int kBits>
ZK_LANE typename L::V add_divided(typename L::V sum, typename L::V x) {
    return add<L>(sum, lift_p<L>(divide<L, kBits>(x)));
}
/// sum - x / 2^k
template <class L, int kBits>
ZK_LANE typename L::V sub_divided(typename L::V sum, typename L::V x) {
    return sub<L>(sum, lift_p<L>(divide<L, kBits>(x)));
}

template <class L>
ZK_LANE void internal_round(typename L::V (&s)[16], std::uint32_t shifted) {
    // The sum of the others does not wait for the s-box.
    const auto a = add<L>(add<L>(s[1], s[2]), add<L>(s[3], s[4]));
    const auto b = add<L>(add<L>(s[5], s[6]), add<L>(s[7], s[8]));
    const auto c = add<L>(add<L>(s[9], s[10]), add<L>(s[11], s[12]));
    const auto d = add<L>(add<L>(s[13], s[14]), s[15]);
    const auto others = add<L>(add<L>(a, b), add<L>(c, d));
    s[0] = sbox<L>(s[0], shifted);
    const auto sum = add<L>(others, s[0]);
    s[0] = sub<L>(others, s[0]);  // sum - 2 s0
    s[1] = add<L>(sum, s[1]);
    s[2] = add<L>(sum, dbl<L>(s[2]));
    s[3] = add_divided<L, 1>(sum, s[3]);
    s[4] = add<L>(sum, add<L>(dbl<L>(s[4]), s[4]));
    s[5] = add<L>(sum, dbl<L>(dbl<L>(s[5])));
    s[6] = sub_divided<L, 1>(sum, s[6]);
    s[7] = sub<L>(sum, add<L>(dbl<L>(s[7]), s[7]));
    s[8] = sub<L>(sum, dbl<L>(dbl<L>(s[8])));
    s[9] = add_divided<L, 8>(sum, s[9]);
    s[10] = add_divided<L, 2>(sum, s[10]);
    s[11] = add_divided<L, 3>(sum, s[11]);
    s[12] = add_divided<L, 27>(sum, s[12]);
    s[13] = sub_divided<L, 8>(sum, s[13]);
    s[14] = sub_divided<L, 4>(sum, s[14]);
    s[15] = sub_divided<L, 27>(sum, s[15]);
}

/// In place; canonical words in and out. Not inlined: one copy a file.
template <class L>
[[gnu::noinline]] void permute(typename L::V (&state)[16]) {
    typename L::V s[16];
    for (int i = 0; i < 16; ++i) s[i] = state[i];
    external_layer<L>(s);
    for (int r = 0; r < 4; ++r) {
        for (int i = 0; i < 16; ++i) s[i] = sbox<L>(s[i], kPoseidonWords.external_initial[r][i]);
        external_layer<L>(s);
    }
    for (int r = 0; r < 13; ++r) internal_round<L>(s, kPoseidonWords.internal[r]);
    for (int r = 0; r < 4; ++r) {
        for (int i = 0; i < 16; ++i) s[i] = sbox<L>(s[i], kPoseidonWords.external_final[r][i]);
        external_layer<L>(s);
    }
    for (int i = 0; i < 16; ++i) state[i] = s[i];
}

}  // namespace
}  // namespace zk::simd

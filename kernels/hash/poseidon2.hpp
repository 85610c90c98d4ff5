#pragma once
// Poseidon2 over BabyBear, width 16, rate 8 (eprint 2023/323): x^7, 4 + 13 + 4 rounds. Freestanding.
// Constants: the field's usual ones (tests/vectors compare them with known answers).

#include "kernels/field/felt.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace zk {

inline constexpr int kPoseidonWidth = 16;
inline constexpr int kPoseidonRate = 8;
inline constexpr int kPoseidonHalfRounds = 4;
inline constexpr int kPoseidonInternalRounds = 13;

using PoseidonState = std::array<Felt, kPoseidonWidth>;

/// 8 elements: 124 bits against collisions.
struct Digest {
    std::array<Felt, 8> words;

    friend constexpr bool operator==(const Digest& a, const Digest& b) {
        for (int i = 0; i < 8; ++i) {
            if (a.words[i] != b.words[i]) return false;
        }
        return true;
    }
};

namespace poseidon {

// clang-format off
// Round constants as canonical integers.
inline constexpr std::uint32_t kExternalInitial[4][16] = {
    {1774958255, 1185780729, 1621102414, 1796380621, 588815102, 1932426223, 1925334750, 747903232, 89648862,
     360728943, 977184635, 1425273457, 256487465, 1200041953, 572403254, 448208942},
    {1215789478, 944884184, 953948096, 547326025, 646827752, 889997530, 1536873262, 86189867, 1065944411, 32019634,
     333311454, 456061748, 1963448500, 1827584334, 1391160226, 1348741381},
    {88424255, 104111868, 1763866748, 79691676, 1988915530, 1050669594, 359890076, 573163527, 222820492, 159256268,
     669703072, 763177444, 889367200, 256335831, 704371273, 25886717},
    {51754520, 1833211857, 454499742, 1384520381, 777848065, 1053320300, 1851729162, 344647910, 401996362,
     1046925956, 5351995, 1212119315, 754867989, 36972490, 751272725, 506915399}};
inline constexpr std::uint32_t kInternal[13] = {1518359488, 1765533241, 945325693, 422793067, 311365592, 1311448267,
    1629555936, 1009879353, 190525218, 786108885, 557776863, 212616710, 605745517};
inline constexpr std::uint32_t kExternalFinal[4][16] = {
    {1922082829, 1870549801, 1502529704, 1990744480, 1700391016, 1702593455, 321330495, 528965731, 183414327,
     1886297254, 1178602734, 1923111974, 744004766, 549271463, 1781349648, 542259047},
    {1536158148, 715456982, 503426110, 340311124, 1558555932, 1226350925, 742828095, 1338992758, 1641600456,
     1843351545, 301835475, 43203215, 386838401, 1520185679, 1235297680, 904680097},
    {1491801617, 1581784677, 913384905, 247083962, 532844013, 107190701, 213827818, 1979521776, 1358282574,
     1681743681, 1867507480, 1530706910, 507181886, 695185447, 1172395131, 1250800299},
    {1503161625, 817684387, 498481458, 494676004, 1404253825, 108246855, 59414691, 744214112, 890862029, 1342765939,
     1417398904, 1897591937, 1066647396, 1682806907, 1015795079, 1619482808}};
// clang-format on

struct Constants {
    std::array<std::array<Felt, 16>, 4> external_initial{};
    std::array<Felt, 13> internal{};
    std::array<std::array<Felt, 16>, 4> external_final{};
    /// -2, 1, 2, 1/2, 3, 4, -1/2, -3, -4, 2^-8, 2^-2, 2^-3, 2^-27, -2^-8, -2^-4, -2^-27.
    std::array<Felt, 16> diagonal{};
};

constexpr Constants make_constants() {
    Constants k;
    for (int r = 0; r < 4; ++r) {
        for (int i = 0; i < 16; ++i) {
            k.external_initial[r][i] = Felt(kExternalInitial[r][i]);
            k.external_final[r][i] = Felt(kExternalFinal[r][i]);
        }
    }
    for (int r = 0; r < 13; ++r) k.internal[r] = Felt(kInternal[r]);
    const auto power = [](int exponent) { return Felt(2).pow(exponent).inverse(); };
    // clang-format off
    k.diagonal = {-Felt(2), Felt(1), Felt(2), power(1), Felt(3), Felt(4), -power(1), -Felt(3),
                  -Felt(4), power(8), power(2), power(3), power(27), -power(8), -power(4), -power(27)};
    // clang-format on
    return k;
}

inline constexpr Constants kConstants = make_constants();

}  // namespace poseidon

/// The permutation, in place.
constexpr void poseidon_permute(PoseidonState& s) noexcept {
    const auto seventh = [](Felt x) {
        const Felt x2 = x * x;
        const Felt x4 = x2 * x2;
        return x4 * x2 * x;
    };
    const auto external_layer = [](PoseidonState& t) {
        for (int g = 0; g < 16; g += 4) {  // M4 = circ(2, 3, 1, 1)
            const Felt a = t[g], b = t[g + 1], c = t[g + 2], d = t[g + 3];
            const Felt all = a + b + c + d;
            t[g] = all + a + b + b;
            t[g + 1] = all + b + c + c;
            t[g + 2] = all + c + d + d;
            t[g + 3] = all + d + a + a;
        }
        for (int i = 0; i < 4; ++i) {
            const Felt sum = t[i] + t[i + 4] + t[i + 8] + t[i + 12];
            for (int g = 0; g < 16; g += 4) t[g + i] += sum;
        }
    };
    const poseidon::Constants& k = poseidon::kConstants;
    external_layer(s);
    for (int r = 0; r < kPoseidonHalfRounds; ++r) {
        for (int i = 0; i < 16; ++i) s[i] = seventh(s[i] + k.external_initial[r][i]);
        external_layer(s);
    }
    for (int r = 0; r < kPoseidonInternalRounds; ++r) {
        s[0] = seventh(s[0] + k.internal[r]);
        Felt sum = Felt::zero();
        for (int i = 0; i < 16; ++i) sum += s[i];
        for (int i = 0; i < 16; ++i) s[i] = sum + k.diagonal[i] * s[i];
    }
    for (int r = 0; r < kPoseidonHalfRounds; ++r) {
        for (int i = 0; i < 16; ++i) s[i] = seventh(s[i] + k.external_final[r][i]);
        external_layer(s);
    }
}

/// Tree node with feed-forward: Tr_8(P(l || r) + (l || r)). Truncating without it would be invertible.
constexpr Digest poseidon_compress(const Digest& left, const Digest& right) noexcept {
    PoseidonState s{};
    for (int i = 0; i < 8; ++i) {
        s[i] = left.words[i];
        s[i + 8] = right.words[i];
    }
    poseidon_permute(s);
    Digest out{};
    for (int i = 0; i < 8; ++i) out.words[i] = s[i] + left.words[i];
    return out;
}

/// Overwrite-mode sponge for inputs whose length the protocol fixes: each block of 8 replaces the rate, the last one is
/// zero-padded.
/// The state starts at zero; an empty input is the zero digest.
constexpr Digest poseidon_hash(std::span<const Felt> input) noexcept {
    PoseidonState s{};
    for (Felt& x : s) x = Felt::zero();
    for (std::size_t at = 0; at < input.size(); at += kPoseidonRate) {
        for (std::size_t i = 0; i < kPoseidonRate; ++i) s[i] = at + i < input.size() ? input[at + i] : Felt::zero();
        poseidon_permute(s);
    }
    Digest out{};
    for (int i = 0; i < 8; ++i) out.words[i] = s[i];
    return out;
}

}  // namespace zk

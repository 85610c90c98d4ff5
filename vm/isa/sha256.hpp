#pragma once
// The compression function of SHA-256 (FIPS 180-4, section 6.2.2), with all the words that the machine's table holds.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace zk::vm {

inline constexpr std::size_t kSha256Rounds = 64;
/// Rounds of one row of the machine's table, and rows of a compression.
inline constexpr std::size_t kSha256GroupRounds = 8;
inline constexpr std::size_t kSha256Groups = kSha256Rounds / kSha256GroupRounds;

inline constexpr std::array<std::uint32_t, kSha256Rounds> kSha256Constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// a, b, ... h.
using Sha256State = std::array<std::uint32_t, 8>;
/// Words as they lie in memory: the message's bytes in order.
using Sha256Block = std::array<std::uint32_t, 16>;

/// x rotated right by two amounts and rotated or shifted by a third, for xor.
struct Sha256Sigma {
    std::size_t first, second, third;
    bool shifts;

    constexpr std::uint32_t operator()(std::uint32_t x) const noexcept {
        const std::uint32_t last = shifts ? x >> third : std::rotr(x, static_cast<int>(third));
        return std::rotr(x, static_cast<int>(first)) ^ std::rotr(x, static_cast<int>(second)) ^ last;
    }
};
/// Of a, of e, and of the words 15 and 2 back in the schedule (section 4.1.2).
inline constexpr Sha256Sigma kSha256BigSigma0{2, 13, 22, false};
inline constexpr Sha256Sigma kSha256BigSigma1{6, 11, 25, false};
inline constexpr Sha256Sigma kSha256SmallSigma0{7, 18, 3, true};
inline constexpr Sha256Sigma kSha256SmallSigma1{17, 19, 10, true};

constexpr std::uint32_t sha256_choice(std::uint32_t e, std::uint32_t f, std::uint32_t g) noexcept {
    return g ^ (e & (f ^ g));
}
constexpr std::uint32_t sha256_majority(std::uint32_t a, std::uint32_t b, std::uint32_t c) noexcept {
    return (a & b) | (c & (a | b));
}
/// A message word, whose bytes are in memory with the highest first.
constexpr std::uint32_t sha256_message_word(std::uint32_t word) noexcept {
    return word << 24 | (word & 0xff00) << 8 | (word >> 8 & 0xff00) | word >> 24;
}

/// All words of a compression. b, c, d are a of 1, 2, 3 rounds before; f, g, h likewise e.
struct Sha256Words {
    std::array<std::uint32_t, 4 + kSha256Rounds> a{}, e{};  ///< after round i: at 4 + i
    /// Sixteen more than the rounds use: a row of the machine's table hands the next sixteen on.
    std::array<std::uint32_t, kSha256Rounds + 16> schedule{};

    constexpr Sha256Words(const Sha256State& state, const Sha256Block& block) noexcept {
        for (std::size_t i = 0; i < 4; ++i) {
            a[3 - i] = state[i];
            e[3 - i] = state[4 + i];
        }
        for (std::size_t i = 0; i < 16; ++i) schedule[i] = sha256_message_word(block[i]);
        for (std::size_t i = 16; i < schedule.size(); ++i) {
            schedule[i] = kSha256SmallSigma1(schedule[i - 2]) + schedule[i - 7] + kSha256SmallSigma0(schedule[i - 15]) +
                          schedule[i - 16];
        }
        for (std::size_t i = 0; i < kSha256Rounds; ++i) {
            const std::uint32_t t1 = e[i] + kSha256BigSigma1(e[i + 3]) + sha256_choice(e[i + 3], e[i + 2], e[i + 1]) +
                                     kSha256Constants[i] + schedule[i];
            e[i + 4] = a[i] + t1;
            a[i + 4] = t1 + kSha256BigSigma0(a[i + 3]) + sha256_majority(a[i + 3], a[i + 2], a[i + 1]);
        }
    }

    /// a .. h after `rounds` rounds.
    [[nodiscard]] constexpr Sha256State state(std::size_t rounds) const noexcept {
        Sha256State s{};
        for (std::size_t i = 0; i < 4; ++i) {
            s[i] = a[rounds + 3 - i];
            s[4 + i] = e[rounds + 3 - i];
        }
        return s;
    }
};

constexpr void sha256_compress(Sha256State& state, const Sha256Block& block) noexcept {
    const Sha256State last = Sha256Words(state, block).state(kSha256Rounds);
    for (std::size_t i = 0; i < state.size(); ++i) state[i] += last[i];
}

}  // namespace zk::vm

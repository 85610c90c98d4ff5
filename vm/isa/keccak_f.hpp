#pragma once
// Keccak-f[1600] (The Keccak reference 3.0, sections 1.2 and 2.3) in the steps that the machine's table holds apart.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace zk::vm {

/// Lane (x, y) is state[x + 5 y]; bit z of a lane is its bit z.
using KeccakState = std::array<std::uint64_t, 25>;
/// A plane: lane x.
using KeccakPlane = std::array<std::uint64_t, 5>;

inline constexpr std::size_t kKeccakRounds = 24;

inline constexpr std::array<std::uint64_t, kKeccakRounds> kKeccakConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

/// rho: left rotation of lane x + 5 y.
inline constexpr std::array<int, 25> kKeccakRotations = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                                         25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

/// pi: lane (x, y) of its output is lane ((x + 3 y) mod 5, x) of its input.
constexpr std::size_t keccak_pi_source(std::size_t x, std::size_t y) noexcept {
    return (x + 3 * y) % 5 + 5 * x;
}

/// Parity of each column: lane x is the sum over y.
constexpr KeccakPlane keccak_parity(const KeccakState& a) noexcept {
    KeccakPlane parity;
    for (std::size_t x = 0; x < 5; ++x) parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    return parity;
}

/// theta, given the parity of `a`.
constexpr void keccak_theta(KeccakState& a, const KeccakPlane& parity) noexcept {
    for (std::size_t x = 0; x < 5; ++x) {
        const std::uint64_t d = parity[(x + 4) % 5] ^ std::rotl(parity[(x + 1) % 5], 1);
        for (std::size_t y = 0; y < 25; y += 5) a[x + y] ^= d;
    }
}

/// rho, pi and chi.
constexpr KeccakState keccak_rho_pi_chi(const KeccakState& a) noexcept {
    KeccakState out;
    for (std::size_t y = 0; y < 5; ++y) {
        KeccakPlane b;
        for (std::size_t x = 0; x < 5; ++x) {
            const std::size_t source = keccak_pi_source(x, y);
            b[x] = std::rotl(a[source], kKeccakRotations[source]);
        }
        for (std::size_t x = 0; x < 5; ++x) out[x + 5 * y] = b[x] ^ (~b[(x + 1) % 5] & b[(x + 2) % 5]);
    }
    return out;
}

/// Round i < 24.
constexpr void keccak_round(KeccakState& a, std::size_t i) noexcept {
    keccak_theta(a, keccak_parity(a));
    a = keccak_rho_pi_chi(a);
    a[0] ^= kKeccakConstants[i];
}

constexpr void keccak_f(KeccakState& a) noexcept {
    for (std::size_t i = 0; i < kKeccakRounds; ++i) keccak_round(a, i);
}

}  // namespace zk::vm

#include "guest/crypto/blake2.hpp"

#include <bit>
#include <cstddef>

namespace zk::guest::crypto {
namespace {

constexpr std::array<std::uint64_t, 8> kInitial = {
    0x6a09e667f3bcc908,
    0xbb67ae8584caa73b,
    0x3c6ef372fe94f82b,
    0xa54ff53a5f1d36f1,
    0x510e527fade682d1,
    0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b,
    0x5be0cd19137e2179};

constexpr std::array<std::array<std::uint8_t, 16>, 10> kSigma = {{
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
}};

// The words that the eight mixings of a round work on: columns, then diagonals.
constexpr std::array<std::array<std::uint8_t, 4>, 8> kMixed = {
    {{0, 4, 8, 12},
     {1, 5, 9, 13},
     {2, 6, 10, 14},
     {3, 7, 11, 15},
     {0, 5, 10, 15},
     {1, 6, 11, 12},
     {2, 7, 8, 13},
     {3, 4, 9, 14}}};

}  // namespace

void blake2b_compress(
    std::array<std::uint64_t, 8>& state,
    const std::array<std::uint64_t, 16>& message,
    const std::array<std::uint64_t, 2>& offset,
    bool last,
    std::uint32_t n_rounds
) {
    std::array<std::uint64_t, 16> v{};
    for (std::size_t i = 0; i < 8; ++i) {
        v[i] = state[i];
        v[8 + i] = kInitial[i];
    }
    v[12] ^= offset[0];
    v[13] ^= offset[1];
    if (last) v[14] = ~v[14];
    for (std::uint32_t round = 0; round < n_rounds; ++round) {
        const auto& sigma = kSigma[round % 10];
        for (std::size_t i = 0; i < 8; ++i) {
            const auto& [a, b, c, d] = kMixed[i];
            v[a] += v[b] + message[sigma[2 * i]];
            v[d] = std::rotr(v[d] ^ v[a], 32);
            v[c] += v[d];
            v[b] = std::rotr(v[b] ^ v[c], 24);
            v[a] += v[b] + message[sigma[2 * i + 1]];
            v[d] = std::rotr(v[d] ^ v[a], 16);
            v[c] += v[d];
            v[b] = std::rotr(v[b] ^ v[c], 63);
        }
    }
    for (std::size_t i = 0; i < 8; ++i) state[i] ^= v[i] ^ v[8 + i];
}

}  // namespace zk::guest::crypto

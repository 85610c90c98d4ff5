#include "vm/testing/reference_accelerators.hpp"

#include <cstddef>
#include <vector>

namespace zk::vm::testing {
namespace {

struct Bits {
    bool a[5][5][64];  // a[x][y][z]
};

/// FIPS 202, algorithm 5: bit t of the constants' shift register.
bool constant_bit(std::size_t t) {
    unsigned r = 1;
    for (std::size_t i = 0; i < t % 255; ++i) {
        r <<= 1;
        if (r >= 256) r ^= 0x171;
    }
    return r % 2 == 1;
}

/// FIPS 202, algorithms 1 to 4 and 6.
void round(Bits& s, std::size_t index) {
    Bits theta{};
    for (std::size_t x = 0; x < 5; ++x) {
        for (std::size_t z = 0; z < 64; ++z) {
            bool d = false;
            for (std::size_t y = 0; y < 5; ++y) d = d != (s.a[(x + 4) % 5][y][z] != s.a[(x + 1) % 5][y][(z + 63) % 64]);
            for (std::size_t y = 0; y < 5; ++y) theta.a[x][y][z] = s.a[x][y][z] != d;
        }
    }
    Bits rho = theta;
    std::size_t x = 1, y = 0;
    for (std::size_t t = 0; t < 24; ++t) {
        const std::size_t offset = (t + 1) * (t + 2) / 2;
        for (std::size_t z = 0; z < 64; ++z) rho.a[x][y][z] = theta.a[x][y][(z + 24U * 64 - offset) % 64];
        const std::size_t next = (2 * x + 3 * y) % 5;
        x = y;
        y = next;
    }
    Bits pi{};
    for (x = 0; x < 5; ++x) {
        for (y = 0; y < 5; ++y) {
            for (std::size_t z = 0; z < 64; ++z) pi.a[x][y][z] = rho.a[(x + 3 * y) % 5][x][z];
        }
    }
    for (x = 0; x < 5; ++x) {
        for (y = 0; y < 5; ++y) {
            for (std::size_t z = 0; z < 64; ++z) {
                s.a[x][y][z] = pi.a[x][y][z] != (!pi.a[(x + 1) % 5][y][z] && pi.a[(x + 2) % 5][y][z]);
            }
        }
    }
    for (std::size_t j = 0; j < 7; ++j) {
        bool& bit = s.a[0][0][(std::size_t{1} << j) - 1];
        bit = bit != constant_bit(j + 7 * index);
    }
}

/// FIPS 180-4, section 4.2.2: the first 32 bits of the fractional part of the cube root of the t-th prime.
std::uint32_t cube_root_constant(std::size_t t) {
    std::vector<std::uint64_t> primes;
    for (std::uint64_t n = 2; primes.size() <= t; ++n) {
        bool is_prime = true;
        for (const std::uint64_t p : primes) is_prime = is_prime && n % p != 0;
        if (is_prime) primes.push_back(n);
    }
    // The largest x with x^3 <= prime 2^96: below 2^35, its cube below 2^105.
    __extension__ using Wide = unsigned __int128;
    std::uint64_t root = 0;
    for (int bit = 34; bit >= 0; --bit) {
        const Wide x = root | std::uint64_t{1} << bit;
        if (x * x * x <= Wide{primes[t]} << 96) root = static_cast<std::uint64_t>(x);
    }
    return static_cast<std::uint32_t>(root);
}

std::uint32_t rotated(std::uint32_t x, int n) {
    return x >> n | x << (32 - n);
}

}  // namespace

std::array<std::uint32_t, 50> reference_keccak_f(const std::array<std::uint32_t, 50>& words) {
    Bits s{};
    for (std::size_t i = 0; i < 1600; ++i) s.a[i / 64 % 5][i / 320][i % 64] = (words[i / 32] >> i % 32 & 1) != 0;
    for (std::size_t index = 0; index < 24; ++index) round(s, index);
    std::array<std::uint32_t, 50> out{};
    for (std::size_t i = 0; i < 1600; ++i) {
        if (s.a[i / 64 % 5][i / 320][i % 64]) out[i / 32] |= std::uint32_t{1} << i % 32;
    }
    return out;
}

// FIPS 180-4, section 6.2.2, with its letters.
std::array<std::uint32_t, 8> reference_sha256_compress(
    const std::array<std::uint32_t, 8>& hash, const std::array<std::uint8_t, 64>& block
) {
    std::uint32_t W[64];
    for (std::size_t t = 0; t < 64; ++t) {
        if (t < 16) {
            W[t] = 0;
            for (std::size_t i = 0; i < 4; ++i) W[t] = W[t] * 256 + block[4 * t + i];
        } else {
            const std::uint32_t x = W[t - 15];
            const std::uint32_t y = W[t - 2];
            W[t] = (rotated(y, 17) ^ rotated(y, 19) ^ y >> 10) + W[t - 7] + (rotated(x, 7) ^ rotated(x, 18) ^ x >> 3) +
                   W[t - 16];
        }
    }
    std::uint32_t v[8];
    for (std::size_t i = 0; i < 8; ++i) v[i] = hash[i];
    for (std::size_t t = 0; t < 64; ++t) {
        const std::uint32_t a = v[0], e = v[4];
        const std::uint32_t t1 = v[7] + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & v[5]) ^ (~e & v[6])) +
                                 cube_root_constant(t) + W[t];
        const std::uint32_t t2 =
            (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        for (std::size_t i = 7; i > 0; --i) v[i] = v[i - 1];
        v[4] += t1;
        v[0] = t1 + t2;
    }
    std::array<std::uint32_t, 8> next{};
    for (std::size_t i = 0; i < 8; ++i) next[i] = hash[i] + v[i];
    return next;
}

}  // namespace zk::vm::testing

#include "vm/testing/reference_accelerators.hpp"

#include <cstddef>

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

}  // namespace zk::vm::testing

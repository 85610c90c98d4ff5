#pragma once
// What the accelerators compute, as plainly as their standards say it. Shares no code with vm/isa or vm/executor.

#include <array>
#include <cstdint>

namespace zk::vm::testing {

/// Keccak-f[1600] of 50 words, low word of a lane first. Bit by bit, rotations and round constants computed.
std::array<std::uint32_t, 50> reference_keccak_f(const std::array<std::uint32_t, 50>& words);

/// One compression of SHA-256. Word arithmetic on bits, constants from the primes.
std::array<std::uint32_t, 8> reference_sha256_compress(
    const std::array<std::uint32_t, 8>& hash, const std::array<std::uint8_t, 64>& block
);

}  // namespace zk::vm::testing

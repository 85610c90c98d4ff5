#pragma once
// The compression function of BLAKE2b (RFC 7693, 3.2).

#include <array>
#include <cstdint>

namespace zk::guest::crypto {

void blake2b_compress(
    std::array<std::uint64_t, 8>& state,
    const std::array<std::uint64_t, 16>& message,
    const std::array<std::uint64_t, 2>& offset,
    bool last,
    std::uint32_t n_rounds
);

}  // namespace zk::guest::crypto

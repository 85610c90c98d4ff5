#pragma once
// Bytes and little-endian integers. Freestanding: the guest uses this header too.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace zk {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Reads a little-endian integer at `at[0..4)`; the caller guarantees the range.
constexpr std::uint32_t load_u32le(const std::uint8_t* at) noexcept {
    return std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[3]} << 24;
}

constexpr std::uint64_t load_u64le(const std::uint8_t* at) noexcept {
    return std::uint64_t{load_u32le(at)} | std::uint64_t{load_u32le(at + 4)} << 32;
}

constexpr void store_u32le(std::uint8_t* at, std::uint32_t value) noexcept {
    for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

constexpr void store_u64le(std::uint8_t* at, std::uint64_t value) noexcept {
    for (int i = 0; i < 8; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace zk

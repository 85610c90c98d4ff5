#pragma once
// The fixed-size byte strings of Ethereum, all big-endian as they appear in RLP.

#include <array>
#include <cstddef>
#include <cstdint>

namespace zk::guest {

using Hash = std::array<std::uint8_t, 32>;
using Address = std::array<std::uint8_t, 20>;
/// A 256-bit unsigned integer, big-endian; comparing two compares the integers.
using Word = std::array<std::uint8_t, 32>;

constexpr Word to_word(std::uint64_t value) noexcept {
    Word word{};
    for (std::size_t i = 0; i < 8; ++i) word[31 - i] = static_cast<std::uint8_t>(value >> (8 * i));
    return word;
}

}  // namespace zk::guest

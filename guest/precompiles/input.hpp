#pragma once
// Reading the input of a precompile: as if zeros followed its end (Yellow Paper, appendix E).

#include "base/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace zk::guest::precompiles {

/// Bytes [offset, offset + n) of the input, zeros beyond its end.
[[nodiscard]] inline Bytes padded(ByteView input, std::size_t offset, std::size_t n) {
    Bytes out(n);
    if (offset < input.size())
        std::ranges::copy(input.subspan(offset, std::min(n, input.size() - offset)), out.begin());
    return out;
}

template <std::size_t N>
[[nodiscard]] std::array<std::uint8_t, N> padded(ByteView input, std::size_t offset) {
    std::array<std::uint8_t, N> out{};
    if (offset < input.size())
        std::ranges::copy(input.subspan(offset, std::min(N, input.size() - offset)), out.begin());
    return out;
}

}  // namespace zk::guest::precompiles

#pragma once

#include <cstddef>

namespace zk {

/// The `bits` low bits of i in reverse order; i < 2^bits.
constexpr std::size_t bit_reverse(std::size_t i, int bits) noexcept {
    std::size_t out = 0;
    for (int k = 0; k < bits; ++k) out |= ((i >> k) & 1) << (bits - 1 - k);
    return out;
}

}  // namespace zk

#pragma once
// Scroll's fee for a transaction's data on L1, from the slots of the gas price oracle as they stand before the transaction.

#include "guest/fork/fork.hpp"
#include "guest/state/state.hpp"

#include <cstdint>

namespace zk::guest {

/// How well one transaction compresses: computed on the host, trusted within bounds only (the resulting state root binds it).
struct CompressionHint {
    U256 ratio;              ///< Feynman: 1e9 * length / compressed length of the data; at least 1e9
    std::uint64_t size = 0;  ///< Galileo on: compressed length of the whole encoding; at most its length
};

inline constexpr Address kL1GasPriceOracle = {0x53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};

/// `length`: bytes of the EIP-2718 encoding. Reads slots without warming them. At most 2^64 - 1.
[[nodiscard]] U256 l1_data_fee(State& state, Fork fork, std::uint64_t length, const CompressionHint& hint);

/// Whether the fork uses the hint, and this one is within its bounds.
[[nodiscard]] bool hint_is_valid(Fork fork, std::uint64_t length, const CompressionHint& hint);

}  // namespace zk::guest

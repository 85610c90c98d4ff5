#pragma once
// Scroll's fee for a transaction's data on L1, from the slots of the gas price oracle as they stand before the transaction.

#include "guest/chunk/chunk_input.hpp"
#include "guest/state/state.hpp"

#include <cstdint>

namespace zk::guest {

inline constexpr Address kL1GasPriceOracle = {0x53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};

/// `length`: bytes of the EIP-2718 encoding. Reads slots without warming them. At most 2^64 - 1.
[[nodiscard]] U256 l1_data_fee(State& state, Fork fork, std::uint64_t length, const CompressionHint& hint);

/// Whether the hint is within the bounds that its fork sets: Feynman ratio >= 1e9, Galileo on size <= length.
[[nodiscard]] bool hint_is_valid(Fork fork, std::uint64_t length, const CompressionHint& hint);

}  // namespace zk::guest

#pragma once
// Receipts, logs bloom and receipts root of a block (Yellow Paper, sections 4.3.1 and 4.3.3; types of EIP-2718).

#include "guest/block/transaction.hpp"
#include "guest/evm/transaction_execution.hpp"

#include <array>
#include <vector>

namespace zk::guest {

using Bloom = std::array<std::uint8_t, 256>;

/// Adds the address and topics of each log.
void add_to_bloom(Bloom& bloom, const std::vector<Log>& logs);

/// Type byte (none for legacy), then RLP[status, cumulative gas, bloom, logs].
[[nodiscard]] Bytes encode_receipt(
    TransactionType type, const Receipt& receipt, std::uint64_t cumulative_gas, const Bloom& bloom
);

}  // namespace zk::guest

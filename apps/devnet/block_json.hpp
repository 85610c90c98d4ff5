#pragma once
// Blocks as witness JSON, new style. Internal to apps/devnet.

#include "guest/block/header.hpp"
#include "guest/block/transaction.hpp"

#include <span>
#include <string>
#include <vector>

namespace zk::devnet {

/// A transaction with its data; `view` gives it the data's address of the moment.
struct OwnedTransaction {
    guest::Transaction transaction;
    Bytes data;

    [[nodiscard]] guest::Transaction view() const {
        guest::Transaction out = transaction;
        out.data = data;
        return out;
    }
};

/// What a block's witness says beside its header and transactions; empty where there is no state.
struct BlockState {
    std::vector<Bytes> nodes;
    std::vector<Bytes> codes;
    std::string hints;  ///< JSON of apps/witness/compression.hpp, or empty
};

[[nodiscard]] std::string block_json(
    std::uint64_t chain_id,
    const guest::Hash& prev_state_root,
    const guest::Header& header,
    std::span<const OwnedTransaction> transactions,
    const BlockState& state = {}
);

/// The side file of a validium block: its L1 messages as they stand on the parent chain.
[[nodiscard]] std::string validium_json(std::span<const OwnedTransaction> messages);

}  // namespace zk::devnet

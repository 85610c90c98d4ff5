#pragma once
// What can be known of one block without its state: decoded header and transactions, hashes, block context.

#include "guest/block/header.hpp"
#include "guest/block/transaction.hpp"
#include "guest/chunk/chunk_input.hpp"

#include <array>

namespace zk::guest {

/// "BlockContextV2" of the public inputs, big-endian: u64 timestamp, 32-byte base fee, u64 gas limit, u16 number of
/// transactions (L1 messages included), u16 number of L1 messages.
using BlockContext = std::array<std::uint8_t, 52>;

struct BlockSummary {
    Header header;  // extra_data borrowed from the input
    Hash hash{};
    BlockContext context{};
    std::vector<Hash> transaction_hashes;  // all, in block order
    std::vector<Hash> l1_message_hashes;   // as on the parent chain: for validium, of the validium messages
    std::size_t n_l1_messages = 0;         // they are the first transactions
    std::uint64_t first_queue_index = 0;   // of the first and the last L1 message; 0 without any
    std::uint64_t last_queue_index = 0;
    std::size_t n_encrypted_messages = 0;  // validium without a key: those compared in all fields but the data
};

/// Decodes and checks one block: strict header and transactions, types of the fork, chain ids, transactions root equal to
/// the header's, L1 messages first with rising queue indices (consecutive from EuclidV2 on), counts within 16 bits, for
/// validium one message per L1 message with equal fields: with `validium_key` the block's data are the decryption
/// (validium_message.hpp), without it an encrypted deposit may stand for any plain one. Signatures are only range-checked,
/// nothing is executed.
[[nodiscard]] Checked<BlockSummary> summarize_block(
    const BlockInput& block, Fork fork, std::uint64_t chain_id, const std::optional<Word>& validium_key = std::nullopt
);

}  // namespace zk::guest

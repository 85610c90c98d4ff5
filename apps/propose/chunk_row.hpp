#pragma once
// Which blocks become a chunk, and what its row says.

#include "apps/ingest/block_row.hpp"
#include "base/bytes.hpp"
#include "base/result.hpp"
#include "guest/fork/fork.hpp"
#include "guest/types.hpp"
#include "io/postgres/tables.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zk::apps {

struct ChunkLimits {
    std::uint64_t max_blocks = 20;
    std::uint64_t max_transactions = 500;        ///< unless the only block has more
    std::uint64_t max_witness_bytes = 1u << 28;  ///< unless the only block has more
};

/// Why the blocks after a cut are not considered now.
struct Cut {
    std::vector<std::size_t> lengths;  ///< consecutive chunks from the first block on
    std::string stopped;               ///< empty: all blocks were used; else a sentence naming gap or fork change
};

/// Whether a block was ingested by zkprove: only such ones become chunks.
bool is_ingested(const io::BlockRow& block);

/// Cuts blocks, ascending and in no chunk, into chunks of consecutive blocks of one fork. Stops at the first gap, change of fork or chain, or block
/// that has no facts.
Cut cut_chunks(std::span<const io::BlockRow> blocks, const ChunkLimits& limits);

/// One keccak step per message: keccak256(hash || message hash), the last 4 bytes cleared.
guest::Hash roll_message_queue(guest::Hash hash, std::span<const guest::Hash> messages);

/// chunk.hash. EuclidV1: the data hash, keccak256 of 58 bytes a block (number, then 50 bytes of its context) and then all L1 message hashes. Later
/// forks: keccak256 of the 52-byte contexts and then all L1 message hashes.
guest::Hash chunk_hash(guest::Fork fork, std::span<const io::BlockRow> blocks, std::span<const BlockFacts> facts);

/// The row of one chunk. `parent`: the chunk that ends right before it, if there is one; its state root and queue hash must be those before the chunk.
/// `prev_queue_hash`: the queue hash where there is no parent, zero when not given.
Result<io::ChunkRow> make_chunk_row(
    std::span<const io::BlockRow> blocks,
    const std::optional<io::ChunkRow>& parent,
    const std::optional<guest::Hash>& prev_queue_hash
);

}  // namespace zk::apps

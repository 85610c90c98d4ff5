#pragma once
// A block as the table l2_block and our zk_block hold it.

#include "apps/blocks/block_file.hpp"
#include "base/result.hpp"
#include "guest/chunk/block_summary.hpp"
#include "guest/types.hpp"
#include "io/postgres/tables.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zk::apps {

/// What propose needs of a block besides its columns; stored as JSON in zk_block.facts.
struct BlockFacts {
    std::uint64_t chain_id = 0;
    guest::Hash prev_state_root{};
    guest::BlockContext context{};
    std::vector<guest::Hash> l1_message_hashes;
    std::uint64_t first_queue_index = 0;
    std::uint64_t last_queue_index = 0;
};

/// `summary` is that of `block`.
BlockFacts facts_of(const witness::Block& block, const guest::BlockSummary& summary);
std::string to_json(const BlockFacts& facts);
Result<BlockFacts> facts_from_json(const std::string& json);

/// Checks the block natively (guest::summarize_block) and fills every column but chunk_hash. Header and transactions are JSON as
/// Scroll's importer writes them (`from` is the zero address, the nonce of an L1 message its queue index); withdraw_root is zero: it is known
/// once a block was executed.
Result<io::BlockRow> make_block_row(const BlockFile& file);

/// 0x and 64 digits.
std::string hash_text(const guest::Hash& hash);

}  // namespace zk::apps

#include "apps/propose/chunk_row.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"

#include <algorithm>
#include <array>

namespace zk::apps {
namespace {

constexpr std::size_t kEuclidV1ContextBytes = 50;

std::string block_text(const io::BlockRow& block) {
    return "block " + std::to_string(block.number);
}

/// Fills what the chunk pops from the message queue, and its parent. A skipped message is popped, too.
Result<void> count_messages(
    io::ChunkRow& row,
    std::span<const io::BlockRow> blocks,
    std::span<const BlockFacts> facts,
    const std::optional<io::ChunkRow>& parent
) {
    bool any = false;
    std::uint64_t first = 0, behind_last = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].n_l1_messages == 0) continue;
        if (!any) first = facts[i].first_queue_index;
        any = true;
        behind_last = facts[i].last_queue_index + 1;
    }
    if (parent.has_value()) row.parent_chunk_hash = parent->hash;
    const std::uint64_t popped =
        parent.has_value() ? parent->total_l1_messages_popped_before + parent->total_l1_messages_popped_in_chunk : 0;
    // A parent that counts none follows on none that knew: before the first message of a range the queue's index is not known.
    row.total_l1_messages_popped_before = popped != 0 ? popped : first;
    if (!any) return {};
    if (behind_last <= row.total_l1_messages_popped_before) {
        return fail(
            "chunk",
            block_text(blocks.front()),
            "L1 messages from queue index " + std::to_string(row.total_l1_messages_popped_before) + " on",
            std::to_string(first)
        );
    }
    row.total_l1_messages_popped_in_chunk =
        static_cast<std::uint32_t>(behind_last - row.total_l1_messages_popped_before);
    return {};
}

Result<guest::Hash> queue_hash_before(
    const std::optional<io::ChunkRow>& parent, const std::optional<guest::Hash>& given
) {
    guest::Hash hash{};
    if (!parent.has_value() || parent->post_l1_message_queue_hash.empty()) return given.value_or(hash);
    if (given.has_value() && to_hex(*given) != parent->post_l1_message_queue_hash) {
        return fail(
            "chunk",
            "L1 message queue hash before its first block",
            parent->post_l1_message_queue_hash + ", that behind chunk " + parent->hash,
            to_hex(*given)
        );
    }
    const auto bytes = from_hex(parent->post_l1_message_queue_hash);
    if (!bytes || bytes->size() != hash.size()) {
        return fail("chunk", parent->hash, "a queue hash of 32 bytes", parent->post_l1_message_queue_hash);
    }
    std::copy(bytes->begin(), bytes->end(), hash.begin());
    return hash;
}

}  // namespace

bool is_ingested(const io::BlockRow& block) {
    return !block.fork.empty() && facts_from_json(block.facts).has_value();
}

Cut cut_chunks(std::span<const io::BlockRow> blocks, const ChunkLimits& limits) {
    Cut cut;
    std::uint64_t n_blocks = 0, n_transactions = 0, n_bytes = 0, chain_id = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const io::BlockRow& block = blocks[i];
        const auto facts = facts_from_json(block.facts);
        if (block.fork.empty() || !facts) {
            cut.stopped = block_text(block) + " was not ingested by zkprove: ingest its witness";
        } else if (i > 0 && block.number != blocks[i - 1].number + 1) {
            cut.stopped = "gap: blocks " + std::to_string(blocks[i - 1].number + 1) + ".." +
                          std::to_string(block.number - 1) + " are not there or already in a chunk";
        } else if (i > 0 && block.fork != blocks[i - 1].fork) {
            cut.stopped = "fork change at " + block_text(block) + ": " + blocks[i - 1].fork + " to " + block.fork;
        } else if (i > 0 && facts->chain_id != chain_id) {
            cut.stopped = "another chain at " + block_text(block);
        }
        if (!cut.stopped.empty()) break;
        chain_id = facts->chain_id;
        const bool full = n_blocks > 0 && (n_blocks + 1 > limits.max_blocks ||
                                           n_transactions + block.tx_num > limits.max_transactions ||
                                           n_bytes + block.witness_bytes > limits.max_witness_bytes);
        if (full) {
            cut.lengths.push_back(n_blocks);
            n_blocks = n_transactions = n_bytes = 0;
        }
        ++n_blocks;
        n_transactions += block.tx_num;
        n_bytes += block.witness_bytes;
    }
    if (n_blocks > 0) cut.lengths.push_back(n_blocks);
    return cut;
}

guest::Hash roll_message_queue(guest::Hash hash, std::span<const guest::Hash> messages) {
    for (const guest::Hash& message : messages) {
        hash = guest::Keccak256().absorb(hash).absorb(message).finish();
        std::fill(hash.begin() + 28, hash.end(), std::uint8_t{0});
    }
    return hash;
}

guest::Hash chunk_hash(guest::Fork fork, std::span<const io::BlockRow> blocks, std::span<const BlockFacts> facts) {
    guest::Keccak256 hasher;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (fork == guest::Fork::kEuclidV1) {
            std::array<std::uint8_t, 8> number{};
            for (std::size_t k = 0; k < 8; ++k)
                number[k] = static_cast<std::uint8_t>(blocks[i].number >> (8 * (7 - k)));
            hasher.absorb(number).absorb(ByteView(facts[i].context).first(kEuclidV1ContextBytes));
        } else {
            hasher.absorb(facts[i].context);
        }
    }
    for (const BlockFacts& block : facts) {
        for (const guest::Hash& message : block.l1_message_hashes) hasher.absorb(message);
    }
    return hasher.finish();
}

Result<io::ChunkRow> make_chunk_row(
    std::span<const io::BlockRow> blocks,
    const std::optional<io::ChunkRow>& parent,
    const std::optional<guest::Hash>& prev_queue_hash
) {
    std::vector<BlockFacts> facts;
    for (const io::BlockRow& block : blocks) {
        auto read = facts_from_json(block.facts);
        if (!read) return tl::unexpected(read.error());
        facts.push_back(std::move(*read));
    }
    const auto fork = guest::fork_from_name(blocks.front().fork);
    if (!fork) return fail("chunk", block_text(blocks.front()), "a known fork", blocks.front().fork);

    io::ChunkRow row;
    row.fork = blocks.front().fork;
    row.hash = to_hex(chunk_hash(*fork, blocks, facts));
    row.start_block_number = blocks.front().number;
    row.end_block_number = blocks.back().number;
    row.start_block_hash = blocks.front().hash;
    row.end_block_hash = blocks.back().hash;
    row.start_block_time = blocks.front().block_timestamp;
    row.state_root = blocks.back().state_root;
    row.parent_chunk_state_root = to_hex(facts.front().prev_state_root);
    row.withdraw_root = blocks.back().withdraw_root;
    row.codec_version = static_cast<std::int16_t>(*fork);
    for (const io::BlockRow& block : blocks) {
        row.total_l2_tx_gas += block.gas_used;
        row.total_l2_tx_num += block.tx_num - block.n_l1_messages;
    }
    if (parent.has_value() && !parent->state_root.empty() && parent->state_root != row.parent_chunk_state_root) {
        return fail(
            block_text(blocks.front()),
            "state root before it",
            parent->state_root + ", that behind chunk " + parent->hash,
            row.parent_chunk_state_root
        );
    }
    if (!guest::has_message_queue_hash(*fork) && prev_queue_hash.has_value()) {
        return fail(block_text(blocks.front()), "L1 message queue hash", "none: " + row.fork + " has no queue hash");
    }
    if (auto counted = count_messages(row, blocks, facts, parent); !counted) return tl::unexpected(counted.error());
    if (!guest::has_message_queue_hash(*fork)) return row;
    auto before = queue_hash_before(parent, prev_queue_hash);
    if (!before) return tl::unexpected(before.error());
    guest::Hash hash = *before;
    row.prev_l1_message_queue_hash = to_hex(hash);
    for (const BlockFacts& block : facts) hash = roll_message_queue(hash, block.l1_message_hashes);
    row.post_l1_message_queue_hash = to_hex(hash);
    return row;
}

}  // namespace zk::apps

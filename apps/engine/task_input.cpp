#include "apps/engine/task_input.hpp"

#include "apps/blocks/block_file.hpp"
#include "apps/blocks/stored_block.hpp"
#include "apps/blocks/validium_key.hpp"
#include "apps/ingest/block_row.hpp"
#include "apps/propose/chunk_row.hpp"
#include "base/hex.hpp"
#include "guest/fork/fork.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace zk::apps {
namespace {

/// The witnesses are those of the row: a proof of other blocks must not be committed under its hash, whoever changed either.
Result<void> compare(
    const std::string& what,
    const io::TaskDetail& task,
    guest::Fork fork,
    std::span<const witness::Block> blocks,
    std::span<const BlockFacts> facts,
    const guest::Hash& state_root
) {
    const io::ChunkRow& row = task.chunk;
    if (blocks.empty()) return fail(what, "blocks", "at least one in l2_block", "none");
    if (blocks.front().number != row.start_block_number || blocks.back().number != row.end_block_number ||
        blocks.size() - 1 != row.end_block_number - row.start_block_number) {
        return fail(
            what,
            "blocks",
            std::to_string(row.start_block_number) + ".." + std::to_string(row.end_block_number) + " in l2_block",
            std::to_string(blocks.size()) + " of them"
        );
    }
    guest::Hash queue_hash{};
    if (const auto before = from_hex(row.prev_l1_message_queue_hash); before && before->size() == queue_hash.size())
        std::copy(before->begin(), before->end(), queue_hash.begin());
    for (const BlockFacts& block : facts) queue_hash = roll_message_queue(queue_hash, block.l1_message_hashes);
    struct Field {
        const char* name;
        const std::string& said;
        std::string found;
    };
    const Field fields[] = {
        {"hash", task.id, to_hex(chunk_hash(fork, task.blocks, facts))},
        {"start_block_hash", row.start_block_hash, to_hex(blocks.front().hash)},
        {"end_block_hash", row.end_block_hash, to_hex(blocks.back().hash)},
        {"parent_chunk_state_root", row.parent_chunk_state_root, to_hex(facts.front().prev_state_root)},
        {"state_root", row.state_root, to_hex(state_root)},
        {"post_l1_message_queue_hash", row.post_l1_message_queue_hash, to_hex(queue_hash)}};
    for (const Field& field : fields) {
        // A column that another task creator left empty says nothing; the hash is never empty.
        if (field.said != field.found && !field.said.empty())
            return fail(what, field.name, field.said + ", as its row says", field.found);
    }
    return {};
}

}  // namespace

Result<ProgramInput> make_task_input(
    const io::TaskDetail& task, const io::DataFolder& data, const std::string& validium_key
) {
    const std::string what = std::string(io::task_type_name(task.type)) + " " + task.id;
    if (task.type != io::TaskType::kChunk) return fail(what, "type", "chunk");
    const auto fork = guest::fork_from_name(task.fork);
    if (!fork) return fail(what, "fork", "one that ingest knows", task.fork);
    const bool validium = *fork == guest::Fork::kValidium;
    if (validium && validium_key.empty()) {
        return fail(
            what,
            "validium key",
            "the file of its messages' key: --validium-key FILE, or validium_key of the configuration",
            "none"
        );
    }
    const auto key = read_validium_key(validium ? validium_key : "");
    if (!key) return tl::unexpected(key.error());
    guest::Hash queue_hash{};
    if (!task.chunk.prev_l1_message_queue_hash.empty()) {
        const auto bytes = from_hex(task.chunk.prev_l1_message_queue_hash);
        if (!bytes || bytes->size() != queue_hash.size()) {
            return fail(what, "prev_l1_message_queue_hash", "32 bytes", task.chunk.prev_l1_message_queue_hash);
        }
        std::copy(bytes->begin(), bytes->end(), queue_hash.begin());
    }
    ProgramInput out;
    std::vector<witness::Block> blocks;
    std::vector<BlockFacts> facts;
    guest::Hash state_root{};
    for (const io::BlockRow& row : task.blocks) {
        auto block = load_block(row, data);
        if (!block) {
            block.error().what = what + ", " + block.error().what;
            return tl::unexpected(block.error());
        }
        out.hints_uncertain = out.hints_uncertain || block->hints_uncertain;
        const auto summary = witness::summarize(block->block, *fork);
        if (!summary) return tl::unexpected(summary.error());
        facts.push_back(facts_of(block->block, *summary));
        state_root = summary->header.state_root;
        blocks.push_back(std::move(block->block));
    }
    if (auto same = compare(what, task, *fork, blocks, facts, state_root); !same) return tl::unexpected(same.error());
    auto input = witness::make_chunk_input(blocks, *fork, queue_hash, witness::ChunkContent::kState, *key);
    if (!input) return tl::unexpected(input.error());
    out.bytes = std::move(*input);
    return out;
}

}  // namespace zk::apps

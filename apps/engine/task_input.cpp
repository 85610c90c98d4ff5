#include "apps/engine/task_input.hpp"

#include "apps/blocks/block_file.hpp"
#include "apps/blocks/stored_block.hpp"
#include "base/hex.hpp"
#include "guest/fork/fork.hpp"

#include <algorithm>
#include <vector>

namespace zk::apps {

Result<ProgramInput> make_task_input(
    const io::TaskDetail& task, const io::DataFolder& data, const std::optional<guest::Word>& validium_key
) {
    const std::string what = std::string(io::task_type_name(task.type)) + " " + task.id;
    if (task.type != io::TaskType::kChunk) return fail(what, "type", "chunk");
    const auto fork = guest::fork_from_name(task.fork);
    if (!fork) return fail(what, "fork", "one that ingest knows", task.fork);
    if (*fork == guest::Fork::kValidium && !validium_key) {
        return fail(
            what,
            "validium key",
            "the file of its messages' key: --validium-key FILE, or validium_key of the configuration",
            "none"
        );
    }
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
    for (const io::BlockRow& row : task.blocks) {
        auto block = load_block(row, data);
        if (!block) {
            block.error().what = what + ", " + block.error().what;
            return tl::unexpected(block.error());
        }
        out.hints_uncertain = out.hints_uncertain || block->hints_uncertain;
        blocks.push_back(std::move(block->block));
    }
    auto input = witness::make_chunk_input(blocks, *fork, queue_hash, witness::ChunkContent::kState, validium_key);
    if (!input) return tl::unexpected(input.error());
    out.bytes = std::move(*input);
    return out;
}

}  // namespace zk::apps

#include "apps/engine/task_input.hpp"

#include "apps/blocks/block_file.hpp"
#include "base/hex.hpp"
#include "guest/fork/fork.hpp"

#include <algorithm>
#include <vector>

namespace zk::apps {

Result<Bytes> make_task_input(const io::TaskDetail& task, const io::DataFolder& data) {
    const std::string what = std::string(io::task_type_name(task.type)) + " " + task.id;
    if (task.type != io::TaskType::kChunk) return fail(what, "type", "chunk");
    const auto fork = guest::fork_from_name(task.fork);
    if (!fork) return fail(what, "fork", "one that ingest knows", task.fork);
    guest::Hash queue_hash{};
    if (!task.chunk.prev_l1_message_queue_hash.empty()) {
        const auto bytes = from_hex(task.chunk.prev_l1_message_queue_hash);
        if (!bytes || bytes->size() != queue_hash.size()) {
            return fail(what, "prev_l1_message_queue_hash", "32 bytes", task.chunk.prev_l1_message_queue_hash);
        }
        std::copy(bytes->begin(), bytes->end(), queue_hash.begin());
    }
    std::vector<witness::Block> blocks;
    for (const io::BlockRow& row : task.blocks) {
        const std::string name = "block " + std::to_string(row.number);
        if (row.witness_path.empty()) return fail(what, name, "a witness: ingest it");
        const auto file = io::read_block_file(data.resolve(row.witness_path));
        if (!file) return tl::unexpected(file.error());
        auto block = parse_block_bytes(name, file->witness, file->extra);
        if (!block) return tl::unexpected(block.error());
        if (block->number != row.number || to_hex(block->hash) != row.hash) {
            return fail(what, name, "the witness of " + row.hash, to_hex(block->hash));
        }
        blocks.push_back(std::move(*block));
    }
    return witness::make_chunk_input(blocks, *fork, queue_hash);
}

}  // namespace zk::apps

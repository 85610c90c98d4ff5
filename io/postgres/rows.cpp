#include "io/postgres/rows.hpp"

#include <pqxx/pqxx>

#include <algorithm>

namespace zk::io::rows {

std::string array_literal(const std::vector<std::string>& values) {
    std::string text = "{";
    for (const std::string& value : values) {
        if (text.size() > 1) text += ',';
        text += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\') text += '\\';
            text += c;
        }
        text += '"';
    }
    return text + "}";
}

ObjectTable object_table(TaskType type) {
    switch (type) {
        case TaskType::kBatch:
            return {"batch", "o.chunk_proofs_status = 2"};
        case TaskType::kBundle:
            return {"bundle", "o.batch_proofs_status = 2"};
        case TaskType::kChunk:
            break;
    }
    return {"chunk", "TRUE"};
}

std::vector<TaskType> admitted_types(const TaskFilter& filter) {
    std::vector<TaskType> types;
    for (const TaskType type : {TaskType::kBundle, TaskType::kBatch, TaskType::kChunk}) {
        const bool named =
            filter.types.empty() || std::find(filter.types.begin(), filter.types.end(), type) != filter.types.end();
        if (named && (!filter.range || type == TaskType::kChunk)) types.push_back(type);
    }
    return types;
}

namespace {

/// `column OP ANY/ALL (values)` with the values as one escaped array literal.
void append_array_test(
    std::string& text,
    const pqxx::transaction_base& transaction,
    const char* test,
    const std::vector<std::string>& values
) {
    if (values.empty()) return;
    text.append(" AND o.hash ").append(test).append("('");
    text.append(transaction.esc(array_literal(values))).append("'::text[])");
}

}  // namespace

std::string condition(const pqxx::transaction_base& transaction, const TaskFilter& filter, TaskType type) {
    std::string text = "o.deleted_at IS NULL";
    append_array_test(text, transaction, "= ANY", filter.ids);
    append_array_test(text, transaction, "<> ALL", filter.exclude);
    if (filter.range && type == TaskType::kChunk) {
        text += " AND o.start_block_number >= " + std::to_string(filter.range->first) +
                " AND o.end_block_number <= " + std::to_string(filter.range->last);
    }
    return text;
}

std::string ours(const pqxx::transaction_base& transaction, TaskType type, const std::vector<std::string>& forks) {
    std::string text = "EXISTS (SELECT 1 FROM zk_task t WHERE t.task_type = " + std::to_string(static_cast<int>(type)) +
                       " AND t.task_id = o.hash AND t.fork <> ''";
    if (!forks.empty()) text += " AND t.fork = ANY('" + transaction.esc(array_literal(forks)) + "'::text[])";
    return text + ")";
}

const char* const kBlockColumns =
    "b.number, b.hash, b.parent_hash, b.header, b.transactions, b.withdraw_root, b.state_root, b.tx_num, b.gas_used, "
    "b.block_timestamp::bigint AS block_timestamp, b.row_consumption, COALESCE(b.chunk_hash, '') AS chunk_hash, "
    "COALESCE(z.fork, '') AS fork, COALESCE(z.n_l1_messages, 0) AS n_l1_messages, "
    "COALESCE(z.witness_path, '') AS witness_path, COALESCE(z.witness_bytes, 0) AS witness_bytes, "
    "COALESCE(z.facts, '{}') AS facts";

BlockRow block(const pqxx::row& row) {
    BlockRow block;
    block.number = row["number"].as<std::uint64_t>();
    block.hash = row["hash"].as<std::string>();
    block.parent_hash = row["parent_hash"].as<std::string>();
    block.header = row["header"].as<std::string>();
    block.transactions = row["transactions"].as<std::string>();
    block.withdraw_root = row["withdraw_root"].as<std::string>();
    block.state_root = row["state_root"].as<std::string>();
    block.tx_num = row["tx_num"].as<std::uint32_t>();
    block.gas_used = row["gas_used"].as<std::uint64_t>();
    block.block_timestamp = row["block_timestamp"].as<std::uint64_t>();
    block.row_consumption = row["row_consumption"].as<std::string>();
    block.chunk_hash = row["chunk_hash"].as<std::string>();
    block.fork = row["fork"].as<std::string>();
    block.n_l1_messages = row["n_l1_messages"].as<std::uint32_t>();
    block.witness_path = row["witness_path"].as<std::string>();
    block.witness_bytes = row["witness_bytes"].as<std::uint64_t>();
    block.facts = row["facts"].as<std::string>();
    return block;
}

const char* const kChunkSelect =
    "SELECT o.index, o.hash, o.start_block_number, o.end_block_number, o.start_block_hash, o.end_block_hash, "
    "o.total_l1_messages_popped_before, o.total_l1_messages_popped_in_chunk, o.start_block_time, o.parent_chunk_hash, "
    "o.state_root, o.parent_chunk_state_root, o.withdraw_root, o.total_l2_tx_gas, o.total_l2_tx_num, o.codec_version, "
    "COALESCE(o.prev_l1_message_queue_hash, '') AS prev_l1_message_queue_hash, "
    "COALESCE(o.post_l1_message_queue_hash, '') AS post_l1_message_queue_hash, COALESCE(t.fork, '') AS fork "
    "FROM chunk o LEFT JOIN zk_task t ON t.task_type = 1 AND t.task_id = o.hash ";

ChunkRow chunk(const pqxx::row& row) {
    ChunkRow chunk;
    chunk.index = row["index"].as<std::uint64_t>();
    chunk.hash = row["hash"].as<std::string>();
    chunk.start_block_number = row["start_block_number"].as<std::uint64_t>();
    chunk.end_block_number = row["end_block_number"].as<std::uint64_t>();
    chunk.start_block_hash = row["start_block_hash"].as<std::string>();
    chunk.end_block_hash = row["end_block_hash"].as<std::string>();
    chunk.total_l1_messages_popped_before = row["total_l1_messages_popped_before"].as<std::uint64_t>();
    chunk.total_l1_messages_popped_in_chunk = row["total_l1_messages_popped_in_chunk"].as<std::uint32_t>();
    chunk.start_block_time = row["start_block_time"].as<std::uint64_t>();
    chunk.parent_chunk_hash = row["parent_chunk_hash"].as<std::string>();
    chunk.state_root = row["state_root"].as<std::string>();
    chunk.parent_chunk_state_root = row["parent_chunk_state_root"].as<std::string>();
    chunk.withdraw_root = row["withdraw_root"].as<std::string>();
    chunk.total_l2_tx_gas = row["total_l2_tx_gas"].as<std::uint64_t>();
    chunk.total_l2_tx_num = row["total_l2_tx_num"].as<std::uint32_t>();
    chunk.codec_version = row["codec_version"].as<std::int16_t>();
    chunk.prev_l1_message_queue_hash = row["prev_l1_message_queue_hash"].as<std::string>();
    chunk.post_l1_message_queue_hash = row["post_l1_message_queue_hash"].as<std::string>();
    chunk.fork = row["fork"].as<std::string>();
    return chunk;
}

}  // namespace zk::io::rows

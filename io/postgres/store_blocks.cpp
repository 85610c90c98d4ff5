// Blocks and chunks: what ingest and propose do.

#include "io/postgres/rows.hpp"
#include "io/postgres/store.hpp"

#include <pqxx/pqxx>

namespace zk::io {
namespace {

std::string select_blocks(const std::string& rest) {
    return std::string("SELECT ") + rows::kBlockColumns +
           " FROM l2_block b LEFT JOIN zk_block z ON z.number = b.number AND z.hash = b.hash WHERE b.deleted_at IS "
           "NULL AND " +
           rest;
}

}  // namespace

Store::Store(std::string url, CallLimits limits) : connection_(std::move(url), limits) {}

Result<Store::Inserted> Store::insert_block(const BlockRow& block) {
    Result<Inserted> result = Inserted::kNew;
    connection_.transact("insert a block", [&](pqxx::dbtransaction& transaction) {
        const auto inserted = transaction.exec_params(
            "INSERT INTO l2_block (number, hash, parent_hash, header, transactions, withdraw_root, state_root, tx_num, "
            "gas_used, block_timestamp, row_consumption) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
            "ON CONFLICT DO NOTHING",
            block.number,
            block.hash,
            block.parent_hash,
            block.header,
            block.transactions,
            block.withdraw_root,
            block.state_root,
            block.tx_num,
            block.gas_used,
            block.block_timestamp,
            block.row_consumption
        );
        result = Inserted::kNew;
        if (inserted.affected_rows() == 0) {
            const auto present = transaction.exec_params(
                "SELECT number, hash FROM l2_block WHERE (number = $1 OR hash = $2) AND deleted_at IS NULL",
                block.number,
                block.hash
            );
            for (const pqxx::row& row : present) {
                const auto number = row[0].as<std::uint64_t>();
                const auto hash = row[1].as<std::string>();
                if (number == block.number && hash == block.hash) continue;
                result = fail(
                    "l2_block",
                    "block " + std::to_string(block.number),
                    "the block stored there, " + hash +
                        (number == block.number ? "" : " (number " + std::to_string(number) + ")"),
                    block.hash
                );
                return;
            }
            result = Inserted::kSame;
        }
        // Ours has one row a number: that of a block which a reorganization removed makes room for the new block's.
        transaction.exec_params(
            "INSERT INTO zk_block (number, hash, fork, n_l1_messages, witness_path, witness_bytes, facts) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO UPDATE SET hash = EXCLUDED.hash, fork = "
            "EXCLUDED.fork, n_l1_messages = EXCLUDED.n_l1_messages, witness_path = EXCLUDED.witness_path, "
            "witness_bytes = "
            "EXCLUDED.witness_bytes, facts = EXCLUDED.facts, created_at = now() WHERE zk_block.hash <> EXCLUDED.hash",
            block.number,
            block.hash,
            block.fork,
            block.n_l1_messages,
            block.witness_path,
            block.witness_bytes,
            block.facts
        );
    });
    return result;
}

std::optional<BlockRow> Store::block(std::uint64_t number) {
    const std::vector<BlockRow> found = blocks({number, number});
    if (found.empty()) return std::nullopt;
    return found.front();
}

std::vector<BlockRow> Store::blocks(BlockRange range) {
    std::vector<BlockRow> found;
    connection_.transact("read blocks", kByHand, [&](pqxx::dbtransaction& transaction) {
        found.clear();
        for (const pqxx::row& row : transaction.exec_params(
                 select_blocks("b.number BETWEEN $1 AND $2 ORDER BY b.number"), range.first, range.last
             )) {
            found.push_back(rows::block(row));
        }
    });
    return found;
}

std::vector<std::uint64_t> Store::block_numbers(BlockRange range) {
    std::vector<std::uint64_t> found;
    connection_.transact("list blocks", kByHand, [&](pqxx::dbtransaction& transaction) {
        found.clear();
        for (const pqxx::row& row : transaction.exec_params(
                 "SELECT b.number FROM l2_block b JOIN zk_block z ON z.number = b.number AND z.hash = b.hash WHERE "
                 "b.number BETWEEN $1 AND "
                 "$2 AND "
                 "b.deleted_at IS NULL ORDER BY b.number",
                 range.first,
                 range.last
             )) {
            found.push_back(row[0].as<std::uint64_t>());
        }
    });
    return found;
}

std::vector<BlockRow> Store::blocks_without_chunk(std::uint64_t from_number, std::size_t limit) {
    std::vector<BlockRow> found;
    connection_.transact("read blocks without a chunk", [&](pqxx::dbtransaction& transaction) {
        found.clear();
        for (const pqxx::row& row : transaction.exec_params(
                 select_blocks("b.chunk_hash IS NULL AND b.number >= $1 ORDER BY b.number LIMIT $2"), from_number, limit
             )) {
            found.push_back(rows::block(row));
        }
    });
    return found;
}

void Store::set_withdraw_root(std::uint64_t number, const std::string& root) {
    connection_.transact("set a withdraw root", [&](pqxx::dbtransaction& transaction) {
        transaction.exec_params(
            "UPDATE l2_block SET withdraw_root = $2, updated_at = now() WHERE number = $1 AND withdraw_root <> $2 AND "
            "deleted_at IS NULL",
            number,
            root
        );
        transaction.exec_params(
            "UPDATE chunk SET withdraw_root = $2, updated_at = now() WHERE end_block_number = $1 AND withdraw_root <> "
            "$2 "
            "AND proving_status = 1 AND deleted_at IS NULL",
            number,
            root
        );
    });
}

std::optional<ChunkRow> Store::chunk(const std::string& hash) {
    std::optional<ChunkRow> found;
    connection_.transact("read a chunk", [&](pqxx::dbtransaction& transaction) {
        const auto result = transaction.exec_params(
            std::string(rows::kChunkSelect) + "WHERE o.hash = $1 AND o.deleted_at IS NULL", hash
        );
        if (!result.empty()) found = rows::chunk(result[0]);
    });
    return found;
}

std::optional<ChunkRow> Store::chunk_ending_at(std::uint64_t block_number) {
    std::optional<ChunkRow> found;
    connection_.transact("read the parent chunk", [&](pqxx::dbtransaction& transaction) {
        const auto result = transaction.exec_params(
            std::string(rows::kChunkSelect) +
                "WHERE o.end_block_number = $1 AND o.deleted_at IS NULL ORDER BY o.index DESC LIMIT 1",
            block_number
        );
        if (!result.empty()) found = rows::chunk(result[0]);
    });
    return found;
}

std::optional<ChunkRow> Store::last_chunk() {
    std::optional<ChunkRow> found;
    connection_.transact("read the last chunk", [&](pqxx::dbtransaction& transaction) {
        const auto result = transaction.exec(
            std::string(rows::kChunkSelect) + "WHERE o.deleted_at IS NULL ORDER BY o.index DESC LIMIT 1"
        );
        if (!result.empty()) found = rows::chunk(result[0]);
    });
    return found;
}

Result<std::uint64_t> Store::insert_chunk(const ChunkRow& chunk) {
    if (chunk.end_block_number < chunk.start_block_number) {
        return fail("chunk", chunk.hash, "a range of blocks", "an empty one");
    }
    struct Refused {
        Error error;
    };
    std::uint64_t index = 0;
    try {
        connection_.transact("insert a chunk", [&](pqxx::dbtransaction& transaction) {
            // One proposer at a time: the next index and the free blocks stay what they were read as.
            transaction.exec("LOCK TABLE chunk IN SHARE ROW EXCLUSIVE MODE");
            index = transaction.exec("SELECT COALESCE(max(index) + 1, 0) FROM chunk WHERE deleted_at IS NULL")[0][0]
                        .as<std::uint64_t>();
            if (!transaction.exec_params("SELECT 1 FROM chunk WHERE hash = $1 AND deleted_at IS NULL", chunk.hash)
                     .empty()) {
                throw Refused{Error{"chunk", chunk.hash, "a hash that no chunk has", "one that is there already"}};
            }
            transaction.exec_params(
                "INSERT INTO chunk (index, hash, start_block_number, start_block_hash, end_block_number, "
                "end_block_hash, "
                "total_l1_messages_popped_before, total_l1_messages_popped_in_chunk, start_block_time, "
                "parent_chunk_hash, "
                "state_root, parent_chunk_state_root, withdraw_root, total_l2_tx_gas, total_l2_tx_num, "
                "total_l1_commit_calldata_size, total_l1_commit_gas, codec_version, prev_l1_message_queue_hash, "
                "post_l1_message_queue_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
                "0, 0, $16, $17, $18)",
                index,
                chunk.hash,
                chunk.start_block_number,
                chunk.start_block_hash,
                chunk.end_block_number,
                chunk.end_block_hash,
                chunk.total_l1_messages_popped_before,
                chunk.total_l1_messages_popped_in_chunk,
                chunk.start_block_time,
                chunk.parent_chunk_hash,
                chunk.state_root,
                chunk.parent_chunk_state_root,
                chunk.withdraw_root,
                chunk.total_l2_tx_gas,
                chunk.total_l2_tx_num,
                chunk.codec_version,
                chunk.prev_l1_message_queue_hash,
                chunk.post_l1_message_queue_hash
            );
            const std::uint64_t n_blocks = chunk.end_block_number - chunk.start_block_number + 1;
            const std::uint64_t n_marked =
                transaction
                    .exec_params(
                        "UPDATE l2_block SET chunk_hash = $1, updated_at = now() WHERE number "
                        "BETWEEN $2 AND $3 AND chunk_hash IS NULL AND deleted_at IS NULL",
                        chunk.hash,
                        chunk.start_block_number,
                        chunk.end_block_number
                    )
                    .affected_rows();
            if (n_marked != n_blocks) {
                throw Refused{Error{
                    "chunk",
                    "blocks " + std::to_string(chunk.start_block_number) + ".." +
                        std::to_string(chunk.end_block_number),
                    std::to_string(n_blocks) + " blocks that are in no chunk",
                    std::to_string(n_marked),
                }};
            }
            transaction.exec_params(
                "INSERT INTO zk_task (task_type, task_id, fork) VALUES (1, $1, $2) "
                "ON CONFLICT (task_type, task_id) DO UPDATE SET fork = EXCLUDED.fork",
                chunk.hash,
                chunk.fork
            );
        });
    } catch (const Refused& refused) {
        return tl::unexpected<Error>(refused.error);
    }
    return index;
}

}  // namespace zk::io

// The schema: migrations and the check that a database has what this program needs.

#include "io/postgres/migrations.hpp"
#include "io/postgres/rows.hpp"
#include "io/postgres/store.hpp"

#include <pqxx/pqxx>

#include <set>

namespace zk::io {
namespace {

/// Key of the advisory lock that lets one migration run at a time ("zkprove" in ASCII).
constexpr long long kMigrationLock = 0x7a6b70726f7665;

/// The columns of Scroll's tables that this program reads or writes.
constexpr const char* kNeededColumns[] = {
    "l2_block.number",
    "l2_block.hash",
    "l2_block.parent_hash",
    "l2_block.header",
    "l2_block.transactions",
    "l2_block.withdraw_root",
    "l2_block.state_root",
    "l2_block.tx_num",
    "l2_block.gas_used",
    "l2_block.block_timestamp",
    "l2_block.row_consumption",
    "l2_block.chunk_hash",
    "chunk.index",
    "chunk.hash",
    "chunk.start_block_number",
    "chunk.end_block_number",
    "chunk.proving_status",
    "chunk.proof",
    "chunk.batch_hash",
    "chunk.total_attempts",
    "chunk.active_attempts",
    "chunk.codec_version",
    "chunk.prev_l1_message_queue_hash",
    "chunk.post_l1_message_queue_hash",
    "batch.index",
    "batch.hash",
    "batch.chunk_proofs_status",
    "batch.proving_status",
    "batch.total_attempts",
    "batch.active_attempts",
    "batch.bundle_hash",
    "batch.challenge_digest",
    "bundle.index",
    "bundle.hash",
    "bundle.batch_proofs_status",
    "bundle.proving_status",
    "bundle.total_attempts",
    "bundle.active_attempts",
    "prover_task.uuid",
    "prover_task.prover_public_key",
    "prover_task.task_id",
    "prover_task.task_type",
    "prover_task.proving_status",
    "prover_task.failure_type",
    "prover_task.assigned_at",
    "prover_task.metadata",
};

std::string missing_columns(pqxx::dbtransaction& transaction) {
    std::set<std::string> present;
    for (const pqxx::row& row : transaction.exec("SELECT table_name || '.' || column_name FROM "
                                                 "information_schema.columns WHERE table_schema = current_schema()")) {
        present.insert(row[0].as<std::string>());
    }
    std::string missing;
    for (const char* const column : kNeededColumns) {
        if (!present.contains(column)) missing += (missing.empty() ? "" : ", ") + std::string(column);
    }
    return missing;
}

int schema_version(pqxx::dbtransaction& transaction) {
    if (transaction.exec("SELECT to_regclass('zk_migrations')")[0][0].is_null()) return 0;
    return transaction.exec("SELECT COALESCE(max(version), 0) FROM zk_migrations")[0][0].as<int>();
}

}  // namespace

std::vector<std::string> Store::migrate() {
    std::vector<std::string> steps;
    connection_.transact("migrate", kNoLimits, [&](pqxx::dbtransaction& transaction) {
        steps.clear();
        transaction.exec_params("SELECT pg_advisory_xact_lock($1)", kMigrationLock);
        transaction.exec(
            "SET LOCAL client_min_messages = 'warning'; "
            "CREATE TABLE IF NOT EXISTS zk_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT "
            "NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())"
        );
        const int current = schema_version(transaction);
        const int newest = migrations().back().version;
        if (current > newest) {
            throw DatabaseError(
                Next::kGiveUp,
                "database: schema version " + std::to_string(current) + " is newer than this program's " +
                    std::to_string(newest) + ": use the newer program"
            );
        }
        for (const Migration& migration : migrations()) {
            if (migration.version <= current) continue;
            std::string note = "created";
            const bool foreign =
                migration.version == 1 && !transaction.exec("SELECT to_regclass('chunk')")[0][0].is_null();
            if (foreign) {
                const std::string missing = missing_columns(transaction);
                if (!missing.empty()) {
                    throw DatabaseError(
                        Next::kGiveUp,
                        "database: Scroll's tables are there but too old: missing " + missing +
                            "; run their db_cli migrate first"
                    );
                }
                note = "found, left as they are";
            } else {
                transaction.exec(std::string(migration.sql));
            }
            transaction.exec_params(
                "INSERT INTO zk_migrations (version, name, note) VALUES ($1, $2, $3)",
                migration.version,
                std::string(migration.name),
                note
            );
            steps.push_back(std::string(migration.name) + ": " + note);
        }
    });
    return steps;
}

void Store::require_schema() {
    connection_.transact("check the schema", [&](pqxx::dbtransaction& transaction) {
        const int current = schema_version(transaction);
        const int newest = migrations().back().version;
        if (current == newest) return;
        throw DatabaseError(
            Next::kGiveUp,
            "database: schema version " + std::to_string(current) + ", this program needs " + std::to_string(newest) +
                (current < newest ? ": run zkprove migrate" : ": use the newer program")
        );
    });
}

std::string Store::server_version() {
    std::string text;
    connection_.transact("ask for the version", [&](pqxx::dbtransaction& transaction) {
        text = transaction.exec("SHOW server_version")[0][0].as<std::string>();
    });
    return text;
}

}  // namespace zk::io

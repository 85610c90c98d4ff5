// Looking at tasks and mending them by hand.

#include "io/postgres/rows.hpp"
#include "io/postgres/store.hpp"

#include <pqxx/pqxx>

namespace zk::io {
namespace {

constexpr TaskType kAllTypes[] = {TaskType::kChunk, TaskType::kBatch, TaskType::kBundle};

std::vector<TaskRow> list_type(pqxx::dbtransaction& transaction, TaskType type, const std::string& condition) {
    const bool chunk = type == TaskType::kChunk;
    const auto result = transaction.exec(
        std::string("SELECT o.index, o.hash, ") +
        (chunk ? "o.start_block_number, o.end_block_number" : "0 AS start_block_number, 0 AS end_block_number") +
        ", COALESCE(t.fork, ''), o.proving_status, o.total_attempts, o.active_attempts, COALESCE(t.n_expired, 0), "
        "COALESCE(t.last_error, ''), COALESCE(convert_from(o.proof, 'UTF8'), ''), COALESCE(o.proof_time_sec, 0) FROM " +
        rows::object_table(type).name + " o LEFT JOIN zk_task t ON t.task_type = " +
        std::to_string(static_cast<int>(type)) + " AND t.task_id = o.hash WHERE " + condition + " ORDER BY o.index"
    );
    std::vector<TaskRow> tasks;
    for (const pqxx::row& row : result) {
        TaskRow task;
        task.type = type;
        task.index = row[0].as<std::uint64_t>();
        task.id = row[1].as<std::string>();
        task.start_block_number = row[2].as<std::uint64_t>();
        task.end_block_number = row[3].as<std::uint64_t>();
        task.fork = row[4].as<std::string>();
        task.proving_status = row[5].as<int>();
        task.n_total_attempts = row[6].as<int>();
        task.n_active_attempts = row[7].as<int>();
        task.n_expired = row[8].as<int>();
        task.last_error = row[9].as<std::string>();
        task.proof = row[10].as<std::string>();
        task.proof_time_sec = row[11].as<int>();
        tasks.push_back(std::move(task));
    }
    return tasks;
}

}  // namespace

Store::Pending Store::pending(const TaskFilter& filter, int max_attempts) {
    Pending pending;
    connection_.transact("count pending tasks", [&](pqxx::dbtransaction& transaction) {
        pending = {};
        for (const TaskType type : rows::admitted_types(filter)) {
            const rows::ObjectTable table = rows::object_table(type);
            const auto row = transaction.exec_params(
                std::string("SELECT count(*) FILTER (WHERE o.active_attempts = 0 AND o.total_attempts < $1 AND ") +
                    table.ready +
                    "), count(*) FILTER (WHERE o.active_attempts > 0 AND o.active_attempts > (SELECT count(*) FROM "
                    "prover_task p WHERE p.task_type = $2 AND p.task_id = o.hash AND p.proving_status = 1 AND "
                    "p.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM zk_session s WHERE s.uuid = p.uuid))) FROM " +
                    table.name + " o WHERE o.proving_status IN (1, 2) AND " +
                    rows::condition(transaction, filter, type) + " AND " + rows::ours(transaction, type, filter.forks),
                max_attempts,
                static_cast<int>(type)
            )[0];
            pending.n_ready += row[0].as<std::uint64_t>();
            pending.n_held += row[1].as<std::uint64_t>();
        }
    });
    return pending;
}

Result<TaskDetail> Store::detail(TaskType type, const std::string& id) {
    if (!is_task_id(id)) return fail("database", task_type_name(type), "an id of 64 hexadecimal digits", id);
    TaskDetail detail;
    detail.type = type;
    detail.id = id;
    bool found = false;
    connection_.transact("read a task", [&](pqxx::dbtransaction& transaction) {
        found = false;
        if (type != TaskType::kChunk) {
            const auto result = transaction.exec_params(
                std::string("SELECT COALESCE(t.fork, '') FROM ") + rows::object_table(type).name +
                    " o LEFT JOIN zk_task t ON t.task_type = $2 AND t.task_id = o.hash WHERE o.hash = $1 AND "
                    "o.deleted_at IS NULL",
                id,
                static_cast<int>(type)
            );
            if (result.empty()) return;
            detail.fork = result[0][0].as<std::string>();
            found = true;
            return;
        }
        const auto result =
            transaction.exec_params(std::string(rows::kChunkSelect) + "WHERE o.hash = $1 AND o.deleted_at IS NULL", id);
        if (result.empty()) return;
        detail.chunk = rows::chunk(result[0]);
        detail.fork = detail.chunk.fork;
        detail.blocks.clear();
        for (const pqxx::row& row : transaction.exec_params(
                 std::string("SELECT ") + rows::kBlockColumns +
                     " FROM l2_block b LEFT JOIN zk_block z ON z.number = b.number AND z.hash = b.hash WHERE b.number "
                     "BETWEEN $1 AND $2 AND b.deleted_at IS NULL ORDER BY b.number",
                 detail.chunk.start_block_number,
                 detail.chunk.end_block_number
             )) {
            detail.blocks.push_back(rows::block(row));
            detail.blocks.back().transactions.clear();
        }
        found = true;
    });
    if (!found) return fail("database", task_type_name(type), "a task with this id", id);
    const std::uint64_t n_expected =
        type == TaskType::kChunk ? detail.chunk.end_block_number - detail.chunk.start_block_number + 1 : 0;
    if (detail.blocks.size() != n_expected) {
        return fail(
            "chunk", id, std::to_string(n_expected) + " blocks in l2_block", std::to_string(detail.blocks.size())
        );
    }
    return detail;
}

std::vector<TaskRow> Store::list(const TaskFilter& filter) {
    std::vector<TaskRow> tasks;
    connection_.transact("list tasks", kByHand, [&](pqxx::dbtransaction& transaction) {
        tasks.clear();
        for (const TaskType type : rows::admitted_types(filter)) {
            for (TaskRow& task : list_type(transaction, type, rows::condition(transaction, filter, type))) {
                tasks.push_back(std::move(task));
            }
        }
    });
    return tasks;
}

StatusReport Store::status(int max_attempts) {
    StatusReport report;
    connection_.transact("read the status", kByHand, [&](pqxx::dbtransaction& transaction) {
        report = {};
        const auto blocks = transaction.exec(
            "SELECT count(*), count(*) FILTER (WHERE chunk_hash IS NULL) FROM l2_block WHERE deleted_at IS NULL"
        )[0];
        report.n_blocks = blocks[0].as<std::uint64_t>();
        report.n_blocks_without_chunk = blocks[1].as<std::uint64_t>();
        for (const TaskType type : kAllTypes) {
            const auto row = transaction.exec_params(
                std::string(
                    "SELECT count(*) FILTER (WHERE proving_status = 1), count(*) FILTER (WHERE proving_status = 2), "
                    "count(*) FILTER (WHERE proving_status = 4), count(*) FILTER (WHERE proving_status = 5), count(*) "
                    "FILTER (WHERE proving_status = 2 AND active_attempts = 0 AND total_attempts >= $1 AND "
                ) + rows::ours(transaction, type) +
                    ") FROM " + rows::object_table(type).name + " o WHERE deleted_at IS NULL",
                max_attempts
            )[0];
            report.tasks.push_back(
                {type,
                 row[0].as<std::uint64_t>(),
                 row[1].as<std::uint64_t>(),
                 row[2].as<std::uint64_t>(),
                 row[3].as<std::uint64_t>()}
            );
            report.n_stuck += row[4].as<std::uint64_t>();
            for (TaskRow& task : list_type(transaction, type, "o.deleted_at IS NULL AND o.proving_status = 5")) {
                report.failed.push_back(std::move(task));
            }
        }
        for (const pqxx::row& row : transaction.exec("SELECT p.uuid, p.task_type, p.task_id, COALESCE(s.job::text, "
                                                     "''), p.prover_name, COALESCE(extract(epoch FROM "
                                                     "s.lease_expires_at - clock_timestamp()), 0), "
                                                     "COALESCE(s.n_segments, 0), COALESCE(s.n_resumed + s.n_new, 0) "
                                                     "FROM prover_task p LEFT JOIN zk_session s ON s.uuid = p.uuid "
                                                     "WHERE p.proving_status = 1 AND p.deleted_at IS "
                                                     "NULL ORDER BY p.id")) {
            SessionRow session;
            session.session = row[0].as<std::string>();
            session.type = static_cast<TaskType>(row[1].as<int>());
            session.id = row[2].as<std::string>();
            session.job = row[3].as<std::string>();
            session.prover_name = row[4].as<std::string>();
            session.lease_left_sec = row[5].as<double>();
            session.n_segments = row[6].as<std::uint32_t>();
            session.n_finished = row[7].as<std::uint32_t>();
            report.sessions.push_back(std::move(session));
        }
    });
    return report;
}

Store::Requeued Store::requeue(TaskType type, const std::vector<std::string>& ids, bool force, int max_attempts) {
    Requeued requeued;
    connection_.transact("requeue tasks", kByHand, [&](pqxx::dbtransaction& transaction) {
        requeued = {};
        const std::string table = rows::object_table(type).name;
        TaskFilter filter;
        filter.ids = ids;
        const auto candidates = transaction.exec_params(
            "SELECT o.hash, o.proving_status, o.total_attempts FROM " + table + " o WHERE " +
            rows::condition(transaction, filter, type) +
            (ids.empty() ? " AND o.proving_status = 5 AND " + rows::ours(transaction, type) : "") + " ORDER BY o.index"
        );
        for (const std::string& id : ids) {
            bool known = false;
            for (const pqxx::row& row : candidates) known = known || row[0].as<std::string>() == id;
            if (!known) requeued.unknown.push_back(table + " " + id + ": no such task");
        }
        for (const pqxx::row& row : candidates) {
            const auto id = row[0].as<std::string>();
            if (row[1].as<int>() == 4) {
                requeued.left.push_back(table + " " + id + ": verified, left alone");
                continue;
            }
            const auto live = transaction.exec_params(
                "SELECT uuid FROM prover_task WHERE task_type = $1 AND task_id = $2 AND proving_status = 1 AND "
                "deleted_at IS "
                "NULL FOR UPDATE",
                static_cast<int>(type),
                id
            );
            if (!live.empty() && !force) {
                requeued.left.push_back(
                    table + " " + id + ": being proved, left alone (use --force to end its session)"
                );
                continue;
            }
            for (const pqxx::row& session : live) {
                transaction.exec_params(
                    "UPDATE prover_task SET proving_status = 3, failure_type = 6, updated_at = now() WHERE uuid = $1",
                    session[0].as<std::string>()
                );
                transaction.exec_params(
                    "UPDATE zk_session SET ended_at = clock_timestamp(), outcome = 'ended by requeue' WHERE uuid = $1",
                    session[0].as<std::string>()
                );
            }
            // A claim may have come between: its session is there once the object's row is ours, and none comes after.
            transaction.exec_params(
                "SELECT 1 FROM " + table + " WHERE hash = $1 AND deleted_at IS NULL FOR UPDATE", id
            );
            const int n_new = transaction
                                  .exec_params(
                                      "SELECT count(*) FROM prover_task WHERE task_type = $1 AND task_id = $2 AND "
                                      "proving_status = 1 AND deleted_at IS NULL",
                                      static_cast<int>(type),
                                      id
                                  )[0][0]
                                  .as<int>();
            if (n_new > 0) {
                transaction.exec_params(
                    "UPDATE " + table + " SET active_attempts = $2 WHERE hash = $1 AND deleted_at IS NULL", id, n_new
                );
                requeued.left.push_back(table + " " + id + ": taken by a job meanwhile, left alone");
                continue;
            }
            const auto changed = transaction.exec_params(
                "UPDATE " + table +
                    " SET proving_status = 1, total_attempts = 0, active_attempts = 0, updated_at = now() WHERE hash = "
                    "$1 AND "
                    "proving_status <> 4 AND deleted_at IS NULL",
                id
            );
            if (changed.affected_rows() == 0) {
                requeued.left.push_back(table + " " + id + ": verified, left alone");
                continue;
            }
            transaction.exec_params(
                "UPDATE zk_task SET n_expired = 0, last_error = NULL, updated_at = now() WHERE task_type = $1 AND "
                "task_id = $2",
                static_cast<int>(type),
                id
            );
            requeued.done.push_back(
                table + " " + id + ": unassigned again" +
                (row[2].as<int>() >= max_attempts ? ", all attempts had been used" : "") +
                (live.empty() ? "" : ", " + std::to_string(live.size()) + " session(s) ended")
            );
        }
    });
    return requeued;
}

}  // namespace zk::io

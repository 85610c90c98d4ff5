// Sessions: claim, lease, close. The object row (chunk, batch, bundle) and the session row (prover_task) change in one
// transaction; every step from a live session is guarded by its status, so that of two closers one wins and the other sees it.
// Rows are locked in the order session, object, parent.

#include "io/postgres/rows.hpp"
#include "io/postgres/store.hpp"

#include <pqxx/pqxx>

namespace zk::io {
namespace {

/// What a session's row says about the task it is on.
struct SessionState {
    TaskType type;
    std::string task_id;
    int status;
    int failure;
};

std::optional<SessionState> lock_session(pqxx::dbtransaction& transaction, const std::string& session) {
    const auto result = transaction.exec_params(
        "SELECT task_type, task_id, proving_status, failure_type FROM prover_task WHERE uuid = $1 AND deleted_at IS "
        "NULL "
        "FOR UPDATE",
        session
    );
    if (result.empty()) return std::nullopt;
    return SessionState{
        static_cast<TaskType>(result[0][0].as<int>()),
        result[0][1].as<std::string>(),
        result[0][2].as<int>(),
        result[0][3].as<int>(),
    };
}

void end_session(
    pqxx::dbtransaction& transaction,
    const std::string& session,
    int status,
    FailureType failure,
    const std::string& outcome
) {
    transaction.exec_params(
        "UPDATE prover_task SET proving_status = $2, failure_type = $3, updated_at = now() WHERE uuid = $1",
        session,
        status,
        static_cast<int>(failure)
    );
    transaction.exec_params(
        "UPDATE zk_session SET ended_at = clock_timestamp(), outcome = $2 WHERE uuid = $1", session, outcome
    );
}

void note_error(pqxx::dbtransaction& transaction, TaskType type, const std::string& id, const std::string& reason) {
    transaction.exec_params(
        "INSERT INTO zk_task (task_type, task_id, last_error) VALUES ($1, $2, $3) ON CONFLICT (task_type, task_id) DO "
        "UPDATE SET last_error = EXCLUDED.last_error, updated_at = now()",
        static_cast<int>(type),
        id,
        reason
    );
}

/// Takes one active attempt off an object that was verified meanwhile.
void drop_active(pqxx::dbtransaction& transaction, TaskType type, const std::string& id) {
    transaction.exec_params(
        std::string("UPDATE ") + rows::object_table(type).name +
            " SET active_attempts = GREATEST(active_attempts - 1, 0) WHERE hash = $1 AND deleted_at IS NULL",
        id
    );
}

/// Takes one active attempt off the object, and the attempt itself; an object nobody has an attempt on is unassigned again.
void return_attempt(pqxx::dbtransaction& transaction, TaskType type, const std::string& id) {
    transaction.exec_params(
        std::string("UPDATE ") + rows::object_table(type).name +
            " SET active_attempts = GREATEST(active_attempts - 1, 0), total_attempts = GREATEST(total_attempts - 1, "
            "0), "
            "proving_status = CASE WHEN proving_status = 2 AND total_attempts <= 1 AND active_attempts <= 1 THEN 1 "
            "ELSE "
            "proving_status END, updated_at = now() WHERE hash = $1 AND deleted_at IS NULL",
        id
    );
}

/// After a child became verified: its parent is ready when it has children and all are verified with a proof. The parent's row
/// is locked before the children are counted, so the later of two last children sees the earlier.
void update_readiness(pqxx::dbtransaction& transaction, TaskType child, const std::string& child_id) {
    if (child == TaskType::kBundle) return;
    const bool chunk = child == TaskType::kChunk;
    const auto parent = transaction.exec_params(
        chunk ? "SELECT batch_hash FROM chunk WHERE hash = $1 AND deleted_at IS NULL AND COALESCE(batch_hash, '') <> ''"
              : "SELECT bundle_hash FROM batch WHERE hash = $1 AND deleted_at IS NULL AND COALESCE(bundle_hash, '') <> "
                "''",
        child_id
    );
    if (parent.empty()) return;
    const auto id = parent[0][0].as<std::string>();
    transaction.exec_params(
        chunk ? "SELECT 1 FROM batch WHERE hash = $1 AND deleted_at IS NULL FOR UPDATE"
              : "SELECT 1 FROM bundle WHERE hash = $1 AND deleted_at IS NULL FOR UPDATE",
        id
    );
    transaction.exec_params(
        chunk ? "UPDATE batch o SET chunk_proofs_status = 2, updated_at = now() WHERE o.hash = $1 AND "
                "o.chunk_proofs_status = "
                "1 AND o.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.batch_hash = o.hash AND "
                "c.deleted_at IS NULL AND (c.proving_status <> 4 OR c.proof IS NULL))"
              : "UPDATE bundle o SET batch_proofs_status = 2, updated_at = now() WHERE o.hash = $1 AND "
                "o.batch_proofs_status = 1 AND o.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM batch c WHERE "
                "c.bundle_hash = o.hash AND c.deleted_at IS NULL AND (c.proving_status <> 4 OR c.proof IS NULL))",
        id
    );
}

/// Writes the proof on an object that is not verified; false when it was.
bool verify_object(
    pqxx::dbtransaction& transaction, TaskType type, const std::string& id, const CommitRequest& request, bool live
) {
    const auto result = transaction.exec_params(
        std::string("UPDATE ") + rows::object_table(type).name +
            " SET proving_status = 4, proof = COALESCE(proof, convert_to($2, 'UTF8')), proof_time_sec = $3, proved_at "
            "= "
            "now(), updated_at = now(), active_attempts = GREATEST(active_attempts - $4, 0) WHERE hash = $1 AND "
            "proving_status IN (1, 2, 5) AND deleted_at IS NULL",
        id,
        request.proof_json,
        request.proof_time_sec,
        live ? 1 : 0
    );
    if (result.affected_rows() > 0) {
        update_readiness(transaction, type, id);
        return true;
    }
    if (live) drop_active(transaction, type, id);
    return false;
}

/// Takes the first free task of this type and status: its session's uuid, its id and its attempts, or nothing.
pqxx::result claim_one(
    pqxx::dbtransaction& transaction, const ClaimRequest& request, TaskType type, ProvingStatus status
) {
    const rows::ObjectTable table = rows::object_table(type);
    const std::string number = std::to_string(static_cast<int>(type));
    return transaction.exec_params(
        std::string("WITH pick AS (SELECT o.index FROM ") + table.name + " o WHERE o.proving_status = " +
            std::to_string(static_cast<int>(status)) + " AND o.total_attempts < $1 AND o.active_attempts < $2 AND " +
            table.ready + " AND " + rows::condition(transaction, request.filter, type) + " AND " +
            rows::ours(transaction, type, request.filter.forks) +
            " AND NOT EXISTS (SELECT 1 FROM prover_task p JOIN zk_session s ON s.uuid = p.uuid WHERE "
            "p.task_type = " +
            number +
            " AND p.task_id = o.hash AND s.job = $3 AND p.proving_status = 3 AND p.failure_type IN (2, 3) AND "
            "s.ended_at > clock_timestamp() - $4 * interval '1 second' AND p.deleted_at IS NULL)"
            " ORDER BY o.index LIMIT 1 FOR UPDATE OF o SKIP LOCKED),"
            " upd AS (UPDATE " +
            table.name +
            " c SET proving_status = 2, total_attempts = c.total_attempts + 1, active_attempts = "
            "c.active_attempts + 1, updated_at = now() FROM pick WHERE c.index = pick.index AND c.deleted_at "
            "IS NULL "
            "RETURNING c.hash, c.total_attempts)"
            " INSERT INTO prover_task (prover_public_key, prover_name, prover_version, task_id, task_type, "
            "proving_status, assigned_at) SELECT $5, $6, $7, hash, " +
            number + ", 1, now() FROM upd RETURNING uuid, task_id, (SELECT total_attempts FROM upd)",
        request.max_attempts,
        request.max_active,
        request.job,
        request.backoff_sec,
        request.prover_key,
        request.prover_name,
        request.prover_version
    );
}

}  // namespace

std::optional<Claim> Store::claim(const ClaimRequest& request) {
    std::optional<Claim> claimed;
    connection_.transact("claim a task", [&](pqxx::dbtransaction& transaction) {
        claimed.reset();
        for (const TaskType type : rows::admitted_types(request.filter)) {
            // Retries first. One status at a time: each is read in the order of an index, up to the first task that is free.
            auto result = claim_one(transaction, request, type, ProvingStatus::kAssigned);
            if (result.empty()) result = claim_one(transaction, request, type, ProvingStatus::kUnassigned);
            if (result.empty()) continue;
            Claim claim;
            claim.session = result[0][0].as<std::string>();
            claim.type = type;
            claim.id = result[0][1].as<std::string>();
            claim.n_attempts = result[0][2].as<int>();
            transaction.exec_params(
                "INSERT INTO zk_session (uuid, job, lease_expires_at) VALUES ($1, $2, clock_timestamp() + $3 * "
                "interval '1 "
                "second')",
                claim.session,
                request.job,
                request.lease_sec
            );
            claim.fork =
                transaction
                    .exec_params(
                        "INSERT INTO zk_task (task_type, task_id) VALUES ($1, $2) ON CONFLICT (task_type, task_id) "
                        "DO UPDATE SET updated_at = now() RETURNING COALESCE(fork, '')",
                        static_cast<int>(type),
                        claim.id
                    )[0][0]
                    .as<std::string>();
            claimed = std::move(claim);
            return;
        }
    });
    return claimed;
}

std::vector<std::string> Store::heartbeat(const std::vector<std::string>& sessions, double lease_sec) {
    std::vector<std::string> ended;
    connection_.transact("renew leases", [&](pqxx::dbtransaction& transaction) {
        ended = sessions;
        for (const TaskType type : {TaskType::kChunk, TaskType::kBatch, TaskType::kBundle}) {
            const std::string table = rows::object_table(type).name;
            const auto overtaken = transaction.exec_params(
                "SELECT p.uuid, p.task_id FROM prover_task p JOIN " + table +
                    " o ON o.hash = p.task_id AND o.deleted_at IS NULL AND o.proving_status = 4 WHERE p.uuid = "
                    "ANY($1::uuid[]) AND p.task_type = $2 AND p.proving_status = 1 FOR UPDATE OF p SKIP LOCKED",
                rows::array_literal(sessions),
                static_cast<int>(type)
            );
            for (const pqxx::row& row : overtaken) {
                end_session(
                    transaction,
                    row[0].as<std::string>(),
                    3,
                    FailureType::kAlreadyVerified,
                    "verified by another session"
                );
                drop_active(transaction, type, row[1].as<std::string>());
            }
        }
        for (const pqxx::row& row : transaction.exec_params(
                 "UPDATE zk_session s SET lease_expires_at = clock_timestamp() + $2 * interval '1 second' FROM "
                 "prover_task p "
                 "WHERE p.uuid = s.uuid AND s.uuid = ANY($1::uuid[]) AND s.ended_at IS NULL AND p.proving_status = 1 "
                 "RETURNING s.uuid",
                 rows::array_literal(sessions),
                 lease_sec
             )) {
            std::erase(ended, row[0].as<std::string>());
        }
    });
    return ended;
}

void Store::record_plan(const std::string& session, std::uint32_t n_segments, std::uint32_t n_resumed) {
    connection_.transact("record a plan", [&](pqxx::dbtransaction& transaction) {
        transaction.exec_params(
            "UPDATE zk_session SET n_segments = $2, n_resumed = $3 WHERE uuid = $1", session, n_segments, n_resumed
        );
    });
}

void Store::record_segment(const std::string& session, const SegmentRecord& segment) {
    connection_.transact("record a segment", [&](pqxx::dbtransaction& transaction) {
        const auto inserted = transaction.exec_params(
            "INSERT INTO zk_segment (uuid, segment, host, rank, prove_ms, proof_bytes) VALUES ($1, $2, $3, $4, $5, $6) "
            "ON "
            "CONFLICT DO NOTHING",
            session,
            segment.index,
            segment.host,
            segment.rank,
            segment.prove_ms,
            segment.proof_bytes
        );
        if (inserted.affected_rows() == 0) return;
        transaction.exec_params("UPDATE zk_session SET n_new = n_new + 1 WHERE uuid = $1", session);
        transaction.exec_params(
            "UPDATE zk_task t SET n_expired = 0, updated_at = now() FROM prover_task p WHERE p.uuid = $1 AND "
            "t.task_type = "
            "p.task_type AND t.task_id = p.task_id AND t.n_expired > 0",
            session
        );
    });
}

Commit Store::close_success(const std::string& session, const CommitRequest& request) {
    Commit commit = Commit::kGone;
    connection_.transact("commit a proof", [&](pqxx::dbtransaction& transaction) {
        commit = Commit::kGone;
        const std::optional<SessionState> state = lock_session(transaction, session);
        if (!state) return;
        if (state->status == 2) {
            commit = Commit::kDone;
            return;
        }
        const bool live = state->status == 1;
        if (verify_object(transaction, state->type, state->task_id, request, live)) {
            end_session(transaction, session, 2, FailureType::kUndefined, live ? "verified" : "verified late");
            commit = live ? Commit::kDone : Commit::kLate;
        } else {
            if (live) end_session(transaction, session, 3, FailureType::kAlreadyVerified, "already verified");
            const auto present = transaction.exec_params(
                std::string("SELECT 1 FROM ") + rows::object_table(state->type).name +
                    " WHERE hash = $1 AND proving_status = 4 AND deleted_at IS NULL",
                state->task_id
            );
            commit = present.empty() ? Commit::kGone : Commit::kAlready;
        }
    });
    return commit;
}

bool Store::close_failure(const std::string& session, FailureType type, const std::string& reason, int max_attempts) {
    bool closed = false;
    connection_.transact("record a failed attempt", [&](pqxx::dbtransaction& transaction) {
        closed = false;
        const std::optional<SessionState> state = lock_session(transaction, session);
        if (!state || state->status != 1) return;
        end_session(transaction, session, 3, type, reason);
        transaction.exec_params(
            std::string("UPDATE ") + rows::object_table(state->type).name +
                " SET active_attempts = GREATEST(active_attempts - 1, 0), proving_status = CASE WHEN proving_status <> "
                "4 AND "
                "total_attempts >= $2 AND active_attempts <= 1 THEN 5 ELSE proving_status END, updated_at = now() "
                "WHERE hash "
                "= $1 AND deleted_at IS NULL",
            state->task_id,
            max_attempts
        );
        note_error(transaction, state->type, state->task_id, reason);
        closed = true;
    });
    return closed;
}

bool Store::hand_back(const std::string& session, const std::string& reason) {
    bool closed = false;
    connection_.transact("hand a task back", [&](pqxx::dbtransaction& transaction) {
        closed = false;
        const std::optional<SessionState> state = lock_session(transaction, session);
        if (!state || state->status != 1) return;
        end_session(transaction, session, 3, FailureType::kReassigned, "handed back: " + reason);
        return_attempt(transaction, state->type, state->task_id);
        closed = true;
    });
    return closed;
}

std::vector<std::string> Store::expire_leases(int max_expired, double lease_sec) {
    std::vector<std::string> lines;
    connection_.transact("expire leases", [&](pqxx::dbtransaction& transaction) {
        lines.clear();
        const auto expired = transaction.exec_params(
            "SELECT p.uuid, p.task_type, p.task_id, p.prover_name, s.n_new FROM zk_session s JOIN prover_task p ON "
            "p.uuid = "
            "s.uuid WHERE s.ended_at IS NULL AND p.proving_status = 1 AND p.deleted_at IS NULL AND s.lease_expires_at "
            "< "
            "clock_timestamp() AND pg_postmaster_start_time() + $1 * interval '1 second' <= clock_timestamp() "
            "ORDER BY p.id FOR UPDATE OF p, s SKIP LOCKED",
            lease_sec
        );
        for (const pqxx::row& row : expired) {
            const auto session = row[0].as<std::string>();
            const auto type = static_cast<TaskType>(row[1].as<int>());
            const auto id = row[2].as<std::string>();
            const auto name = row[3].as<std::string>();
            const bool progressed = row[4].as<int>() > 0;
            end_session(transaction, session, 3, FailureType::kTimeout, "lease expired");
            return_attempt(transaction, type, id);
            const int n_expired =
                transaction
                    .exec_params(
                        "INSERT INTO zk_task (task_type, task_id, n_expired) VALUES ($1, $2, $3) ON CONFLICT "
                        "(task_type, task_id) DO UPDATE SET n_expired = CASE WHEN $3 = 0 THEN 0 ELSE "
                        "zk_task.n_expired + 1 END, updated_at = now() RETURNING n_expired",
                        row[1].as<int>(),
                        id,
                        progressed ? 0 : 1
                    )[0][0]
                    .as<int>();
            std::string line = std::string("lease of ") + name + " on " + task_type_name(type) + " " + id +
                               " expired, attempt returned";
            if (n_expired >= max_expired) {
                const std::string reason =
                    "lease expired " + std::to_string(n_expired) + " times without a new finished segment";
                const auto failed = transaction.exec_params(
                    std::string("UPDATE ") + rows::object_table(type).name +
                        " SET proving_status = 5, updated_at = now() WHERE hash = $1 AND proving_status IN (1, 2) AND "
                        "active_attempts = 0 AND deleted_at IS NULL",
                    id
                );
                if (failed.affected_rows() > 0) {
                    note_error(transaction, type, id, reason);
                    line += "; task failed: " + reason;
                }
            }
            lines.push_back(line);
        }
    });
    return lines;
}

std::vector<std::string> Store::repair(int max_attempts) {
    std::vector<std::string> lines;
    connection_.transact("repair counters", [&](pqxx::dbtransaction& transaction) {
        lines.clear();
        for (const TaskType type : {TaskType::kChunk, TaskType::kBatch, TaskType::kBundle}) {
            const std::string table = rows::object_table(type).name;
            const std::string number = std::to_string(static_cast<int>(type));
            const std::string live = "(SELECT count(*) FROM prover_task p WHERE p.task_type = " + number +
                                     " AND p.task_id = o.hash AND p.proving_status = 1 AND p.deleted_at IS NULL)";
            // Another creator's coordinator counts in its own order, before there is a session.
            const std::string ours = rows::ours(transaction, type);
            // A first look without locks; then row by row, the row locked before the sessions are counted: whoever is
            // claiming or closing it has committed by then, or will see our count.
            // Only tasks that count an attempt or have a session can be wrong: a few, found by indexes, whatever the history.
            const auto suspects = transaction.exec(
                "SELECT o.hash FROM " + table +
                " o WHERE o.deleted_at IS NULL AND o.active_attempts <> 0 AND "
                "o.active_attempts <> " +
                live + " AND " + ours + " UNION ALL SELECT DISTINCT o.hash FROM prover_task q JOIN " + table +
                " o ON o.hash = q.task_id AND o.deleted_at IS NULL WHERE q.task_type = " + number +
                " AND q.proving_status = 1 AND q.deleted_at IS NULL AND o.active_attempts = 0 AND " + ours
            );
            for (const pqxx::row& row : suspects) {
                const auto id = row[0].as<std::string>();
                if (transaction
                        .exec_params(
                            "SELECT 1 FROM " + table + " WHERE hash = $1 AND deleted_at IS NULL FOR UPDATE SKIP LOCKED",
                            id
                        )
                        .empty()) {
                    continue;
                }
                const auto changed = transaction.exec_params(
                    "UPDATE " + table + " o SET active_attempts = " + live +
                        " WHERE o.hash = $1 AND o.deleted_at IS NULL AND o.active_attempts <> " + live +
                        " RETURNING o.active_attempts",
                    id
                );
                if (!changed.empty()) {
                    lines.push_back(
                        table + " " + id + ": active_attempts recounted to " + changed[0][0].as<std::string>()
                    );
                }
            }
            for (const pqxx::row& row : transaction.exec_params(
                     "UPDATE " + table +
                         " o SET proving_status = 5, updated_at = now() WHERE o.deleted_at IS NULL AND "
                         "o.proving_status = 2 "
                         "AND o.active_attempts = 0 AND o.total_attempts >= $1 AND NOT EXISTS (SELECT 1 FROM "
                         "prover_task p "
                         "WHERE p.task_type = $2 AND p.task_id = o.hash AND p.proving_status = 1 AND p.deleted_at IS "
                         "NULL) AND " +
                         ours + " RETURNING o.hash",
                     max_attempts,
                     static_cast<int>(type)
                 )) {
                lines.push_back(table + " " + row[0].as<std::string>() + ": failed, all attempts used");
            }
        }
        const auto batches = transaction.exec(
            "UPDATE batch o SET chunk_proofs_status = 2, updated_at = now() WHERE o.chunk_proofs_status = 1 AND "
            "o.proving_status = 1 AND o.deleted_at IS NULL AND EXISTS (SELECT 1 FROM chunk c WHERE c.batch_hash = "
            "o.hash AND "
            "c.deleted_at IS NULL) AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.batch_hash = o.hash AND c.deleted_at "
            "IS "
            "NULL AND (c.proving_status <> 4 OR c.proof IS NULL)) RETURNING o.hash"
        );
        for (const pqxx::row& row : batches) lines.push_back("batch " + row[0].as<std::string>() + ": ready");
        const auto bundles = transaction.exec(
            "UPDATE bundle o SET batch_proofs_status = 2, updated_at = now() WHERE o.batch_proofs_status = 1 AND "
            "o.proving_status = 1 AND o.deleted_at IS NULL AND EXISTS (SELECT 1 FROM batch c WHERE c.bundle_hash = "
            "o.hash AND "
            "c.deleted_at IS NULL) AND NOT EXISTS (SELECT 1 FROM batch c WHERE c.bundle_hash = o.hash AND c.deleted_at "
            "IS "
            "NULL AND (c.proving_status <> 4 OR c.proof IS NULL)) RETURNING o.hash"
        );
        for (const pqxx::row& row : bundles) lines.push_back("bundle " + row[0].as<std::string>() + ": ready");
    });
    return lines;
}

}  // namespace zk::io

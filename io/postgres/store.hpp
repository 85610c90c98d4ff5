#pragma once

#include "base/result.hpp"
#include "io/postgres/connection.hpp"
#include "io/postgres/tables.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zk::io {

/// Which tasks a caller means. Empty members do not restrict.
struct TaskFilter {
    std::vector<TaskType> types;       ///< empty: all three
    std::optional<BlockRange> range;   ///< chunks that lie inside; other types are then left out
    std::vector<std::string> ids;      ///< only these
    std::vector<std::string> exclude;  ///< never these
    std::vector<std::string> forks{};  ///< claim and pending: only tasks of these forks; never those without one
};

/// Who claims, and by which rules.
struct ClaimRequest {
    TaskFilter filter;
    std::string job;          ///< uuid of the job
    std::string prover_key;   ///< prover_public_key: 66 hexadecimal digits, one per slot of the job
    std::string prover_name;  ///< host:job
    std::string prover_version;
    int max_attempts = 5;     ///< session_attempts
    int max_active = 1;       ///< provers_per_session
    double backoff_sec = 10;  ///< a task this job failed on rests so long before this job takes it again
    double lease_sec = 30;
};

/// A verified proof's row data.
struct CommitRequest {
    std::string proof_json;  ///< {format, digest, path, bytes, pi_hash}
    int proof_time_sec = 0;
};

enum class Commit {
    kDone,     ///< this session closed and the task is verified
    kLate,     ///< the session had ended (lease expired); the task took the proof all the same
    kAlready,  ///< the task was verified before; its proof was not touched
    kGone,     ///< no such session or task
};

/// A finished segment's history row.
struct SegmentRecord {
    std::uint32_t index = 0;
    std::string host;
    int rank = 0;
    std::uint64_t prove_ms = 0;
    std::uint64_t proof_bytes = 0;
};

/// The database: Scroll's tables and ours. Opens its connection on first use; one user thread at a time. All methods throw
/// DatabaseError; every method is one transaction, so after kRetry it may simply be called again. Times are the database's, in UTC.
class Store {
  public:
    explicit Store(std::string url, CallLimits limits = {});

    /// Creates what is missing. Returns one line per step taken, none when the schema is current. Refuses (kGiveUp) a
    /// foreign schema that lacks columns this program needs, naming them, and a schema newer than this program. Waits without a
    /// limit for another migration and for its own statements.
    std::vector<std::string> migrate();
    /// Throws kGiveUp with the command to run unless the schema is exactly the one this program needs.
    void require_schema();

    // Blocks and chunks ---------------------------------------------------------------------------------------------

    enum class Inserted { kNew, kSame };
    /// The same block (number and hash) again changes nothing; another block of the same number is refused naming both hashes.
    Result<Inserted> insert_block(const BlockRow& block);
    std::optional<BlockRow> block(std::uint64_t number);
    /// Blocks in no chunk, in order of number, at most `limit`.
    std::vector<BlockRow> blocks_without_chunk(std::uint64_t from_number, std::size_t limit);
    std::vector<BlockRow> blocks(BlockRange range);
    /// Numbers of the ingested blocks within the range, ascending.
    std::vector<std::uint64_t> block_numbers(BlockRange range);
    /// Fills the withdraw root of a block and of a chunk that ends with it and is not yet assigned.
    void set_withdraw_root(std::uint64_t number, const std::string& root);
    std::optional<ChunkRow> chunk(const std::string& hash);
    std::optional<ChunkRow> chunk_ending_at(std::uint64_t block_number);
    std::optional<ChunkRow> last_chunk();
    /// Inserts the chunk as unassigned with the next index and marks its blocks, in one transaction; the number of blocks
    /// marked must be the length of the range. Returns the index. An error when a block is missing or already in a chunk.
    Result<std::uint64_t> insert_chunk(const ChunkRow& chunk);

    // Sessions ------------------------------------------------------------------------------------------------------

    /// Takes one task of ours that is ready: bundles, then batches, then chunks; by index, retries first. Skips rows that others
    /// hold. A task is ours when zk_task names its fork: another creator's rows in a shared database are left alone.
    std::optional<Claim> claim(const ClaimRequest& request);
    /// Renews the leases of live sessions, of which there may be none: that the database answers is news, too. Returns those of `sessions` that are not live any more. A session whose task was
    /// verified by another, a late proof, is ended here.
    std::vector<std::string> heartbeat(const std::vector<std::string>& sessions, double lease_sec);
    /// Notes the plan's size and how many segments were found finished.
    void record_plan(const std::string& session, std::uint32_t n_segments, std::uint32_t n_resumed);
    /// Notes a segment finished by this session; the same segment twice is one.
    void record_segment(const std::string& session, const SegmentRecord& segment);
    /// Closes a session with a verified proof and computes the parents' readiness, in one transaction. Guarded: may be
    /// repeated after kUnknown; a verified proof is never overwritten.
    Commit close_success(const std::string& session, const CommitRequest& request);
    /// Ends a session whose task failed; the attempt counts, and the task becomes failed once all are used. False when the
    /// session was not live.
    bool close_failure(const std::string& session, FailureType type, const std::string& reason, int max_attempts);
    /// Ends a session on request; the attempt is returned. False when the session was not live.
    bool hand_back(const std::string& session, const std::string& reason);
    /// Ends sessions of ours whose lease ran out; the attempts are returned. A task whose leases expired `max_expired` times
    /// in a row without a new finished segment becomes failed with that reason. Returns one line per session ended. Ends none
    /// within `lease_sec` of the server's start: nobody could renew while it was down.
    std::vector<std::string> expire_leases(int max_expired, double lease_sec);
    /// Recounts active_attempts, fails tasks that have no attempt left and none active, sweeps readiness. Returns one line per
    /// repair. Counters and failures of our tasks alone.
    std::vector<std::string> repair(int max_attempts);

    // Looking and mending -------------------------------------------------------------------------------------------

    /// Of our tasks.
    struct Pending {
        std::uint64_t n_ready = 0;  ///< free to claim, now or after their back-off
        std::uint64_t n_held = 0;   ///< held by live sessions of this or another job; not by foreign provers' alone
    };
    Pending pending(const TaskFilter& filter, int max_attempts);
    Result<TaskDetail> detail(TaskType type, const std::string& id);
    std::vector<TaskRow> list(const TaskFilter& filter);
    StatusReport status(int max_attempts);
    /// One line per task.
    struct Requeued {
        std::vector<std::string> done;     ///< unassigned again
        std::vector<std::string> left;     ///< verified, or being proved
        std::vector<std::string> unknown;  ///< ids that no task has
    };
    /// Makes failed or stuck tasks unassigned with no attempts counted; ids empty: all failed ones of ours. A task with live sessions
    /// is taken only when `force`, its sessions ended as reassigned. Verified tasks are never touched.
    Requeued requeue(TaskType type, const std::vector<std::string>& ids, bool force, int max_attempts);

    /// Server version text, for doctor.
    std::string server_version();
    void close() noexcept { connection_.close(); }
    [[nodiscard]] const std::string& url() const noexcept { return connection_.url(); }

  private:
    Connection connection_;
};

}  // namespace zk::io

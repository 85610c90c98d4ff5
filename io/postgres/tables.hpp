#pragma once
// Rows of the tables as values. Names, types and integers are those of Scroll's schema; what is ours lives in the zk_ tables.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zk::io {

/// Wire and table integer of a task's type (prover_task.task_type).
enum class TaskType : std::int16_t { kChunk = 1, kBatch = 2, kBundle = 3 };

/// "chunk", "batch" or "bundle".
const char* task_type_name(TaskType type) noexcept;
/// The inverse; empty for any other text.
std::optional<TaskType> task_type_from_name(const std::string& name);

/// Whether `id` is 64 hexadecimal digits, with or without 0x: what every id is that this program makes or serves.
bool is_task_id(const std::string& id) noexcept;

/// chunk/batch/bundle.proving_status. 3 (proved) is never written; 0 is corrupt.
enum class ProvingStatus : std::int16_t { kUnassigned = 1, kAssigned = 2, kVerified = 4, kFailed = 5 };

const char* proving_status_name(int status) noexcept;

/// prover_task.failure_type.
enum class FailureType : std::int16_t {
    kUndefined = 0,
    kTimeout = 1,
    kNotOk = 2,
    kVerificationFailed = 3,
    kServerError = 4,
    kAlreadyVerified = 5,
    kReassigned = 6,
};

/// An inclusive range of block numbers.
struct BlockRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

/// One l2_block row with our zk_block row. Hashes: "0x" and 64 lower-case digits.
struct BlockRow {
    std::uint64_t number = 0;
    std::string hash;
    std::string parent_hash;
    std::string header;        ///< geth header as JSON
    std::string transactions;  ///< JSON array of transaction objects
    std::string withdraw_root;
    std::string state_root;
    std::uint32_t tx_num = 0;
    std::uint64_t gas_used = 0;
    std::uint64_t block_timestamp = 0;  ///< seconds
    std::string row_consumption = "null";
    std::string chunk_hash;  ///< empty while the block is in no chunk

    std::string fork;  ///< lower-case fork name
    std::uint32_t n_l1_messages = 0;
    std::string witness_path;  ///< relative to the data folder
    std::uint64_t witness_bytes = 0;
    std::string facts =
        "{}";  ///< JSON object: whatever ingest derived that propose needs (block context, message hashes, ...)
};

/// One chunk row with its fork. `index` is assigned on insertion.
struct ChunkRow {
    std::uint64_t index = 0;
    std::string hash;
    std::uint64_t start_block_number = 0;
    std::uint64_t end_block_number = 0;  ///< inclusive
    std::string start_block_hash;
    std::string end_block_hash;
    std::uint64_t total_l1_messages_popped_before = 0;
    std::uint32_t total_l1_messages_popped_in_chunk = 0;
    std::uint64_t start_block_time = 0;
    std::string parent_chunk_hash;  ///< empty for the first
    std::string state_root;
    std::string parent_chunk_state_root;
    std::string withdraw_root;
    std::uint64_t total_l2_tx_gas = 0;
    std::uint32_t total_l2_tx_num = 0;
    std::int16_t codec_version = 0;
    std::string prev_l1_message_queue_hash;
    std::string post_l1_message_queue_hash;

    std::string fork;
};

/// What a task is made of: all that TaskEngine::load may use besides the data folder.
struct TaskDetail {
    TaskType type = TaskType::kChunk;
    std::string id;                ///< chunk.hash, batch.hash or bundle.hash
    std::string fork;              ///< empty when another task creator wrote the row
    ChunkRow chunk;                ///< chunks only
    std::vector<BlockRow> blocks;  ///< chunks only: in order of number; `transactions` left empty
};

/// A session of ours on one task.
struct Claim {
    std::string session;  ///< prover_task.uuid
    TaskType type = TaskType::kChunk;
    std::string id;
    std::string fork;
    int n_attempts = 0;  ///< total_attempts including this one
};

/// One task as `status` and `list` show it.
struct TaskRow {
    TaskType type = TaskType::kChunk;
    std::string id;
    std::uint64_t index = 0;
    std::uint64_t start_block_number = 0;  ///< chunks only
    std::uint64_t end_block_number = 0;    ///< chunks only
    std::string fork;
    int proving_status = 0;
    int n_total_attempts = 0;
    int n_active_attempts = 0;
    int n_expired = 0;       ///< expired leases in a row without a new finished segment
    std::string last_error;  ///< reason of the last failed attempt or of the failure
    std::string proof;       ///< JSON text, empty until verified
    int proof_time_sec = 0;
};

/// One live session as `status` shows it.
struct SessionRow {
    std::string session;
    TaskType type = TaskType::kChunk;
    std::string id;
    std::string job;
    std::string prover_name;
    double lease_left_sec = 0;  ///< by the database's clock; negative once expired
    std::uint32_t n_segments = 0;
    std::uint32_t n_finished = 0;
};

struct StatusReport {
    struct Counts {
        TaskType type = TaskType::kChunk;
        std::uint64_t n_unassigned = 0, n_assigned = 0, n_verified = 0, n_failed = 0;
    };
    std::uint64_t n_blocks = 0;
    std::uint64_t n_blocks_without_chunk = 0;
    std::vector<Counts> tasks;  ///< chunk, batch, bundle
    std::vector<SessionRow> sessions;
    std::vector<TaskRow> failed;
    std::uint64_t n_stuck = 0;  ///< assigned, no active attempt, all attempts used: what repair() turns into failed
};

}  // namespace zk::io

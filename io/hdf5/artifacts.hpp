#pragma once
// The files of a data folder: block files, segment files, task files and proof files.
//
//   blocks/<number>-<first 16 digits of hash>.h5     witness bytes of one ingested block, with hints
//   segments/<type>-<id>/<index, 6 digits>.h5        one finished segment each, removed when the task's file is there
//   tasks/<type>-<id>.h5                             witness, plan, segment proofs, final proof, timings, versions, hosts
//   proofs/<type>-<id>.proof                         the canonical proof bytes and nothing else
//
// All are written by write_atomic. Only rank 0 opens them.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "io/postgres/tables.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zk::io {

/// Upper bound of any dataset this program reads back; larger ones are refused before allocation.
inline constexpr std::uint64_t kMaxDatasetBytes = std::uint64_t{1} << 36;

/// Where things lie below one data folder, and never outside it. Makes no folder by itself. The paths of a task throw
/// std::invalid_argument for an id that is_task_id does not admit.
class DataFolder {
  public:
    explicit DataFolder(std::filesystem::path root) : root_(std::move(root)) {}

    [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }
    /// Relative to the root, as l2 rows store it.
    [[nodiscard]] static std::string block_path(std::uint64_t number, const std::string& hash);
    [[nodiscard]] std::filesystem::path segment_folder(TaskType type, const std::string& id) const;
    [[nodiscard]] std::filesystem::path segment_path(TaskType type, const std::string& id, std::uint32_t index) const;
    [[nodiscard]] std::filesystem::path task_path(TaskType type, const std::string& id) const;
    [[nodiscard]] std::filesystem::path proof_path(TaskType type, const std::string& id) const;
    /// A path that a row stores. An error when it is empty, absolute or climbs ("..").
    [[nodiscard]] Result<std::filesystem::path> resolve(const std::string& relative) const;

  private:
    std::filesystem::path root_;
};

struct BlockFile {
    std::uint64_t number = 0;
    std::string hash;
    std::string fork;
    Bytes witness;  ///< the ingested file's bytes, unchanged
    Bytes extra;    ///< a second file that belongs to it (validium transactions), or empty
    Bytes hints{};  ///< compression hints that the witness does not hold, as a file of them (JSON), or empty
    bool hints_uncertain = false;  ///< they were computed in a way that is wrong for a few transactions
};

void write_block_file(const std::filesystem::path& path, const BlockFile& block);
Result<BlockFile> read_block_file(const std::filesystem::path& path);

/// One finished segment, verified before it was written; it is verified again when it is read for a resumed task.
struct SegmentFile {
    std::string task_id;
    std::uint32_t index = 0;
    Bytes proof;
    std::uint64_t prove_ms = 0;
    std::string host;
    std::uint32_t rank = 0;
    std::string version;
};

void write_segment_file(const std::filesystem::path& path, const SegmentFile& segment);
Result<SegmentFile> read_segment_file(const std::filesystem::path& path);

struct TaskFile {
    TaskType type = TaskType::kChunk;
    std::string id;
    std::string fork;
    std::string format;  ///< name and version of the proof encoding
    std::string pi_hash;
    std::string digest;   ///< of the proof bytes
    std::string version;  ///< of the program that proved
    std::string job;
    Bytes witness;
    Bytes plan;
    std::vector<SegmentFile> segments;  ///< in order of index
    Bytes proof;
    std::uint64_t started_unix_ms = 0;
    std::uint64_t finished_unix_ms = 0;
};

void write_task_file(const std::filesystem::path& path, const TaskFile& task);
Result<TaskFile> read_task_file(const std::filesystem::path& path);

}  // namespace zk::io

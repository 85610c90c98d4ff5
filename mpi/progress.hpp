#pragma once

#include "io/postgres/tables.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zk::mpi {

enum class Level { kDebug, kInfo, kWarning, kError };

/// One task that is being worked on.
struct LiveTask {
    io::TaskType type = io::TaskType::kChunk;
    std::string id;
    const char* stage = "";  ///< "loading", "planning", "proving", "finishing", "committing", "closing"
    std::uint32_t n_segments = 0;
    std::uint32_t n_finished = 0;
};

/// The job at one moment.
struct Snapshot {
    double elapsed_sec = 0;
    int n_ranks = 1;
    int n_busy_workers = 0;
    int n_workers = 1;
    std::uint64_t n_verified = 0;  ///< by this job
    std::uint64_t n_failed = 0;    ///< attempts of this job that failed
    std::uint64_t n_waiting = 0;   ///< ready in the database, not yet taken
    std::uint64_t n_held_elsewhere = 0;
    std::uint64_t n_segments_proved = 0;  ///< by this job
    double segments_per_sec = 0;          ///< over the last minutes; 0 while unknown
    double eta_sec = -1;                  ///< until the live tasks' segments are done; negative while unknown
    bool database_lost = false;
    bool stopping = false;
    std::vector<LiveTask> live;
};

/// Rank 0's progress, called from its main thread only. Other ranks call `line` alone, for warnings and errors.
class Progress {
  public:
    virtual ~Progress() = default;
    /// One event as a line of text without a line end; no secrets, ids in full.
    virtual void line(Level level, const std::string& text) = 0;
    /// About four times a second while the job runs.
    virtual void tick(const Snapshot& snapshot) = 0;
};

}  // namespace zk::mpi

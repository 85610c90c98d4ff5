#pragma once

#include "io/hdf5/artifacts.hpp"
#include "io/postgres/store.hpp"
#include "mpi/engine.hpp"
#include "mpi/progress.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace zk::mpi {

/// Exit codes of the program as a script reads them.
inline constexpr int kExitDone = 0;
inline constexpr int kExitTaskFailed = 1;
inline constexpr int kExitEnvironment = 3;
inline constexpr int kExitTryAgain = 75;

struct RunOptions {
    bool watch = false;     ///< keep waiting for new tasks; false: end when nothing is pending
    io::TaskFilter filter;  ///< types that the engine does not prove are left out

    std::string prover_version;  ///< prover_task.prover_version
    /// prover_public_key of a slot of this job (66 hexadecimal digits); unset: random.
    std::function<std::string(const std::string& job_uuid, unsigned slot)> prover_key;

    int max_attempts = 5;
    int max_expired = 5;
    std::uint64_t heartbeat_ms = 5'000;
    std::uint64_t lease_ms = 30'000;    ///< at least twice the heartbeat
    std::uint64_t backoff_ms = 10'000;  ///< before this job retries a task it failed
    std::uint64_t rest_ms = 300'000;    ///< before this job looks again for what a task lacked on this machine
    std::uint64_t database_patience_ms = 300'000;
    /// A prover that has not answered within it, nor within 4 times what the slowest answer took, loses its work to others; 0: never.
    std::uint64_t answer_limit_ms = 3'600'000;
    std::uint64_t stop_grace_ms = 20'000;                    ///< for running segments after a stop request
    std::uint64_t min_free_bytes = std::uint64_t{1} << 30;   ///< below it no new task is taken
    std::uint32_t max_live_tasks = 0;                        ///< 0: workers + 1
    std::uint64_t max_piece_bytes = std::uint64_t{1} << 30;  ///< MPI counts are int: larger payloads travel in pieces
    std::uint64_t poll_us = 2'000;                           ///< sleep between probes
};

struct TaskSummary {
    io::TaskType type = io::TaskType::kChunk;
    std::string id;
    std::string outcome;  ///< "verified", "failed attempt", "handed back", "lost"
    std::string reason;
    std::uint32_t n_segments = 0;
    std::uint32_t n_resumed = 0;  ///< segments found finished on disk
    double seconds = 0;           ///< from claim to close
    double prove_seconds = 0;     ///< sum over the segments this job proved
    std::uint64_t proof_bytes = 0;
    std::string proof_path;
};

struct RunSummary {
    int exit_code = kExitDone;
    std::string reason;  ///< one sentence: why the job ended
    int rank = 0;
    int n_ranks = 1;
    std::string job;
    std::vector<std::string> hosts;  ///< by rank
    std::string mpi_library;
    double seconds = 0;
    std::uint64_t n_segments_proved = 0;
    std::vector<TaskSummary> tasks;
    /// A compute thread did not return in time and still uses the engine: write the summary, then leave by std::_Exit.
    bool must_exit_now = false;
    bool rank_missing = false;  ///< a rank did not say goodbye; MPI, which would wait for it, is not finalised
};

/// Runs the job on this rank: the only function that initialises (and finalises) MPI. Started without a launcher it is a world of one.
/// Rank 0 coordinates and verifies (and proves in a world of one), others work; only rank 0 touches `store` and `data`.
/// SIGTERM, SIGINT and SIGUSR1 ask for a graceful stop: running segments may finish for stop_grace_ms, tasks are handed
/// back, 75 is returned when work remains; a second signal cuts the grace short. Every rank returns the same exit code; only
/// rank 0's summary is complete. Throws nothing; a failure of the world becomes an exit code and a reason, and ends all ranks.
RunSummary run(
    const RunOptions& options, io::Store& store, const io::DataFolder& data, TaskEngine& engine, Progress& progress
);

/// Threads for one rank: `requested` if positive, else OMP_NUM_THREADS, else SLURM_CPUS_PER_TASK, else cores / ranks of this node
/// (from the launcher's environment; before MPI is initialised), at least 1.
int threads_per_rank(int requested);

}  // namespace zk::mpi

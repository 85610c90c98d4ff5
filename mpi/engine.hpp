#pragma once
// What a job does, as the coordinator and the workers see it: opaque bytes in, opaque bytes out. apps/ implements it with
// the machine and the prover.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "io/hdf5/artifacts.hpp"
#include "io/postgres/tables.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace zk::mpi {

/// True once the caller no longer wants the answer: a long call should return any Error soon.
using Cancel = std::atomic<bool>;

/// One task with everything its segments need. The same bytes reach every rank that works on the task, once.
struct TaskInput {
    io::TaskType type = io::TaskType::kChunk;
    std::string id;
    std::string fork;
    Bytes bytes;
};

struct Plan {
    std::uint32_t n_segments = 0;  ///< 1 .. kMaxSegments
    Bytes bytes;
};

inline constexpr std::uint32_t kMaxSegments = 1u << 20;

struct Finished {
    Bytes proof;          ///< canonical encoding: the proof file, byte for byte
    std::string format;   ///< name and version of the encoding
    std::string digest;   ///< of `proof`, "0x..."
    std::string pi_hash;  ///< hash of the public inputs, "0x..."
};

/// Thread-safety: on rank 0 two threads may be inside at once (one proves, one loads and verifies); on other ranks one.
/// All results are functions of the arguments alone: the same plan and the same proof bytes on every rank.
/// An Error or a std::exception from plan, prove_segment or finish is a failed attempt of the task.
class TaskEngine {
  public:
    virtual ~TaskEngine() = default;

    /// Everything that must be equal on all ranks: commit, preset, program digests, proof format. Ranks that differ are refused.
    [[nodiscard]] virtual std::string version() const = 0;
    /// The task types this engine proves; tasks of other types are left alone.
    [[nodiscard]] virtual std::vector<io::TaskType> task_types() const = 0;

    /// Rank 0: joins rows and files into the input. An Error means that this machine cannot serve the task (a missing or
    /// damaged witness file): the task is handed back, and this job leaves it alone for some minutes. Throws io::FileError or
    /// std::system_error when the disk refused what may work later: it is tried again.
    virtual Result<TaskInput> load(const io::TaskDetail& task, const io::DataFolder& data) = 0;
    /// Any rank.
    virtual Result<Plan> plan(const TaskInput& input, const Cancel& cancel) = 0;
    /// Any rank; any order; 0 <= index < plan.n_segments.
    virtual Result<Bytes> prove_segment(
        const TaskInput& input, const Plan& plan, std::uint32_t index, const Cancel& cancel
    ) = 0;
    /// Rank 0: bytes from a worker or from a segment file; hostile.
    virtual Result<void> verify_segment(
        const TaskInput& input, const Plan& plan, std::uint32_t index, ByteView proof
    ) = 0;
    /// Rank 0: joins verified segment proofs, in order, into the task's proof.
    virtual Result<Finished> finish(
        const TaskInput& input, const Plan& plan, const std::vector<Bytes>& proofs, const Cancel& cancel
    ) = 0;
    /// Rank 0: the whole proof against the expected program and public inputs, as a stranger would. Nothing is committed without it.
    virtual Result<void> verify(const TaskInput& input, const Finished& finished) = 0;
};

}  // namespace zk::mpi

#pragma once
// What rank 0 knows about the tasks and the workers of one job.

#include "io/postgres/store.hpp"
#include "mpi/engine.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace zk::mpi {

using Clock = std::chrono::steady_clock;

/// One of those who plan and prove: a worker rank, or rank 0 itself in a world of one.
struct Seat {
    Seat(int the_rank, std::string the_host) : rank(the_rank), host(std::move(the_host)) {}

    int rank = 0;
    std::string host;
    bool busy = false;
    Clock::time_point ordered_at;                    ///< of that order
    std::optional<Clock::time_point> overdue_since;  ///< no answer in time: others have the work
    std::uint64_t order = 0;                         ///< the order it works on, while busy
    std::uint64_t task = 0;                          ///< of that order, or of the last one
    std::uint32_t segment = 0;                       ///< of that order, or of the last one
    bool planning = false;                           ///< that order is a plan
    std::set<std::uint64_t> inputs;                  ///< tasks whose input it has
    std::set<std::uint64_t> plans;
};

struct Segment {
    enum class State { kWaiting, kRunning, kChecking, kUnsaved, kSaved };
    State state = State::kWaiting;
    std::shared_ptr<const Bytes> proof;  ///< from kChecking on
    std::uint64_t prove_ms = 0;
    int rank = 0;
    std::string host;
};

enum class Stage { kLoading, kToPlan, kPlanning, kResuming, kProving, kFinishing, kCommitting, kClosing };

const char* stage_name(Stage stage) noexcept;

/// How a session is to end when it does not end with a proof.
struct Closing {
    enum class How { kFailure, kHandBack };
    Closing(How the_how, io::FailureType the_type, std::string the_reason)
        : how(the_how),
          type(the_type),
          reason(std::move(the_reason)) {}

    How how = How::kHandBack;
    io::FailureType type = io::FailureType::kUndefined;
    std::string reason;
};

struct Task {
    std::uint64_t number = 0;
    io::Claim claim;
    Clock::time_point claimed_at;
    std::uint64_t started_unix_ms = 0;
    Stage stage = Stage::kLoading;
    std::shared_ptr<const io::TaskDetail> detail;
    std::optional<Clock::time_point> refused_since;  ///< the disk refuses to load it
    std::shared_ptr<const TaskInput> input;
    std::shared_ptr<const Plan> plan;
    std::vector<Segment> segments;
    std::uint32_t n_saved = 0;
    std::uint32_t n_resumed = 0;
    double prove_seconds = 0;

    bool plan_noted = false;                    ///< record_plan went through
    std::vector<io::SegmentRecord> to_note;     ///< record_segment to do
    std::optional<Clock::time_point> retry_at;  ///< disk work to be tried again
    std::optional<Closing> closing;
    std::optional<io::CommitRequest> commit;
    std::uint64_t proof_bytes = 0;

    [[nodiscard]] std::string name() const { return std::string(io::task_type_name(claim.type)) + " " + claim.id; }
    [[nodiscard]] std::uint32_t n_waiting() const;
    /// Nothing is left to prove; what remains is joining, writing and committing.
    [[nodiscard]] bool complete() const;
};

}  // namespace zk::mpi

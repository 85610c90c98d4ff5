#pragma once
// What our own ranks say to each other: a small head (Boost.Serialization behind a checked envelope) and, for some kinds, a
// body of opaque bytes that travels beside it. Decoding damaged bytes gives an Error; texts are bounded before they are read.

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace zk::mpi {

/// Raised whenever a head or the wire changes.
inline constexpr std::uint16_t kMessageVersion = 1;
/// Longest text in a head; longer ones are cut when encoded.
inline constexpr std::uint32_t kMaxTextBytes = 1u << 16;

enum class Kind : std::uint16_t {
    kHello = 1,
    kWelcome,
    kOpenTask,
    kOpenPlan,
    kOrder,
    kAnswer,
    kDropTask,
    kStopRequest,
    kBye,
};

/// Worker to rank 0, first of all.
struct Hello {
    static constexpr Kind kKind = Kind::kHello;
    std::string version;  ///< TaskEngine::version()
    std::string host;
    std::uint64_t pid = 0;
};

/// Rank 0 to worker: versions agree.
struct Welcome {
    static constexpr Kind kKind = Kind::kWelcome;
    std::string job;
};

/// Body: the input's bytes. Once per worker and task.
struct OpenTask {
    static constexpr Kind kKind = Kind::kOpenTask;
    std::uint64_t task = 0;
    std::uint16_t type = 0;
    std::string id;
    std::string fork;
};

/// Body: the plan's bytes. Once per worker and task, after OpenTask.
struct OpenPlan {
    static constexpr Kind kKind = Kind::kOpenPlan;
    std::uint64_t task = 0;
    std::uint32_t n_segments = 0;
};

enum class Work : std::uint16_t { kPlan = 1, kProve = 2 };

struct Order {
    static constexpr Kind kKind = Kind::kOrder;
    std::uint64_t order = 0;
    std::uint64_t task = 0;
    std::uint16_t work = 0;  ///< Work
    std::uint32_t segment = 0;
};

/// Body: the plan or the segment's proof; empty when it went wrong.
struct Answer {
    static constexpr Kind kKind = Kind::kAnswer;
    std::uint64_t order = 0;
    std::uint16_t good = 0;  ///< 0 or 1
    std::string error;
    std::uint64_t milliseconds = 0;
    std::uint32_t n_segments = 0;  ///< of a plan
};

/// The task ended: forget it and break off work on it.
struct DropTask {
    static constexpr Kind kKind = Kind::kDropTask;
    std::uint64_t task = 0;
};

/// Worker to rank 0: a stop signal came here.
struct StopRequest {
    static constexpr Kind kKind = Kind::kStopRequest;
    std::uint32_t n_signals = 0;
};

/// Rank 0 to worker: leave with this exit code.
struct Bye {
    static constexpr Kind kKind = Kind::kBye;
    std::int32_t exit_code = 0;
    std::string reason;
};

/// Head bytes of a message of any of the types above.
template <class T>
Bytes encode(const T& message);

/// Checks magic, version and kind, then reads; trailing bytes are refused.
template <class T>
Result<T> decode(ByteView head);

/// The kind an envelope names.
Result<Kind> kind_of(ByteView head);

}  // namespace zk::mpi

#pragma once

namespace zk::apps {

/// What a script may rely on; docs/operations.md says what each asks of it.
enum ExitCode : int {
    kDone = 0,
    kFailed = 1,       ///< a task failed, a proof was refused
    kUsage = 2,        ///< command line or configuration
    kEnvironment = 3,  ///< database, MPI, files, memory, GPU
    kTryAgain = 75,    ///< stopped early on request; run again to go on
};

}  // namespace zk::apps

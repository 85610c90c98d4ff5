#pragma once

#include "mpi/communicator/communicator.hpp"
#include "mpi/progress.hpp"
#include "mpi/run.hpp"

namespace zk::mpi {

/// A rank other than 0: says hello, then plans and proves what rank 0 orders until it says bye. Touches neither the database nor the
/// data folder. The main thread probes and sleeps; the engine runs in a thread of its own.
RunSummary work(Communicator& communicator, const RunOptions& options, TaskEngine& engine, Progress& progress);

}  // namespace zk::mpi

#pragma once
// What `run` and `handle` share: engine, progress and summary around mpi::run.

#include "apps/cli/context.hpp"
#include "io/postgres/store.hpp"
#include "mpi/run.hpp"

namespace zk::apps {

/// Runs a job with the settings of `context`. Afterwards context.result is the summary, and context.speaks tells rank 0 from the others.
mpi::RunSummary run_job(Context& context, const io::TaskFilter& filter, bool watch);

}  // namespace zk::apps

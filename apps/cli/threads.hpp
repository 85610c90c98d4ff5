#pragma once

#include "apps/cli/settings.hpp"

namespace zk::apps {

/// Threads of this rank: settings.threads, else OMP_NUM_THREADS, else SLURM_CPUS_PER_TASK, else cores / ranks of this node; at least 1.
int thread_count(const Settings& settings);

}  // namespace zk::apps

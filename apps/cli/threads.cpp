#include "apps/cli/threads.hpp"

#include <unistd.h>

#include <cstdlib>
#include <initializer_list>

namespace zk::apps {
namespace {

int positive_from_environment(const char* name) {
    const char* text = std::getenv(name);
    const int value = text != nullptr ? std::atoi(text) : 0;
    return value > 0 ? value : 0;
}

}  // namespace

int thread_count(const Settings& settings) {
    if (settings.threads > 0) return static_cast<int>(settings.threads);
    for (const char* name : {"OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"}) {
        if (const int threads = positive_from_environment(name); threads > 0) return threads;
    }
    int ranks = 1;
    for (const char* name : {"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"}) {
        if (const int n = positive_from_environment(name); n > 0) ranks = n;
    }
    const int cores = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
    return cores > ranks ? cores / ranks : 1;
}

}  // namespace zk::apps

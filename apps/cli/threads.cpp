#include "apps/cli/threads.hpp"

#include "mpi/run.hpp"

namespace zk::apps {

int thread_count(const Settings& settings) {
    return mpi::threads_per_rank(static_cast<int>(settings.threads));
}

}  // namespace zk::apps

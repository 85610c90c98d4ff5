#include "mpi/run.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>

namespace zk::mpi {
namespace {

TEST(ThreadsPerRank, RequestThenEnvironmentThenCores) {
    for (const char* const name :
         {"OMP_NUM_THREADS",
          "SLURM_CPUS_PER_TASK",
          "OMPI_COMM_WORLD_LOCAL_SIZE",
          "MPI_LOCALNRANKS",
          "SLURM_NTASKS_PER_NODE",
          "SLURM_STEP_TASKS_PER_NODE"}) {
        ::unsetenv(name);
    }
    const auto n_cores = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
    EXPECT_EQ(threads_per_rank(0), n_cores);
    ::setenv("OMPI_COMM_WORLD_LOCAL_SIZE", "2", 1);
    EXPECT_EQ(threads_per_rank(0), n_cores > 2 ? n_cores / 2 : 1);
    ::setenv("OMPI_COMM_WORLD_LOCAL_SIZE", "100000", 1);
    EXPECT_EQ(threads_per_rank(0), 1);
    ::setenv("SLURM_CPUS_PER_TASK", "5", 1);
    EXPECT_EQ(threads_per_rank(0), 5);
    ::setenv("OMP_NUM_THREADS", "3,2", 1);
    EXPECT_EQ(threads_per_rank(0), 3);
    ::setenv("OMP_NUM_THREADS", "none", 1);
    EXPECT_EQ(threads_per_rank(0), 5);
    EXPECT_EQ(threads_per_rank(7), 7);
}

}  // namespace
}  // namespace zk::mpi

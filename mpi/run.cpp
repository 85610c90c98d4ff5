#include "mpi/run.hpp"

#include "mpi/communicator/communicator.hpp"
#include "mpi/coordinator/coordinator.hpp"
#include "mpi/signals.hpp"
#include "mpi/worker/worker.hpp"

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <optional>

namespace zk::mpi {
namespace {

/// A positive decimal number from the environment, as far as it goes ("4(x2)" is 4); empty otherwise.
std::optional<int> number_from_environment(const char* name) {
    const char* const text = std::getenv(name);
    if (text == nullptr) return std::nullopt;
    const long value = std::strtol(text, nullptr, 10);
    if (value < 1 || value > 1'000'000) return std::nullopt;
    return static_cast<int>(value);
}

/// srun starts singletons when it and MPI do not share a PMI: each would be a job of its own.
bool singletons_of_srun(int world_size) {
    return world_size == 1 && std::getenv("OMPI_COMM_WORLD_SIZE") == nullptr &&
           number_from_environment("SLURM_STEP_NUM_TASKS").value_or(1) > 1;
}

}  // namespace

int threads_per_rank(int requested) {
    if (requested > 0) return requested;
    if (const auto threads = number_from_environment("OMP_NUM_THREADS")) return *threads;
    if (const auto threads = number_from_environment("SLURM_CPUS_PER_TASK")) return *threads;
    int n_ranks = 1;
    for (const char* const name :
         {"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", "SLURM_NTASKS_PER_NODE", "SLURM_STEP_TASKS_PER_NODE"}) {
        if (const auto ranks = number_from_environment(name)) {
            n_ranks = *ranks;
            break;
        }
    }
    const long n_cores = ::sysconf(_SC_NPROCESSORS_ONLN);
    return n_cores > n_ranks ? static_cast<int>(n_cores / n_ranks) : 1;
}

RunSummary run(
    const RunOptions& options, io::Store& store, const io::DataFolder& data, TaskEngine& engine, Progress& progress
) {
    const StopSignals signals;
    std::optional<Communicator> communicator;
    RunSummary summary;
    try {
        communicator.emplace(options.max_piece_bytes);
        if (singletons_of_srun(communicator->size())) {
            summary.exit_code = kExitEnvironment;
            summary.reason = "srun started several tasks but MPI sees one rank: use srun --mpi=pmix";
            progress.line(Level::kError, summary.reason);
        } else if (communicator->rank() == 0) {
            summary = coordinate(*communicator, options, store, data, engine, progress);
        } else {
            summary = work(*communicator, options, engine, progress);
        }
        if (summary.rank_missing) {
            summary.must_exit_now = true;
        } else {
            communicator->finalize();
        }
    } catch (const std::exception& error) {
        summary.exit_code = kExitEnvironment;
        summary.reason = error.what();
        progress.line(Level::kError, summary.reason);
        // The others wait for this rank; without it the job cannot go on. Finished segments are on disk.
        if (communicator && communicator->size() > 1) communicator->abort(kExitEnvironment);
    }
    return summary;
}

}  // namespace zk::mpi

#pragma once

#include "mpi/communicator/communicator.hpp"
#include "mpi/progress.hpp"
#include "mpi/run.hpp"

namespace zk::mpi {

/// Rank 0: takes tasks from the store, spreads their segments over the workers (itself in a world of one), verifies what comes
/// back, keeps finished segments in the data folder, commits proofs. All state lives in the main thread; the engine's slow calls of
/// this rank (load, verify, finish) run in a second thread, so that heartbeats, messages and stop requests never wait for them.
///
/// Order of safety for a segment: verified, then on disk, then noted in the database. For a task: all segments on disk, joined,
/// the whole proof verified, proof file and task file on disk, row committed, segment files removed.
///
/// Ends all workers before it returns. Throws nothing that depends on the world: failures become exit code and reason.
RunSummary coordinate(
    Communicator& communicator,
    const RunOptions& options,
    io::Store& store,
    const io::DataFolder& data,
    TaskEngine& engine,
    Progress& progress
);

}  // namespace zk::mpi

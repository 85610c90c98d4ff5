#pragma once
// Collectives over MPI (target zk::kernels_mpi). No MPI header is needed to use them.

#include "kernels/collective/collective.hpp"

#include <cstddef>
#include <memory>

namespace zk {

/// No more than this many bytes of a block travel in one MPI call, whose counts are int.
inline constexpr std::size_t kMpiPieceBytes = std::size_t{1} << 30;

/// `communicator` points at an MPI_Comm, which is duplicated: a collective call of its ranks. MPI is initialised and outlives the result, or is
/// finalised before it is destroyed. Waiting polls and sleeps, so a waiting rank leaves its core to others. Calls come from one thread at a time.
/// Throws std::invalid_argument when the number of ranks is not a power of two, std::runtime_error with MPI's text when MPI fails.
std::unique_ptr<Collective> make_mpi_collective(const void* communicator, std::size_t piece_bytes = kMpiPieceBytes);

/// Over MPI_COMM_WORLD.
std::unique_ptr<Collective> make_mpi_world_collective();

}  // namespace zk

#pragma once
// What the sharded prover needs from the ranks that share one proof. Implementations: one (a world of one), in-process (threads), MPI, NCCL.
// All members of a group call the same operations in the same order.

#include "kernels/field/felt_ext.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace zk {

class Collective {
  public:
    virtual ~Collective() = default;
    [[nodiscard]] virtual int rank() const noexcept = 0;
    [[nodiscard]] virtual int size() const noexcept = 0;  ///< a power of two

    /// values := elementwise sum over the group, the same on every rank.
    virtual void all_reduce_sum(std::span<FeltExt> values) = 0;
    /// receive = contributions of ranks 0, 1, ... in order; receive.size() == size() * send.size().
    virtual void all_gather(std::span<const std::byte> send, std::span<std::byte> receive) = 0;
    /// Block r of send goes to rank r; block r of receive came from rank r. Equal block sizes: send.size() == receive.size(), a multiple of size().
    virtual void all_to_all(std::span<const std::byte> send, std::span<std::byte> receive) = 0;
};

/// A world of one: copies.
std::unique_ptr<Collective> make_single_collective();

/// Runs body(collective) on n threads that form one group; returns when all have returned. n a power of two. An exception of a body
/// is rethrown after all threads ended (the others are released from their barriers).
void run_in_process_group(int n, const std::function<void(Collective&)>& body);

}  // namespace zk

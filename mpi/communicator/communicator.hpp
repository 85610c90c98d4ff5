#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zk::mpi {

/// A message as it arrived.
struct Received {
    int from = 0;
    Bytes head;
    Bytes body;
};

/// The ranks of this job and the messages between them. No call blocks: sends are handed to MPI and finished by poll(), which
/// probes. (A rank that waits inside a blocking MPI call spins, and takes a core from those that compute.) One thread only.
///
/// Wire: a frame of 32 bytes (magic, length of the head, length of the body, length of a piece), the head, then the body in
/// pieces, since MPI counts are int; each on its own tag, in order per pair of ranks.
///
/// MPI's own failures throw std::runtime_error with MPI's text.
class Communicator {
  public:
    /// Initialises MPI (thread level FUNNELED). `max_piece_bytes`: 1 .. 2^30.
    explicit Communicator(std::uint64_t max_piece_bytes);
    ~Communicator();
    Communicator(const Communicator&) = delete;
    Communicator& operator=(const Communicator&) = delete;

    [[nodiscard]] int rank() const noexcept { return rank_; }
    [[nodiscard]] int size() const noexcept { return size_; }
    [[nodiscard]] std::string host() const;
    [[nodiscard]] static std::string library_version();

    /// Queues a message; `body` may be shared by several sends and must not change. Not to itself.
    void send(int to, Bytes head, std::shared_ptr<const Bytes> body = nullptr);
    /// Moves sends and receives on; returns what is complete. A frame that cannot be ours is an error.
    Result<std::vector<Received>> poll();
    /// True while sends are unfinished.
    [[nodiscard]] bool sending() const noexcept;

    /// Finishes MPI; collective. Afterwards nothing but the destructor may be called.
    void finalize();
    /// Ends all ranks with this exit code; does not return.
    [[noreturn]] void abort(int exit_code);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    int rank_ = 0;
    int size_ = 1;
};

}  // namespace zk::mpi

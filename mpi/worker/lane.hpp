#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace zk::mpi {

/// One compute thread with a queue. Work runs there; what it returns, its completion, runs in the owner's thread inside
/// poll(), so that everything the owner keeps is touched by one thread only. Work must not throw.
class Lane {
  public:
    using Completion = std::function<void()>;
    using Work = std::function<Completion()>;

    /// Starts the thread with a stack of its own size (the prover recurses; limits of the shell do not matter).
    Lane();
    /// The thread must have been left or be idle; see leave().
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    void post(Work work);
    /// Runs the completions that are ready; true when there were any.
    bool poll();
    /// Work queued or running, or completions not yet run.
    [[nodiscard]] bool busy() const;
    /// Drops queued work and waits for the thread. False when it did not end in time: it is then left running, and the process
    /// must end by std::_Exit without touching what the work uses.
    bool leave(std::uint64_t timeout_ms);

  private:
    struct State;
    static void* main(void* argument);
    std::shared_ptr<State> state_;
};

}  // namespace zk::mpi

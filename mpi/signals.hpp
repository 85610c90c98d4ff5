#pragma once

#include <csignal>

namespace zk::mpi {

/// While alive, SIGTERM, SIGINT and SIGUSR1 are counted instead of ending the process, and a write beyond a file-size limit is an
/// error instead of a signal. One at a time; the earlier handlers come back at the end.
class StopSignals {
  public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// Signals since construction.
    [[nodiscard]] static int count() noexcept;

  private:
    static constexpr int kSignals[] = {SIGTERM, SIGINT, SIGUSR1, SIGXFSZ};
    struct sigaction before_[4];
};

}  // namespace zk::mpi

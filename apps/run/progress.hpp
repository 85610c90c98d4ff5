#pragma once

#include "apps/cli/log.hpp"
#include "mpi/progress.hpp"

#include <string>

namespace zk::apps {

/// Events as log lines; on a terminal also one line of state that is redrawn, else one such line now and then.
class LogProgress final : public mpi::Progress {
  public:
    explicit LogProgress(Log& log) : log_(log) {}

    void line(mpi::Level level, const std::string& text) override;
    void tick(const mpi::Snapshot& snapshot) override;

  private:
    Log& log_;
    double last_line_sec_ = 0;
};

/// "2 verified, 3 waiting | chunk 0x1b2c.. proving 3/8 | 0.42 segments/s, 12 s to go"
std::string describe(const mpi::Snapshot& snapshot);

}  // namespace zk::apps

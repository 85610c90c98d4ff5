#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace zk::test {

/// A program in the background with its output in a file. Killed at destruction if it still runs.
class Process {
  public:
    Process(const std::vector<std::string>& command, std::string log_path);
    ~Process();
    Process(Process&& other) noexcept;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    Process& operator=(Process&&) = delete;

    void signal(int number) const;
    /// Sends a signal to the rank of this number below the launcher. Throws when there is none.
    void kill_rank(int rank, int number) const;
    /// Waits for the end; after the time it is killed and the exit code is -1.
    void wait(int seconds);
    /// As the shell gives it: 128 + n for a signal. -1 while it runs.
    [[nodiscard]] int exit_code() const noexcept { return exit_code_; }
    [[nodiscard]] std::string log() const;

  private:
    pid_t pid_ = -1;
    int exit_code_ = -1;
    std::string log_path_;
};

/// What mpirun needs in containers, on few cores and as root (see docs/troubleshooting.md).
void set_launcher_environment();

}  // namespace zk::test

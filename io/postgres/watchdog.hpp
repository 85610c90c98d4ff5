#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace zk::io {

/// Shuts a socket down when a call on it takes too long: whoever waits for it sees a broken connection. One thread, which
/// starts with the first watched call and takes no signals.
class Watchdog {
  public:
    Watchdog() = default;
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    /// Watches a call on `socket` from now on; `limit` 0: does not. The socket is kept open until `end`, so that its number
    /// cannot come to mean another file while it may still be shut down. Throws std::system_error.
    void begin(int socket, std::chrono::milliseconds limit);
    void end() noexcept;
    /// Whether the last call watched was cut short.
    [[nodiscard]] bool fired() const;

  private:
    using Clock = std::chrono::steady_clock;

    void run();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Clock::time_point> deadline_;
    int socket_ = -1;  // a duplicate
    bool fired_ = false;
    bool quit_ = false;
    std::thread thread_;
};

}  // namespace zk::io

#include "io/postgres/watchdog.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace zk::io {

Watchdog::~Watchdog() {
    end();
    {
        const std::lock_guard lock{mutex_};
        quit_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Watchdog::begin(int socket, std::chrono::milliseconds limit) {
    end();
    const std::lock_guard lock{mutex_};
    fired_ = false;
    if (limit.count() <= 0) return;
    if (!thread_.joinable()) {
        // Signals are for the threads that were there before.
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            thread_ = std::thread{[this] { run(); }};
        } catch (...) {
            pthread_sigmask(SIG_SETMASK, &before, nullptr);
            throw;
        }
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
    socket_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (socket_ < 0) throw std::system_error(errno, std::generic_category(), "duplicate the database's socket");
    deadline_ = Clock::now() + limit;
    changed_.notify_one();
}

void Watchdog::end() noexcept {
    const std::lock_guard lock{mutex_};
    deadline_.reset();
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

bool Watchdog::fired() const {
    const std::lock_guard lock{mutex_};
    return fired_;
}

void Watchdog::run() {
    std::unique_lock lock{mutex_};
    while (!quit_) {
        if (!deadline_) {
            changed_.wait(lock);
        } else if (Clock::now() < *deadline_) {
            const Clock::time_point until = *deadline_;
            changed_.wait_until(lock, until);
        } else {
            ::shutdown(socket_, SHUT_RDWR);
            fired_ = true;
            deadline_.reset();
        }
    }
}

}  // namespace zk::io

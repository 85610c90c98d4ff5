#include "mpi/signals.hpp"

namespace zk::mpi {
namespace {

// A handler can reach nothing but a variable of static duration.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
volatile std::sig_atomic_t g_count = 0;

void count_signal(int) {
    g_count = g_count + 1;
}

}  // namespace

StopSignals::StopSignals() {
    g_count = 0;
    struct sigaction action {};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < 4; ++i) {
        action.sa_handler = kSignals[i] == SIGXFSZ ? SIG_IGN : count_signal;
        action.sa_flags = SA_RESTART;
        sigaction(kSignals[i], &action, &before_[i]);
    }
}

StopSignals::~StopSignals() {
    for (int i = 0; i < 4; ++i) sigaction(kSignals[i], &before_[i], nullptr);
}

int StopSignals::count() noexcept {
    return g_count;
}

}  // namespace zk::mpi

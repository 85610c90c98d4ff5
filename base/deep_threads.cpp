#include "base/deep_threads.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <vector>

namespace zk {
namespace {

struct Loop {
    std::size_t n;
    const std::function<void(std::size_t)>& body;
    std::atomic<std::size_t> next{0};
    std::mutex mutex{};
    std::exception_ptr error{};

    void run() {
        for (std::size_t i = next++; i < n; i = next++) {
            try {
                body(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!error) error = std::current_exception();
                next = n;
            }
        }
    }
};

void* run_loop(void* loop) {
    static_cast<Loop*>(loop)->run();
    return nullptr;
}

}  // namespace

void for_each_on_deep_threads(std::size_t n, int n_threads, const std::function<void(std::size_t)>& body) {
    Loop loop{n, body};
    std::vector<pthread_t> threads(std::min(n, static_cast<std::size_t>(std::max(1, n_threads))));
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int failed = pthread_attr_setstacksize(&attributes, kDeepStackBytes);
    std::size_t n_started = 0;
    for (; n_started < threads.size() && failed == 0; n_started += failed == 0 ? 1 : 0) {
        failed = pthread_create(&threads[n_started], &attributes, run_loop, &loop);
    }
    pthread_attr_destroy(&attributes);
    for (std::size_t i = 0; i < n_started; ++i) pthread_join(threads[i], nullptr);
    if (loop.error) std::rethrow_exception(loop.error);
    // Fewer threads than asked for have done all the work.
    if (n_started == 0 && n > 0) throw std::system_error(failed, std::generic_category(), "pthread_create");
}

}  // namespace zk

#include "mpi/worker/lane.hpp"

#include "base/deep_threads.hpp"

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <utility>

namespace zk::mpi {
struct Lane::State {
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<Work> queue;
    std::deque<Completion> ready;
    bool running = false;
    bool ending = false;
    bool ended = false;
};

void* Lane::main(void* argument) {
    // The thread shares the state, so that a lane left behind touches nothing that its owner has taken down.
    const std::unique_ptr<std::shared_ptr<State>> handed{static_cast<std::shared_ptr<State>*>(argument)};
    State& state = **handed;
    std::unique_lock lock{state.mutex};
    for (;;) {
        state.changed.wait(lock, [&state] { return state.ending || !state.queue.empty(); });
        if (state.ending) break;
        const Work work = std::move(state.queue.front());
        state.queue.pop_front();
        state.running = true;
        lock.unlock();
        Completion completion = work();
        lock.lock();
        state.ready.push_back(std::move(completion));
        state.running = false;
    }
    state.ended = true;
    state.changed.notify_all();
    return nullptr;
}

Lane::Lane() : state_(std::make_shared<State>()) {
    auto handed = std::make_unique<std::shared_ptr<State>>(state_);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, kDeepStackBytes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread{};
    const int error = pthread_create(&thread, &attributes, &Lane::main, handed.get());
    pthread_attr_destroy(&attributes);
    if (error != 0) throw std::system_error(error, std::generic_category(), "pthread_create");
    static_cast<void>(handed.release());
}

Lane::~Lane() {
    const std::lock_guard lock{state_->mutex};
    state_->ending = true;
    state_->queue.clear();
    state_->changed.notify_all();
}

void Lane::post(Work work) {
    const std::lock_guard lock{state_->mutex};
    state_->queue.push_back(std::move(work));
    state_->changed.notify_all();
}

bool Lane::poll() {
    std::deque<Completion> ready;
    {
        const std::lock_guard lock{state_->mutex};
        ready.swap(state_->ready);
    }
    for (const Completion& completion : ready) completion();
    return !ready.empty();
}

bool Lane::busy() const {
    const std::lock_guard lock{state_->mutex};
    return state_->running || !state_->queue.empty() || !state_->ready.empty();
}

bool Lane::leave(std::uint64_t timeout_ms) {
    std::unique_lock lock{state_->mutex};
    state_->ending = true;
    state_->queue.clear();
    state_->changed.notify_all();
    return state_->changed.wait_for(lock, std::chrono::milliseconds(timeout_ms), [this] { return state_->ended; });
}

}  // namespace zk::mpi

#pragma once

#include "mpi/engine.hpp"
#include "mpi/messages/messages.hpp"
#include "mpi/worker/lane.hpp"

#include <functional>
#include <map>
#include <memory>

namespace zk::mpi {

/// The working half of a rank: it keeps the inputs and plans of open tasks and carries out one order at a time in its compute
/// thread. A worker rank drives it by messages, rank 0 directly when it proves too.
class Bench {
  public:
    using Reply = std::function<void(const Answer& answer, std::shared_ptr<const Bytes> body)>;

    /// `reply` is called inside poll().
    Bench(TaskEngine& engine, Reply reply) : engine_(engine), reply_(std::move(reply)) {}

    void open_task(std::uint64_t task, std::shared_ptr<const TaskInput> input);
    void open_plan(std::uint64_t task, std::shared_ptr<const Plan> plan);
    /// An order for a task or plan that is not open is answered with an error.
    void order(const Order& order);
    /// Forgets the task; work on it is asked to break off.
    void drop_task(std::uint64_t task);
    bool poll() { return lane_.poll(); }
    [[nodiscard]] bool busy() const { return lane_.busy(); }
    /// Asks the running work to break off and waits; false when it did not in time (see Lane::leave).
    bool leave(std::uint64_t timeout_ms);

  private:
    struct Open {
        std::shared_ptr<const TaskInput> input;
        std::shared_ptr<const Plan> plan;
    };

    TaskEngine& engine_;
    Reply reply_;
    std::map<std::uint64_t, Open> open_;
    std::uint64_t running_task_ = 0;
    std::shared_ptr<Cancel> running_cancel_;
    Lane lane_;
};

/// Runs `call`, which returns a Result, and turns exceptions into an Error: what an engine throws is a failed piece of work,
/// not the end of the rank.
template <class Call>
auto guarded(const char* what, Call&& call) -> decltype(call()) {
    try {
        return call();
    } catch (const std::bad_alloc&) {
        return fail(what, "memory", "enough", "none left");
    } catch (const std::exception& error) {
        return fail(what, "exception", {}, error.what());
    }
}

}  // namespace zk::mpi

#include "mpi/worker/bench.hpp"

#include <chrono>
#include <new>
#include <utility>

namespace zk::mpi {

void Bench::open_task(std::uint64_t task, std::shared_ptr<const TaskInput> input) {
    open_[task].input = std::move(input);
}

void Bench::open_plan(std::uint64_t task, std::shared_ptr<const Plan> plan) {
    open_[task].plan = std::move(plan);
}

void Bench::order(const Order& order) {
    const auto found = open_.find(order.task);
    const Open open = found == open_.end() ? Open{} : found->second;
    const auto cancel = std::make_shared<Cancel>(false);
    running_task_ = order.task;
    running_cancel_ = cancel;
    lane_.post([this, order, open, cancel]() -> Lane::Completion {
        const auto started = std::chrono::steady_clock::now();
        Answer answer;
        answer.order = order.order;
        const auto body = std::make_shared<Bytes>();
        const auto take_error = [&answer](const Error& error) { answer.error = error.message(); };
        if (!open.input) {
            answer.error = "order for a task that is not open here";
        } else if (order.work == static_cast<std::uint16_t>(Work::kPlan)) {
            auto plan = guarded("plan", [&] { return engine_.plan(*open.input, *cancel); });
            if (plan) {
                answer.good = 1;
                answer.n_segments = plan->n_segments;
                *body = std::move(plan->bytes);
            } else {
                take_error(plan.error());
            }
        } else if (!open.plan || order.segment >= open.plan->n_segments) {
            answer.error = "order for a segment that is not planned here";
        } else {
            auto proof = guarded("prove segment", [&] {
                return engine_.prove_segment(*open.input, *open.plan, order.segment, *cancel);
            });
            if (proof) {
                answer.good = 1;
                *body = std::move(*proof);
            } else {
                take_error(proof.error());
            }
        }
        answer.milliseconds = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count()
        );
        return [this, answer, body] { reply_(answer, body); };
    });
}

void Bench::drop_task(std::uint64_t task) {
    open_.erase(task);
    if (running_cancel_ && running_task_ == task) *running_cancel_ = true;
}

bool Bench::leave(std::uint64_t timeout_ms) {
    if (running_cancel_) *running_cancel_ = true;
    return lane_.leave(timeout_ms);
}

}  // namespace zk::mpi

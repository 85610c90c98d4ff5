#include "mpi/worker/worker.hpp"

#include "mpi/messages/messages.hpp"
#include "mpi/signals.hpp"
#include "mpi/worker/bench.hpp"

#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

namespace zk::mpi {
namespace {

/// How long running work may take to notice that it was cancelled before the rank leaves it behind.
constexpr std::uint64_t kLeaveMs = 2'000;

template <class T>
T take(const Received& received) {
    auto message = decode<T>(received.head);
    if (!message) throw std::runtime_error("rank 0: " + message.error().message());
    return std::move(*message);
}

}  // namespace

RunSummary work(Communicator& communicator, const RunOptions& options, TaskEngine& engine, Progress& progress) {
    RunSummary summary;
    summary.rank = communicator.rank();
    summary.n_ranks = communicator.size();
    Hello hello;
    hello.version = engine.version();
    hello.host = communicator.host();
    hello.pid = static_cast<std::uint64_t>(::getpid());
    communicator.send(0, encode(hello));

    auto bench_owner = std::make_unique<Bench>(engine, [&](const Answer& answer, std::shared_ptr<const Bytes> body) {
        communicator.send(0, encode(answer), std::move(body));
    });
    Bench& bench = *bench_owner;
    std::optional<Bye> bye;
    int n_signals = 0;
    const auto handle = [&](Received& received) {
        const auto kind = kind_of(received.head);
        if (!kind) throw std::runtime_error("rank 0: " + kind.error().message());
        switch (*kind) {
            case Kind::kWelcome:
                summary.job = take<Welcome>(received).job;
                break;
            case Kind::kOpenTask: {
                auto open = take<OpenTask>(received);
                auto input = std::make_shared<TaskInput>();
                input->type = static_cast<io::TaskType>(open.type);
                input->id = std::move(open.id);
                input->fork = std::move(open.fork);
                input->bytes = std::move(received.body);
                bench.open_task(open.task, std::move(input));
                break;
            }
            case Kind::kOpenPlan: {
                const auto open = take<OpenPlan>(received);
                auto plan = std::make_shared<Plan>();
                plan->n_segments = open.n_segments;
                plan->bytes = std::move(received.body);
                bench.open_plan(open.task, std::move(plan));
                break;
            }
            case Kind::kOrder:
                bench.order(take<Order>(received));
                break;
            case Kind::kDropTask:
                bench.drop_task(take<DropTask>(received).task);
                break;
            case Kind::kBye:
                bye = take<Bye>(received);
                break;
            default:
                throw std::runtime_error("rank 0 sent a message that is not for workers");
        }
    };
    while (!bye) {
        auto received = communicator.poll();
        if (!received) throw std::runtime_error(received.error().message());
        for (Received& message : *received) handle(message);
        const bool answered = bench.poll();
        if (StopSignals::count() > n_signals) {
            n_signals = StopSignals::count();
            communicator.send(0, encode(StopRequest{static_cast<std::uint32_t>(n_signals)}));
        }
        if (received->empty() && !answered) std::this_thread::sleep_for(std::chrono::microseconds(options.poll_us));
    }
    summary.exit_code = bye->exit_code;
    summary.reason = bye->reason;
    summary.must_exit_now = !bench.leave(kLeaveMs);
    if (summary.must_exit_now) {
        static_cast<void>(bench_owner.release());  // its thread still uses it until the process ends
        progress.line(Level::kDebug, "rank " + std::to_string(summary.rank) + ": leaves running work behind");
    }
    // The last word, so that rank 0 knows that nothing of ours is on its way any more when it finishes MPI.
    communicator.send(0, encode(*bye));
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (communicator.sending() && std::chrono::steady_clock::now() < until) {
        if (!communicator.poll()) break;
        std::this_thread::sleep_for(std::chrono::microseconds(options.poll_us));
    }
    return summary;
}

}  // namespace zk::mpi

#include "apps/run/job.hpp"

#include "apps/cli/command.hpp"
#include "apps/cli/threads.hpp"
#include "apps/cli/version.hpp"
#include "apps/engine/engine.hpp"
#include "apps/program/preset.hpp"
#include "apps/run/progress.hpp"

#include <nlohmann/json.hpp>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const mpi::RunSummary& summary, const std::string& engine_version, int threads) {
    Json tasks = Json::array();
    for (const mpi::TaskSummary& task : summary.tasks) {
        tasks.push_back(
            {{"type", io::task_type_name(task.type)},
             {"id", task.id},
             {"outcome", task.outcome},
             {"reason", task.reason},
             {"segments", task.n_segments},
             {"segments_resumed", task.n_resumed},
             {"seconds", task.seconds},
             {"prove_seconds", task.prove_seconds},
             {"proof_bytes", task.proof_bytes},
             {"proof", task.proof_path}}
        );
    }
    return {
        {"reason", summary.reason},
        {"job", summary.job},
        {"ranks", summary.n_ranks},
        {"threads_per_rank", threads},
        {"hosts", summary.hosts},
        {"mpi", summary.mpi_library},
        {"engine", engine_version},
        {"seconds", summary.seconds},
        {"segments_proved", summary.n_segments_proved},
        {"tasks", tasks}};
}

}  // namespace

mpi::RunSummary run_job(Context& context, const io::TaskFilter& filter, bool watch) {
    const Settings& settings = context.settings;
    auto programs = ForkPrograms::read(settings.forks);
    if (!programs) throw UsageError(programs.error().message());
    std::vector<std::string> forks = programs->forks();
    vm::SegmentLimits limits;
    limits.max_cycles = static_cast<std::uint32_t>(settings.segments.max_cycles);
    const int threads = thread_count(settings);
    const auto engine = make_engine(
        {.preset = &chosen_preset(settings),
         .limits = limits,
         .threads = threads,
         .programs = std::move(*programs),
         .validium_key = settings.validium_key}
    );

    mpi::RunOptions options;
    options.watch = watch;
    options.filter = filter;
    options.filter.forks = std::move(forks);
    options.prover_version = "zkprove-" + std::string(project_version()) + "-" + std::string(commit());
    options.max_attempts = static_cast<int>(settings.run.max_attempts);
    options.max_expired = static_cast<int>(settings.run.max_expired);
    options.heartbeat_ms = settings.run.heartbeat_ms;
    options.lease_ms = settings.run.lease_ms;
    options.backoff_ms = settings.run.backoff_ms;
    options.database_patience_ms = settings.run.database_patience_ms;
    options.answer_limit_ms = settings.run.answer_limit_ms;
    options.stop_grace_ms = settings.run.stop_grace_ms;
    options.min_free_bytes = settings.run.min_free_bytes;
    options.max_live_tasks = static_cast<std::uint32_t>(settings.run.max_live_tasks);

    io::Store store(settings.database);
    const io::DataFolder data(settings.data);
    LogProgress progress(context.log);
    mpi::RunSummary summary = mpi::run(options, store, data, *engine, progress);
    context.speaks = summary.rank == 0;
    context.set_result(to_json(summary, engine->version(), threads).dump());
    return summary;
}

}  // namespace zk::apps

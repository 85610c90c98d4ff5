#include "apps/run/progress.hpp"

#include "base/format.hpp"

namespace zk::apps {
namespace {

/// How often a log that is no terminal gets a line of state.
constexpr double kLineEverySec = 15;
constexpr std::size_t kShortIdChars = 10;
constexpr std::size_t kMaxTasksShown = 3;

}  // namespace

std::string describe(const mpi::Snapshot& snapshot) {
    std::string text = std::to_string(snapshot.n_verified) + " verified, ";
    if (snapshot.n_failed > 0) text += std::to_string(snapshot.n_failed) + " failed attempts, ";
    text += std::to_string(snapshot.n_waiting) + " waiting";
    if (snapshot.n_held_elsewhere > 0) text += ", " + std::to_string(snapshot.n_held_elsewhere) + " held by other jobs";
    std::size_t n_shown = 0;
    for (const mpi::LiveTask& task : snapshot.live) {
        if (n_shown++ == kMaxTasksShown) {
            text += " | and " + std::to_string(snapshot.live.size() - kMaxTasksShown) + " more";
            break;
        }
        text += std::string(" | ") + io::task_type_name(task.type) + " " + task.id.substr(0, kShortIdChars) + " " +
                task.stage;
        if (task.n_segments > 0) text += " " + std::to_string(task.n_finished) + "/" + std::to_string(task.n_segments);
    }
    text += " | " + std::to_string(snapshot.n_busy_workers) + "/" + std::to_string(snapshot.n_workers) + " workers";
    if (snapshot.segments_per_sec > 0) text += ", " + formatted("%.2f segments/s", snapshot.segments_per_sec);
    if (snapshot.eta_sec >= 0) text += ", " + formatted("%.0f s to go", snapshot.eta_sec);
    if (snapshot.database_lost) text += " | database lost, retrying";
    if (snapshot.stopping) text += " | stopping";
    return text;
}

void LogProgress::line(mpi::Level level, const std::string& text) {
    switch (level) {
        case mpi::Level::kDebug:
            return log_.debug(text);
        case mpi::Level::kInfo:
            return log_.info(text);
        case mpi::Level::kWarning:
            return log_.warning(text);
        case mpi::Level::kError:
            return log_.error(text);
    }
}

void LogProgress::tick(const mpi::Snapshot& snapshot) {
    if (log_.on_terminal()) return log_.status(describe(snapshot));
    if (snapshot.elapsed_sec - last_line_sec_ < kLineEverySec) return;
    last_line_sec_ = snapshot.elapsed_sec;
    log_.info(describe(snapshot));
}

}  // namespace zk::apps

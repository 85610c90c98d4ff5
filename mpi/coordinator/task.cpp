#include "mpi/coordinator/task.hpp"

#include <algorithm>

namespace zk::mpi {

const char* stage_name(Stage stage) noexcept {
    switch (stage) {
        case Stage::kLoading:
            return "loading";
        case Stage::kToPlan:
        case Stage::kPlanning:
            return "planning";
        case Stage::kResuming:
            return "resuming";
        case Stage::kProving:
            return "proving";
        case Stage::kFinishing:
            return "finishing";
        case Stage::kCommitting:
            return "committing";
        case Stage::kClosing:
            return "closing";
    }
    return "";
}

std::uint32_t Task::n_waiting() const {
    return static_cast<std::uint32_t>(std::count_if(segments.begin(), segments.end(), [](const Segment& segment) {
        return segment.state == Segment::State::kWaiting;
    }));
}

bool Task::complete() const {
    return stage == Stage::kFinishing || stage == Stage::kCommitting ||
           (stage == Stage::kProving && n_saved == segments.size());
}

}  // namespace zk::mpi

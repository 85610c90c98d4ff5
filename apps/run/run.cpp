#include "apps/cli/commands.hpp"
#include "apps/cli/range.hpp"
#include "apps/run/job.hpp"

namespace zk::apps {
namespace {

class Run final : public Command {
  public:
    const char* name() const override { return "run"; }
    const char* help() const override {
        return "Prove pending tasks on all MPI ranks (the command when none is named)";
    }
    const char* example() const override { return "mpirun -np 4 zkprove run --drain --range 20239173-20239176"; }

    void declare(Arguments& arguments) override {
        arguments.flag("--drain", drain_, "End when nothing is pending (default)");
        arguments.flag("--watch", watch_, "Wait for new tasks until stopped");
        arguments.text("--range", range_, "Only chunks inside blocks A-B");
        arguments.text("--task-type", type_, "Only chunk, batch or bundle");
    }

    int run(Context& context) override {
        if (drain_ && watch_) throw UsageError("--drain and --watch exclude each other");
        io::TaskFilter filter;
        if (!range_.empty()) filter.range = parse_range(range_);
        if (!type_.empty()) filter.types = {parse_task_type(type_)};
        const mpi::RunSummary summary = run_job(context, filter, watch_);
        context.must_exit_now = summary.must_exit_now;
        if (context.speaks) tell(context, summary);
        return summary.exit_code;
    }

  private:
    static void tell(const Context& context, const mpi::RunSummary& summary) {
        for (const mpi::TaskSummary& task : summary.tasks) {
            std::string line = std::string(io::task_type_name(task.type)) + " " + task.id + "  " + task.outcome + "  " +
                               std::to_string(task.n_segments) + " segments";
            if (task.n_resumed > 0) line += " (" + std::to_string(task.n_resumed) + " were finished)";
            line += ", " + std::to_string(static_cast<int>(task.seconds)) + " s";
            if (!task.proof_path.empty()) line += ", " + task.proof_path;
            if (!task.reason.empty()) line += "  " + task.reason;
            context.say(line);
        }
        context.say(summary.reason);
    }

    bool drain_ = false, watch_ = false;
    std::string range_, type_;
};

}  // namespace

std::unique_ptr<Command> make_run_command() {
    return std::make_unique<Run>();
}

}  // namespace zk::apps

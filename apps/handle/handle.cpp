#include "apps/cli/commands.hpp"
#include "apps/handle/task_list.hpp"
#include "apps/program/program.hpp"
#include "apps/run/job.hpp"

namespace zk::apps {
namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 26;

class Handle final : public Command {
  public:
    const char* name() const override { return "handle"; }
    const char* help() const override { return "Prove the tasks that a file lists"; }
    const char* example() const override { return "mpirun -np 4 zkprove handle testset.json"; }

    void declare(Arguments& arguments) override {
        arguments.text(
            "file", file_, R"(JSON: {"chunks": [ids], "batches": [ids], "bundles": [ids]})", Arguments::Need::kRequired
        );
    }

    int run(Context& context) override {
        const auto bytes = read_whole_file(file_, kMaxFileBytes);
        if (!bytes) throw UsageError(bytes.error().message());
        const auto tasks = read_task_list(std::string(bytes->begin(), bytes->end()), file_);
        if (!tasks) throw UsageError(tasks.error().message());
        io::TaskFilter filter;
        for (const ListedTask& task : *tasks) filter.ids.push_back(task.id);
        if (filter.ids.empty()) {
            context.say("the file lists no task");
            return kDone;
        }
        const mpi::RunSummary summary = run_job(context, filter, false);
        context.must_exit_now = summary.must_exit_now;
        if (!context.speaks || summary.exit_code != kDone) return summary.exit_code;
        // Each listed task must be verified now, by this job or before.
        io::Store store(context.settings.database);
        int code = kDone;
        const std::vector<io::TaskRow> rows = store.list({.types = {}, .range = {}, .ids = filter.ids, .exclude = {}});
        for (const ListedTask& task : *tasks) {
            bool verified = false, there = false;
            for (const io::TaskRow& row : rows) {
                if (row.type != task.type || row.id != task.id) continue;
                there = true;
                verified = row.proving_status == static_cast<int>(io::ProvingStatus::kVerified);
            }
            if (verified) continue;
            code = kFailed;
            context.log.error(
                std::string(io::task_type_name(task.type)) + " " + task.id +
                (there ? ": not verified" : ": no such task")
            );
        }
        if (code == kDone) context.say("All done!");
        return code;
    }

  private:
    std::string file_;
};

}  // namespace

std::unique_ptr<Command> make_handle_command() {
    return std::make_unique<Handle>();
}

}  // namespace zk::apps

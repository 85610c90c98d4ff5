#include "apps/cli/commands.hpp"
#include "apps/cli/range.hpp"
#include "base/format.hpp"
#include "io/hdf5/artifacts.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

#include <cinttypes>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

class Status final : public Command {
  public:
    const char* name() const override { return "status"; }
    const char* help() const override { return "Blocks, tasks, live sessions, failures"; }
    const char* example() const override { return "zkprove status --range 20239173-20239176 --json"; }

    void declare(Arguments& arguments) override {
        arguments.text("--range", range_, "Only chunks inside blocks A-B");
        arguments.text("--task-type", type_, "Only chunk, batch or bundle");
    }

    int run(Context& context) override {
        io::TaskFilter filter;
        if (!range_.empty()) filter.range = parse_range(range_);
        if (!type_.empty()) filter.types = {parse_task_type(type_)};
        io::Store store(context.settings.database);
        store.require_schema();
        const io::StatusReport report = store.status(static_cast<int>(context.settings.run.max_attempts));
        const std::vector<io::TaskRow> tasks = store.list(filter);

        context.say(
            std::to_string(report.n_blocks) + " blocks, " + std::to_string(report.n_blocks_without_chunk) +
            " in no chunk"
        );
        Json counts = Json::object();
        for (const auto& count : report.tasks) {
            context.say(formatted(
                "%-7s %6" PRIu64 " unassigned %6" PRIu64 " assigned %6" PRIu64 " verified %6" PRIu64 " failed",
                io::task_type_name(count.type),
                count.n_unassigned,
                count.n_assigned,
                count.n_verified,
                count.n_failed
            ));
            counts[io::task_type_name(count.type)] = {
                {"unassigned", count.n_unassigned},
                {"assigned", count.n_assigned},
                {"verified", count.n_verified},
                {"failed", count.n_failed}};
        }
        if (report.n_stuck > 0)
            context.say(std::to_string(report.n_stuck) + " tasks are stuck; the next run mends them");
        const Json task_list = tell_tasks(context, tasks);
        const Json session_list = tell_sessions(context, report.sessions);
        context.set_result(Json{
            {"blocks", report.n_blocks},
            {"blocks_without_chunk", report.n_blocks_without_chunk},
            {"counts", counts},
            {"stuck", report.n_stuck},
            {"tasks", task_list},
            {"sessions",
             session_list}}.dump());
        return kDone;
    }

  private:
    static Json tell_tasks(const Context& context, const std::vector<io::TaskRow>& tasks) {
        Json list = Json::array();
        if (!tasks.empty()) {
            context.say(formatted(
                "\n%-7s %5s  %-21s %-10s %-10s %8s %7s  %s",
                "task",
                "index",
                "blocks",
                "fork",
                "status",
                "attempts",
                "seconds",
                "id"
            ));
        }
        for (const io::TaskRow& task : tasks) {
            const std::string blocks =
                task.type == io::TaskType::kChunk
                    ? std::to_string(task.start_block_number) + ".." + std::to_string(task.end_block_number)
                    : "";
            context.say(formatted(
                "%-7s %5" PRIu64 "  %-21s %-10s %-10s %8d %7d  %s",
                io::task_type_name(task.type),
                task.index,
                blocks.c_str(),
                task.fork.c_str(),
                io::proving_status_name(task.proving_status),
                task.n_total_attempts,
                task.proof_time_sec,
                task.id.c_str()
            ));
            if (!task.last_error.empty() && task.proving_status != static_cast<int>(io::ProvingStatus::kVerified)) {
                context.say("        " + task.last_error);
            }
            Json item{
                {"type", io::task_type_name(task.type)},
                {"id", task.id},
                {"index", task.index},
                {"fork", task.fork},
                {"status", io::proving_status_name(task.proving_status)},
                {"total_attempts", task.n_total_attempts},
                {"active_attempts", task.n_active_attempts},
                {"expired_leases", task.n_expired},
                {"last_error", task.last_error},
                {"proof_time_sec", task.proof_time_sec}};
            if (task.type == io::TaskType::kChunk) {
                item["start_block_number"] = task.start_block_number;
                item["end_block_number"] = task.end_block_number;
            }
            const Json proof = Json::parse(task.proof, nullptr, false);
            item["proof"] = proof.is_discarded() ? Json(nullptr) : proof;
            list.push_back(item);
        }
        return list;
    }

    static Json tell_sessions(const Context& context, const std::vector<io::SessionRow>& sessions) {
        Json list = Json::array();
        if (!sessions.empty()) context.say("\nlive sessions");
        for (const io::SessionRow& session : sessions) {
            context.say(formatted(
                "%-7s %s  %u of %u segments, lease %.0f s, %s",
                io::task_type_name(session.type),
                session.id.c_str(),
                session.n_finished,
                session.n_segments,
                session.lease_left_sec,
                session.prover_name.c_str()
            ));
            list.push_back(
                {{"session", session.session},
                 {"type", io::task_type_name(session.type)},
                 {"id", session.id},
                 {"job", session.job},
                 {"prover", session.prover_name},
                 {"lease_left_sec", session.lease_left_sec},
                 {"segments", session.n_segments},
                 {"finished", session.n_finished}}
            );
        }
        return list;
    }

    std::string range_, type_;
};

}  // namespace

std::unique_ptr<Command> make_status_command() {
    return std::make_unique<Status>();
}

}  // namespace zk::apps

#include "apps/cli/commands.hpp"
#include "apps/cli/range.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

namespace zk::apps {
namespace {

class Requeue final : public Command {
  public:
    const char* name() const override { return "requeue"; }
    const char* help() const override { return "Make failed or stuck tasks ready again, their attempts forgotten"; }
    const char* example() const override { return "zkprove requeue chunk 0x1b2c..."; }

    void declare(Arguments& arguments) override {
        arguments.text("type", type_, "chunk, batch or bundle (default chunk)");
        arguments.texts("ids", ids_, "Ids of the tasks (default: all failed ones of the type)");
        arguments.flag("--force", force_, "Also tasks that a live session holds; the session is ended");
    }

    int run(Context& context) override {
        const io::TaskType type = parse_task_type(type_);
        io::Store store(context.settings.database);
        store.require_schema();
        const auto requeued = store.requeue(type, ids_, force_, static_cast<int>(context.settings.run.max_attempts));
        for (const auto* const lines : {&requeued.done, &requeued.left, &requeued.unknown}) {
            for (const std::string& line : *lines) context.say(line);
        }
        if (ids_.empty() && requeued.done.empty() && requeued.left.empty()) context.say("nothing to requeue");
        context.set_result(nlohmann::ordered_json{
            {"done", requeued.done}, {"left", requeued.left}, {"unknown", requeued.unknown}}
                               .dump());
        return requeued.unknown.empty() ? kDone : kFailed;
    }

  private:
    std::string type_ = "chunk";
    std::vector<std::string> ids_;
    bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> make_requeue_command() {
    return std::make_unique<Requeue>();
}

}  // namespace zk::apps

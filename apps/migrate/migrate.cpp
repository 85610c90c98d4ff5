#include "apps/cli/commands.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

namespace zk::apps {
namespace {

class Migrate final : public Command {
  public:
    const char* name() const override { return "migrate"; }
    const char* help() const override { return "Create or update the database schema"; }
    const char* example() const override { return "zkprove migrate --database postgresql://db.example/scroll"; }

    int run(Context& context) override {
        io::Store store(context.settings.database);
        const std::vector<std::string> steps = store.migrate();
        for (const std::string& step : steps) context.say(step);
        if (steps.empty()) context.say("the schema is current");
        context.set_result(nlohmann::ordered_json{{"steps", steps}}.dump());
        return kDone;
    }
};

}  // namespace

std::unique_ptr<Command> make_migrate_command() {
    return std::make_unique<Migrate>();
}

}  // namespace zk::apps

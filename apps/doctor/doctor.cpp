#include "apps/cli/commands.hpp"
#include "apps/doctor/checks.hpp"

#include <nlohmann/json.hpp>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

const char* state_name(Check::State state) {
    switch (state) {
        case Check::State::kGood:
            return "good";
        case Check::State::kLacks:
            return "lacks";
        case Check::State::kBroken:
            return "broken";
    }
    return "";
}

class Doctor final : public Command {
  public:
    const char* name() const override { return "doctor"; }
    const char* help() const override { return "What this machine has and lacks, and what to do about it"; }
    const char* example() const override { return "zkprove doctor --database postgresql://db.example/scroll"; }

    int run(Context& context) override {
        Json checks = Json::array();
        bool broken = false;
        for (const Check& check : examine_machine(context.settings)) {
            broken = broken || check.state == Check::State::kBroken;
            const char* mark = check.state == Check::State::kGood    ? "  "
                               : check.state == Check::State::kLacks ? "- "
                                                                     : "! ";
            std::string line = mark + check.name;
            line.resize(std::max<std::size_t>(line.size() + 1, 16), ' ');
            context.say(line + check.found + (check.hint.empty() ? "" : "\n                -> " + check.hint));
            checks.push_back(
                {{"name", check.name}, {"state", state_name(check.state)}, {"found", check.found}, {"hint", check.hint}}
            );
        }
        context.say(broken ? "\nlines with ! keep something from working" : "\nnothing is in the way");
        context.set_result(Json{{"healthy", !broken}, {"checks", checks}}.dump());
        return broken ? kEnvironment : kDone;
    }
};

}  // namespace

std::unique_ptr<Command> make_doctor_command() {
    return std::make_unique<Doctor>();
}

}  // namespace zk::apps

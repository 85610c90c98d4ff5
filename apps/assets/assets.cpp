#include "apps/cli/commands.hpp"
#include "apps/cli/threads.hpp"
#include "apps/engine/fork_programs.hpp"
#include "apps/program/preset.hpp"
#include "apps/program/program.hpp"
#include "kernels/backend/backend.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/prover/program_key.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

class Assets final : public Command {
  public:
    const char* name() const override { return "assets"; }
    const char* help() const override { return "Verification keys: the digest of each fork's programs"; }
    const char* example() const override { return "zkprove assets --json"; }

    void declare(Arguments& arguments) override {
        arguments.texts("programs", programs_, "Programs or ELF files (default: what the forks are served with)");
    }

    int run(Context& context) override {
        const stark::Preset& preset = chosen_preset(context.settings);
        const auto backend = make_cpu_backend(thread_count(context.settings));
        const stark::Machine machine = vm::make_rv32im_machine();
        std::map<std::string, Json> keys;
        const auto key_of = [&](const std::string& name) -> const Json& {
            if (const auto made = keys.find(name); made != keys.end()) return made->second;
            auto program = find_program(name);
            if (!program) throw UsageError(program.error().message());
            const vm::ProgramKey key(*backend, machine, preset, std::move(program->program));
            const vm::ProgramCommitment& commitment = key.commitment();
            return keys
                .emplace(
                    name,
                    Json{
                        {"program", name},
                        {"digest", vm::to_hex(key.vkd())},
                        {"entry", commitment.entry},
                        {"image_root", vm::to_hex(commitment.image_root)},
                        {"program_log_height", commitment.log_height},
                        {"program_root_small", vm::to_hex(commitment.root_small)},
                        {"program_root_large", vm::to_hex(commitment.root_large)}}
                )
                .first->second;
        };
        Json result{{"preset", preset.name}, {"machine_digest", vm::to_hex(machine.digest())}};
        context.say("preset  " + std::string(preset.name) + "\nmachine " + vm::to_hex(machine.digest()));
        if (!programs_.empty()) {
            Json list = Json::array();
            for (const std::string& name : programs_) {
                list.push_back(key_of(name));
                context.say(list.back()["digest"].get<std::string>() + "  " + name);
            }
            result["programs"] = list;
        } else {
            const auto forks = ForkPrograms::read(context.settings.forks);
            if (!forks) throw UsageError(forks.error().message());
            Json served = Json::array();
            for (const auto& [what, program] : forks->all()) {
                Json item{{"fork", what.first}, {"task_type", io::task_type_name(what.second)}};
                item.update(key_of(program));
                context.say(
                    item["digest"].get<std::string>() + "  " + what.first + " " + io::task_type_name(what.second) +
                    ": " + program
                );
                served.push_back(item);
            }
            result["forks"] = served;
        }
        context.set_result(result.dump());
        return kDone;
    }

  private:
    std::vector<std::string> programs_;
};

}  // namespace

std::unique_ptr<Command> make_assets_command() {
    return std::make_unique<Assets>();
}

}  // namespace zk::apps

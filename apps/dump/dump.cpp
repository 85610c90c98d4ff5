#include "apps/cli/commands.hpp"
#include "apps/cli/range.hpp"
#include "apps/engine/fork_programs.hpp"
#include "apps/engine/task_input.hpp"
#include "apps/program/program.hpp"
#include "base/hex.hpp"
#include "guest/programs/programs.hpp"
#include "io/files/atomic_file.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace zk::apps {
namespace {

class Dump final : public Command {
  public:
    const char* name() const override { return "dump"; }
    const char* help() const override { return "Write a task's input without proving; never uses up an attempt"; }
    const char* example() const override { return "zkprove dump chunk 0x1b2c... --output task"; }

    void declare(Arguments& arguments) override {
        arguments.text("type", type_, "chunk, batch or bundle", Arguments::Need::kRequired);
        arguments.text("id", id_, "The task's id", Arguments::Need::kRequired);
        arguments.text("--output", folder_, "Folder to write to (default: the present one)");
    }

    int run(Context& context) override {
        const io::TaskType type = parse_task_type(type_);
        const auto programs = ForkPrograms::read(context.settings.forks);
        if (!programs) throw UsageError(programs.error().message());
        io::Store store(context.settings.database);
        store.require_schema();
        const auto task = store.detail(type, id_);
        if (!task) throw TaskError(task.error().message());
        const auto program = programs->program(task->fork, type);
        if (!program) throw TaskError(type_ + " tasks of fork '" + task->fork + "' are not served: configs/forks");
        const auto input = make_task_input(*task, io::DataFolder(context.settings.data), context.settings.validium_key);
        if (!input) throw TaskError(input.error().message());
        const auto words = guest::run_program(*program, input->bytes);

        const std::filesystem::path folder = folder_;
        const std::string binary = (folder / "input_task.bin").string();
        io::write_atomic(binary, input->bytes, io::Readers::kOwner);  // a validium's input holds its key
        nlohmann::ordered_json result{
            {"type", type_},
            {"id", id_},
            {"fork", task->fork},
            {"program", *program},
            {"input", binary},
            {"input_bytes", input->bytes.size()},
            {"public_inputs",
             words ? nlohmann::ordered_json(public_words_hex(*words)) : nlohmann::ordered_json(nullptr)}};
        if (!words) result["refusal"] = words.error().message();
        if (context.settings.json) {
            nlohmann::ordered_json whole = result;
            whole["input_hex"] = to_hex(input->bytes);
            const std::string text = whole.dump(2) + "\n";
            io::write_atomic(
                folder / "input_task.json",
                ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()),
                io::Readers::kOwner
            );
        }
        context.say(
            binary + ", " + std::to_string(input->bytes.size()) + " bytes: zkprove prove " + *program + " --input " +
            binary + " --output " + (folder / "task.proof").string()
        );
        context.set_result(result.dump());
        return kDone;
    }

  private:
    std::string type_, id_, folder_ = ".";
};

}  // namespace

std::unique_ptr<Command> make_dump_command() {
    return std::make_unique<Dump>();
}

}  // namespace zk::apps

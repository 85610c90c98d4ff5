#include "apps/cli/commands.hpp"
#include "apps/cli/threads.hpp"
#include "apps/program/program.hpp"
#include "base/format.hpp"
#include "base/hex.hpp"
#include "kernels/backend/backend.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/proof/proof_file.hpp"
#include "vm/prover/program_key.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMaxProofBytes = std::uint64_t{1} << 34;

/// A digest as vm::to_hex writes it; empty when the text is not one.
std::optional<Digest> digest_from_hex(const std::string& text) {
    if (text.rfind("0x", 0) != 0 && text.size() != 64) return std::nullopt;
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != 32) return std::nullopt;
    Digest digest{};
    for (std::size_t i = 0; i < 8; ++i) {
        const std::uint32_t word = load_u32le(bytes->data() + 4 * i);
        if (word >= Felt::kModulus) return std::nullopt;
        digest.words[i] = Felt(word);
    }
    return digest;
}

class Verify final : public Command {
  public:
    const char* name() const override { return "verify"; }
    const char* help() const override { return "Check a proof file; exit code 1 and a message on any refusal"; }
    const char* example() const override {
        return "zkprove verify fibonacci.proof --program fibonacci --public-inputs 0xa08601...";
    }

    void declare(Arguments& arguments) override {
        arguments.text("proof", path_, "The proof file", Arguments::Need::kRequired);
        arguments.text("--program", program_, "Demand this program: its digest, a name of ours, or an ELF file");
        arguments.text("--public-inputs", public_inputs_, "Demand these public inputs (32 bytes in hexadecimal)");
        arguments.number("--exit-code", exit_code_, "Demand this exit code (default 0)", 0, UINT32_MAX);
        arguments.flag("--any-exit-code", any_exit_code_, "Accept a run that ended with any exit code");
    }

    int run(Context& context) override {
        vm::Expected expected;
        expected.accept_toy = context.settings.accept_toy;
        if (!any_exit_code_) expected.exit_code = static_cast<std::uint32_t>(exit_code_);
        if (public_inputs_) {
            const auto words = public_words_from_hex(*public_inputs_);
            if (!words) throw UsageError("--public-inputs: " + words.error().message());
            expected.public_words = *words;
        }
        const auto bytes = read_whole_file(path_, kMaxProofBytes);
        if (!bytes) throw TaskError("refused: " + bytes.error().message());
        const stark::Machine machine = vm::make_rv32im_machine();
        if (program_) expected.vkd = program_digest(context, machine, *program_, *bytes);

        const auto start = std::chrono::steady_clock::now();
        const auto run = vm::verify_proof_file(machine, *bytes, expected);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (!run) {
            context.set_result(Json{{"accepted", false}, {"proof", path_}, {"reason", run.error().message()}}.dump());
            throw TaskError("refused: " + path_ + ": " + run.error().message());
        }
        context.say(
            "accepted       " + path_ + "\nprogram        " + vm::to_hex(run->vkd) +
            (program_ ? " = " + *program_ : "") + "\npublic inputs  " + public_words_hex(run->claim.public_words) +
            "\nexit code      " + std::to_string(run->claim.exit_code) + "\nsegments       " +
            std::to_string(run->claim.n_segments) + "\npreset         " + std::string(run->preset->name) +
            "\nverified in    " + formatted("%.3f s", seconds)
        );
        context.set_result(Json{
            {"accepted", true},
            {"proof", path_},
            {"program_digest", vm::to_hex(run->vkd)},
            {"public_inputs", public_words_hex(run->claim.public_words)},
            {"exit_code", run->claim.exit_code},
            {"n_segments", run->claim.n_segments},
            {"preset", run->preset->name},
            {"proof_bytes", bytes->size()},
            {"seconds",
             seconds}}.dump());
        return kDone;
    }

  private:
    Digest program_digest(
        const Context& context, const stark::Machine& machine, const std::string& named, ByteView proof
    ) const {
        if (const auto digest = digest_from_hex(named)) return *digest;
        auto program = find_program(named);
        if (!program) throw UsageError("--program: " + program.error().message());
        // The digest depends on the preset; that of the proof is the one to compare with.
        const auto file = vm::decode_proof_file(proof);
        if (!file) throw TaskError("refused: " + path_ + ": " + file.error().message());
        const auto backend = make_cpu_backend(thread_count(context.settings));
        return vm::ProgramKey(*backend, machine, *file->preset, std::move(program->program)).vkd();
    }

    std::string path_;
    std::optional<std::string> program_, public_inputs_;  ///< absent: none is demanded
    std::uint64_t exit_code_ = 0;
    bool any_exit_code_ = false;
};

}  // namespace

std::unique_ptr<Command> make_verify_command() {
    return std::make_unique<Verify>();
}

}  // namespace zk::apps

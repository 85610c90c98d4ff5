#include "apps/cli/commands.hpp"
#include "apps/cli/threads.hpp"
#include "apps/program/preset.hpp"
#include "apps/program/program.hpp"
#include "base/format.hpp"
#include "io/files/atomic_file.hpp"
#include "kernels/backend/backend.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/proof/proof_file.hpp"
#include "vm/prover/run_prover.hpp"

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <chrono>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string rounded(double value) {
    return formatted("%.2f", value);
}

std::uint64_t peak_memory_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) << 10;
}

Json stages_of(const vm::SegmentReport& report) {
    return {
        {"execute_s", report.execute_s},
        {"memory_tree_s", report.memory_s},
        {"traces_s", report.trace_s},
        {"commit_s", report.prover.commit_s},
        {"gkr_s", report.prover.gkr_s},
        {"zerocheck_s", report.prover.zerocheck_s},
        {"opening_s", report.prover.opening_s},
        {"grinding_s_within", report.prover.grinding_s},
        {"prove_s", report.prove_s}};
}

class Prove final : public Command {
  public:
    const char* name() const override { return "prove"; }
    const char* help() const override { return "One proof of one run, outside the database"; }
    const char* example() const override { return "zkprove prove fibonacci --output fibonacci.proof"; }

    void declare(Arguments& arguments) override {
        arguments.text(
            "program", program_, "A program of ours, or the path of any RV32IM ELF file", Arguments::Need::kRequired
        );
        arguments.text("--output", output_, "The proof file to write", Arguments::Need::kRequired);
        arguments.text("--input", input_, "Input file (default: a small one of our program's own, else none)");
        arguments.number(
            "--segment-cycles",
            segment_cycles_,
            "Instructions in a segment (default segments.max_cycles)",
            1u << 4,
            1u << 24
        );
        arguments.number("--shards", shards_, "In-process ranks that share each segment's proof: 1, 2, 4 or 8", 1, 8);
    }

    int run(Context& context) override {
        if ((shards_ & (shards_ - 1)) != 0) throw UsageError("--shards: expected 1, 2, 4 or 8");
        const stark::Preset& preset = chosen_preset(context.settings);
        const Clock::time_point start = Clock::now();
        auto program = find_program(program_);
        if (!program) throw TaskError(program.error().message());
        auto input = find_input(*program, input_);
        if (!input) throw TaskError(input.error().message());

        vm::SegmentLimits limits;
        limits.max_cycles =
            static_cast<std::uint32_t>(segment_cycles_ != 0 ? segment_cycles_ : context.settings.segments.max_cycles);
        const auto execution = vm::execute(program->program, *input, limits);
        if (!execution) throw TaskError(execution.error().message());
        if (execution->plan.segments.size() > vm::kMaxSegments) {
            throw TaskError("the run has more than 8192 segments: make them longer with --segment-cycles");
        }
        if (execution->exit_code != 0) {
            context.log.warning(
                program->name + " ends with exit code " + std::to_string(execution->exit_code) +
                ", which the proof will say"
            );
        }
        const std::uint64_t cycles = execution->plan.total_cycles();
        const auto n_segments = static_cast<std::uint32_t>(execution->plan.segments.size());
        const int threads = thread_count(context.settings);
        const auto backend = make_cpu_backend(threads);
        context.log.info(
            program->name + ": " + std::to_string(cycles) + " cycles, " + std::to_string(n_segments) +
            " segments, preset " + std::string(preset.name) + ", back end " + backend->name() + ", " +
            std::to_string(threads) + " threads"
        );
        const stark::Machine machine = vm::make_rv32im_machine();
        vm::ProgramKey key(*backend, machine, preset, std::move(program->program));
        const double key_seconds = seconds_since(start);
        context.log.info("program " + vm::to_hex(key.vkd()) + ", its key made in " + rounded(key_seconds) + " s");

        const Clock::time_point proving = Clock::now();
        vm::RunProver prover(key, std::move(*input), execution->plan);
        vm::SegmentReport total;
        std::vector<Bytes> segments;
        Json segment_figures = Json::array();
        for (std::uint32_t i = 0; i < n_segments; ++i) {
            const Clock::time_point begin = Clock::now();
            context.log.status(
                "proving segment " + std::to_string(i + 1) + " of " + std::to_string(n_segments) + ", " +
                rounded(seconds_since(proving)) + " s" +
                (i == 0 ? "" : ", " + rounded(seconds_since(proving) / i * (n_segments - i)) + " s to go")
            );
            vm::SegmentReport report;
            auto segment = prover.prove_segment(*backend, i, static_cast<int>(shards_), nullptr, &report);
            if (!segment) throw TaskError(segment.error().message());
            const double seconds = seconds_since(begin);
            context.log.info(
                "segment " + std::to_string(i + 1) + "/" + std::to_string(n_segments) + ": " +
                std::to_string(report.cycles) + " cycles in " + rounded(seconds) + " s, " +
                std::to_string(segment->size()) + " bytes"
            );
            Json figures = stages_of(report);
            figures["cycles"] = report.cycles;
            figures["cells"] = report.prover.cells;
            figures["interactions"] = report.prover.interactions;
            figures["proof_bytes"] = report.proof_bytes;
            segment_figures.push_back(figures);
            add(total, report);
            segments.push_back(std::move(*segment));
        }
        const double prove_seconds = seconds_since(proving);

        const Bytes file = vm::encode_proof_file(preset, key.commitment(), segments);
        const Clock::time_point verifying = Clock::now();
        const auto verified = vm::verify_proof_file(
            machine,
            file,
            {.accept_toy = preset.for_tests_only,
             .vkd = key.vkd(),
             .public_words = execution->public_words,
             .exit_code = execution->exit_code}
        );
        if (!verified) throw TaskError("the proof just made is refused: " + verified.error().message());
        const double verify_seconds = seconds_since(verifying);
        io::write_atomic(output_, file);

        const std::string words = public_words_hex(execution->public_words);
        context.say(
            "program        " + vm::to_hex(key.vkd()) + "\npublic inputs  " + words + "\nexit code      " +
            std::to_string(execution->exit_code) + "\ncycles         " + std::to_string(cycles) + " in " +
            std::to_string(n_segments) + " segments\nproved         in " + rounded(prove_seconds) + " s, " +
            rounded(static_cast<double>(cycles) / prove_seconds / 1000) + " kHz on " + std::to_string(threads) +
            " threads\nverified       in " + rounded(verify_seconds) + " s\nproof          " + output_ + ", " +
            std::to_string(file.size()) + " bytes"
        );
        context.set_result(Json{
            {"program", program_},
            {"program_digest", vm::to_hex(key.vkd())},
            {"preset", preset.name},
            {"backend", backend->name()},
            {"threads", threads},
            {"shards", shards_},
            {"public_inputs", words},
            {"exit_code", execution->exit_code},
            {"cycles", cycles},
            {"n_segments", n_segments},
            {"key_seconds", key_seconds},
            {"prove_seconds", prove_seconds},
            {"verify_seconds", verify_seconds},
            {"khz", static_cast<double>(cycles) / prove_seconds / 1000},
            {"stages", stages_of(total)},
            {"segments", segment_figures},
            {"proof", output_},
            {"proof_bytes", file.size()},
            {"peak_memory_bytes", peak_memory_bytes()}}
                               .dump());
        return kDone;
    }

  private:
    static void add(vm::SegmentReport& sum, const vm::SegmentReport& one) {
        sum.execute_s += one.execute_s;
        sum.memory_s += one.memory_s;
        sum.trace_s += one.trace_s;
        sum.prove_s += one.prove_s;
        sum.prover.commit_s += one.prover.commit_s;
        sum.prover.gkr_s += one.prover.gkr_s;
        sum.prover.zerocheck_s += one.prover.zerocheck_s;
        sum.prover.opening_s += one.prover.opening_s;
        sum.prover.grinding_s += one.prover.grinding_s;
    }

    std::string program_, output_, input_;
    std::uint64_t segment_cycles_ = 0, shards_ = 1;
};

}  // namespace

std::unique_ptr<Command> make_prove_command() {
    return std::make_unique<Prove>();
}

}  // namespace zk::apps

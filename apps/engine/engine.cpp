#include "apps/engine/engine.hpp"

#include "apps/blocks/stored_block.hpp"
#include "apps/cli/version.hpp"
#include "apps/engine/task_input.hpp"
#include "apps/program/program.hpp"
#include "base/hex.hpp"
#include "guest/images/images.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/programs.hpp"
#include "io/files/atomic_file.hpp"
#include "kernels/backend/backend.hpp"
#include "vm/executor/machine.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/proof/proof_file.hpp"
#include "vm/proof/segment_proof.hpp"
#include "vm/prover/plan_encoding.hpp"
#include "vm/prover/run_prover.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace zk::apps {
namespace {

/// TaskInput::bytes: u32 segment length that the task is cut with, u32 whether its compression hints are uncertain, then the program's input.
constexpr std::size_t kLimitsBytes = 4;
constexpr std::size_t kHeadBytes = kLimitsBytes + 4;

ByteView program_input(const mpi::TaskInput& input) {
    return ByteView(input.bytes).subspan(kHeadBytes);
}

bool hints_uncertain(const mpi::TaskInput& input) {
    return load_u32le(input.bytes.data() + kLimitsBytes) != 0;
}

class Engine final : public mpi::TaskEngine {
  public:
    explicit Engine(EngineOptions options)
        : options_(std::move(options)),
          machine_(vm::make_rv32im_machine()),
          backend_(make_cpu_backend(options_.threads)) {}

    std::string version() const override {
        // What selects a proof's bytes and meaning, without the work of committing programs: their images, machine, preset, encodings.
        std::string text = std::string(commit()) + " " + std::string(options_.preset->name) + " protocol " +
                           std::to_string(stark::kProtocolVersion) + " " + vm::kProofFormat + " machine " +
                           vm::to_hex(machine_.digest());
        for (const auto& [what, program] : options_.programs.all()) {
            const auto digest = to_hex(guest::keccak256(guest::guest_image(program)));
            text +=
                " " + what.first + "/" + io::task_type_name(what.second) + "=" + program + ":" + digest.substr(0, 18);
        }
        return text;
    }

    std::vector<io::TaskType> task_types() const override {
        std::set<io::TaskType> types;
        for (const auto& [what, program] : options_.programs.all()) types.insert(what.second);
        return {types.begin(), types.end()};
    }

    Result<mpi::TaskInput> load(const io::TaskDetail& task, const io::DataFolder& data) override {
        if (const auto program = program_of(task.type, task.fork); !program) return tl::unexpected(program.error());
        const auto input = make_task_input(task, data, options_.validium_key);
        if (!input) return tl::unexpected(input.error());
        const auto max_cycles = pinned_max_cycles(task, data);
        if (!max_cycles) return tl::unexpected(max_cycles.error());
        Bytes bytes(kHeadBytes + input->bytes.size());
        store_u32le(bytes.data(), *max_cycles);
        store_u32le(bytes.data() + kLimitsBytes, input->hints_uncertain ? 1 : 0);
        std::copy(input->bytes.begin(), input->bytes.end(), bytes.begin() + kHeadBytes);
        return mpi::TaskInput{.type = task.type, .id = task.id, .fork = task.fork, .bytes = std::move(bytes)};
    }

    Result<mpi::Plan> plan(const mpi::TaskInput& input, const mpi::Cancel&) override {
        const auto program = load_program(input);
        if (!program) return tl::unexpected(program.error());
        vm::SegmentLimits limits = options_.limits;
        limits.max_cycles = load_u32le(input.bytes.data());
        const auto execution = vm::execute(*program, program_input(input), limits);
        if (!execution) return tl::unexpected(execution.error());
        if (execution->exit_code != 0) {
            return fail(
                "program",
                "exit code",
                "0",
                std::to_string(execution->exit_code) + " (" + execution->log + ")" +
                    (hints_uncertain(input) ? kUncertainHintsAdvice : "")
            );
        }
        if (execution->plan.segments.size() > vm::kMaxSegments) {
            return fail(
                "segment plan",
                "segments",
                "at most " + std::to_string(vm::kMaxSegments),
                std::to_string(execution->plan.segments.size())
            );
        }
        return mpi::Plan{
            .n_segments = static_cast<std::uint32_t>(execution->plan.segments.size()),
            .bytes = vm::encode_plan(execution->plan)};
    }

    Result<Bytes> prove_segment(
        const mpi::TaskInput& input, const mpi::Plan& plan, std::uint32_t index, const mpi::Cancel& cancel
    ) override {
        const std::lock_guard lock(proving_mutex_);
        if (!prover_ || prover_id_ != input.id || prover_plan_ != plan.bytes) {
            prover_.reset();
            auto decoded = vm::decode_plan(plan.bytes);
            if (!decoded) return tl::unexpected(decoded.error());
            auto key = key_of(input);
            if (!key) return tl::unexpected(key.error());
            const ByteView bytes = program_input(input);
            prover_ = std::make_unique<vm::RunProver>(**key, Bytes(bytes.begin(), bytes.end()), std::move(*decoded));
            prover_id_ = input.id;
            prover_plan_ = plan.bytes;
        }
        if (index >= prover_->plan().segments.size())
            return fail("segment plan", "index", "one of the plan", std::to_string(index));
        return prover_->prove_segment(*backend_, index, 1, &cancel);
    }

    Result<void> verify_segment(const mpi::TaskInput& input, const mpi::Plan& plan, std::uint32_t index, ByteView proof)
        override {
        const auto decoded = vm::decode_plan(plan.bytes);
        if (!decoded) return tl::unexpected(decoded.error());
        if (index >= decoded->segments.size())
            return fail("segment plan", "index", "one of the plan", std::to_string(index));
        const auto key = key_of(input);
        if (!key) return tl::unexpected(key.error());
        const auto statement = vm::verify_segment_proof(machine_, *options_.preset, (*key)->verifying_key(), proof);
        if (!statement) return tl::unexpected(statement.error());
        const vm::PlannedSegment& planned = decoded->segments[index];
        const bool last = index + 1 == decoded->segments.size();
        if (statement->pc0 != planned.start_pc || statement->final != last ||
            (!last && statement->clock1 != 4 + 4 * planned.n_cycles)) {
            return fail("segment " + std::to_string(index), "statement", "the segment of this plan", "another one");
        }
        return {};
    }

    Result<mpi::Finished>
    finish(const mpi::TaskInput& input, const mpi::Plan&, const std::vector<Bytes>& proofs, const mpi::Cancel&)
        override {
        const auto key = key_of(input);
        if (!key) return tl::unexpected(key.error());
        mpi::Finished finished;
        finished.proof = vm::encode_proof_file(*options_.preset, (*key)->commitment(), proofs);
        finished.format = vm::kProofFormat;
        finished.digest = to_hex(guest::keccak256(finished.proof));
        const auto words = expected_words(input);
        if (!words) return tl::unexpected(words.error());
        finished.pi_hash = public_words_hex(*words);
        return finished;
    }

    Result<void> verify(const mpi::TaskInput& input, const mpi::Finished& finished) override {
        const auto key = key_of(input);
        if (!key) return tl::unexpected(key.error());
        const auto words = expected_words(input);
        if (!words) return tl::unexpected(words.error());
        const auto run = vm::verify_proof_file(
            machine_,
            finished.proof,
            {.accept_toy = options_.preset->for_tests_only,
             .vkd = (*key)->vkd(),
             .public_words = *words,
             .exit_code = 0}
        );
        if (!run) return tl::unexpected(run.error());
        return {};
    }

  private:
    Result<std::string> program_of(io::TaskType type, const std::string& fork) const {
        const auto program = options_.programs.program(fork, type);
        if (!program)
            return fail("fork", fork, std::string("one whose ") + io::task_type_name(type) + " tasks are served");
        return *program;
    }

    /// What the configuration said when this task was first taken; kept beside its finished segments, which fit no other plan.
    Result<std::uint32_t> pinned_max_cycles(const io::TaskDetail& task, const io::DataFolder& data) const {
        const auto path = data.segment_folder(task.type, task.id) / "max_cycles";
        std::error_code code;
        const bool pinned = std::filesystem::exists(path, code);
        if (code) throw io::FileError(path, "stat", code.value());
        if (!pinned) {
            Bytes bytes(kLimitsBytes);
            store_u32le(bytes.data(), options_.limits.max_cycles);
            io::write_atomic(path, bytes);
            return options_.limits.max_cycles;
        }
        const auto bytes = io::read_file(path, kLimitsBytes);
        if (!bytes) return tl::unexpected(bytes.error());
        const std::uint32_t cycles = bytes->size() == kLimitsBytes ? load_u32le(bytes->data()) : 0;
        if (cycles < 1u << 4 || cycles > 1u << 24) return fail(path.string(), "", "a segment length of 2^4 to 2^24");
        return cycles;
    }

    Result<vm::Program> load_program(const mpi::TaskInput& input) const {
        const auto name = program_of(input.type, input.fork);
        if (!name) return tl::unexpected(name.error());
        auto found = find_program(*name);
        if (!found) return tl::unexpected(found.error());
        return std::move(found->program);
    }

    /// What the program must reveal: the same source, run natively.
    Result<std::array<std::uint32_t, 8>> expected_words(const mpi::TaskInput& input) const {
        const auto name = program_of(input.type, input.fork);
        if (!name) return tl::unexpected(name.error());
        return guest::run_program(*name, program_input(input));
    }

    Result<vm::ProgramKey*> key_of(const mpi::TaskInput& input) {
        const auto name = program_of(input.type, input.fork);
        if (!name) return tl::unexpected(name.error());
        const std::lock_guard lock(keys_mutex_);
        auto& key = keys_[*name];
        if (!key) {
            auto program = find_program(*name);
            if (!program) return tl::unexpected(program.error());
            key = std::make_unique<vm::ProgramKey>(*backend_, machine_, *options_.preset, std::move(program->program));
        }
        return key.get();
    }

    EngineOptions options_;
    stark::Machine machine_;
    std::unique_ptr<Backend> backend_;
    std::mutex keys_mutex_;
    std::map<std::string, std::unique_ptr<vm::ProgramKey>> keys_;
    std::mutex proving_mutex_;
    std::unique_ptr<vm::RunProver> prover_;  // of the task worked on last
    std::string prover_id_;
    Bytes prover_plan_;
};

}  // namespace

std::unique_ptr<mpi::TaskEngine> make_engine(EngineOptions options) {
    return std::make_unique<Engine>(std::move(options));
}

}  // namespace zk::apps

#include "apps/blocks/block_file.hpp"
#include "apps/cli/commands.hpp"
#include "apps/program/program.hpp"
#include "apps/witness/compressed_size.hpp"
#include "apps/witness/compression.hpp"
#include "base/hex.hpp"
#include "guest/programs/programs.hpp"
#include "vm/executor/machine.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMaxHintBytes = std::uint64_t{1} << 30;

/// One execution to make.
struct Job {
    std::string name;   ///< of the program
    std::string label;  ///< what the caller named
    Bytes input;
    std::uint64_t gas = 0;  ///< of the blocks, 0 for other programs
};

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Json rows_of(const vm::SegmentPlan& plan) {
    Json rows = Json::object();
    for (int family = 0; family < vm::kFamilies; ++family) {
        std::uint64_t n = 0;
        for (const vm::PlannedSegment& segment : plan.segments) n += segment.rows[static_cast<std::size_t>(family)];
        rows[std::string(vm::name_of(static_cast<vm::Family>(family)))] = n;
    }
    std::uint64_t hint_words = 0, tree = 0, leaves = 0;
    for (const vm::PlannedSegment& segment : plan.segments) {
        hint_words += segment.hint_words;
        tree += segment.tree_rows;
        leaves += segment.memory_leaves;
    }
    rows["hint words"] = hint_words;
    rows["memory leaves"] = leaves;
    rows["tree nodes"] = tree;
    return rows;
}

class Execute final : public Command {
  public:
    const char* name() const override { return "execute"; }
    const char* help() const override {
        return "Run a program, or blocks, natively and in the machine without proving; the results must agree";
    }
    const char* example() const override {
        return "zkprove execute fibonacci; zkprove execute --program chunk --fork galileo --chunk 1.json 2.json";
    }

    void declare(Arguments& arguments) override {
        arguments.texts(
            "what", what_, "One program (a name of ours or an ELF file), or witness files", Arguments::Need::kRequired
        );
        arguments.text("--input", input_, "Input file of the program (default: a small one of its own)");
        arguments.text("--fork", fork_, "Fork of the witness files (default: the folder's name)");
        arguments.text(
            "--prev-msg-queue-hash", queue_hash_, "L1 message queue hash before the first block (default zero)"
        );
        arguments.text(
            "--program", program_, "What runs on witness files: chunk (state transition) or headers (default)"
        );
        arguments.texts(
            "--compression-infos",
            hint_files_,
            "Files of transaction-size hints for the chunk program (default: computed)"
        );
        arguments.text(
            "--write-input", write_input_, "Write the program's input to this file, for `zkprove prove chunk --input`"
        );
        arguments.flag("--chunk", chunk_, "The files are consecutive blocks of one chunk (default: a chunk each)");
        arguments.flag("--native", native_, "Natively only");
        arguments.flag("--vm", vm_, "In the machine only");
        arguments.number("--segment-cycles", segment_cycles_, "Instructions in a segment", 1u << 4, 1u << 24);
    }

    int run(Context& context) override {
        if (segment_cycles_ == 0) segment_cycles_ = context.settings.segments.max_cycles;
        if (!native_ && !vm_) native_ = vm_ = true;
        bool agree = true;
        Json results = Json::array();
        const auto report = [&](const Json& result) {
            agree = agree && result.value("ok", false);
            context.say(result.dump(2));
            results.push_back(result);
        };
        if (is_program(what_[0])) {
            if (what_.size() > 1) throw UsageError("execute takes one program, or witness files");
            report(execute_program());
        } else {
            for (const Job& job : read_witnesses(context)) report(execute_job(job, nullptr));
        }
        context.set_result(Json{{"results", results}, {"agree", agree}}.dump());
        return agree ? kDone : kFailed;
    }

  private:
    static bool is_program(const std::string& what) { return std::filesystem::path(what).extension() != ".json"; }

    Json execute_program() {
        auto program = find_program(what_[0]);
        if (!program) throw TaskError(program.error().message());
        auto input = find_input(*program, input_);
        if (!input) throw TaskError(input.error().message());
        return execute_job({.name = program->name, .label = what_[0], .input = std::move(*input)}, &*program);
    }

    /// Sets the hints that the fork's L1 data fee needs: from the files, else computed, which it returns.
    static bool add_hints(BlockFile& file, std::span<const witness::CompressionInfos> hints) {
        const auto known = witness::apply_compression_infos(file.block, hints);
        if (!known) throw TaskError(file.path + ": " + known.error().message());
        if (*known || file.fork < guest::Fork::kFeynman || !file.block.hints.empty()) return false;
        if (const auto computed = witness::compute_hints(file.block); !computed) {
            throw TaskError(file.path + ": " + computed.error().message());
        }
        return true;
    }

    void write_input(const Bytes& input, bool one_of_several) const {
        if (one_of_several)
            throw UsageError("--write-input: several files are several chunks; add --chunk to make them one");
        std::ofstream file(write_input_, std::ios::binary | std::ios::trunc);
        file.write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
        if (!file.flush()) throw TaskError(write_input_ + ": cannot be written");
    }

    std::vector<witness::CompressionInfos> read_hints() const {
        std::vector<witness::CompressionInfos> hints;
        for (const std::string& path : hint_files_) {
            const auto text = read_whole_file(path, kMaxHintBytes);
            if (!text) throw UsageError(text.error().message());
            auto infos = witness::parse_compression_infos({reinterpret_cast<const char*>(text->data()), text->size()});
            if (!infos) throw UsageError(path + ": " + infos.error().message());
            hints.push_back(std::move(*infos));
        }
        return hints;
    }

    std::vector<Job> read_witnesses(Context& context) const {
        if (program_ != "chunk" && program_ != "headers")
            throw UsageError("--program: expected chunk or headers, got " + program_);
        const std::vector<witness::CompressionInfos> hints = read_hints();
        std::optional<guest::Fork> fork;
        if (!fork_.empty()) {
            const auto parsed = parse_fork(fork_);
            if (!parsed) throw UsageError(parsed.error().message());
            fork = *parsed;
        }
        guest::Hash queue_hash{};
        if (!queue_hash_.empty()) {
            const auto parsed = from_hex(queue_hash_);
            if (!parsed || parsed->size() != queue_hash.size())
                throw UsageError("--prev-msg-queue-hash: expected 32 bytes in hexadecimal");
            std::copy(parsed->begin(), parsed->end(), queue_hash.begin());
        }
        const auto pairs = pair_block_files(what_);
        if (!pairs) throw UsageError(pairs.error().message());
        std::vector<BlockFile> files;
        bool computed = false;
        for (const BlockPaths& pair : *pairs) {
            if (!fork && !fork_of_path(pair.block))
                throw UsageError(pair.block + ": give --fork NAME; no folder is called like a fork");
            auto file = read_block_file(pair, fork);
            if (!file) throw TaskError(file.error().message());
            if (!files.empty() && chunk_ && files[0].fork != file->fork)
                throw UsageError("--chunk: blocks of two forks");
            if (program_ == "chunk" && add_hints(*file, hints)) computed = true;
            files.push_back(std::move(*file));
        }
        if (const std::string warning = witness::compression_warning(); computed && !warning.empty())
            context.log.warning(warning);
        std::vector<Job> jobs;
        for (std::size_t i = 0; i < files.size(); i = chunk_ ? files.size() : i + 1) {
            std::vector<witness::Block> blocks;
            Job job{.name = program_, .label = files[i].path, .input = {}};
            for (std::size_t k = i; k < (chunk_ ? files.size() : i + 1); ++k) {
                const auto summary = witness::summarize(files[k].block, files[k].fork);
                if (!summary) throw TaskError(files[k].path + ": " + summary.error().message());
                job.gas += summary->header.gas_used;
                blocks.push_back(files[k].block);
            }
            auto input = witness::make_chunk_input(
                blocks,
                files[i].fork,
                queue_hash,
                program_ == "chunk" ? witness::ChunkContent::kState : witness::ChunkContent::kBlocks
            );
            if (!input) throw TaskError(files[i].path + ": " + input.error().message());
            job.input = std::move(*input);
            if (!write_input_.empty()) write_input(job.input, files.size() > 1 && !chunk_);
            jobs.push_back(std::move(job));
        }
        return jobs;
    }

    Json execute_job(const Job& job, const NamedProgram* external) const {
        Json result{{"program", job.name}, {"what", job.label}, {"input_bytes", job.input.size()}, {"ok", false}};
        const bool ours = external == nullptr || external->ours;
        std::string native_hash, vm_hash;
        if (native_ && ours) {
            const auto start = std::chrono::steady_clock::now();
            const auto words = guest::run_program(job.name, job.input);
            Json native =
                words ? Json{{"pi_hash", public_words_hex(*words)}} : Json{{"error", words.error().message()}};
            native["seconds"] = seconds_since(start);
            native_hash = words ? public_words_hex(*words) : "error";
            result["native"] = native;
        } else if (native_ && !vm_) {
            throw UsageError("--native: only programs of ours have a native form");
        }
        if (vm_) {
            const auto named = external != nullptr ? Result<NamedProgram>(*external) : find_program(job.name);
            if (!named) throw TaskError(named.error().message());
            const auto start = std::chrono::steady_clock::now();
            const auto run =
                vm::execute(named->program, job.input, {.max_cycles = static_cast<std::uint32_t>(segment_cycles_)});
            const double seconds = seconds_since(start);
            if (!run) {
                vm_hash = "error";
                result["vm"] = Json{{"error", run.error().message()}};
            } else {
                vm_hash = run->exit_code == 0 ? public_words_hex(run->public_words) : "error";
                const std::uint64_t cycles = run->plan.total_cycles();
                Json vm{
                    {"pi_hash", public_words_hex(run->public_words)},
                    {"exit_code", run->exit_code},
                    {"cycles", cycles},
                    {"segments", run->plan.segments.size()},
                    {"seconds", seconds},
                    {"mhz", static_cast<double>(cycles) / seconds / 1e6}};
                if (job.gas > 0) {
                    vm["gas"] = job.gas;
                    vm["cycles_per_gas"] = static_cast<double>(cycles) / static_cast<double>(job.gas);
                }
                vm["rows"] = rows_of(run->plan);
                if (!run->log.empty()) vm["log"] = printable(run->log);
                result["vm"] = vm;
            }
        }
        const bool failed = native_hash == "error" || vm_hash == "error";
        result["ok"] = !failed && (native_hash.empty() || vm_hash.empty() || native_hash == vm_hash);
        if (!native_hash.empty() && !vm_hash.empty()) result["agree"] = native_hash == vm_hash;
        return result;
    }

    /// JSON texts are UTF-8; a program may write anything.
    static std::string printable(std::string text) {
        for (char& c : text) c = (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' ? c : '?';
        return text;
    }

    std::vector<std::string> what_;
    std::string input_, fork_, queue_hash_, program_ = "headers", write_input_;
    std::vector<std::string> hint_files_;
    bool chunk_ = false, native_ = false, vm_ = false;
    std::uint64_t segment_cycles_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_execute_command() {
    return std::make_unique<Execute>();
}

}  // namespace zk::apps

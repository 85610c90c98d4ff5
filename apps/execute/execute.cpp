#include "apps/blocks/block_file.hpp"
#include "apps/blocks/hint_files.hpp"
#include "apps/blocks/stored_block.hpp"
#include "apps/blocks/validium_key.hpp"
#include "apps/cli/commands.hpp"
#include "apps/cli/range.hpp"
#include "apps/cli/threads.hpp"
#include "apps/execute/job.hpp"
#include "apps/program/program.hpp"
#include "apps/witness/compressed_size.hpp"
#include "base/deep_threads.hpp"
#include "base/hex.hpp"
#include "guest/block/header.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

/// A block ready to be joined with others.
struct LoadedBlock {
    witness::Block block;
    guest::Fork fork = guest::Fork::kGalileo;
    std::string label;
    std::string advice;  ///< what to add when it does not run
};

/// Where blocks come from; asked for one at a time, in any order.
struct BlockSource {
    std::size_t n_blocks = 0;
    std::function<LoadedBlock(std::size_t)> load;  ///< throws TaskError; may be called by several threads
};

class Execute final : public Command {
  public:
    const char* name() const override { return "execute"; }
    const char* help() const override {
        return "Run a program, or blocks, natively and in the machine without proving; the results must agree";
    }
    const char* example() const override {
        return "zkprove execute fibonacci; zkprove execute --fork galileo --chunk 1.json 2.json";
    }

    void declare(Arguments& arguments) override {
        arguments.texts("what", what_, "One program (a name of ours or an ELF file), or witness files");
        arguments.text("--range", range_, "Instead of files: blocks A-B of the database");
        arguments.text("--input", input_, "Input file of the program (default: a small one of its own)");
        arguments.text("--fork", fork_, "Fork of the witness files (default: the folder's name)");
        arguments.text(
            "--prev-msg-queue-hash", queue_hash_, "L1 message queue hash before the first block (default zero)"
        );
        arguments.text("--program", program_, "What runs on blocks: chunk (state transition, default) or headers");
        arguments.texts(
            "--compression-infos", hint_files_, "File of transaction-size hints, may be repeated (default: computed)"
        );
        arguments.text("--write-input", write_input_, "Write the program's input to this file: one for zkprove prove");
        arguments.flag("--chunk", chunk_, "The blocks are consecutive and one chunk (default: a chunk each)");
        arguments.flag("--native", native_, "Natively only");
        arguments.flag("--vm", vm_, "In the machine only");
        arguments.number("--jobs", jobs_, "Executions at a time (default: as many as threads)", 1, 1024);
        arguments.number("--segment-cycles", segment_cycles_, "Instructions in a segment", 1u << 4, 1u << 24);
    }

    int run(Context& context) override {
        ways_.segment_cycles =
            static_cast<std::uint32_t>(segment_cycles_ != 0 ? segment_cycles_ : context.settings.segments.max_cycles);
        if (native_ != vm_) ways_ = {.native = native_, .vm = vm_, .segment_cycles = ways_.segment_cycles};
        if (what_.empty() == range_.empty()) {
            throw UsageError("execute: name a program or witness files, or give --range A-B");
        }
        const std::vector<Json> results =
            !what_.empty() && is_program(what_[0]) ? std::vector{execute_program(context)} : execute_blocks(context);
        const bool ok = std::ranges::all_of(results, [](const Json& each) { return each.value("ok", false); });
        context.set_result(Json{{"results", results}, {"agree", ok}}.dump());
        return ok ? kDone : kFailed;
    }

  private:
    static bool is_program(const std::string& what) { return std::filesystem::path(what).extension() != ".json"; }

    Json execute_program(Context& context) {
        if (what_.size() > 1) throw UsageError("execute takes one program, or witness files (NAME.json)");
        for (const auto& [given, option] :
             {std::pair{chunk_, "--chunk"},
              {!fork_.empty(), "--fork"},
              {!queue_hash_.empty(), "--prev-msg-queue-hash"},
              {!program_.empty(), "--program"},
              {!hint_files_.empty(), "--compression-infos"},
              {!write_input_.empty(), "--write-input"}}) {
            if (given) throw UsageError(std::string(option) + ": goes with blocks, not with a program");
        }
        const auto program = find_program(what_[0]);
        if (!program) throw TaskError(program.error().message());
        if (!program->ours && !ways_.vm) throw UsageError("--native: only programs of ours have a native form");
        auto input = find_input(*program, input_);
        if (!input) throw TaskError(input.error().message());
        Json result =
            execute_job({.program = program->name, .label = what_[0], .input = std::move(*input)}, *program, ways_);
        context.say(result.dump(2));
        return result;
    }

    std::vector<Json> execute_blocks(Context& context) {
        if (program_.empty()) program_ = "chunk";
        if (program_ != "chunk" && program_ != "headers")
            throw UsageError("--program: expected chunk or headers, got " + program_);
        if (!input_.empty()) throw UsageError("--input: goes with a program, not with blocks");
        read_queue_hash();
        validium_key_ = validium_key_of(context.settings);
        const auto program = find_program(program_);
        if (!program) throw TaskError(program.error().message());
        const BlockSource source = range_.empty() ? files_source(context) : database_source(context);
        const std::size_t n_jobs = chunk_ ? 1 : source.n_blocks;
        if (!write_input_.empty() && n_jobs > 1)
            throw UsageError("--write-input: several blocks are several chunks; add --chunk to make them one");

        std::vector<Json> results(n_jobs);
        std::size_t n_said = 0;
        std::mutex mutex;
        const int n_threads = jobs_ != 0 ? static_cast<int>(jobs_) : thread_count(context.settings);
        for_each_on_deep_threads(n_jobs, n_threads, [&](std::size_t i) {
            Json result;
            try {
                result = execute_job(make_job(source, i), *program, ways_);
            } catch (const TaskError& refused) {
                result = {{"program", program_}, {"what", label(source, i)}, {"ok", false}, {"error", refused.what()}};
            }
            const std::lock_guard lock(mutex);
            results[i] = std::move(result);
            // In order, as far as it is complete.
            for (; n_said < n_jobs && !results[n_said].is_null(); ++n_said) context.say(results[n_said].dump(2));
        });
        if (const std::string warning = witness::compression_warning(); computed_hints_ && !warning.empty())
            context.log.warning(warning);
        return results;
    }

    std::string label(const BlockSource& source, std::size_t i) const {
        return chunk_ ? "chunk of " + std::to_string(source.n_blocks) + " blocks" : labels_[i];
    }

    void read_queue_hash() {
        if (queue_hash_.empty()) return;
        const auto parsed = from_hex(queue_hash_);
        if (!parsed || parsed->size() != queue_hash_bytes_.size())
            throw UsageError("--prev-msg-queue-hash: expected 32 bytes in hexadecimal");
        std::copy(parsed->begin(), parsed->end(), queue_hash_bytes_.begin());
    }

    BlockSource files_source(Context&) {
        std::optional<guest::Fork> fork;
        if (!fork_.empty()) {
            const auto parsed = parse_fork(fork_);
            if (!parsed) throw UsageError("--fork: " + parsed.error().message());
            fork = *parsed;
        }
        auto pairs = pair_block_files(what_);
        if (!pairs) throw UsageError(pairs.error().message());
        for (const BlockPaths& pair : *pairs) {
            if (is_program(pair.block))
                throw UsageError(pair.block + ": expected a witness file, NAME.json, as the first");
            if (!fork && !fork_of_path(pair.block))
                throw UsageError(pair.block + ": give --fork NAME; no folder is called like a fork");
            labels_.push_back(pair.block);
        }
        auto hints = read_hint_files(hint_files_);
        return {pairs->size(), [this, fork, files = std::move(*pairs), infos = std::move(hints)](std::size_t i) {
                    auto file = read_block_file(files[i], fork);
                    if (!file) throw TaskError(file.error().message());
                    LoadedBlock out{.block = {}, .fork = file->fork, .label = file->path, .advice = {}};
                    if (program_ == "chunk") {
                        const auto hint_source = witness::find_hints(file->block, file->fork, infos);
                        if (!hint_source) throw TaskError(file->path + ": " + hint_source.error().message());
                        if (*hint_source == witness::HintSource::kComputed) {
                            out.advice = witness::computed_hints_advice();
                            computed_hints_ = true;
                        }
                    }
                    out.block = std::move(file->block);
                    return out;
                }};
    }

    BlockSource database_source(Context& context) {
        if (!fork_.empty()) throw UsageError("--fork: blocks of the database have the fork they were ingested with");
        const io::BlockRange range = parse_range(range_);
        const auto store = std::make_shared<io::Store>(context.settings.database);
        store->require_schema();
        const auto numbers = store->block_numbers(range);
        if (numbers.empty()) throw TaskError("no ingested block lies in the range " + range_);
        for (const std::uint64_t number : numbers) labels_.push_back("block " + std::to_string(number));
        auto hints = read_hint_files(hint_files_);
        return {
            numbers.size(),
            [this, store, numbers, data = io::DataFolder(context.settings.data), infos = std::move(hints)](std::size_t i
            ) {
                // Neither the database nor HDF5 is asked by two threads at once.
                const std::lock_guard lock(source_mutex_);
                const auto row = store->block(numbers[i]);
                const auto fork = row ? guest::fork_from_name(row->fork) : std::nullopt;
                if (!fork) throw TaskError(labels_[i] + ": was not ingested by zkprove");
                auto stored = load_block(*row, data);
                if (!stored) throw TaskError(stored.error().message());
                const auto known = witness::apply_compression_infos(stored->block, infos);
                if (!known) throw TaskError(known.error().message());
                return LoadedBlock{
                    .block = std::move(stored->block),
                    .fork = *fork,
                    .label = labels_[i],
                    .advice = stored->hints_uncertain && !*known ? kUncertainHintsAdvice : ""};
            }};
    }

    /// The i-th block, or with --chunk all of them in order of their numbers.
    ExecutionJob make_job(const BlockSource& source, std::size_t i) {
        std::vector<LoadedBlock> loaded;
        if (chunk_) {
            for (std::size_t k = 0; k < source.n_blocks; ++k) loaded.push_back(source.load(k));
            std::ranges::stable_sort(loaded, {}, [](const LoadedBlock& each) { return each.block.number; });
        } else {
            loaded.push_back(source.load(i));
        }
        ExecutionJob job{.program = program_, .label = label(source, i), .input = {}};
        std::vector<witness::Block> blocks;
        for (LoadedBlock& each : loaded) {
            if (each.fork != loaded[0].fork) {
                throw TaskError(
                    each.label + ": of fork " + std::string(guest::fork_name(each.fork)) +
                    ", but the chunk begins with " + std::string(guest::fork_name(loaded[0].fork))
                );
            }
            const auto header = guest::decode_header(each.block.header);
            if (!header) throw TaskError(each.label + ": the header does not decode");
            job.gas += header->gas_used;
            if (!each.advice.empty()) job.advice = each.advice;
            blocks.push_back(std::move(each.block));
        }
        auto input = witness::make_chunk_input(
            blocks,
            loaded[0].fork,
            queue_hash_bytes_,
            program_ == "chunk" ? witness::ChunkContent::kState : witness::ChunkContent::kBlocks,
            validium_key_
        );
        if (!input) throw TaskError(input.error().message());
        job.input = std::move(*input);
        if (!write_input_.empty()) write_input(job.input);
        return job;
    }

    void write_input(const Bytes& input) const {
        std::ofstream file(write_input_, std::ios::binary | std::ios::trunc);
        file.write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
        if (!file.flush()) throw TaskError(write_input_ + ": cannot be written");
    }

    std::vector<std::string> what_;
    std::string range_, input_, fork_, queue_hash_, program_, write_input_;
    std::vector<std::string> hint_files_;
    bool chunk_ = false, native_ = false, vm_ = false;
    std::uint64_t segment_cycles_ = 0, jobs_ = 0;

    ExecutionWays ways_;
    guest::Hash queue_hash_bytes_{};
    std::optional<guest::Word> validium_key_;
    std::vector<std::string> labels_;
    std::mutex source_mutex_;
    std::atomic<bool> computed_hints_ = false;
};

}  // namespace

std::unique_ptr<Command> make_execute_command() {
    return std::make_unique<Execute>();
}

}  // namespace zk::apps

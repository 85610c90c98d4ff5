#include "apps/blocks/block_file.hpp"
#include "apps/blocks/hint_files.hpp"
#include "apps/blocks/stored_block.hpp"
#include "apps/blocks/validium_key.hpp"
#include "apps/cli/commands.hpp"
#include "apps/cli/range.hpp"
#include "apps/cli/threads.hpp"
#include "apps/ingest/block_row.hpp"
#include "apps/ingest/recompute.hpp"
#include "io/hdf5/artifacts.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <span>

namespace zk::apps {
namespace {

class Ingest final : public Command {
  public:
    const char* name() const override { return "ingest"; }
    const char* help() const override { return "Take witness files into l2_block and the data folder"; }
    const char* example() const override { return "zkprove ingest --fork galileo blocks/*.json"; }

    void declare(Arguments& arguments) override {
        arguments.texts("files", files_, "Witness files; NUMBER_validium_txs.json go with their block");
        arguments.text("--fork", fork_, "Fork of all files (default: the nearest folder called like one)");
        arguments.texts(
            "--compression-infos", hint_files_, "File of transaction-size hints, may be repeated (default: computed)"
        );
        arguments.flag(
            "--recompute",
            recompute_,
            "Execute the blocks and fill their withdraw roots; without files: those in the database"
        );
        arguments.text("--range", range_, "With --recompute and no files: only blocks A-B");
    }

    int run(Context& context) override {
        if (files_.empty() && !recompute_) throw UsageError("ingest: name at least one witness file");
        if (!range_.empty() && (!recompute_ || !files_.empty())) {
            throw UsageError("--range: goes with --recompute and without files");
        }
        const io::BlockRange range = range_.empty() ? io::BlockRange{0, INT64_MAX} : parse_range(range_);
        const std::vector<witness::CompressionInfos> hints = read_hint_files(hint_files_);
        std::optional<guest::Fork> fork;
        if (!fork_.empty()) {
            const auto parsed = parse_fork(fork_);
            if (!parsed) throw UsageError("--fork: " + parsed.error().message());
            fork = *parsed;
        }
        const auto pairs = pair_block_files(files_);
        if (!pairs) throw UsageError(pairs.error().message());
        for (const BlockPaths& pair : *pairs) {
            if (!fork && !fork_of_path(pair.block)) {
                throw UsageError(pair.block + ": no folder above it is called like a fork; give --fork NAME");
            }
        }
        io::Store store(context.settings.database);
        store.require_schema();
        const io::DataFolder data(context.settings.data);
        std::uint64_t n_new = 0, n_same = 0, n_refused = 0;
        std::vector<std::uint64_t> numbers;
        bool computed = false;
        nlohmann::ordered_json refused = nlohmann::ordered_json::array();
        for (const BlockPaths& pair : *pairs) {
            const auto done = take(store, data, pair, fork, hints);
            if (!done) {
                ++n_refused;
                context.log.error(pair.block + ": " + done.error().message());
                refused.push_back({{"file", pair.block}, {"reason", done.error().message()}});
                continue;
            }
            ++(done->inserted == io::Store::Inserted::kNew ? n_new : n_same);
            numbers.push_back(done->number);
            computed = computed || done->source == witness::HintSource::kComputed;
        }
        if (const std::string warning = witness::compression_warning(); computed && !warning.empty()) {
            context.log.warning(warning);
        }
        nlohmann::ordered_json result{{"new", n_new}, {"same", n_same}, {"refused", n_refused}, {"refusals", refused}};
        if (!files_.empty()) {
            context.say(
                std::to_string(n_new) + " blocks taken, " + std::to_string(n_same) + " were there already, " +
                std::to_string(n_refused) + " refused"
            );
        }
        if (recompute_) {
            if (files_.empty()) numbers = store.block_numbers(range);
            n_refused += recompute(context, store, data, numbers, result);
        }
        context.set_result(result.dump());
        return n_refused == 0 ? kDone : kFailed;
    }

  private:
    struct Taken {
        io::Store::Inserted inserted = io::Store::Inserted::kNew;
        std::uint64_t number = 0;
        witness::HintSource source = witness::HintSource::kNotNeeded;
    };

    /// Returns the number of blocks that do not run.
    static std::uint64_t recompute(
        Context& context,
        io::Store& store,
        const io::DataFolder& data,
        const std::vector<std::uint64_t>& numbers,
        nlohmann::ordered_json& result
    ) {
        const Recomputed done = recompute_withdraw_roots(
            store, data, numbers, validium_key_of(context.settings), thread_count(context.settings)
        );
        context.say(std::to_string(done.n_blocks) + " blocks executed, their withdraw roots stored");
        result["executed"] = done.n_blocks;
        result["not_executed"] = nlohmann::ordered_json::array();
        for (const auto& [number, reason] : done.refusals) {
            context.log.error("block " + std::to_string(number) + ": " + reason);
            result["not_executed"].push_back({{"number", number}, {"reason", reason}});
        }
        return done.refusals.size();
    }

    static Result<Taken> take(
        io::Store& store,
        const io::DataFolder& data,
        const BlockPaths& paths,
        std::optional<guest::Fork> fork,
        std::span<const witness::CompressionInfos> hints
    ) {
        auto file = read_block_file(paths, fork);
        if (!file) return tl::unexpected(file.error());
        const auto source = witness::find_hints(file->block, file->fork, hints);
        if (!source) return tl::unexpected(source.error());
        const auto row = make_block_row(*file);
        if (!row) return tl::unexpected(row.error());
        const auto present = store.block(row->number);
        if (present && present->hash != row->hash) {
            return fail(
                "l2_block",
                "block " + std::to_string(row->number),
                "the block stored there, " + present->hash,
                row->hash
            );
        }
        if (present && !present->fork.empty() && present->fork != row->fork) {
            return fail(
                "l2_block",
                "block " + std::to_string(row->number),
                "the fork it was taken with, " + present->fork,
                row->fork
            );
        }
        // The file comes first: a row never names a file that is not there. Hints of a file replace whatever was kept.
        const auto path = data.resolve(row->witness_path);
        if (!path) return tl::unexpected<Error>(path.error());
        const auto stored = io::read_block_file(*path);
        const io::BlockFile mine = make_stored_file(*file, *row, *source);
        const bool better_hints =
            stored && *source == witness::HintSource::kFile && (stored->hints != mine.hints || stored->hints_uncertain);
        if (!stored || stored->hash != row->hash || better_hints) io::write_block_file(*path, mine);
        const auto inserted = store.insert_block(*row);
        if (!inserted) return tl::unexpected(inserted.error());
        return Taken{*inserted, row->number, *source};
    }

    std::vector<std::string> files_, hint_files_;
    std::string fork_, range_;
    bool recompute_ = false;
};

}  // namespace

std::unique_ptr<Command> make_ingest_command() {
    return std::make_unique<Ingest>();
}

}  // namespace zk::apps

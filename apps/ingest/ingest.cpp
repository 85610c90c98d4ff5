#include "apps/blocks/block_file.hpp"
#include "apps/cli/commands.hpp"
#include "apps/ingest/block_row.hpp"
#include "io/hdf5/artifacts.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

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
        arguments.flag("--recompute", recompute_, "Fill the withdraw roots of executed blocks");
    }

    int run(Context& context) override {
        if (recompute_) {
            throw UsageError(
                "--recompute: withdraw roots follow from executing blocks, which the program headers does not do"
            );
        }
        if (files_.empty()) throw UsageError("ingest: name at least one witness file");
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
        nlohmann::ordered_json refused = nlohmann::ordered_json::array();
        for (const BlockPaths& pair : *pairs) {
            const auto done = take(store, data, pair, fork);
            if (!done) {
                ++n_refused;
                context.log.error(pair.block + ": " + done.error().message());
                refused.push_back({{"file", pair.block}, {"reason", done.error().message()}});
            } else if (*done == io::Store::Inserted::kNew) {
                ++n_new;
            } else {
                ++n_same;
            }
        }
        context.say(
            std::to_string(n_new) + " blocks taken, " + std::to_string(n_same) + " were there already, " +
            std::to_string(n_refused) + " refused"
        );
        context.set_result(nlohmann::ordered_json{
            {"new", n_new}, {"same", n_same}, {"refused", n_refused}, {"refusals", refused}}
                               .dump());
        return n_refused == 0 ? kDone : kFailed;
    }

  private:
    static Result<io::Store::Inserted> take(
        io::Store& store, const io::DataFolder& data, const BlockPaths& paths, std::optional<guest::Fork> fork
    ) {
        const auto file = read_block_file(paths, fork);
        if (!file) return tl::unexpected(file.error());
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
        // The file comes first: a row never names a file that is not there.
        const std::filesystem::path path = data.resolve(row->witness_path);
        const auto stored = io::read_block_file(path);
        if (!stored || stored->hash != row->hash) {
            io::write_block_file(
                path,
                {.number = row->number,
                 .hash = row->hash,
                 .fork = row->fork,
                 .witness = file->witness,
                 .extra = file->extra}
            );
        }
        return store.insert_block(*row);
    }

    std::vector<std::string> files_;
    std::string fork_;
    bool recompute_ = false;
};

}  // namespace

std::unique_ptr<Command> make_ingest_command() {
    return std::make_unique<Ingest>();
}

}  // namespace zk::apps

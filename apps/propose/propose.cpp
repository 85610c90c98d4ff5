#include "apps/cli/commands.hpp"
#include "apps/cli/range.hpp"
#include "apps/propose/chunk_row.hpp"
#include "base/hex.hpp"
#include "io/postgres/store.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace zk::apps {
namespace {

/// One call looks at so many blocks; more are there for the next.
constexpr std::size_t kMaxBlocks = 20'000;

class Propose final : public Command {
  public:
    const char* name() const override { return "propose"; }
    const char* help() const override {
        return "Make chunk tasks of consecutive blocks, up to the next gap or change of fork";
    }
    const char* example() const override { return "zkprove propose --prev-msg-queue-hash 0x4b7d... --max-blocks 10"; }

    void declare(Arguments& arguments) override {
        arguments.text(
            "--prev-msg-queue-hash",
            queue_hash_,
            "L1 message queue hash before the first block (default: that of the chunk before, else zero)"
        );
        arguments.text("--range", range_, "Only blocks A-B");
        arguments.number("--max-blocks", max_blocks_, "Blocks in a chunk (default propose.max_blocks)", 1, 65'535);
        arguments.number(
            "--max-transactions", max_transactions_, "Transactions in a chunk (default propose.max_transactions)", 1
        );
    }

    int run(Context& context) override {
        std::optional<guest::Hash> queue_hash;
        if (!queue_hash_.empty()) {
            const auto bytes = from_hex(queue_hash_);
            if (!bytes || bytes->size() != 32)
                throw UsageError("--prev-msg-queue-hash: expected 32 bytes in hexadecimal");
            std::copy(bytes->begin(), bytes->end(), queue_hash.emplace().begin());
        }
        std::optional<io::BlockRange> range;
        if (!range_.empty()) range = parse_range(range_);
        const Settings::Propose& configured = context.settings.propose;
        const ChunkLimits limits{
            .max_blocks = max_blocks_ != 0 ? max_blocks_ : configured.max_blocks,
            .max_transactions = max_transactions_ != 0 ? max_transactions_ : configured.max_transactions,
            .max_witness_bytes = configured.max_witness_bytes};

        io::Store store(context.settings.database);
        store.require_schema();
        std::vector<io::BlockRow> blocks = store.blocks_without_chunk(range ? range->first : 0, kMaxBlocks);
        if (range) std::erase_if(blocks, [&](const io::BlockRow& block) { return block.number > range->last; });
        // Blocks that another importer wrote would otherwise be in the way for ever.
        const auto first_ingested = std::find_if(blocks.begin(), blocks.end(), is_ingested);
        if (first_ingested != blocks.begin()) {
            context.log.warning(
                "blocks " + std::to_string(blocks.front().number) + ".." +
                std::to_string(std::prev(first_ingested)->number) + " were not ingested by zkprove and are passed over"
            );
            blocks.erase(blocks.begin(), first_ingested);
        }
        const Cut cut = cut_chunks(blocks, limits);

        nlohmann::ordered_json chunks = nlohmann::ordered_json::array();
        std::span<const io::BlockRow> left = blocks;
        for (const std::size_t length : cut.lengths) {
            const auto own = left.first(length);
            left = left.subspan(length);
            const std::uint64_t first = own.front().number;
            const auto parent = first > 0 ? store.chunk_ending_at(first - 1) : std::nullopt;
            if (!parent && !queue_hash &&
                guest::has_message_queue_hash(guest::fork_from_name(own.front().fork).value_or(guest::Fork::kEuclidV1)
                )) {
                context.log.warning(
                    "no chunk ends before block " + std::to_string(first) +
                    ": its message queue hash is taken to be zero; --prev-msg-queue-hash gives another"
                );
            }
            if (own.back().withdraw_root == hash_text({})) {
                context.log.warning(
                    "block " + std::to_string(own.back().number) +
                    " has withdraw root zero, which is right only before the first withdrawal: `zkprove ingest "
                    "--recompute` "
                    "executes blocks and fills it, here and in the chunk"
                );
            }
            const auto row = make_chunk_row(own, parent, queue_hash);
            if (!row) throw TaskError(row.error().message());
            const auto index = store.insert_chunk(*row);
            if (!index) throw TaskError(index.error().message());
            // It held for the first chunk; the others follow from it.
            queue_hash.reset();
            context.say(
                "chunk " + std::to_string(*index) + "  " + row->hash + "  blocks " +
                std::to_string(row->start_block_number) + ".." + std::to_string(row->end_block_number) + "  " +
                row->fork
            );
            chunks.push_back(
                {{"index", *index},
                 {"hash", row->hash},
                 {"fork", row->fork},
                 {"start_block_number", row->start_block_number},
                 {"end_block_number", row->end_block_number},
                 {"prev_l1_message_queue_hash", row->prev_l1_message_queue_hash},
                 {"post_l1_message_queue_hash", row->post_l1_message_queue_hash}}
            );
        }
        if (!cut.stopped.empty()) {
            context.say("stopped: " + cut.stopped + "; `zkprove propose` again goes on behind it");
        } else if (cut.lengths.empty()) {
            context.say("no ingested block is without a chunk");
        }
        context.set_result(nlohmann::ordered_json{{"chunks", chunks}, {"stopped", cut.stopped}}.dump());
        return kDone;
    }

  private:
    std::string queue_hash_, range_;
    std::uint64_t max_blocks_ = 0, max_transactions_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_propose_command() {
    return std::make_unique<Propose>();
}

}  // namespace zk::apps

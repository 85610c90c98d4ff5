#include "apps/blocks/block_file.hpp"
#include "apps/cli/commands.hpp"
#include "apps/devnet/chain.hpp"
#include "base/hex.hpp"

#include <nlohmann/json.hpp>

namespace zk::apps {
namespace {

class Devnet final : public Command {
  public:
    const char* name() const override { return "devnet"; }
    const char* help() const override { return "Make a chain of sample blocks with their witnesses"; }
    const char* example() const override { return "zkprove devnet --fork galileo --blocks 8 --output blocks/galileo"; }

    void declare(Arguments& arguments) override {
        arguments.text("--output", output_, "Folder for the witness files, made if absent", Arguments::Need::kRequired);
        arguments.flag(
            "--headers-only", headers_only_, "Blocks without state: what the program headers reads, and no other"
        );
        arguments.text("--fork", fork_, "Fork of the blocks (default galileo)");
        arguments.number("--blocks", options_blocks_, "Number of blocks", 1, 1'000'000);
        arguments.number("--first-block", first_, "Number of the first block", 1);
        arguments.number("--transactions", transactions_, "Transactions in a block, L1 messages apart", 0, 65'535);
        arguments.number("--l1-messages", messages_, "L1 messages in a block", 0, 65'535);
        arguments.number("--chain-id", chain_id_, "Chain id", 1);
        arguments.number("--seed", seed_, "Another seed, another chain");
    }

    int run(Context& context) override {
        const auto fork = parse_fork(fork_);
        if (!fork) throw UsageError("--fork: " + fork.error().message());
        devnet::ChainOptions options;
        options.fork = *fork;
        options.chain_id = chain_id_;
        options.first_block = first_;
        options.n_blocks = static_cast<std::uint32_t>(options_blocks_);
        options.transactions_per_block = static_cast<std::uint32_t>(transactions_);
        options.l1_messages_per_block = static_cast<std::uint32_t>(messages_);
        options.seed = seed_;
        options.headers_only = headers_only_;
        const auto files = devnet::write_chain(options, output_);
        if (!files) throw UsageError(files.error().message());
        context.say(
            std::to_string(files->size()) + " blocks of " + fork_ + ", " + std::to_string(first_) + ".." +
            std::to_string(first_ + files->size() - 1) + ", written to " + output_
        );
        nlohmann::ordered_json result{
            {"fork", fork_}, {"chain_id", chain_id_}, {"files", nlohmann::ordered_json::array()}};
        for (const auto& file : *files) result["files"].push_back(file.string());
        context.set_result(result.dump());
        return kDone;
    }

  private:
    std::string output_, fork_ = "galileo";
    bool headers_only_ = false;
    std::uint64_t options_blocks_ = 8, first_ = 1, transactions_ = 6, messages_ = 1, chain_id_ = 530077, seed_ = 1;
};

}  // namespace

std::unique_ptr<Command> make_devnet_command() {
    return std::make_unique<Devnet>();
}

}  // namespace zk::apps

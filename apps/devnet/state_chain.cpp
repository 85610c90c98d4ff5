#include "apps/devnet/actions.hpp"
#include "apps/devnet/block_json.hpp"
#include "apps/devnet/chain_maker.hpp"
#include "apps/devnet/world.hpp"
#include "apps/witness/compressed_size.hpp"
#include "apps/witness/compression.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/stateless/block_execution.hpp"
#include "guest/trie/trie_root.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace zk::devnet {
namespace {

using guest::Fork;
using guest::Hash;

class StateChain final : public ChainMaker {
  public:
    explicit StateChain(const ChainOptions& options) : options_(options), actions_(options) {
        actions_.put_genesis(world_);
        parent_hash_ = labelled_hash("zkprove devnet parent", options.seed, options.first_block);
    }

    ChainBlock next(std::uint64_t number) override {
        std::vector<MadeTransaction> made;
        for (std::uint32_t i = 0; i < options_.l1_messages_per_block; ++i) made.push_back(actions_.next_l1_message());
        for (std::uint32_t i = 0; i < options_.transactions_per_block; ++i) made.push_back(actions_.next_transaction());
        witness::Block block;
        block.number = number;
        for (const MadeTransaction& each : made) {
            block.transactions.push_back(guest::encode_transaction(each.transaction.view()));
        }
        if (guest::has_compression_hints(options_.fork)) {
            if (const auto computed = witness::compute_hints(block); !computed) give_up(computed.error().message());
        }
        block.prev_state_root = world_.state_root();
        const Bytes clique_seal(kCliqueBytes);
        guest::Header header = begin_header(number, made, clique_seal);
        header.transactions_root =
            guest::list_root(std::vector<ByteView>(block.transactions.begin(), block.transactions.end()));

        ChainBlock out;
        BlockState witness = execute(header, witness::view_of(block, options_.fork), out);
        if (!block.hints.empty()) witness.hints = witness::block_infos_json(block);
        out.number = number;
        out.hash = parent_hash_ = guest::keccak256(guest::encode_header(header));
        std::vector<OwnedTransaction> transactions;
        for (const MadeTransaction& each : made) {
            out.actions.push_back(each.action);
            transactions.push_back(each.transaction);
        }
        out.json = block_json(options_.chain_id, block.prev_state_root, header, transactions, witness);
        if (options_.fork == Fork::kValidium) {
            transactions.resize(options_.l1_messages_per_block);
            for (std::size_t i = 0; i < transactions.size(); ++i) transactions[i].data = std::move(made[i].parent_data);
            out.validium_messages = validium_json(transactions);
        }
        return out;
    }

  private:
    /// Its own transactions are valid: anything else is a defect of this program.
    [[noreturn]] static void give_up(const std::string& why) {
        throw std::logic_error("the devnet made a block that does not run: " + why);
    }

    /// All but the roots, the bloom and the gas used.
    guest::Header begin_header(std::uint64_t number, const std::vector<MadeTransaction>& made, ByteView clique_seal)
        const {
        std::uint64_t gas = 0;
        for (const MadeTransaction& each : made) gas += each.transaction.transaction.gas_limit;
        guest::Header header;
        header.parent_hash = parent_hash_;
        header.ommers_hash = guest::kNoOmmersHash;
        header.number = number;
        header.gas_limit = std::max(kBlockGasLimit, gas);
        header.timestamp = kGenesisTimestamp + 3 * number;
        header.base_fee_per_gas = guest::to_word(kBaseFee);
        const bool is_clique = options_.fork == Fork::kEuclidV1;
        header.difficulty = guest::to_word(is_clique ? 2 : 1);
        if (is_clique) header.extra_data = clique_seal;
        return header;
    }

    /// Runs the block on the whole state and completes the header with what came out.
    BlockState execute(guest::Header& header, const guest::BlockInput& input, ChainBlock& out) {
        guest::State state(world_);
        const auto outcome = guest::run_block(state, input, header, options_.fork, options_.chain_id);
        if (!outcome) {
            std::array<char, 512> buffer;
            give_up(std::string(guest::write_message(buffer, outcome.error())));
        }
        // Any block may be the last of its chunk, and then its withdraw root is read.
        static_cast<void>(state.storage(guest::kL2MessageQueue, guest::U256()));
        StateWitness witness = world_.commit(state);
        header.gas_used = outcome->gas_used;
        header.receipts_root = outcome->receipts_root;
        header.logs_bloom = outcome->logs_bloom;
        header.state_root = world_.state_root();
        out.n_collapsed = witness.n_collapsed;
        return {.nodes = std::move(witness.nodes), .codes = std::move(witness.codes), .hints = {}};
    }

    ChainOptions options_;
    Actions actions_;
    World world_;
    Hash parent_hash_{};
};

}  // namespace

std::unique_ptr<ChainMaker> make_state_chain(const ChainOptions& options) {
    return std::make_unique<StateChain>(options);
}

}  // namespace zk::devnet

#include "guest/stateless/block_execution.hpp"

#include "guest/crypto/secp256k1.hpp"
#include "guest/evm/transaction_execution.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/stateless/authorities.hpp"
#include "guest/stateless/receipts.hpp"
#include "guest/stateless/system_actions.hpp"
#include "guest/trie/trie_root.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace zk::guest {
namespace {

/// Takes the fees of L2 transactions; COINBASE, whatever the header says.
constexpr Address kFeeVault = {0x53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5};

BlockEnvironment environment_of(const Header& header, std::uint64_t chain_id) {
    BlockEnvironment block;
    block.chain_id = chain_id;
    block.number = header.number;
    block.timestamp = header.timestamp;
    block.gas_limit = header.gas_limit;
    block.coinbase = kFeeVault;
    block.base_fee = U256::from_word(header.base_fee_per_gas);
    return block;
}

Refusal at_transaction(Refusal refusal, std::size_t index) {
    refusal.transaction = static_cast<std::int64_t>(index);
    return refusal;
}

class BlockRun {
  public:
    BlockRun(State& state, const BlockInput& block, const Header& header, Fork fork, std::uint64_t chain_id)
        : state_(state),
          block_(block),
          header_(header),
          fork_(fork),
          environment_(environment_of(header, chain_id)),
          evm_(state, rules_of(fork), environment_) {}

    Checked<void> run() {
        const std::span<const CompressionHint> hints = block_.hints;
        // Before Feynman the fee does not depend on them.
        if (hints.size() != block_.transactions.size() && fork_ >= Fork::kFeynman) {
            return tl::unexpected(refusal("compression hints", "one for each transaction", hints.size()));
        }
        run_system_actions(evm_, evm_.rules().scroll.value_or(fork_), header_);
        for (std::size_t i = 0; i < block_.transactions.size(); ++i) {
            if (const auto done =
                    run_transaction(block_.transactions[i], i < hints.size() ? hints[i] : CompressionHint());
                !done) {
                return tl::unexpected(at_transaction(done.error(), i));
            }
        }
        return {};
    }

    BlockOutcome outcome() const {
        const std::vector<ByteView> receipts(receipts_.begin(), receipts_.end());
        BlockOutcome out;
        out.gas_used = gas_used_;
        out.receipts_root = list_root(receipts);
        out.logs_bloom = bloom_;
        return out;
    }

  private:
    Checked<void> run_transaction(ByteView encoding, const CompressionHint& hint) {
        const auto tx = decode_transaction(encoding);
        if (!tx) return tl::unexpected(tx.error());
        TransactionInput input;
        input.transaction = &*tx;
        std::vector<std::optional<Address>> authorities;
        if (tx->type == TransactionType::kL1Message) {
            input.sender = tx->sender;
        } else {
            const auto sender = recover_address(keccak256(encode_for_signing(*tx)), tx->y_parity, tx->r, tx->s);
            if (!sender) return tl::unexpected(refusal("signature", "one that recovers to a key"));
            input.sender = *sender;
            const Fork rules = evm_.rules().scroll.value_or(fork_);
            if (!hint_is_valid(rules, encoding.size(), hint)) {
                return tl::unexpected(
                    refusal("compression hint", "a ratio of at least 1e9, a size within the encoding", hint.size)
                );
            }
            input.l1_fee = l1_data_fee(state_, rules, encoding.size(), hint);
            authorities = recover_authorities(tx->authorization_list);
            input.authorities = authorities;
        }
        Receipt receipt;
        const TransactionError error =
            execute_transaction(receipt, evm_, environment_, input, header_.gas_limit - gas_used_);
        if (error != TransactionError::kNone) return tl::unexpected(refusal("transaction", describe(error)));
        gas_used_ += receipt.gas_used;
        Bloom bloom{};
        add_to_bloom(bloom, receipt.logs);
        for (std::size_t i = 0; i < bloom.size(); ++i) bloom_[i] = static_cast<std::uint8_t>(bloom_[i] | bloom[i]);
        receipts_.push_back(encode_receipt(tx->type, receipt, gas_used_, bloom));
        return {};
    }

    State& state_;
    const BlockInput& block_;
    const Header& header_;
    Fork fork_;
    BlockEnvironment environment_;
    Evm evm_;
    std::uint64_t gas_used_ = 0;
    Bloom bloom_{};
    std::vector<Bytes> receipts_;
};

Checked<void> compare_with_header(const BlockOutcome& outcome, const Header& header) {
    if (outcome.gas_used != header.gas_used) {
        return tl::unexpected(refusal("gas_used", "that of the header", outcome.gas_used));
    }
    if (outcome.receipts_root != header.receipts_root) {
        return tl::unexpected(mismatch("receipts_root", header.receipts_root, outcome.receipts_root));
    }
    if (outcome.logs_bloom != header.logs_bloom) return tl::unexpected(refusal("logs_bloom", "that of the header"));
    return {};
}

}  // namespace

Checked<BlockOutcome> run_block(
    State& state, const BlockInput& block, const Header& header, Fork fork, std::uint64_t chain_id
) {
    BlockRun run(state, block, header, fork, chain_id);
    const auto executed = run.run();
    if (!executed) return tl::unexpected(executed.error());
    return run.outcome();
}

Checked<BlockOutcome> execute_block(
    State& state,
    WitnessState& tries,
    const BlockInput& block,
    const BlockSummary& summary,
    Fork fork,
    std::uint64_t chain_id
) {
    const auto in_block = [&summary](Refusal refusal) {
        refusal.block = static_cast<std::int64_t>(summary.header.number);
        return tl::unexpected(refusal);
    };
    auto outcome = run_block(state, block, summary.header, fork, chain_id);
    // A part that the witness lacks explains whatever else went wrong.
    if (const rlp::Failure& missing = tries.failure()) return in_block(*missing);
    if (!outcome) return in_block(outcome.error());
    const auto compared = compare_with_header(*outcome, summary.header);
    if (!compared) return in_block(compared.error());
    const auto root = tries.commit(state);
    if (!root) return in_block(root.error());
    if (*root != summary.header.state_root) return in_block(mismatch("state_root", summary.header.state_root, *root));
    outcome->state_root = *root;
    return outcome;
}

}  // namespace zk::guest

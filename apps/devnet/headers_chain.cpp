#include "apps/devnet/block_json.hpp"
#include "apps/devnet/chain_maker.hpp"
#include "apps/devnet/random.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/trie/trie_root.hpp"

#include <algorithm>
#include <array>

namespace zk::devnet {
namespace {

using guest::Fork;
using guest::Hash;
using guest::Transaction;
using guest::TransactionType;

class HeadersChain final : public ChainMaker {
  public:
    explicit HeadersChain(const ChainOptions& options) : options_(options), random_(options.seed) {
        for (std::uint32_t i = 0; i < kAccounts; ++i) keys_[i] = account_key(i);
        parent_hash_ = labelled_hash("zkprove devnet parent", options.seed, options.first_block);
        n_messages_ = (options.first_block - 1) * options.l1_messages_per_block;
    }

    ChainBlock next(std::uint64_t number) override {
        std::vector<OwnedTransaction> transactions;
        for (std::uint32_t i = 0; i < options_.l1_messages_per_block; ++i) transactions.push_back(l1_message());
        for (std::uint32_t i = 0; i < options_.transactions_per_block; ++i)
            transactions.push_back(signed_transaction());

        std::vector<Bytes> encodings;
        std::uint64_t gas = 0;
        for (const OwnedTransaction& each : transactions) {
            encodings.push_back(guest::encode_transaction(each.view()));
            gas += each.transaction.gas_limit;
        }
        const std::vector<ByteView> views(encodings.begin(), encodings.end());

        guest::Header header;
        header.parent_hash = parent_hash_;
        header.ommers_hash = guest::kNoOmmersHash;
        header.state_root = state_root(number);
        header.transactions_root = guest::list_root(views);
        header.receipts_root = guest::kEmptyTrieRoot;
        header.number = number;
        header.gas_used = gas;
        header.gas_limit = std::max(kBlockGasLimit, gas);
        header.timestamp = kGenesisTimestamp + 3 * number;
        header.base_fee_per_gas = guest::to_word(kBaseFee);
        const Bytes clique_seal(kCliqueBytes);
        const bool is_clique = options_.fork == Fork::kEuclidV1;
        header.difficulty = guest::to_word(is_clique ? 2 : 1);
        if (is_clique) header.extra_data = clique_seal;

        ChainBlock block;
        block.number = number;
        block.hash = guest::keccak256(guest::encode_header(header));
        block.json = block_json(options_.chain_id, state_root(number - 1), header, transactions);
        if (options_.fork == Fork::kValidium) {
            transactions.resize(options_.l1_messages_per_block);
            block.validium_messages = validium_json(transactions);
        }
        parent_hash_ = block.hash;
        return block;
    }

  private:
    [[nodiscard]] Hash state_root(std::uint64_t number) const {
        return labelled_hash("zkprove devnet state", options_.seed, number);
    }

    OwnedTransaction l1_message() {
        OwnedTransaction out;
        Transaction& tx = out.transaction;
        tx.type = TransactionType::kL1Message;
        tx.queue_index = n_messages_++;
        tx.gas_limit = kL1Gas;
        tx.to = random_.array<20>();
        tx.sender = random_.array<20>();
        tx.value = guest::to_word(random_.below(1'000'000'000));
        out.data = random_.bytes(random_.below(200));
        return out;
    }

    OwnedTransaction signed_transaction() {
        constexpr std::array<TransactionType, 4> kTypes = {
            TransactionType::kLegacy,
            TransactionType::kDynamicFee,
            TransactionType::kAccessList,
            TransactionType::kSetCode};
        const std::size_t n_types = guest::has_set_code_transactions(options_.fork) ? 4 : 3;
        const std::uint64_t turn = n_transactions_++;
        const auto sender = static_cast<std::uint32_t>(random_.below(kAccounts));

        OwnedTransaction out;
        Transaction& tx = out.transaction;
        tx.type = kTypes[turn % n_types];
        // Every eighth legacy transaction is one from before EIP-155.
        if (tx.type != TransactionType::kLegacy || turn / n_types % 8 != 7) tx.chain_id = options_.chain_id;
        tx.nonce = nonces_[sender]++;
        tx.max_fee_per_gas = guest::to_word(2 * kBaseFee + random_.below(kBaseFee));
        // Every fifth transaction but set-code ones creates a contract.
        if (tx.type == TransactionType::kSetCode || turn % 5 != 4) tx.to = random_.array<20>();
        tx.value = guest::to_word(random_.below(1'000'000'000'000));
        out.data = random_.bytes(random_.below(3) == 0 ? random_.below(300) : 0);
        tx.gas_limit = 21000 + 16 * out.data.size() + (tx.to ? 0 : 53000);
        if (tx.type == TransactionType::kDynamicFee || tx.type == TransactionType::kSetCode) {
            tx.max_priority_fee_per_gas = guest::to_word(random_.below(kBaseFee));
        }
        if (tx.type != TransactionType::kLegacy) {
            for (std::uint64_t i = random_.below(3); i > 0; --i) {
                tx.access_list.push_back({random_.array<20>(), {random_.array<32>(), random_.array<32>()}});
                tx.gas_limit += 2400 + 2 * 1900;
            }
        }
        if (tx.type == TransactionType::kSetCode) {
            tx.authorization_list.push_back(authorization());
            tx.gas_limit += 25000;
        }
        sign_transaction(out, keys_[sender]);
        return out;
    }

    guest::Authorization authorization() {
        const auto authority = static_cast<std::uint32_t>(random_.below(kAccounts));
        guest::Authorization out;
        out.chain_id = guest::to_word(options_.chain_id);
        out.address = random_.array<20>();
        out.nonce = nonces_[authority];
        sign_authorization(out, keys_[authority]);
        return out;
    }

    ChainOptions options_;
    Random random_;
    std::array<guest::Word, kAccounts> keys_{};
    std::array<std::uint64_t, kAccounts> nonces_{};
    Hash parent_hash_{};
    std::uint64_t n_messages_ = 0;
    std::uint64_t n_transactions_ = 0;
};

}  // namespace

std::unique_ptr<ChainMaker> make_headers_chain(const ChainOptions& options) {
    return std::make_unique<HeadersChain>(options);
}

}  // namespace zk::devnet

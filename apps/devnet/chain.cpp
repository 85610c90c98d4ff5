#include "apps/devnet/chain.hpp"

#include "apps/devnet/block_json.hpp"
#include "apps/devnet/secp256k1.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/trie/trie_root.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

namespace zk::devnet {
namespace {

using guest::Fork;
using guest::Hash;
using guest::Transaction;
using guest::TransactionType;

constexpr std::uint64_t kGenesisTimestamp = 1'760'000'000;
constexpr std::uint64_t kBaseFee = 15'680'000;
constexpr std::uint64_t kBlockGasLimit = 20'000'000;
constexpr std::uint64_t kL1Gas = 1'000'000;

// splitmix64 (Steele, Lea, Flood 2014).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    Bytes bytes(std::size_t n) {
        Bytes out(n);
        for (auto& byte : out) byte = static_cast<std::uint8_t>(next());
        return out;
    }
    template <std::size_t N>
    std::array<std::uint8_t, N> array() {
        std::array<std::uint8_t, N> out{};
        for (auto& byte : out) byte = static_cast<std::uint8_t>(next());
        return out;
    }

  private:
    std::uint64_t state_;
};

Hash labelled_hash(std::string_view label, std::uint64_t a, std::uint64_t b) {
    return guest::Keccak256()
        .absorb({reinterpret_cast<const std::uint8_t*>(label.data()), label.size()})
        .absorb(guest::to_word(a))
        .absorb(guest::to_word(b))
        .finish();
}

class Chain {
  public:
    explicit Chain(const ChainOptions& options) : options_(options), random_(options.seed) {
        for (std::uint32_t i = 0; i < kAccounts; ++i) keys_[i] = account_key(i);
        parent_hash_ = labelled_hash("zkprove devnet parent", options.seed, options.first_block);
        n_messages_ = (options.first_block - 1) * options.l1_messages_per_block;
    }

    ChainBlock next(std::uint64_t number) {
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
        const Bytes clique_seal(97);
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
        const Signature signature = sign(keys_[sender], guest::keccak256(guest::encode_for_signing(out.view())));
        tx.r = signature.r;
        tx.s = signature.s;
        tx.y_parity = signature.y_parity;
        return out;
    }

    guest::Authorization authorization() {
        const auto authority = static_cast<std::uint32_t>(random_.below(kAccounts));
        guest::Authorization out;
        out.chain_id = guest::to_word(options_.chain_id);
        out.address = random_.array<20>();
        out.nonce = nonces_[authority];
        const Signature signature = sign(keys_[authority], guest::authorization_digest(out));
        out.r = signature.r;
        out.s = signature.s;
        out.y_parity = signature.y_parity;
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

void write_file(const std::filesystem::path& path, std::string_view text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

}  // namespace

guest::Word account_key(std::uint32_t index) {
    return labelled_hash("zkprove devnet account", index, 0);
}

Result<void> check(const ChainOptions& options) {
    const auto refuse = [](const char* option, const char* expected, std::uint64_t got) {
        return fail("devnet", option, expected, std::to_string(got));
    };
    if (options.first_block == 0 || options.first_block > std::uint64_t{1} << 40) {
        return refuse("first block", "a number in [1, 2^40]", options.first_block);
    }
    if (options.n_blocks == 0) return refuse("blocks", "at least 1", 0);
    if (options.chain_id == 0 || options.chain_id > std::uint64_t{1} << 40) {
        return refuse("chain id", "a number in [1, 2^40]", options.chain_id);
    }
    const std::uint64_t per_block = std::uint64_t{options.transactions_per_block} + options.l1_messages_per_block;
    if (per_block > 0xffff) return refuse("transactions per block", "at most 65535 with the L1 messages", per_block);
    if (per_block * options.n_blocks > 1'000'000) {
        return refuse("transactions in the chain", "at most 1000000", per_block * options.n_blocks);
    }
    return {};
}

Result<std::vector<ChainBlock>> make_chain(const ChainOptions& options) {
    if (const auto checked = check(options); !checked) return tl::unexpected(checked.error());
    Chain chain(options);
    std::vector<ChainBlock> blocks;
    for (std::uint32_t i = 0; i < options.n_blocks; ++i) blocks.push_back(chain.next(options.first_block + i));
    return blocks;
}

Result<std::vector<std::filesystem::path>> write_chain(
    const ChainOptions& options, const std::filesystem::path& folder
) {
    if (const auto checked = check(options); !checked) return tl::unexpected(checked.error());
    std::filesystem::create_directories(folder);
    Chain chain(options);
    std::vector<std::filesystem::path> paths;
    for (std::uint32_t i = 0; i < options.n_blocks; ++i) {
        const ChainBlock block = chain.next(options.first_block + i);
        const std::string name = std::to_string(block.number);
        paths.push_back(folder / (name + ".json"));
        write_file(paths.back(), block.json);
        if (!block.validium_messages.empty()) {
            write_file(folder / (name + "_validium_txs.json"), block.validium_messages);
        }
    }
    return paths;
}

}  // namespace zk::devnet

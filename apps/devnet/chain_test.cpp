#include "apps/devnet/chain.hpp"

#include "apps/devnet/secp256k1.hpp"
#include "apps/witness/block.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/programs.hpp"

#include <gtest/gtest.h>

#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <unistd.h>

#include <memory>
#include <set>

namespace zk::devnet {
namespace {

using guest::Fork;
using guest::TransactionType;

struct DestroyContext {
    void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};

std::vector<witness::Block> parsed(const std::vector<ChainBlock>& chain) {
    std::vector<witness::Block> blocks;
    for (const ChainBlock& each : chain) {
        auto block = witness::parse_block(each.json);
        EXPECT_TRUE(block.has_value()) << block.error().message();
        if (!block) return {};
        if (!each.validium_messages.empty()) {
            block->validium_messages = witness::parse_validium_messages(each.validium_messages).value();
        }
        EXPECT_EQ(block->hash, each.hash);
        blocks.push_back(std::move(*block));
    }
    return blocks;
}

ChainOptions headers_only() {
    ChainOptions options;
    options.headers_only = true;
    return options;
}

class EveryFork : public ::testing::TestWithParam<Fork> {};

TEST_P(EveryFork, TheHeadersProgramAcceptsTheChain) {
    ChainOptions options = headers_only();
    options.fork = GetParam();
    options.first_block = 100;
    options.l1_messages_per_block = 2;
    const auto blocks = parsed(make_chain(options).value());
    ASSERT_EQ(blocks.size(), options.n_blocks);
    EXPECT_EQ(blocks.front().number, 100u);
    std::set<TransactionType> types;
    for (const auto& block : blocks) {
        EXPECT_EQ(block.transactions.size(), 8u);
        for (const Bytes& bytes : block.transactions) types.insert(guest::decode_transaction(bytes).value().type);
    }
    EXPECT_EQ(types.size(), GetParam() == Fork::kEuclidV1 ? 4u : 5u);
    const auto input = witness::make_chunk_input(blocks, GetParam(), {}).value();
    const auto words = guest::run_program("headers", input);
    EXPECT_TRUE(words.has_value()) << words.error().message();
}

TEST_P(EveryFork, ParentHashesLink) {
    ChainOptions options = headers_only();
    options.fork = GetParam();
    const auto blocks = parsed(make_chain(options).value());
    for (std::size_t i = 1; i < blocks.size(); ++i) {
        const auto header = guest::decode_header(blocks[i].header).value();
        EXPECT_EQ(header.parent_hash, blocks[i - 1].hash);
    }
}

INSTANTIATE_TEST_SUITE_P(Forks, EveryFork, ::testing::ValuesIn(guest::kForks), [](const auto& each) {
    return std::string(guest::fork_name(each.param));
});

TEST(Chain, IsAPureFunctionOfItsOptions) {
    const ChainOptions options = headers_only();
    const auto chain = make_chain(options).value();
    const auto again = make_chain(options).value();
    ChainOptions other = options;
    other.seed = 2;
    const auto another = make_chain(other).value();
    for (std::size_t i = 0; i < chain.size(); ++i) {
        EXPECT_EQ(chain[i].json, again[i].json);
        EXPECT_NE(chain[i].hash, another[i].hash);
    }
}

// Every transaction of a chain is signed by one of the devnet's accounts, as libsecp256k1 sees it.
TEST(Chain, SendersAreTheDevnetsAccounts) {
    const std::unique_ptr<secp256k1_context, DestroyContext> context(secp256k1_context_create(SECP256K1_CONTEXT_NONE));
    std::set<std::array<std::uint8_t, 65>> accounts;
    const auto serialized = [&context](const secp256k1_pubkey& key) {
        std::array<std::uint8_t, 65> bytes{};
        std::size_t size = bytes.size();
        secp256k1_ec_pubkey_serialize(context.get(), bytes.data(), &size, &key, SECP256K1_EC_UNCOMPRESSED);
        return bytes;
    };
    for (std::uint32_t i = 0; i < kAccounts; ++i) {
        secp256k1_pubkey key;
        ASSERT_EQ(secp256k1_ec_pubkey_create(context.get(), &key, account_key(i).data()), 1);
        accounts.insert(serialized(key));
    }
    const auto is_ours = [&](const guest::Hash& digest, const guest::Word& r, const guest::Word& s, int y_parity) {
        std::array<std::uint8_t, 64> compact{};
        std::copy(r.begin(), r.end(), compact.begin());
        std::copy(s.begin(), s.end(), compact.begin() + 32);
        secp256k1_ecdsa_recoverable_signature signature;
        secp256k1_pubkey key;
        return secp256k1_ecdsa_recoverable_signature_parse_compact(
                   context.get(), &signature, compact.data(), y_parity
               ) == 1 &&
               secp256k1_ecdsa_recover(context.get(), &key, &signature, digest.data()) == 1 &&
               accounts.contains(serialized(key));
    };
    ChainOptions options = headers_only();
    options.transactions_per_block = 12;
    std::size_t n_signatures = 0;
    std::size_t n_without_chain_id = 0;
    std::size_t n_creations = 0;
    for (const auto& block : parsed(make_chain(options).value())) {
        for (const Bytes& bytes : block.transactions) {
            const auto tx = guest::decode_transaction(bytes).value();
            if (tx.type == TransactionType::kL1Message) continue;
            const guest::Hash digest = guest::keccak256(guest::encode_for_signing(tx));
            EXPECT_TRUE(is_ours(digest, tx.r, tx.s, tx.y_parity)) << "block " << block.number;
            ++n_signatures;
            n_without_chain_id += tx.chain_id ? 0 : 1;
            n_creations += tx.to ? 0 : 1;
            for (const auto& each : tx.authorization_list) {
                EXPECT_TRUE(is_ours(guest::authorization_digest(each), each.r, each.s, each.y_parity));
                ++n_signatures;
            }
        }
    }
    EXPECT_GT(n_signatures, 8u * 12);
    EXPECT_GT(n_without_chain_id, 0u);
    EXPECT_GT(n_creations, 0u);
}

TEST(Chain, RefusesOptionsOutOfRange) {
    const auto refusal = [](auto&& change) {
        ChainOptions options;
        change(options);
        const auto chain = make_chain(options);
        return chain ? std::string("accepted") : chain.error().message();
    };
    EXPECT_NE(refusal([](auto& o) { o.first_block = 0; }).find("first block"), std::string::npos);
    EXPECT_NE(refusal([](auto& o) { o.n_blocks = 0; }).find("blocks"), std::string::npos);
    EXPECT_NE(refusal([](auto& o) { o.chain_id = 0; }).find("chain id"), std::string::npos);
    EXPECT_NE(refusal([](auto& o) { o.transactions_per_block = 65535; }).find("65535"), std::string::npos);
    EXPECT_NE(refusal([](auto& o) { o.n_blocks = 1u << 31; }).find("1000000"), std::string::npos);
}

TEST(Chain, BlocksWithoutTransactions) {
    ChainOptions options = headers_only();
    options.transactions_per_block = 0;
    options.l1_messages_per_block = 0;
    options.n_blocks = 2;
    const auto blocks = parsed(make_chain(options).value());
    const auto input = witness::make_chunk_input(blocks, options.fork, {}).value();
    EXPECT_TRUE(guest::run_program("headers", input).has_value());
}

TEST(Chain, FilesAreWrittenUnderTheirNumbers) {
    const auto folder = std::filesystem::temp_directory_path() / ("zkprove_devnet_test_" + std::to_string(::getpid()));
    ChainOptions options;
    options.fork = Fork::kValidium;
    options.n_blocks = 2;
    options.first_block = 41;
    const auto paths = write_chain(options, folder / "validium").value();
    ASSERT_EQ(paths.size(), 2u);
    EXPECT_EQ(paths[1], folder / "validium" / "42.json");
    EXPECT_TRUE(std::filesystem::exists(folder / "validium" / "42_validium_txs.json"));
    EXPECT_EQ(std::filesystem::file_size(paths[0]), make_chain(options).value()[0].json.size());
    std::filesystem::remove_all(folder);
    EXPECT_THROW((void)write_chain(options, "/proc/zkprove"), std::exception);
}

}  // namespace
}  // namespace zk::devnet

// The devnet's blocks as a verifier sees them: the chunk program runs them on their witnesses.

#include "apps/devnet/actions.hpp"
#include "apps/devnet/chain.hpp"
#include "apps/devnet/contracts.hpp"
#include "apps/devnet/secp256k1.hpp"
#include "apps/devnet/validium.hpp"
#include "apps/witness/block.hpp"
#include "apps/witness/execution.hpp"
#include "base/hex.hpp"
#include "guest/crypto/ecies.hpp"
#include "guest/crypto/secp256k1.hpp"
#include "guest/evm/transaction_execution.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/chunk/chunk.hpp"
#include "guest/state/witness_state.hpp"
#include "guest/stateless/system_actions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace zk::devnet {
namespace {

using guest::Fork;
using guest::TransactionType;

std::vector<witness::Block> parsed(const std::vector<ChainBlock>& chain) {
    std::vector<witness::Block> blocks;
    for (const ChainBlock& each : chain) {
        blocks.push_back(witness::parse_block(each.json).value());
        if (!each.validium_messages.empty()) {
            blocks.back().validium_messages = witness::parse_validium_messages(each.validium_messages).value();
        }
    }
    return blocks;
}

Result<guest::ChunkClaim> claim_of(
    std::span<const witness::Block> blocks, Fork fork, const std::optional<guest::Word>& key
) {
    return witness::execute_chunk(
        witness::make_chunk_input(blocks, fork, {}, witness::ChunkContent::kState, key).value()
    );
}

/// What the chunk program says of the blocks.
std::string verdict(std::span<const witness::Block> blocks, Fork fork) {
    const auto claim = claim_of(blocks, fork, validium_key());
    return claim ? "accepted" : claim.error().message();
}

/// Enough rounds that every action and every kind of it has had its turn.
ChainOptions complete(Fork fork) {
    ChainOptions options;
    options.fork = fork;
    options.n_blocks = 10;
    options.transactions_per_block = static_cast<std::uint32_t>(transaction_actions(fork).size());
    options.l1_messages_per_block = 5;
    return options;
}

class StateChain : public ::testing::TestWithParam<Fork> {};

TEST_P(StateChain, EveryBlockAndTheWholeChunkRun) {
    const auto blocks = parsed(make_chain(complete(GetParam())).value());
    for (const auto& block : blocks) EXPECT_EQ(verdict({&block, 1}, GetParam()), "accepted") << block.number;
    EXPECT_EQ(verdict(blocks, GetParam()), "accepted");
}

TEST_P(StateChain, TheWitnessHoldsWhatIsNeededAndNothingElse) {
    ChainOptions options = complete(GetParam());
    options.n_blocks = 2;
    for (const auto& block : parsed(make_chain(options).value())) {
        const auto without = [&](auto member, std::size_t i) {
            witness::Block less = block;
            auto& list = less.*member;
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
            return verdict({&less, 1}, GetParam());
        };
        for (std::size_t i = 0; i < block.states.size(); ++i) {
            EXPECT_NE(without(&witness::Block::states, i).find("expected its nodes in the witness"), std::string::npos)
                << "node " << i << " of block " << block.number;
        }
        for (std::size_t i = 0; i < block.codes.size(); ++i) {
            EXPECT_NE(without(&witness::Block::codes, i).find("expected the code of every account"), std::string::npos)
                << "code " << i << " of block " << block.number;
        }
    }
}

constexpr guest::Address kFeeVault = {0x53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5};

/// One block's transactions, run one by one on its witness.
class Replay {
  public:
    Replay(const witness::Block& block, Fork fork)
        : header_(guest::decode_header(block.header).value()),
          nodes_(block.states.begin(), block.states.end()),
          codes_(block.codes.begin(), block.codes.end()),
          tries_(nodes_, codes_, block.prev_state_root),
          state_(tries_),
          evm_(state_, guest::rules_of(fork), environment_) {
        environment_.chain_id = block.chain_id;
        environment_.coinbase = kFeeVault;
        environment_.number = header_.number;
        environment_.timestamp = header_.timestamp;
        environment_.gas_limit = header_.gas_limit;
        environment_.base_fee = guest::U256::from_word(header_.base_fee_per_gas);
        guest::run_system_actions(evm_, evm_.rules().scroll.value(), header_);
    }

    guest::Receipt run(ByteView encoding) {
        const auto tx = guest::decode_transaction(encoding).value();
        guest::TransactionInput input;
        input.transaction = &tx;
        std::vector<std::optional<guest::Address>> authorities;
        for (const auto& each : tx.authorization_list) {
            authorities.push_back(
                guest::recover_address(guest::authorization_digest(each), each.y_parity, each.r, each.s)
            );
        }
        input.authorities = authorities;
        input.sender =
            tx.type == TransactionType::kL1Message
                ? tx.sender
                : *guest::recover_address(guest::keccak256(guest::encode_for_signing(tx)), tx.y_parity, tx.r, tx.s);
        guest::Receipt receipt;
        EXPECT_EQ(
            guest::execute_transaction(receipt, evm_, environment_, input, header_.gas_limit),
            guest::TransactionError::kNone
        );
        return receipt;
    }
    guest::State& state() { return state_; }
    const guest::Header& header() const { return header_; }

  private:
    guest::Header header_;
    std::vector<ByteView> nodes_, codes_;
    guest::WitnessState tries_;
    guest::State state_;
    guest::BlockEnvironment environment_;
    guest::Evm evm_;
};

TEST_P(StateChain, TheChainContainsWhatItPromises) {
    const Fork fork = GetParam();
    const auto chain = make_chain(complete(fork)).value();
    const auto blocks = parsed(chain);
    std::map<std::string_view, bool> expected;
    for (const Action& each : transaction_actions(fork)) expected[each.name] = each.succeeds;
    for (const Action& each : l1_actions(fork)) expected[each.name] = each.succeeds;

    std::map<std::string_view, std::size_t> seen;
    std::set<TransactionType> types;
    std::set<guest::Hash> withdraw_roots;
    std::size_t n_without_chain_id = 0, n_logs = 0, n_delegated = 0, n_encrypted = 0;
    std::uint32_t n_collapsed = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        Replay replay(blocks[i], fork);
        n_collapsed += chain[i].n_collapsed;
        ASSERT_EQ(chain[i].actions.size(), blocks[i].transactions.size());
        for (std::size_t k = 0; k < blocks[i].transactions.size(); ++k) {
            const auto tx = guest::decode_transaction(blocks[i].transactions[k]).value();
            const std::string_view action = chain[i].actions[k];
            const auto receipt = replay.run(blocks[i].transactions[k]);
            ++seen[action];
            types.insert(tx.type);
            n_logs += receipt.logs.size();
            n_without_chain_id += tx.type != TransactionType::kL1Message && !tx.chain_id ? 1 : 0;
            EXPECT_EQ(receipt.success, expected.at(action)) << action << " in block " << blocks[i].number;
            if (action == "set code") {
                n_delegated +=
                    guest::delegation_target(replay.state().code(*tx.to).bytes) == std::optional(kStore) ? 1 : 0;
            }
        }
        withdraw_roots.insert(replay.state().storage(guest::kL2MessageQueue, {}).to_word());
        if (fork == Fork::kValidium) {
            for (std::size_t k = 0; k < 5; ++k) {
                n_encrypted += blocks[i].validium_messages[k] != blocks[i].transactions[k] ? 1 : 0;
            }
        }
    }
    for (const auto& [action, succeeds] : expected) EXPECT_GT(seen[action], 0u) << action;
    EXPECT_EQ(types.size(), fork == Fork::kEuclidV1 ? 4u : 5u);
    EXPECT_GT(n_without_chain_id, 0u);
    EXPECT_GT(n_logs, 0u);
    EXPECT_EQ(withdraw_roots.size(), blocks.size()) << "every block withdraws";
    EXPECT_GE(n_collapsed, 10u) << "one by the action of that name in each block, and whatever deletions bring";
    EXPECT_EQ(n_delegated, fork == Fork::kEuclidV1 ? 0u : blocks.size());
    EXPECT_EQ(n_encrypted, fork == Fork::kValidium ? blocks.size() : 0u);
}

// What the contracts leave in the state says that they did what they are there for.
TEST_P(StateChain, ContractsDoTheirWork) {
    const Fork fork = GetParam();
    const auto chain = make_chain(complete(fork)).value();
    const auto blocks = parsed(chain);
    std::set<std::uint16_t> working;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        Replay replay(blocks[i], fork);
        for (std::size_t k = 0; k < blocks[i].transactions.size(); ++k) {
            const auto tx = guest::decode_transaction(blocks[i].transactions[k]).value();
            static_cast<void>(replay.run(blocks[i].transactions[k]));
            guest::State& state = replay.state();
            if (chain[i].actions[k] == "precompile") {
                // success + keccak256(output); a failure leaves keccak256 of nothing.
                const auto address = static_cast<std::uint16_t>(tx.data[30] << 8 | tx.data[31]);
                const guest::U256 got = state.storage(kProber, guest::U256(std::uint64_t{address}));
                if (got != guest::U256::from_word(guest::kEmptyCodeHash)) working.insert(address);
            } else if (chain[i].actions[k] == "token transfer") {
                guest::Address recipient{};
                std::copy_n(tx.data.begin() + 16, 20, recipient.begin());
                const auto slot = guest::U256::from_word(token_balance_slot(recipient));
                EXPECT_EQ(state.storage(kToken, slot), guest::U256::from_bytes(tx.data.data() + 36, 32));
            } else if (chain[i].actions[k] == "token burn") {
                const auto slot = guest::U256::from_word(token_balance_slot(address_of(account_key(kAccounts - 1))));
                EXPECT_TRUE(state.storage(kToken, slot).is_zero());
                EXPECT_FALSE(state.original_storage(kToken, slot).is_zero());
            } else if (chain[i].actions[k] == "environment") {
                EXPECT_FALSE(state.storage(kExplorer, guest::U256(replay.header().number)).is_zero());
            }
        }
    }
    // 03 and 09 fail on every fork. On EuclidV1 0100 is an account like any other: the call succeeds and says nothing.
    EXPECT_EQ(working, (std::set<std::uint16_t>{1, 2, 4, 5, 6, 7, 8, 0x100}));
}

INSTANTIATE_TEST_SUITE_P(Forks, StateChain, ::testing::ValuesIn(guest::kForks), [](const auto& each) {
    return std::string(guest::fork_name(each.param));
});

TEST(StateChainOptions, IsAPureFunctionOfItsOptions) {
    ChainOptions options;
    options.n_blocks = 3;
    const auto chain = make_chain(options).value();
    const auto again = make_chain(options).value();
    options.seed = 2;
    const auto other = make_chain(options).value();
    for (std::size_t i = 0; i < chain.size(); ++i) {
        EXPECT_EQ(chain[i].json, again[i].json);
        EXPECT_NE(chain[i].hash, other[i].hash);
    }
}

TEST(StateChainOptions, BlocksWithoutTransactions) {
    ChainOptions options;
    options.transactions_per_block = 0;
    options.l1_messages_per_block = 0;
    options.n_blocks = 2;
    for (const Fork fork : guest::kForks) {
        options.fork = fork;
        EXPECT_EQ(verdict(parsed(make_chain(options).value()), fork), "accepted");
    }
}

ChainOptions validium() {
    ChainOptions options;
    options.fork = Fork::kValidium;
    options.n_blocks = 2;
    options.transactions_per_block = 1;
    options.l1_messages_per_block = 3;  // plain, encrypted, and one that is no deposit
    return options;
}

TEST(Validium, ThePublicInputsNameTheKeyAndTheBlocks) {
    const auto chain = make_chain(validium()).value();
    const auto blocks = parsed(chain);
    const auto claim = claim_of(blocks, Fork::kValidium, validium_key());
    ASSERT_TRUE(claim.has_value()) << claim.error().message();
    const Bytes bytes = guest::encode_public_inputs(*claim);
    ASSERT_EQ(bytes.size(), 209 + 2 * 52 + 32 + 32 + 33u);
    EXPECT_EQ(bytes[0], 0x41);
    const ByteView end = ByteView(bytes).last(32 + 32 + 33);
    EXPECT_TRUE(std::ranges::equal(end.first(32), guest::decode_header(blocks[0].header).value().parent_hash));
    EXPECT_TRUE(std::ranges::equal(end.subspan(32, 32), chain[1].hash));
    const auto key = guest::crypto::encode_public_key(*guest::crypto::public_key_of(validium_key()));
    EXPECT_EQ(end[64], 2 + key[64] % 2);
    EXPECT_TRUE(std::ranges::equal(end.last(32), ByteView(key).subspan(1, 32)));
    // The queue hash rolls over the messages as they are encrypted.
    guest::Hash hash{};
    for (const auto& block : blocks) {
        for (const Bytes& message : block.validium_messages) {
            hash = guest::Keccak256().absorb(hash).absorb(guest::keccak256(message)).finish();
            std::fill(hash.begin() + 28, hash.end(), std::uint8_t{0});
        }
    }
    EXPECT_EQ(claim->headers.post_msg_queue_hash, hash);
}

TEST(Validium, MessagesThatAreNotTheDecryptionAreRefused) {
    const auto blocks = parsed(make_chain(validium()).value());
    const auto refusal = [&](auto&& change, const std::optional<guest::Word>& key = validium_key()) {
        auto changed = blocks;
        change(changed);
        const auto claim = claim_of(changed, Fork::kValidium, key);
        return claim ? std::string("accepted") : claim.error().message();
    };
    const auto nothing = [](auto&) {};
    EXPECT_EQ(refusal(nothing), "accepted");
    EXPECT_NE(refusal(nothing, std::nullopt).find("validium_key: expected"), std::string::npos);
    EXPECT_NE(refusal(nothing, guest::Word{}).find("validium_key: expected"), std::string::npos);
    guest::Word beyond{};
    beyond.fill(0xff);
    EXPECT_NE(refusal(nothing, beyond).find("validium_key: expected"), std::string::npos);
    // With another key the deposit does not decrypt, and then it must be equal in both.
    EXPECT_NE(refusal(nothing, guest::to_word(7)).find("what the validium message decrypts to"), std::string::npos);
    // A plain deposit on the parent chain is fine, but another message: the queue hash is another.
    auto plain = blocks;
    plain[0].validium_messages[1] = plain[0].transactions[1];
    EXPECT_NE(
        claim_of(plain, Fork::kValidium, validium_key()).value().headers.post_msg_queue_hash,
        claim_of(blocks, Fork::kValidium, validium_key()).value().headers.post_msg_queue_hash
    );
    EXPECT_NE(refusal([](auto& b) { b[0].validium_messages.pop_back(); }).find("validium_messages"), std::string::npos);
    EXPECT_NE(refusal([](auto& b) { std::swap(b[0].validium_messages[0], b[0].validium_messages[1]); }), "accepted");
}

TEST(Contracts, TheHistoryContractIsThatOfTheEip) {
    EXPECT_EQ(
        to_hex(guest::keccak256(history_code())), "0x6e49e66782037c0555897870e29fa5e552daf4719552131a0abce779daec0a5d"
    );
}

}  // namespace
}  // namespace zk::devnet

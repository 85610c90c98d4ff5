#include "guest/state/witness_state.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/state/full_state.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace zk::guest {
namespace {

// What an account is, without tries; the root is built from nothing.
struct PlainAccount {
    std::uint64_t nonce = 0;
    U256 balance;
    Bytes code;
    std::map<Word, U256> storage;
};
using PlainState = std::map<Address, PlainAccount>;

Hash root_of(const std::map<Hash, Bytes>& sorted) {
    std::vector<TrieEntry> entries;
    for (const auto& [key, value] : sorted) entries.push_back({key, value});
    return trie_root(entries);
}

Hash storage_root(const PlainAccount& account) {
    std::map<Hash, Bytes> slots;
    for (const auto& [slot, value] : account.storage) {
        if (!value.is_zero()) slots[keccak256(slot)] = rlp::Writer().uint(value.to_word()).take();
    }
    return root_of(slots);
}

Hash plain_root(const PlainState& state) {
    std::map<Hash, Bytes> accounts;
    for (const auto& [address, account] : state) {
        rlp::Writer writer;
        writer.uint(account.nonce).uint(account.balance.to_word());
        writer.string(storage_root(account)).string(keccak256(account.code)).end_list(0);
        accounts[keccak256(address)] = writer.take();
    }
    return root_of(accounts);
}

Address address_of(std::uint64_t i) {
    Address address{};
    address[19] = static_cast<std::uint8_t>(i);
    return address;
}

std::string text_of(const Refusal& refusal) {
    std::array<char, 256> buffer;
    return std::string(write_message(buffer, refusal));
}

TEST(FullState, TheRootOfWhatWasPut) {
    PlainState plain;
    FullState state;
    std::mt19937_64 random(1);
    EXPECT_EQ(state.state_root(), kEmptyTrieRoot);
    for (std::uint64_t i = 0; i < 60; ++i) {
        PlainAccount& account = plain[address_of(i)];
        account.nonce = i % 7;
        account.balance = i % 3 == 0 ? U256() : U256(random()) << static_cast<unsigned>(i);
        if (i % 4 == 0) account.code = Bytes(i, 0x5b);
        std::vector<std::pair<U256, U256>> slots;
        for (std::uint64_t k = 0; k < i % 9; ++k) {
            slots.emplace_back(U256(k), U256(random() % 3));
            account.storage[U256(k).to_word()] = slots.back().second;
        }
        state.put(address_of(i), account.nonce, account.balance, account.code, slots);
        ASSERT_EQ(to_hex(state.state_root()), to_hex(plain_root(plain))) << i;
        EXPECT_EQ(state.storage_root(address_of(i)), storage_root(account));
    }
    Account account;
    ASSERT_TRUE(state.load_account(account, address_of(8)));
    EXPECT_EQ(account.nonce, 1u);
    EXPECT_EQ(state.load_code(account.code_hash).size(), 8u);
    EXPECT_FALSE(state.load_account(account, address_of(200)));
    EXPECT_EQ(account, Account());
    EXPECT_TRUE(state.load_slot(address_of(200), U256(1)).is_zero());
    EXPECT_FALSE(state.missed_code());
    EXPECT_TRUE(state.load_code(Hash{1}).empty());
    EXPECT_TRUE(state.missed_code());
}

// Many blocks of random changes, with reverts, destroyed accounts and new ones in their place, over one State and over one for each block.
TEST(WitnessState, RandomBlocksAsRebuiltFromNothing) {
    for (const bool one_state : {true, false}) {
        std::mt19937_64 random(20261122);
        for (int round = 0; round < 12; ++round) {
            WitnessState source;
            PlainState plain;
            std::optional<State> state;
            for (int block = 0; block < 8; ++block) {
                if (!one_state || !state) state.emplace(source);
                for (int transaction = 0; transaction < 5; ++transaction) {
                    state->begin_transaction();
                    std::map<Address, bool> destroyed;
                    PlainState before = plain;
                    std::optional<State::Snapshot> snapshot;
                    for (int step = 0; step < 12; ++step) {
                        const Address address = address_of(random() % 9);
                        if (step == 6 && random() % 2 == 0) {
                            snapshot = state->snapshot();
                            before = plain;
                        }
                        switch (random() % 5) {
                            case 0:
                                state->set_balance(address, U256(random() % 3));
                                plain[address].balance = state->balance(address);
                                break;
                            case 1:
                                state->set_nonce(address, random() % 3 + 1);
                                plain[address].nonce = state->nonce(address);
                                break;
                            case 2:
                            case 3: {
                                state->set_nonce(address, 1);
                                plain[address].nonce = 1;
                                const U256 slot(random() % 12);
                                const U256 value(random() % 3);
                                state->set_storage(address, slot, value);
                                plain[address].storage[slot.to_word()] = value;
                                break;
                            }
                            default:
                                if (snapshot) break;
                                if (plain.contains(address)) {
                                    state->destroy(address);
                                    destroyed[address] = true;
                                }
                                break;
                        }
                    }
                    if (snapshot) {
                        state->revert(*snapshot);
                        plain = before;
                    }
                    state->end_transaction();
                    for (const auto& [address, yes] : destroyed) plain.erase(address);
                    std::erase_if(plain, [](const auto& each) {
                        return each.second.nonce == 0 && each.second.balance.is_zero() && each.second.code.empty();
                    });
                }
                const auto root = source.commit(*state);
                ASSERT_TRUE(root.has_value());
                ASSERT_EQ(to_hex(*root), to_hex(plain_root(plain))) << one_state << ", " << round << ", " << block;
                EXPECT_EQ(source.state_root(), *root);
                EXPECT_EQ(source.commit(*state).value(), *root);  // nothing is left to write
            }
        }
    }
}

// The nodes of a state with one contract and its slots, by hand.
struct SmallWitness {
    SmallWitness() {
        const auto leaf = [](const Hash& key, const Bytes& value) {
            Bytes path = {0x20};
            path.insert(path.end(), key.begin(), key.end());
            rlp::Writer writer;
            writer.string(path).string(value).end_list(0);
            return writer.take();
        };
        slot_node = leaf(keccak256(Word{}), rlp::Writer().uint(777).take());
        rlp::Writer account;
        account.uint(3).uint(5).string(keccak256(slot_node)).string(keccak256(code)).end_list(0);
        account_node = leaf(keccak256(kL2MessageQueue), account.take());
        root = keccak256(account_node);
    }

    Bytes code = {0x5b, 0x60, 0x5b};
    Bytes slot_node;
    Bytes account_node;
    Hash root{};
};

TEST(WitnessState, ReadsAccountsSlotsCodesAndTheWithdrawRoot) {
    const SmallWitness witness;
    const std::vector<ByteView> nodes = {witness.slot_node, witness.account_node};
    const std::vector<ByteView> codes = {witness.code};
    WitnessState state(nodes, codes, witness.root);
    EXPECT_EQ(state.state_root(), witness.root);
    Account account;
    ASSERT_TRUE(state.load_account(account, kL2MessageQueue));
    EXPECT_EQ(account.nonce, 3u);
    EXPECT_EQ(account.balance, U256(5));
    EXPECT_EQ(state.load_code(account.code_hash).size(), 3u);
    EXPECT_EQ(state.load_slot(kL2MessageQueue, U256()), U256(777));
    EXPECT_TRUE(state.load_slot(kL2MessageQueue, U256(1)).is_zero());
    EXPECT_FALSE(state.load_account(account, address_of(1)));
    EXPECT_EQ(state.withdraw_root().value(), to_word(777));
    EXPECT_FALSE(state.failure().has_value());

    // Through State: the last slot goes, then the account.
    State cache(state);
    cache.begin_transaction();
    EXPECT_TRUE(cache.code(kL2MessageQueue).is_jump_target(0));
    cache.set_storage(kL2MessageQueue, U256(), U256());
    cache.end_transaction();
    ASSERT_TRUE(state.commit(cache).has_value());
    EXPECT_EQ(state.storage_root(kL2MessageQueue), kEmptyTrieRoot);
    EXPECT_EQ(state.withdraw_root().value(), Hash{});
    cache.begin_transaction();
    cache.destroy(kL2MessageQueue);
    cache.end_transaction();
    EXPECT_EQ(state.commit(cache).value(), kEmptyTrieRoot);
    EXPECT_EQ(text_of(state.withdraw_root().error()), "L2 message queue: expected its account in the state");
}

TEST(WitnessState, WhatIsMissingIsNamedAndStays) {
    const SmallWitness witness;
    const std::vector<ByteView> slot_only = {witness.slot_node};
    const std::vector<ByteView> account_only = {witness.account_node};
    Account account;
    {
        WitnessState state(slot_only, {}, witness.root);
        EXPECT_FALSE(state.load_account(account, kL2MessageQueue));
        ASSERT_TRUE(state.failure().has_value());
        EXPECT_EQ(
            text_of(*state.failure()), "account trie: expected its nodes in the witness, got " + to_hex(witness.root)
        );
        State cache(state);
        EXPECT_FALSE(state.commit(cache).has_value());
        EXPECT_FALSE(state.withdraw_root().has_value());
    }
    WitnessState state(account_only, {}, witness.root);
    ASSERT_TRUE(state.load_account(account, kL2MessageQueue));
    EXPECT_TRUE(state.load_slot(kL2MessageQueue, U256(5)).is_zero());
    ASSERT_TRUE(state.failure().has_value());
    EXPECT_EQ(
        text_of(*state.failure()),
        "storage trie: expected its nodes in the witness, got " + to_hex(keccak256(witness.slot_node))
    );
    EXPECT_TRUE(state.load_code(account.code_hash).empty());
    EXPECT_EQ(state.failure()->field, "storage trie");  // the first one stays
    WitnessState other(account_only, {}, witness.root);
    EXPECT_TRUE(other.load_code(account.code_hash).empty());
    EXPECT_EQ(other.failure()->field, "codes");
    EXPECT_TRUE(other.load_code(kEmptyCodeHash).empty());
}

TEST(WitnessState, MalformedAccountsAndSlotsAreRefused) {
    const auto failure_of = [](const Bytes& account_value, const Bytes& slot_value) {
        const auto leaf = [](const Hash& key, const Bytes& value) {
            Bytes path = {0x20};
            path.insert(path.end(), key.begin(), key.end());
            rlp::Writer writer;
            writer.string(path).string(value).end_list(0);
            return writer.take();
        };
        const Bytes slot = leaf(keccak256(Word{}), slot_value);
        Bytes value = account_value;
        const Bytes placeholder(32, 0xaa);
        const auto at = std::search(value.begin(), value.end(), placeholder.begin(), placeholder.end());
        const Hash hash = keccak256(slot);
        if (at != value.end()) std::copy(hash.begin(), hash.end(), at);
        const Bytes account = leaf(keccak256(kL2MessageQueue), value);
        const std::vector<ByteView> nodes = {account, slot};
        WitnessState state(nodes, {}, keccak256(account));
        const auto root = state.withdraw_root();
        return root ? std::string("accepted") : text_of(root.error());
    };
    const auto account_of = [](const std::vector<Bytes>& items) {
        rlp::Writer writer;
        for (const Bytes& item : items) writer.raw(item);
        writer.end_list(0);
        return writer.take();
    };
    const Bytes hash = rlp::Writer().string(Bytes(32, 0xaa)).take();
    const Bytes good = account_of({{0x01}, {0x80}, hash, hash});
    EXPECT_EQ(failure_of(good, {0x01}), "accepted");
    EXPECT_NE(failure_of(account_of({{0x01}, {0x80}, hash}), {0x01}), "accepted");
    EXPECT_NE(failure_of(account_of({{0x01}, {0x80}, hash, hash, {0x80}}), {0x01}), "accepted");
    EXPECT_NE(failure_of(account_of({{0x00}, {0x80}, hash, hash}), {0x01}), "accepted");
    EXPECT_NE(failure_of(account_of({{0x01}, {0x82, 0x00, 0x01}, hash, hash}), {0x01}), "accepted");
    EXPECT_NE(failure_of(account_of({{0x01}, {0x80}, {0x80}, hash}), {0x01}), "accepted");
    EXPECT_NE(failure_of({0x01}, {0x01}), "accepted");
    Bytes longer = good;
    longer.push_back(0);
    EXPECT_NE(failure_of(longer, {0x01}), "accepted");
    for (const Bytes& bad :
         {Bytes{0x80},
          Bytes{0x00},
          Bytes{0x81, 0x01},
          Bytes{0x82, 0x00, 0x01},
          Bytes{0x01, 0x01},
          Bytes{0xc0},
          Bytes(34, 0xa1)}) {
        EXPECT_NE(failure_of(good, bad), "accepted") << to_hex(bad);
    }
}

}  // namespace
}  // namespace zk::guest

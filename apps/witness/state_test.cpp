// The tries of the sample witnesses: every node is reached, every account and slot on the way reads, and what is altered or removed is refused.

#include "apps/witness/block.hpp"
#include "base/hex.hpp"
#include "guest/block/header.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/state/witness_state.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace zk::witness {
namespace {

using guest::Fork;
using guest::Hash;

std::vector<Block> samples_of(Fork fork) {
    std::vector<Block> blocks;
    for (const auto& path : test::files_below(test::vectors_path("witnesses") / guest::fork_name(fork), ".json")) {
        if (path.string().ends_with("_validium_txs.json")) continue;
        blocks.push_back(parse_block(test::read_text(path)).value());
    }
    std::ranges::sort(blocks, {}, &Block::number);
    return blocks;
}

std::vector<ByteView> views(const std::vector<Bytes>& strings) {
    return {strings.begin(), strings.end()};
}

std::string text_of(const guest::Refusal& refusal) {
    std::array<char, 256> buffer;
    return std::string(write_message(buffer, refusal));
}

struct Ascending {
    bool operator()(const Bytes& a, const Bytes& b) const { return std::ranges::lexicographical_compare(a, b); }
};
using Leaves = std::map<Bytes, Bytes, Ascending>;  // by the nibbles of their keys

// Walks over all nodes there are below a root, with nothing of the code under test but the RLP reader.
class Walk {
  public:
    explicit Walk(const std::vector<Bytes>& nodes) {
        for (const Bytes& node : nodes) nodes_[guest::keccak256(node)] = node;
    }

    // Leaves below a hash; hashes without node are counted as unknown.
    Leaves leaves(const Hash& root) {
        Leaves out;
        if (root != guest::kEmptyTrieRoot) follow(root, {}, out);
        return out;
    }

    std::set<Hash> reached;
    std::size_t n_unknown = 0;

  private:
    void follow(const Hash& hash, const Bytes& path, Leaves& out) {
        const auto found = nodes_.find(hash);
        if (found == nodes_.end()) {
            ++n_unknown;
            return;
        }
        reached.insert(hash);
        visit(found->second, path, out);
    }

    void child(ByteView item, const Bytes& path, Leaves& out) {
        if (item.size() == 33) {
            Hash hash;
            std::ranges::copy(item.subspan(1), hash.begin());
            follow(hash, path, out);
        } else if (item.size() > 1) {
            visit(item, path, out);
        }
    }

    void visit(ByteView rlp, const Bytes& path, Leaves& out) {
        guest::rlp::Failure failure;
        guest::rlp::Reader outer(rlp, failure);
        guest::rlp::Reader list = outer.list("node");
        std::vector<ByteView> items;
        while (!list.done()) items.push_back(list.raw_item("item"));
        ASSERT_FALSE(failure);
        if (items.size() == 17) {
            for (std::uint8_t i = 0; i < 16; ++i) {
                Bytes longer = path;
                longer.push_back(i);
                child(items[i], longer, out);
            }
            return;
        }
        ASSERT_EQ(items.size(), 2u);
        const ByteView compact = guest::rlp::Reader(items[0], failure).string("path");
        Bytes longer = path;
        if ((compact[0] & 0x10) != 0) longer.push_back(compact[0] & 15);
        for (const std::uint8_t byte : compact.subspan(1)) {
            longer.push_back(byte >> 4);
            longer.push_back(byte & 15);
        }
        if (compact[0] < 0x20) return child(items[1], longer, out);
        const ByteView value = guest::rlp::Reader(items[1], failure).string("value");
        out[longer] = Bytes(value.begin(), value.end());
    }

    std::map<Hash, Bytes> nodes_;
};

Hash packed(const Bytes& nibbles) {
    Hash key{};
    for (std::size_t i = 0; i < 64; ++i) key[i / 2] = static_cast<std::uint8_t>(key[i / 2] << 4 | nibbles[i]);
    return key;
}

Hash storage_root_of(const Bytes& account) {
    guest::rlp::Failure failure;
    guest::rlp::Reader outer(account, failure);
    guest::rlp::Reader fields = outer.list("account");
    static_cast<void>(fields.uint64("nonce"));
    static_cast<void>(fields.uint256("balance"));
    return fields.fixed<32>("storage root");
}

class SampleTries : public ::testing::TestWithParam<Fork> {};

TEST_P(SampleTries, EveryNodeIsReachedAndEveryLeafReads) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    std::size_t n_nodes = 0;
    std::size_t n_leaves = 0;
    for (const Block& block : samples_of(GetParam())) {
        Walk walk(block.states);
        const auto nodes = views(block.states);
        const guest::NodeStore store(nodes);
        guest::Arena arena;
        guest::rlp::Failure failure;
        guest::PartialTrie accounts(store, arena, failure, "account trie", block.prev_state_root);
        for (const auto& [path, account] : walk.leaves(block.prev_state_root)) {
            ASSERT_EQ(path.size(), 64u);
            ASSERT_TRUE(std::ranges::equal(accounts.get(packed(path)), account)) << block.number;
            ++n_leaves;
            const Hash root = storage_root_of(account);
            guest::PartialTrie storage(store, arena, failure, "storage trie", root);
            for (const auto& [slot_path, value] : walk.leaves(root)) {
                ASSERT_TRUE(std::ranges::equal(storage.get(packed(slot_path)), value)) << block.number;
                ++n_leaves;
            }
        }
        ASSERT_FALSE(failure) << text_of(*failure);
        // The root is among them; the few that are not reached are of no account's storage.
        EXPECT_TRUE(walk.reached.contains(block.prev_state_root)) << block.number;
        EXPECT_GE(walk.reached.size() * 100, block.states.size() * 99) << block.number;
        n_nodes += walk.reached.size();

        // Writing what is there, forced through the whole trie, gives the root again.
        for (const auto& [path, account] : walk.leaves(block.prev_state_root)) accounts.insert(packed(path), account);
        EXPECT_EQ(accounts.root(), block.prev_state_root) << block.number;
    }
    EXPECT_GT(n_nodes, 50u);
    EXPECT_GT(n_leaves, 30u);
    RecordProperty("nodes", static_cast<int>(n_nodes));
    RecordProperty("leaves", static_cast<int>(n_leaves));
}

// One node removed or altered: the leaves below it are refused, all others read as before.
TEST_P(SampleTries, RemovedAndAlteredNodesAreRefused) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    std::mt19937_64 random(20261122);
    const auto blocks = samples_of(GetParam());
    const Block& block = *std::ranges::min_element(blocks, {}, [](const Block& b) { return b.states.size(); });
    Walk whole(block.states);
    const auto leaves = whole.leaves(block.prev_state_root);
    std::size_t n_refused = 0;
    for (int round = 0; round < 150; ++round) {
        std::vector<Bytes> states = block.states;
        const std::size_t at = random() % states.size();
        const Hash hash = guest::keccak256(states[at]);
        switch (random() % 4) {
            case 0:
                states.erase(states.begin() + static_cast<std::ptrdiff_t>(at));
                break;
            case 1:
                states[at].pop_back();
                break;
            case 2:
                states[at].push_back(0);
                break;
            default:
                states[at][random() % states[at].size()] ^= static_cast<std::uint8_t>(1u << random() % 8);
                break;
        }
        const auto nodes = views(states);
        const guest::NodeStore store(nodes);
        Walk thinned(states);
        const auto still_there = thinned.leaves(block.prev_state_root);
        for (const auto& [path, account] : leaves) {
            guest::Arena arena;
            guest::rlp::Failure failure;
            guest::PartialTrie accounts(store, arena, failure, "account trie", block.prev_state_root);
            const ByteView got = accounts.get(packed(path));
            if (still_there.contains(path)) {
                ASSERT_FALSE(failure);
                ASSERT_TRUE(std::ranges::equal(got, account));
            } else {
                ASSERT_TRUE(failure);
                EXPECT_EQ(text_of(*failure), "account trie: expected its nodes in the witness, got " + to_hex(hash));
                ++n_refused;
            }
        }
    }
    EXPECT_GT(n_refused, 0u);
}

INSTANTIATE_TEST_SUITE_P(Forks, SampleTries, ::testing::ValuesIn(guest::kForks), [](const auto& each) {
    return std::string(guest::fork_name(each.param));
});

// Known values: the withdraw root before the first block is that after the block before it.
TEST(SampleState, WithdrawRoots) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const std::map<std::string, std::string> expected = {
        {"euclidv1/12508461", "0x7ed4c7d56e2ed40f65d25eecbb0110f3b3f4db68e87700287c7e0cedcb68272c"},
        {"euclidv2/2", "0x0000000000000000000000000000000000000000000000000000000000000000"},
        {"feynman/16525001", "0x98c0fc8c49aa1e3ce291d7b4b55b8a57c39730b1d0268ccda00c1b541cb28ff6"},
        {"galileo/20239157", "0x24e61f6f3e283c5bf7cba2b4da9d32d2cd3f6ef149a027939b4ef804349c8a89"},
        {"galileov2/20239242", "0xc6cc1c51fdccaf304b1f67ac7a1b3abe72573dbdfbb03ca69126400d08d7ae14"},
    };
    for (const auto& [name, root] : expected) {
        const Block block = parse_block(test::read_text(test::vectors_path("witnesses/" + name + ".json"))).value();
        const auto nodes = views(block.states);
        const auto codes = views(block.codes);
        guest::WitnessState state(nodes, codes, block.prev_state_root);
        const auto got = state.withdraw_root();
        ASSERT_TRUE(got.has_value()) << name << ": " << text_of(got.error());
        EXPECT_EQ(to_hex(*got), root) << name;
    }
}

}  // namespace
}  // namespace zk::witness

#include "apps/devnet/state_trie.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/test/random.hpp"
#include "guest/trie/partial_trie.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace zk::devnet {
namespace {

using Content = std::map<guest::Hash, Bytes>;

guest::Hash root_of(const Content& content) {
    std::vector<guest::TrieEntry> entries;
    for (const auto& [key, value] : content) entries.push_back({key, value});
    return guest::trie_root(entries);
}

/// Keys that share long prefixes, so that extensions come and go.
guest::Hash key_of(test::Random& random) {
    guest::Hash key{};
    for (std::size_t i = 0; i < 4; ++i) key[8 * i] = static_cast<std::uint8_t>(0x11 * random.below(3));
    return key;
}

TEST(StateTrie, HasTheRootsOfTriesBuiltFromScratch) {
    test::Random random(5);
    for (int round = 0; round < 50; ++round) {
        StateTrie trie;
        Content content;
        NodeSet ignored;
        for (int step = 0; step < 60; ++step) {
            const guest::Hash key = random.below(2) == 0 ? key_of(random) : random.word();
            if (content.contains(key) && random.below(2) == 0) {
                static_cast<void>(trie.erase(key, ignored));
                content.erase(key);
            } else {
                // Short values: nodes that lie within their parents.
                content[key] = random.bytes(1 + random.below(40));
                trie.insert(key, content[key]);
            }
            if (random.below(3) != 0) continue;
            ASSERT_EQ(trie.root(), root_of(content)) << round << " " << step;
        }
        for (const auto& [key, value] : Content(content)) {
            static_cast<void>(trie.erase(key, ignored));
            content.erase(key);
            ASSERT_EQ(trie.root(), root_of(content));
        }
        EXPECT_TRUE(trie.empty());
    }
}

// Reads, writes, then removals on the witness alone, by the guest's trie: the same root, and without any one node a failure.
TEST(StateTrie, TheWitnessIsEnoughAndNoNodeOfItIsTooMany) {
    test::Random random(6);
    std::uint32_t n_collapsed = 0;
    for (int round = 0; round < 60; ++round) {
        StateTrie trie;
        std::vector<guest::Hash> keys;
        for (std::size_t i = 0; i < 3 + random.below(30); ++i) {
            keys.push_back(random.below(2) == 0 ? key_of(random) : random.word());
            trie.insert(keys.back(), random.bytes(1 + random.below(40)));
        }
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        const guest::Hash before = trie.root();

        const guest::Hash read = random.word();
        const guest::Hash written = key_of(random);
        const Bytes value = random.bytes(33);
        std::vector<guest::Hash> erased;
        for (const guest::Hash& key : keys) {
            if (key != written && random.below(4) == 0) erased.push_back(key);
        }
        NodeSet witness;
        trie.collect(read, witness);
        trie.collect(written, witness);
        for (const guest::Hash& key : erased) trie.collect(key, witness);
        trie.insert(written, value);
        for (const guest::Hash& key : erased) n_collapsed += trie.erase(key, witness) ? 1 : 0;

        const auto replay = [&](const guest::Hash* left_out) -> std::optional<guest::Hash> {
            std::vector<ByteView> nodes;
            for (const auto& [hash, node] : witness) {
                if (left_out == nullptr || hash != *left_out) nodes.emplace_back(node);
            }
            const guest::NodeStore store(nodes);
            guest::Arena arena;
            guest::rlp::Failure failure;
            guest::PartialTrie partial(store, arena, failure, "trie", before);
            static_cast<void>(partial.get(read));
            partial.insert(written, value);
            for (const guest::Hash& key : erased) partial.erase(key);
            const guest::Hash root = partial.root();
            return failure ? std::nullopt : std::optional(root);
        };
        ASSERT_EQ(replay(nullptr), trie.root()) << round;
        for (const auto& [hash, node] : witness) EXPECT_EQ(replay(&hash), std::nullopt) << round;
    }
    EXPECT_GT(n_collapsed, 20u);
}

}  // namespace
}  // namespace zk::devnet

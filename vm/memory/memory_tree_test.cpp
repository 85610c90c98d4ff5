#include "vm/memory/memory_tree.hpp"

#include "kernels/backend/backend.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace zk::vm {
namespace {

using State = std::map<std::uint32_t, LeafWords>;  // by label

// Recomputed from the definition, without batches, caches or sparse tricks other than that an empty subtree is zero.
Digest model_digest(const State& state, int depth, std::uint32_t label) {
    const int below = kTreeDepth - depth;
    const auto first = state.lower_bound(label << below);
    const bool is_empty = first == state.end() || (first->first >> below) != label;
    if (depth == kTreeDepth) {
        const LeafWords words = is_empty ? LeafWords{} : first->second;
        PoseidonState limbs{};
        for (std::size_t i = 0; i < 16; ++i) limbs[i] = Felt(words[i / 2] >> (16 * (i % 2)) & 0xFFFF);
        Digest left{}, right{};
        for (std::size_t i = 0; i < 8; ++i) {
            left.words[i] = limbs[i];
            right.words[i] = limbs[i + 8];
        }
        return poseidon_compress(left, right);
    }
    if (is_empty) {
        const Digest child = model_digest(state, depth + 1, 2 * label);
        return poseidon_compress(child, child);
    }
    return poseidon_compress(model_digest(state, depth + 1, 2 * label), model_digest(state, depth + 1, 2 * label + 1));
}

class MemoryTreeTest : public ::testing::Test {
  protected:
    static constexpr std::uint32_t kSeed = 20261122;

    void SetUp() override { RecordProperty("seed", static_cast<int>(kSeed)); }

    std::uint32_t random_label() {
        const auto space = static_cast<Space>(random_() % 3);
        // Clustered and far apart, so that paths are shared at every depth.
        const std::uint32_t leaf = random_() % 2 == 0 ? random_() % 16 : random_() % (1u << kLeafIndexBits);
        return leaf_label(space, leaf);
    }
    LeafWords random_words() {
        LeafWords words;
        for (std::uint32_t& word : words) word = random_();
        return words;
    }

    std::mt19937 random_{kSeed};
    std::unique_ptr<Backend> ops_ = make_reference_backend(1);
};

std::vector<Leaf> leaves_of(const State& state) {
    std::vector<Leaf> leaves;
    for (const auto& [label, words] : state) leaves.push_back({label, words});
    return leaves;
}

TEST_F(MemoryTreeTest, EmptyTreeIsTheZeroSubtree) {
    const MemoryTree tree(*ops_, {});
    EXPECT_EQ(tree.root(), zero_subtree(0));
    Digest expected = hash_leaf({});
    for (int depth = kTreeDepth; depth-- > 0;) expected = poseidon_compress(expected, expected);
    EXPECT_EQ(tree.root(), expected);
}

TEST_F(MemoryTreeTest, LimbsEnterLowBeforeHigh) {
    LeafWords words{};
    words[0] = 0x00020001;
    words[7] = 0xFFFF8000;
    const std::array<Digest, 2> operands = leaf_operands(words);
    EXPECT_EQ(operands[0].words[0], Felt(1));
    EXPECT_EQ(operands[0].words[1], Felt(2));
    EXPECT_EQ(operands[1].words[6], Felt(0x8000));
    EXPECT_EQ(operands[1].words[7], Felt(0xFFFF));
}

TEST_F(MemoryTreeTest, RootAgreesWithTheDefinition) {
    State state;
    for (int i = 0; i < 20; ++i) state[random_label()] = random_words();
    const MemoryTree tree(*ops_, leaves_of(state));
    EXPECT_EQ(tree.root(), model_digest(state, 0, 0));
}

TEST_F(MemoryTreeTest, UpdatesEqualTreesBuiltAnew) {
    State state;
    for (int i = 0; i < 20; ++i) state[random_label()] = random_words();
    MemoryTree tree(*ops_, leaves_of(state));
    for (int round = 0; round < 6; ++round) {
        std::map<std::uint32_t, TouchedLeaf> touched;
        const auto touch = [&](std::uint32_t label, bool writes) {
            const LeafWords first = state.contains(label) ? state[label] : LeafWords{};
            LeafWords last = first;
            if (writes) last[random_() % kLeafWords] = random_();
            touched[label] = {label, first, last, {}};
        };
        for (int i = 0; i < 10; ++i) touch(random_label(), random_() % 3 != 0);
        for (const auto& [label, words] : State(state)) {
            if (random_() % 4 == 0) touch(label, random_() % 2 == 0);
        }
        std::vector<TouchedLeaf> list;
        for (const auto& [label, leaf] : touched) list.push_back(leaf);

        const Digest before = tree.root();
        const TreeUpdate update = tree.update(*ops_, list);
        for (const TouchedLeaf& leaf : list) state[leaf.label] = leaf.last;

        EXPECT_EQ(update.root_before, before);
        EXPECT_EQ(update.root_after, tree.root());
        EXPECT_EQ(tree.root(), MemoryTree(*ops_, leaves_of(state)).root()) << "round " << round;
    }
    EXPECT_EQ(tree.root(), model_digest(state, 0, 0));
}

// The bus of the tree: the root enters, each row consumes its label once and sends the touched children, the leaves
// consume the rest.
TEST_F(MemoryTreeTest, RowsCloseTheTreeBus) {
    State state;
    for (int i = 0; i < 30; ++i) state[random_label()] = random_words();
    MemoryTree tree(*ops_, leaves_of(state));
    std::set<std::uint32_t> labels;
    for (int i = 0; i < 25; ++i) labels.insert(random_label());
    for (const auto& [label, words] : state) labels.insert(label);
    std::vector<TouchedLeaf> touched;
    for (const std::uint32_t label : labels) {
        TouchedLeaf leaf{label, state[label], state[label], {}};
        if (random_() % 2 == 0) leaf.last = random_words();
        touched.push_back(leaf);
    }
    const TreeUpdate update = tree.update(*ops_, touched);
    ASSERT_EQ(update.leaves.size(), touched.size());

    std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<Digest, Digest>> sent;
    sent[{0, 0}] = {update.root_before, update.root_after};
    const auto consume = [&](std::uint32_t depth, std::uint32_t label, const Digest& before, const Digest& after) {
        const auto at = sent.find({depth, label});
        ASSERT_NE(at, sent.end()) << "depth " << depth << " label " << label;
        EXPECT_EQ(at->second.first, before);
        EXPECT_EQ(at->second.second, after);
        sent.erase(at);
    };
    std::pair<std::uint32_t, std::uint32_t> last{0, 0};
    for (const TreeNodeRow& row : update.nodes) {
        EXPECT_LE(last, std::make_pair(row.depth, row.label));
        last = {row.depth, row.label};
        consume(row.depth, row.label, row.before, row.after);
        EXPECT_EQ(row.before, poseidon_compress(row.left_before, row.right_before));
        EXPECT_EQ(row.after, poseidon_compress(row.left_after, row.right_after));
        EXPECT_EQ(row.changed, !(row.before == row.after));
        EXPECT_TRUE(row.touches_left || row.touches_right);
        if (row.touches_left) {
            sent[{row.depth + 1, 2 * row.label}] = {row.left_before, row.left_after};
        } else {
            EXPECT_EQ(row.left_before, row.left_after);
        }
        if (row.touches_right) {
            sent[{row.depth + 1, 2 * row.label + 1}] = {row.right_before, row.right_after};
        } else {
            EXPECT_EQ(row.right_before, row.right_after);
        }
    }
    for (std::size_t i = 0; i < touched.size(); ++i) {
        const TreeLeafRow& row = update.leaves[i];
        EXPECT_EQ(row.label, touched[i].label);
        EXPECT_EQ(row.before, hash_leaf(touched[i].first));
        EXPECT_EQ(row.after, hash_leaf(touched[i].last));
        EXPECT_EQ(row.changed, touched[i].first != touched[i].last);
        consume(kTreeDepth, row.label, row.before, row.after);
    }
    EXPECT_TRUE(sent.empty());
}

TEST_F(MemoryTreeTest, ReadingChangesNoDigest) {
    State state{{leaf_label(Space::kMemory, 5), random_words()}};
    MemoryTree tree(*ops_, leaves_of(state));
    const LeafWords words = state.begin()->second;
    const std::vector<TouchedLeaf> touched{
        {leaf_label(Space::kRegisters, 0), {}, {}, {}},
        {leaf_label(Space::kMemory, 5), words, words, {4, 0, 0, 0, 0, 0, 0, 0}}};
    const TreeUpdate update = tree.update(*ops_, touched);
    EXPECT_EQ(update.root_before, update.root_after);
    for (const TreeNodeRow& row : update.nodes) EXPECT_FALSE(row.changed);
    for (const TreeLeafRow& row : update.leaves) EXPECT_FALSE(row.changed);
}

TEST(DigestMapTest, KeepsEveryEntryWhileItGrows) {
    DigestMap map;
    const auto value = [](std::uint32_t key) {
        Digest digest{};
        digest.words[0] = Felt(key);
        return digest;
    };
    for (std::uint32_t key = 1; key < 5000; ++key) map.set(key * 4096, value(key));
    map.set(4096, value(77));
    EXPECT_EQ(map.size(), 4999u);
    EXPECT_EQ(*map.find(4096), value(77));
    for (std::uint32_t key = 2; key < 5000; ++key) ASSERT_EQ(*map.find(key * 4096), value(key));
    EXPECT_EQ(map.find(4097), nullptr);
}

}  // namespace
}  // namespace zk::vm

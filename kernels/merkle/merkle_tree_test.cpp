#include "kernels/merkle/merkle_tree.hpp"

#include "kernels/backend/backend.hpp"
#include "kernels/merkle/merkle_path.hpp"
#include "kernels/test/random.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace zk {
namespace {

std::vector<Digest> some_leaves(std::size_t n) {
    test::Random random(21);
    std::vector<Digest> leaves(n);
    for (Digest& d : leaves) d = random.digest();
    return leaves;
}

TEST(MerkleTree, OfOneLeafIsTheLeaf) {
    const auto leaves = some_leaves(1);
    const MerkleTree tree = MerkleTree::build(*make_reference_backend(1), leaves);
    EXPECT_EQ(tree.root(), leaves[0]);
    EXPECT_TRUE(tree.path(0, 0).empty());
}

TEST(MerkleTree, OfFourLeavesByHand) {
    const auto l = some_leaves(4);
    const MerkleTree tree = MerkleTree::build(*make_reference_backend(1), l);
    const Digest left = poseidon_compress(l[0], l[1]);
    const Digest right = poseidon_compress(l[2], l[3]);
    EXPECT_EQ(tree.root(), poseidon_compress(left, right));
    EXPECT_EQ(tree.path(2, 0), (std::vector{l[3], left}));
    EXPECT_EQ(tree.path(2, 1), (std::vector{l[3]}));
}

TEST(MerkleTree, RefusesOtherCountsAndIndices) {
    const auto ops = make_reference_backend(1);
    for (const std::size_t n : {0u, 3u, 6u}) {
        EXPECT_THROW(MerkleTree::build(*ops, some_leaves(n)), std::invalid_argument) << n;
    }
    EXPECT_THROW((void)MerkleTree::build(*ops, some_leaves(4)).path(4, 0), std::out_of_range);
}

TEST(MerklePath, AnyAlterationChangesTheNode) {
    const auto leaves = some_leaves(16);
    const MerkleTree tree = MerkleTree::build(*make_reference_backend(1), leaves);
    const std::vector<Digest> path = tree.path(5, 0);
    ASSERT_EQ(fold_path(leaves[5], 5, path), tree.root());
    for (std::size_t index = 0; index < 16; ++index) {
        EXPECT_EQ(fold_path(leaves[5], index, path) == tree.root(), index == 5) << index;
    }
    for (std::size_t k = 0; k < path.size(); ++k) {
        for (std::size_t w = 0; w < 8; ++w) {
            std::vector<Digest> altered = path;
            altered[k].words[w] += Felt::one();
            EXPECT_NE(fold_path(leaves[5], 5, altered), tree.root());
        }
    }
    Digest other = leaves[5];
    other.words[7] += Felt::one();
    EXPECT_NE(fold_path(other, 5, path), tree.root());
}

TEST(MerkleNode, FeedForwardIsPartOfIt) {
    const auto l = some_leaves(2);
    PoseidonState s{};
    for (std::size_t i = 0; i < 8; ++i) {
        s[i] = l[0].words[i];
        s[i + 8] = l[1].words[i];
    }
    poseidon_permute(s);
    const Digest node = poseidon_compress(l[0], l[1]);
    for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(node.words[i], s[i] + l[0].words[i]);
}

}  // namespace
}  // namespace zk

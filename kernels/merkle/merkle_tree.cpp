#include "kernels/merkle/merkle_tree.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace zk {

MerkleTree MerkleTree::build(const CommitOps& ops, std::vector<Digest> leaves) {
    if (!std::has_single_bit(leaves.size())) {
        throw std::invalid_argument("a Merkle tree's number of leaves is a power of two");
    }
    MerkleTree tree;
    tree.layers_.resize(static_cast<std::size_t>(std::countr_zero(leaves.size())) + 1);
    tree.layers_.back() = std::move(leaves);
    for (std::size_t d = tree.layers_.size() - 1; d-- > 0;) {
        tree.layers_[d].resize(std::size_t{1} << d);
        ops.compress_layer(tree.layers_[d], tree.layers_[d + 1]);
    }
    return tree;
}

std::span<const Digest> MerkleTree::cap(int depth) const {
    return layer(std::min(depth, this->depth()));
}

std::vector<Digest> MerkleTree::path(std::size_t index, int cap_depth) const {
    if (index >= n_leaves()) throw std::out_of_range("Merkle path of a leaf that does not exist");
    std::vector<Digest> siblings;
    for (int d = depth(); d > cap_depth; --d) {
        siblings.push_back(layer(d)[index ^ 1]);
        index >>= 1;
    }
    return siblings;
}

}  // namespace zk

#pragma once

#include "kernels/backend/commit_ops.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace zk {

/// All digests of a full binary tree, root = depth 0. Nodes by poseidon_compress.
class MerkleTree {
  public:
    MerkleTree() = default;

    /// leaves.size() is a power of two >= 1, else std::invalid_argument.
    static MerkleTree build(const CommitOps& ops, std::vector<Digest> leaves);

    /// Depth of the leaves: log2 of their number.
    [[nodiscard]] int depth() const noexcept { return static_cast<int>(layers_.size()) - 1; }
    [[nodiscard]] std::size_t n_leaves() const noexcept { return layers_.back().size(); }
    [[nodiscard]] const Digest& root() const noexcept { return layers_.front().front(); }

    /// The 2^depth digests at `depth`, left to right; 0 <= depth <= depth().
    [[nodiscard]] std::span<const Digest> layer(int depth) const { return layers_[static_cast<std::size_t>(depth)]; }

    /// The digests a proof sends instead of the root: layer(min(depth, depth())).
    [[nodiscard]] std::span<const Digest> cap(int depth) const;

    /// Siblings from the leaf upwards up to, not including, the cap: fold_path(leaf, index, path) == cap(cap_depth)[index >> path.size()].
    /// index < n_leaves(), else std::out_of_range; cap_depth >= 0.
    [[nodiscard]] std::vector<Digest> path(std::size_t index, int cap_depth) const;

  private:
    std::vector<std::vector<Digest>> layers_;  ///< layers_[d] has 2^d digests
};

}  // namespace zk

#pragma once
// The stacked commitment: columns laid end to end in one matrix of 2^m rows, Reed-Solomon encoded at rate 1/2, hashed row group by row group.

#include "kernels/backend/commit_ops.hpp"
#include "kernels/merkle/merkle_tree.hpp"
#include "stark/prover/team.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace zk::stark {

/// A committed stack. Each rank holds all codewords at its own positions and the tree below its own part.
class StackCommitment {
  public:
    StackCommitment() = default;

    /// Commits `width` stack columns of 2^log_stack values (flat, column after column, zero beyond the last value). Encoding is split by column,
    /// hashing by position; in between every rank sends every other its part.
    static StackCommitment build(
        const CommitOps& ops, Team& team, std::span<const Felt> stack, std::size_t width, int log_stack, int log_leaf
    );

    /// Codeword `j` at this rank's positions.
    [[nodiscard]] std::span<const Felt> codeword(std::size_t j) const {
        return {codewords_.data() + j * n_positions_, n_positions_};
    }
    [[nodiscard]] std::size_t n_positions() const { return n_positions_; }
    [[nodiscard]] std::size_t width() const { return width_; }
    [[nodiscard]] int log_leaf() const { return log_leaf_; }
    [[nodiscard]] int log_leaves() const { return log_leaves_; }
    [[nodiscard]] const std::vector<Digest>& cap() const { return cap_; }
    [[nodiscard]] const MerkleTree& tree() const { return tree_; }

  private:
    std::vector<Felt> codewords_;
    std::size_t n_positions_ = 0;
    std::size_t width_ = 0;
    int log_leaf_ = 0;
    int log_leaves_ = 0;  ///< of the whole tree
    MerkleTree tree_;     ///< over this rank's leaves
    std::vector<Digest> cap_;
};

/// The digests at the cap of the tree of which each rank holds the part below its own leaves.
std::vector<Digest> gather_cap(Team& team, const MerkleTree& mine, int log_leaves);

/// Siblings from leaf `local_leaf` of this rank's part up to the cap.
std::vector<Digest> path_to_cap(const Team& team, const MerkleTree& mine, std::size_t local_leaf, int log_leaves);

}  // namespace zk::stark

#include "stark/prover/commitment.hpp"

#include "stark/proof/geometry.hpp"

#include <algorithm>

namespace zk::stark {

std::vector<Digest> gather_cap(Team& team, const MerkleTree& mine, int log_leaves) {
    const std::span<const Digest> part = mine.layer(Geometry::cap_depth(log_leaves) - team.log_size());
    return team.gather(part);
}

std::vector<Digest> path_to_cap(const Team& team, const MerkleTree& mine, std::size_t local_leaf, int log_leaves) {
    return mine.path(local_leaf, Geometry::cap_depth(log_leaves) - team.log_size());
}

StackCommitment StackCommitment::build(
    const CommitOps& ops, Team& team, std::span<const Felt> stack, std::size_t width, int log_stack, int log_leaf
) {
    const auto n_ranks = static_cast<std::size_t>(team.size());
    const auto rank = static_cast<std::size_t>(team.rank());
    const std::size_t n_rows = std::size_t{1} << log_stack;
    const std::size_t n_codeword = n_rows << kLogBlowup;
    const std::size_t per_rank = (width + n_ranks - 1) / n_ranks;

    StackCommitment out;
    out.width_ = width;
    out.log_leaf_ = log_leaf;
    out.log_leaves_ = log_stack + kLogBlowup - log_leaf;
    out.n_positions_ = n_codeword / n_ranks;

    const std::size_t first = std::min(width, rank * per_rank);
    const std::size_t last = std::min(width, first + per_rank);
    std::vector<Felt> mine(per_rank * n_codeword, Felt::zero());
    std::vector<Felt*> codewords;
    std::vector<const Felt*> messages;
    for (std::size_t j = first; j < last; ++j) {
        codewords.push_back(mine.data() + (j - first) * n_codeword);
        messages.push_back(stack.data() + j * n_rows);
    }
    ops.encode(codewords, messages, log_stack, kLogBlowup);
    if (n_ranks == 1) {
        out.codewords_ = std::move(mine);
    } else {
        std::vector<Felt> send(mine.size());
        for (std::size_t to = 0; to < n_ranks; ++to) {
            for (std::size_t j = 0; j < per_rank; ++j) {
                const Felt* const from = mine.data() + j * n_codeword + to * out.n_positions_;
                std::copy(from, from + out.n_positions_, send.data() + (to * per_rank + j) * out.n_positions_);
            }
        }
        out.codewords_.resize(n_ranks * per_rank * out.n_positions_);
        team.all_to_all(send, out.codewords_);
    }

    std::vector<const Felt*> columns(width);
    for (std::size_t j = 0; j < width; ++j) columns[j] = out.codeword(j).data();
    std::vector<Digest> leaves(out.n_positions_ >> log_leaf);
    ops.hash_leaves(leaves, columns, 0, log_leaf);
    out.tree_ = MerkleTree::build(ops, std::move(leaves));
    out.cap_ = gather_cap(team, out.tree_, out.log_leaves_);
    return out;
}

}  // namespace zk::stark

#pragma once
// The Poseidon2 tree over registers, memory and public words: depth 28, sparse, updated segment by segment
// (docs/protocol.md, memory tree). Leaf digest: poseidon_compress of its 16 limbs, (low, high) of each word in order,
// words 0..3 left and 4..7 right. Node: poseidon_compress(left, right).

#include "kernels/backend/commit_ops.hpp"
#include "vm/memory/digest_map.hpp"
#include "vm/memory/space.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace zk::vm {

/// One node above the leaves, depth 0..27, that has a touched leaf below it. `touches_x` says whether child x has
/// one; where it has none the child's two digests are equal. `changed` is false when initial and final digests agree
/// (then no leaf below changed).
struct TreeNodeRow {
    std::uint32_t depth;
    std::uint32_t label;  ///< `depth` bits; the children are 2 * label and 2 * label + 1
    bool touches_left;
    bool touches_right;
    bool changed;
    Digest before;  ///< compress(left_before, right_before)
    Digest after;
    Digest left_before, left_after;
    Digest right_before, right_after;
};

/// One touched leaf: the words are in touched[i] of the same position.
struct TreeLeafRow {
    std::uint32_t label;  ///< 28 bits
    bool changed;
    Digest before;
    Digest after;
};

struct TreeUpdate {
    Digest root_before;
    Digest root_after;
    std::vector<TreeNodeRow> nodes;   ///< by depth ascending, then label ascending
    std::vector<TreeLeafRow> leaves;  ///< by label: leaves[i] belongs to touched[i]
};

/// The 16 limbs of a leaf as the two operands of its node call.
std::array<Digest, 2> leaf_operands(const LeafWords& words) noexcept;
Digest hash_leaf(const LeafWords& words) noexcept;
/// Digest of a subtree at `depth` (0..28) all of whose words are zero.
const Digest& zero_subtree(int depth) noexcept;

class MemoryTree {
  public:
    /// Tree of the state that has these leaves and zero words elsewhere. Labels ascending, below 3 * 2^26, no
    /// duplicates.
    MemoryTree(const CommitOps& ops, std::span<const Leaf> leaves);

    [[nodiscard]] const Digest& root() const noexcept;
    /// Digest of the node; depth 0..28.
    [[nodiscard]] const Digest& node(int depth, std::uint32_t label) const noexcept;

    /// Applies a segment. `touched`: labels ascending, no duplicates, not empty; `first` must be the words that the
    /// tree holds (asserted).
    TreeUpdate update(const CommitOps& ops, std::span<const TouchedLeaf> touched);

  private:
    DigestMap nodes_;  ///< nodes not listed are zero subtrees
};

}  // namespace zk::vm

#pragma once
// The verifier's half of the Merkle tree. Freestanding: the guest uses this text too.

#include "kernels/hash/poseidon2.hpp"

#include <cstddef>
#include <span>

namespace zk {

/// Digest of the node siblings.size() levels above `leaf`. `index` is the leaf's index; its bit k says whether the node at height k is a right
/// child. siblings[k] is the other child at height k. Bits of `index` from siblings.size() up are the caller's (the index in a cap).
constexpr Digest fold_path(const Digest& leaf, std::size_t index, std::span<const Digest> siblings) noexcept {
    Digest node = leaf;
    for (const Digest& sibling : siblings) {
        node = (index & 1) != 0 ? poseidon_compress(sibling, node) : poseidon_compress(node, sibling);
        index >>= 1;
    }
    return node;
}

}  // namespace zk

#include "vm/memory/memory_tree.hpp"

#include <algorithm>
#include <cassert>

namespace zk::vm {
namespace {

constexpr std::uint32_t heap_index(int depth, std::uint32_t label) noexcept {
    return (1u << depth) + label;
}

std::array<Digest, kTreeDepth + 1> make_zero_subtrees() {
    std::array<Digest, kTreeDepth + 1> zero{};
    zero[kTreeDepth] = hash_leaf(LeafWords{});
    for (int depth = kTreeDepth; depth-- > 0;) zero[depth] = poseidon_compress(zero[depth + 1], zero[depth + 1]);
    return zero;
}

/// Digests of many leaves in one batch.
std::vector<Digest> hash_leaves(const CommitOps& ops, const std::vector<LeafWords>& leaves) {
    std::vector<Digest> operands;
    operands.reserve(2 * leaves.size());
    for (const LeafWords& words : leaves) {
        const std::array<Digest, 2> pair = leaf_operands(words);
        operands.insert(operands.end(), pair.begin(), pair.end());
    }
    std::vector<Digest> digests(leaves.size());
    ops.compress_layer(digests, operands);
    return digests;
}

}  // namespace

std::array<Digest, 2> leaf_operands(const LeafWords& words) noexcept {
    std::array<Digest, 2> operands;
    for (std::uint32_t i = 0; i < kLeafWords; ++i) {
        Digest& half = operands[i / 4];
        half.words[std::size_t{i} % 4 * 2] = Felt(words[i] & 0xFFFFu);
        half.words[std::size_t{i} % 4 * 2 + 1] = Felt(words[i] >> 16);
    }
    return operands;
}

Digest hash_leaf(const LeafWords& words) noexcept {
    const std::array<Digest, 2> operands = leaf_operands(words);
    return poseidon_compress(operands[0], operands[1]);
}

const Digest& zero_subtree(int depth) noexcept {
    static const std::array<Digest, kTreeDepth + 1> kZero = make_zero_subtrees();
    return kZero[static_cast<std::size_t>(depth)];
}

MemoryTree::MemoryTree(const CommitOps& ops, std::span<const Leaf> leaves) {
    std::vector<std::uint32_t> labels;
    std::vector<LeafWords> words;
    for (const Leaf& leaf : leaves) {
        assert(labels.empty() || labels.back() < leaf.label);
        labels.push_back(leaf.label);
        words.push_back(leaf.words);
    }
    std::vector<Digest> digests = hash_leaves(ops, words);
    for (int depth = kTreeDepth; !labels.empty(); --depth) {
        for (std::size_t i = 0; i < labels.size(); ++i) nodes_.set(heap_index(depth, labels[i]), digests[i]);
        if (depth == 0) break;
        std::vector<Digest> children;
        std::vector<std::uint32_t> parents;
        for (const std::uint32_t label : labels) {
            if (!parents.empty() && parents.back() == label / 2) continue;
            parents.push_back(label / 2);
            children.push_back(node(depth, label & ~1u));
            children.push_back(node(depth, label | 1u));
        }
        labels = std::move(parents);
        digests.resize(labels.size());
        ops.compress_layer(digests, children);
    }
}

const Digest& MemoryTree::root() const noexcept {
    return node(0, 0);
}

const Digest& MemoryTree::node(int depth, std::uint32_t label) const noexcept {
    const Digest* const known = nodes_.find(heap_index(depth, label));
    return known != nullptr ? *known : zero_subtree(depth);
}

TreeUpdate MemoryTree::update(const CommitOps& ops, std::span<const TouchedLeaf> touched) {
    TreeUpdate update;
    update.root_before = root();
    update.leaves.reserve(touched.size());

    // The level below the nodes being made: label and the two digests of each touched node.
    struct Touched {
        std::uint32_t label;
        Digest before, after;
        [[nodiscard]] bool changed() const { return !(before == after); }
    };
    std::vector<Touched> level;
    std::vector<LeafWords> changed_words;
    for (const TouchedLeaf& leaf : touched) {
        assert(level.empty() || level.back().label < leaf.label);
        const Digest before = node(kTreeDepth, leaf.label);
        assert(before == hash_leaf(leaf.first));
        level.push_back({leaf.label, before, before});
        if (leaf.first != leaf.last) changed_words.push_back(leaf.last);
    }
    const std::vector<Digest> changed_digests = hash_leaves(ops, changed_words);
    std::size_t n_changed = 0;
    for (std::size_t i = 0; i < touched.size(); ++i) {
        Touched& leaf = level[i];
        const bool changed = touched[i].first != touched[i].last;
        if (changed) {
            leaf.after = changed_digests[n_changed++];
            nodes_.set(heap_index(kTreeDepth, leaf.label), leaf.after);
        }
        update.leaves.push_back({leaf.label, changed, leaf.before, leaf.after});
    }

    std::vector<std::vector<TreeNodeRow>> rows_by_depth(kTreeDepth);
    for (int depth = kTreeDepth - 1; depth >= 0; --depth) {
        std::vector<TreeNodeRow>& rows = rows_by_depth[static_cast<std::size_t>(depth)];
        std::vector<Digest> operands;
        for (std::size_t i = 0; i < level.size(); ++i) {
            const std::uint32_t label = level[i].label / 2;
            TreeNodeRow row{};
            row.depth = static_cast<std::uint32_t>(depth);
            row.label = label;
            row.before = row.after = node(depth, label);
            row.left_before = row.left_after = node(depth + 1, 2 * label);
            row.right_before = row.right_after = node(depth + 1, 2 * label + 1);
            if (level[i].label % 2 == 0) {
                row.touches_left = true;
                row.left_before = level[i].before;
                row.changed = level[i].changed();
                if (i + 1 < level.size() && level[i + 1].label == 2 * label + 1) ++i;
            }
            if (level[i].label % 2 == 1) {
                row.touches_right = true;
                row.right_before = level[i].before;
                row.changed = row.changed || level[i].changed();
            }
            if (row.changed) {
                operands.push_back(row.left_after);
                operands.push_back(row.right_after);
            }
            rows.push_back(row);
        }
        std::vector<Digest> digests(operands.size() / 2);
        ops.compress_layer(digests, operands);

        level.clear();
        std::size_t at = 0;
        for (TreeNodeRow& row : rows) {
            if (row.changed) {
                row.after = digests[at++];
                nodes_.set(heap_index(depth, row.label), row.after);
            }
            level.push_back({row.label, row.before, row.after});
        }
    }
    for (const std::vector<TreeNodeRow>& rows : rows_by_depth) {
        update.nodes.insert(update.nodes.end(), rows.begin(), rows.end());
    }
    update.root_after = root();
    return update;
}

}  // namespace zk::vm

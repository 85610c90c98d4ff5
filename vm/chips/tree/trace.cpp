#include "vm/chips/tree/tree.hpp"

namespace zk::vm {
namespace {

void fill(Felt (&out)[8], const Digest& digest) {
    for (std::size_t i = 0; i < 8; ++i) out[i] = digest.words[i];
}

}  // namespace

void fill(TreeNodeColumns<Felt>& c, const TreeNodeRow& row) {
    c.real = Felt::one();
    c.depth = Felt(row.depth);
    c.label = Felt(row.label);
    c.touches_left = flag(row.touches_left);
    c.touches_right = flag(row.touches_right);
    c.changed = flag(row.changed);
    fill(c.left_initial, row.left_before);
    fill(c.left_final, row.left_after);
    fill(c.right_initial, row.right_before);
    fill(c.right_final, row.right_after);
    fill(c.initial, row.before);
    fill(c.final, row.after);
}

void fill(TreeLeafColumns<Felt>& c, const TreeLeafRow& row, const TouchedLeaf& words) {
    const std::uint32_t space = row.label >> kLeafIndexBits;
    c.real = Felt::one();
    c.space_bits[0] = Felt(space & 1);
    c.space_bits[1] = Felt(space >> 1);
    c.index_lo14 = Felt(row.label & 0x3fff);
    c.index_hi12 = Felt(row.label >> 14 & 0xfff);
    c.changed = flag(row.changed);
    for (std::size_t i = 0; i < 8; ++i) {
        c.first[i] = Accesses::limbs(words.first[i]);
        c.last[i] = Accesses::limbs(words.last[i]);
        c.times[i] = Felt(words.times[i]);
    }
    fill(c.initial, row.before);
    fill(c.final, row.after);
}

}  // namespace zk::vm

#pragma once

#include "vm/chips/common/row_fill.hpp"
#include "vm/memory/memory_tree.hpp"

namespace zk::vm {

/// A node above the leaves. initial, final: its digests before and after the segment.
template <class T>
struct TreeNodeColumns {
    T real, depth, label;
    T touches_left, touches_right;  ///< the child has a row of its own
    T changed;
    T left_initial[8], left_final[8];
    T right_initial[8], right_final[8];
    T initial[8], final[8];
};

/// A leaf: 8 words, each with its value before the segment and its last access.
template <class T>
struct TreeLeafColumns {
    T real;
    T space_bits[2];
    T index_lo14, index_hi12;
    T changed;
    Limbs<T> first[8];
    Limbs<T> last[8];
    T times[8];
    T initial[8], final[8];
};

stark::Table tree_node_table();
stark::Table tree_leaf_table();
void fill(TreeNodeColumns<Felt>& c, const TreeNodeRow& row);
void fill(TreeLeafColumns<Felt>& c, const TreeLeafRow& row, const TouchedLeaf& words);

}  // namespace zk::vm

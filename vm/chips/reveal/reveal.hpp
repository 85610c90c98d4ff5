#pragma once

#include "base/host_calls.hpp"
#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// reveal: copies 8 words of memory to the public words.
template <class T>
struct RevealColumns {
    T real, pc, clock;
    RegisterRead<T> rs1;
    struct Word {
        Limbs<T> value;
        T prev;  ///< of the memory word
        Limbs<T> old;
        T old_prev;  ///< of the public word
    } words[kPublicWords];
};

stark::Table reveal_table();
void fill(RevealColumns<Felt>& c, const RevealRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

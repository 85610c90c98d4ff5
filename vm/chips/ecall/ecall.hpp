#pragma once

#include "base/host_calls.hpp"
#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// ecall with a7 = 93: the end of the run.
template <class T>
struct ExitColumns {
    T real, pc, clock, a7_prev;
    Limbs<T> a0;
    T a0_prev;
    struct Word {
        Limbs<T> value;
        T prev;
    } words[kPublicWords];
};

/// ecall with a7 = 64: a0 := a2.
template <class T>
struct WriteColumns {
    T real, pc, clock, a7_prev;
    Limbs<T> a2;
    T a2_prev;
    Limbs<T> a0_old;
    T a0_prev;
};

stark::Table exit_table();
stark::Table write_table();
void fill(ExitColumns<Felt>& c, const ExitRow& row, Accesses& accesses);
void fill(WriteColumns<Felt>& c, const WriteRow& row, Accesses& accesses);

}  // namespace zk::vm

#pragma once

#include "base/host_calls.hpp"
#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// memory_copy: hands two pointers and the number of words to its copied_word rows. rs2.hi is zero; destination is the register in the rd field.
template <class T>
struct MemoryCopyColumns {
    T real, pc, clock;
    RegisterRead<T> rs1;
    T rs2_reg, rs2_lo, rs2_prev;
    RegisterRead<T> destination;
};

/// One word of a memory_copy at `clock`: word `step` of `count`, read at source + step and written to destination + step.
template <class T>
struct CopiedWordColumns {
    T real, last, clock, step, source, destination, count;
    Limbs<T> value;
    T source_prev;
    Limbs<T> old;
    T destination_prev;
};

stark::Table memory_copy_table();
stark::Table copied_word_table();
void fill(MemoryCopyColumns<Felt>& c, const MemoryCopyRow& row, const Instruction& in, Accesses& accesses);
/// `call`: the memory_copy that the word belongs to.
void fill(CopiedWordColumns<Felt>& c, const CopiedWordRow& row, const MemoryCopyRow& call, Accesses& accesses);

}  // namespace zk::vm

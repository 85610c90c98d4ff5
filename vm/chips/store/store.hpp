#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// sw.
template <class T>
struct StoreWordColumns {
    T real, pc, clock;
    RegisterRead<T> rs1, rs2;
    Limbs<T> immediate;
    T lo14, wraps;
    Limbs<T> old;
    T old_prev;
};

/// sb, sh. Exactly one of is_byte, is_half is set in a real row.
template <class T>
struct StoreSubColumns {
    T is_byte, is_half, pc, clock;
    RegisterRead<T> rs1, rs2;
    Limbs<T> immediate;
    T lo14, wraps;
    T bit0, bit1;  ///< of the byte address
    Limbs<T> old;  ///< the memory word before
    T old_prev;
    T old_bytes[2];   ///< of the limb that bit1 selects
    T byte;           ///< low byte of rs2
    T half;           ///< what replaces the selected limb
    Limbs<T> result;  ///< the memory word after
};

stark::Table store_word_table();
stark::Table store_sub_table();
void fill(StoreWordColumns<Felt>& c, const StoreRow& row, const Instruction& in, Accesses& accesses);
void fill(StoreSubColumns<Felt>& c, const StoreRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// lw.
template <class T>
struct LoadWordColumns {
    T real, writes, pc, clock;
    RegisterRead<T> rs1;
    RegisterWrite<T> rd;
    Limbs<T> immediate;
    T lo14, wraps;
    Limbs<T> word;
    T word_prev;
};

/// lb, lbu, lh, lhu. Exactly one of is_byte, is_half is set in a real row.
template <class T>
struct LoadSubColumns {
    T is_byte, is_half, is_signed, writes, pc, clock;
    RegisterRead<T> rs1;
    RegisterWrite<T> rd;
    Limbs<T> immediate;
    T lo14, wraps;
    T bit0, bit1;   ///< of the byte address
    Limbs<T> word;  ///< the memory word
    T word_prev;
    T bytes[2];  ///< of the limb that bit1 selects
    T top;       ///< the byte that has the sign: the loaded one, or the high byte of the half
    T sign;
    T result_lo;  ///< the high limb is 0xffff * sign
};

stark::Table load_word_table();
stark::Table load_sub_table();
void fill(LoadWordColumns<Felt>& c, const LoadRow& row, const Instruction& in, Accesses& accesses);
void fill(LoadSubColumns<Felt>& c, const LoadRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

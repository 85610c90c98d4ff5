#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// A shift by amount = 8 q + bits. `left[q]`, `right[q]`: one is set in a real row. multiplier: 2^bits to the left, 2^(8 - bits) to the right.
/// high[i] = floor(byte i * multiplier / 256), by lookup.
template <class T>
struct ShifterColumns {
    T left[4], right[4];
    T is_arithmetic;  ///< sra, srai
    T bits, multiplier;
    T high[4];
    T sign;  ///< bit 31 of the operand if arithmetic, else 0
    Limbs<T> result;
};

/// sll, srl, sra.
template <class T>
struct ShiftColumns {
    T pc, clock;
    RegisterReadBytes<T> rs1;
    RegisterRead<T> rs2;
    RegisterWrite<T> rd;
    ShifterColumns<T> shifter;
};

/// slli, srli, srai.
template <class T>
struct ShiftImmediateColumns {
    T pc, clock;
    RegisterReadBytes<T> rs1;
    RegisterWrite<T> rd;
    ShifterColumns<T> shifter;
};

stark::Table shift_table();
stark::Table shift_immediate_table();
void fill(ShiftColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);
void fill(ShiftImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// and, or, xor. Exactly one flag is set in a real row; `both` holds the AND of the operands' bytes.
template <class T>
struct BitwiseColumns {
    T is_and, is_or, is_xor, pc, clock;
    RegisterReadBytes<T> rs1, rs2;
    RegisterWrite<T> rd;
    T both[4];
    Limbs<T> result;
};

/// andi, ori, xori. The high limb of the immediate is 0 or 0xffff, so only the low limb is looked up.
template <class T>
struct BitwiseImmediateColumns {
    T is_and, is_or, is_xor, pc, clock;
    T rs1_reg, rs1_low[2], rs1_hi, rs1_prev;
    RegisterWrite<T> rd;
    T immediate_low[2], negative;
    T both[2];
    Limbs<T> result;
};

stark::Table bitwise_table();
stark::Table bitwise_immediate_table();
void fill(BitwiseColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);
void fill(BitwiseImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

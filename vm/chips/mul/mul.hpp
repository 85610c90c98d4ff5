#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// mul: the low word of the product. carry.lo, carry.hi: out of each limb.
template <class T>
struct MulColumns {
    T real, pc, clock;
    RegisterReadBytes<T> rs1, rs2;
    RegisterWrite<T> rd;
    Limbs<T> result;
    Limbs<T> carry;
};

/// mulh, mulhsu, mulhu: the 64-bit product of the operands extended by their signs, as four limbs; the upper two are the result.
template <class T>
struct MulHighColumns {
    T is_mulh, is_mulhsu, is_mulhu, pc, clock;
    RegisterReadBytes<T> rs1, rs2;
    RegisterWrite<T> rd;
    T top_x, top_y;  ///< bit 31 of the operands
    T product[4];
    T carry[4];
};

stark::Table mul_table();
stark::Table mul_high_table();
void fill(MulColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);
void fill(MulHighColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

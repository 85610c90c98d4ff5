#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// div, divu, rem, remu, by way of magnitudes: |rs1| = quotient * |rs2| + remainder, remainder < |rs2| or rs2 = 0, then the sign.
template <class T>
struct DivideColumns {
    T is_div, is_divu, is_rem, is_remu, pc, clock;
    RegisterRead<T> rs1, rs2;
    RegisterWrite<T> rd;
    T negative_x, negative_y;  ///< bit 31 of rs1 and rs2 when signed, else 0
    T dividend_lo;             ///< of |rs1|; its high limb follows
    T divisor[4];              ///< bytes of |rs2|
    T quotient[4];             ///< bytes; 2^32 - 1 when the divisor is zero
    Limbs<T> remainder;
    T carry;   ///< out of the low limb of quotient * divisor + remainder
    T borrow;  ///< of divisor.lo - remainder.lo - 1
    T by_zero;
    T negative_quotient;  ///< signs differ and the divisor is not zero
    T negate;             ///< the result is minus the chosen magnitude
    Limbs<T> chosen;      ///< quotient or remainder
    Limbs<T> result;
};

stark::Table divide_table();
void fill(DivideColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

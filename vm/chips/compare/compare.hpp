#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// Witness of x < y on words. `difference` is below 2^16 exactly when `less` is right.
template <class T>
struct LessColumns {
    T sign_x, sign_y;  ///< bit 31 of the operands when signed, else 0
    T equal_hi;        ///< the high limbs, as signed numbers when signed, agree
    T inverse;         ///< of their difference
    T less;
    T difference;
};

/// slt, sltu.
template <class T>
struct CompareColumns {
    T real, is_signed, pc, clock;
    RegisterRead<T> rs1, rs2;
    RegisterWrite<T> rd;
    LessColumns<T> less;
};

/// slti, sltiu.
template <class T>
struct CompareImmediateColumns {
    T real, is_signed, pc, clock;
    RegisterRead<T> rs1;
    T immediate_lo, negative;
    RegisterWrite<T> rd;
    LessColumns<T> less;
};

/// Asserts c.less = [x < y] in real rows, as signed numbers when is_signed. The limbs are below 2^16; real and is_signed are boolean, is_signed <=
/// real. The sign of x is checked here, that of y too unless `y_sign_is_known`.
void assert_less(
    InstructionAir& air,
    const LessColumns<Expr>& c,
    const Expr& real,
    const Expr& is_signed,
    const Limbs<Expr>& x,
    const Limbs<Expr>& y,
    bool y_sign_is_known
);
void fill(LessColumns<Felt>& c, std::uint32_t x, std::uint32_t y, bool is_signed);

stark::Table compare_table();
stark::Table compare_immediate_table();
void fill(CompareColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);
void fill(CompareImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

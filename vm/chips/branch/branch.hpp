#pragma once

#include "vm/chips/compare/compare.hpp"

namespace zk::vm {

/// beq, bne. Exactly one flag is set in a real row.
template <class T>
struct BranchEqualColumns {
    T is_equal, is_not_equal, pc, clock;
    RegisterRead<T> rs1, rs2;
    T equal;           ///< rs1 = rs2
    Limbs<T> inverse;  ///< inverse.lo (rs1.lo - rs2.lo) + inverse.hi (rs1.hi - rs2.hi) = 1 when not equal
    T target, next_pc;
};

/// blt, bltu, bge, bgeu.
template <class T>
struct BranchLessColumns {
    T real, is_signed, is_greater_equal, pc, clock;
    RegisterRead<T> rs1, rs2;
    LessColumns<T> less;
    T target, next_pc;
};

stark::Table branch_equal_table();
stark::Table branch_less_table();
/// `target`: the field of the instruction's row of the program table.
void fill(
    BranchEqualColumns<Felt>& c, const BranchRow& row, const Instruction& in, std::uint32_t target, Accesses& accesses
);
void fill(
    BranchLessColumns<Felt>& c, const BranchRow& row, const Instruction& in, std::uint32_t target, Accesses& accesses
);

}  // namespace zk::vm

#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// add, sub.
template <class T>
struct AddColumns {
    T real, subtract, pc, clock;
    RegisterRead<T> rs1, rs2;
    RegisterWrite<T> rd;
    Limbs<T> result;
};

/// addi. The result is rs1 + immediate less the carries.
template <class T>
struct AddImmediateColumns {
    T real, pc, clock;
    RegisterRead<T> rs1;
    RegisterWrite<T> rd;
    Limbs<T> immediate;
    Limbs<T> carry;
};

stark::Table add_table();
stark::Table add_immediate_table();
void fill(AddColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);
void fill(AddImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

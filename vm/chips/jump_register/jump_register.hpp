#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// jalr. rs1 + immediate = 4 next_pc + bit0 mod 2^32.
template <class T>
struct JumpRegisterColumns {
    T real, writes, pc, clock;
    RegisterRead<T> rs1;
    RegisterWrite<T> rd;
    Limbs<T> immediate;
    Limbs<T> link;  ///< pc in bytes + 4, from the program
    T lo14, wraps, bit0;
};

stark::Table jump_register_table();
void fill(JumpRegisterColumns<Felt>& c, const JumpRegisterRow& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// lui, auipc, jal, fence: everything is known from the program.
template <class T>
struct SetColumns {
    T real, writes, pc, clock;
    RegisterWrite<T> rd;
    Limbs<T> immediate;
    T target;
};

/// What the three lists of a record that this table takes have in common.
struct SetRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Write rd;
};

stark::Table set_table();
/// `program`: the instruction's row of the program table.
void fill(SetColumns<Felt>& c, const SetRow& row, const ProgramRow& program, Accesses& accesses);

}  // namespace zk::vm

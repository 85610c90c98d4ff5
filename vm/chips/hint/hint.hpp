#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// hint_length: any word.
template <class T>
struct HintLengthColumns {
    T real, pc, clock;
    RegisterWrite<T> rd;
    Limbs<T> value;
};

/// hint_read: hands pointer and number of words to its hint_word rows. rs2.hi is zero.
template <class T>
struct HintReadColumns {
    T real, pc, clock;
    RegisterRead<T> rs1;
    T rs2_reg, rs2_lo, rs2_prev;
};

/// One word of a hint_read at `clock`: word `step` of `count`, any value, written to first + step.
template <class T>
struct HintWordColumns {
    T real, last, clock, step, first, count;
    Limbs<T> value;
    Limbs<T> old;
    T prev;
};

stark::Table hint_length_table();
stark::Table hint_read_table();
stark::Table hint_word_table();
void fill(HintLengthColumns<Felt>& c, const HintLengthRow& row, const Instruction& in, Accesses& accesses);
void fill(HintReadColumns<Felt>& c, const HintReadRow& row, const Instruction& in, Accesses& accesses);
/// `call`: the hint_read that the word belongs to.
void fill(HintWordColumns<Felt>& c, const HintWordRow& row, const HintReadRow& call, Accesses& accesses);

}  // namespace zk::vm

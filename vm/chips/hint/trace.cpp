#include "vm/chips/hint/hint.hpp"

namespace zk::vm {

void fill(HintLengthColumns<Felt>& c, const HintLengthRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.value = Accesses::limbs(row.rd.value);
}

void fill(HintReadColumns<Felt>& c, const HintReadRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    c.rs2_reg = Felt(in.rs2);
    c.rs2_lo = Felt(row.b.value);
    c.rs2_prev = accesses.previous(Space::kRegisters, in.rs2, row.b.value, row.b.time, row.clock + 1);
}

void fill(HintWordColumns<Felt>& c, const HintWordRow& row, const HintReadRow& call, Accesses& accesses) {
    c.real = Felt::one();
    c.last = flag(row.step + 1 == call.b.value);
    c.clock = Felt(row.clock);
    c.step = Felt(row.step);
    c.first = Felt(call.a.value / 4);
    c.count = Felt(call.b.value);
    c.value = Accesses::limbs(row.memory.value);
    c.old = Accesses::limbs(row.memory.previous);
    c.prev = accesses.previous(Space::kMemory, row.index, row.memory.previous, row.memory.time, row.clock + 3);
}

}  // namespace zk::vm

#include "vm/chips/add/add.hpp"

namespace zk::vm {

void fill(AddColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.subtract = flag(in.op == Op::kSub);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.result = Accesses::limbs(row.rd.value);
}

void fill(AddImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    const std::uint32_t low = (row.a.value & 0xffff) + (in.imm & 0xffff);
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.immediate = Accesses::limbs(in.imm);
    c.carry = {Felt(low >> 16), Felt(((row.a.value >> 16) + (in.imm >> 16) + (low >> 16)) >> 16)};
}

}  // namespace zk::vm

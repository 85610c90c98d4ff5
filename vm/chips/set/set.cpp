#include "vm/chips/set/set.hpp"

namespace zk::vm {

stark::Table set_table() {
    AirBuilder b;
    const auto c = b.main_columns<SetColumns>("set");
    InstructionAir air(b, c.real, c.pc, c.clock);
    b.assert_bool("writes", c.writes);
    b.assert_zero("writes.only_real", c.writes * (1 - c.real));

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.imm_lo = c.immediate.lo;
    o.imm_hi = c.immediate.hi;
    o.target = c.target;
    air.fetch(kOpGoto + c.writes, o);
    air.step(c.target);
    air.write(c.rd, c.immediate, c.writes);
    return instruction_table("set", b);
}

void fill(SetColumns<Felt>& c, const SetRow& row, const ProgramRow& program, Accesses& accesses) {
    const auto& [pc, opcode, rd, rs1, rs2, imm_lo, imm_hi, target] = program;
    c.real = Felt::one();
    c.writes = flag(rd != 0);
    c.pc = Felt(pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rd, rd, row.rd, row.clock);
    c.immediate = {Felt(imm_lo), Felt(imm_hi)};
    c.target = Felt(target);
}

}  // namespace zk::vm

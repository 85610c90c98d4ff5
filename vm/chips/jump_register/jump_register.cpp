#include "vm/chips/jump_register/jump_register.hpp"

namespace zk::vm {

stark::Table jump_register_table() {
    AirBuilder b;
    const auto c = b.main_columns<JumpRegisterColumns>("jump_register");
    InstructionAir air(b, c.real, c.pc, c.clock);
    b.assert_bool("writes", c.writes);
    b.assert_zero("writes.only_real", c.writes * (1 - c.real));
    b.assert_bool("bit0", c.bit0);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.rs2 = c.link.lo;
    o.imm_lo = c.immediate.lo;
    o.imm_hi = c.immediate.hi;
    o.target = c.link.hi;
    air.fetch(kOpJumpRegister + c.writes, o);
    air.read("rs1", c.rs1, 0);
    // Bit 0 of the sum is dropped; bit 1 must be zero, for the target would be misaligned.
    air.step(air.word_index(c.rs1.value, c.immediate, c.bit0, c.lo14, c.wraps));
    air.write(c.rd, c.link, c.writes);
    return instruction_table("jump_register", b);
}

void fill(JumpRegisterColumns<Felt>& c, const JumpRegisterRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.writes = flag(in.rd != 0);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.immediate = Accesses::limbs(in.imm);
    c.link = Accesses::limbs((row.pc + 1) * 4);
    fill_address(c.lo14, c.wraps, row.a.value, in.imm);
    c.bit0 = flag(((row.a.value + in.imm) & 1) != 0);
}

}  // namespace zk::vm

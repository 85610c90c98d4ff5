#include "vm/chips/bitwise/bitwise.hpp"

namespace zk::vm {

void fill(BitwiseColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.is_and = flag(in.op == Op::kAnd);
    c.is_or = flag(in.op == Op::kOr);
    c.is_xor = flag(in.op == Op::kXor);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    const std::uint32_t both = row.a.value & row.b.value;
    for (int i = 0; i < 4; ++i) c.both[i] = Felt(both >> 8 * i & 0xff);
    c.result = Accesses::limbs(row.rd.value);
}

void fill(BitwiseImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.is_and = flag(in.op == Op::kAndi);
    c.is_or = flag(in.op == Op::kOri);
    c.is_xor = flag(in.op == Op::kXori);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    c.rs1_reg = Felt(in.rs1);
    c.rs1_hi = Felt(row.a.value >> 16);
    c.rs1_prev = accesses.previous(Space::kRegisters, in.rs1, row.a.value, row.a.time, row.clock);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.negative = flag(in.imm >> 31 != 0);
    for (int i = 0; i < 2; ++i) {
        const std::uint32_t x = row.a.value >> 8 * i & 0xff;
        const std::uint32_t y = in.imm >> 8 * i & 0xff;
        c.rs1_low[i] = Felt(x);
        c.immediate_low[i] = Felt(y);
        c.both[i] = Felt(x & y);
    }
    c.result = Accesses::limbs(row.rd.value);
}

}  // namespace zk::vm

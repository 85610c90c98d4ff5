#include "vm/chips/shift/shift.hpp"

namespace zk::vm {
namespace {

void fill(
    ShifterColumns<Felt>& c,
    std::uint32_t x,
    std::uint32_t amount,
    bool is_left,
    bool is_arithmetic,
    std::uint32_t result
) {
    const std::uint32_t bits = amount & 7;
    const std::uint32_t multiplier = is_left ? 1u << bits : 256u >> bits;
    (is_left ? c.left : c.right)[amount >> 3] = Felt::one();
    c.is_arithmetic = flag(is_arithmetic);
    c.bits = Felt(bits);
    c.multiplier = Felt(multiplier);
    for (int i = 0; i < 4; ++i) c.high[i] = Felt((x >> 8 * i & 0xff) * multiplier >> 8);
    c.sign = flag(is_arithmetic && x >> 31 != 0);
    c.result = Accesses::limbs(result);
}

}  // namespace

void fill(ShiftColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    fill(c.shifter, row.a.value, row.b.value & 31, in.op == Op::kSll, in.op == Op::kSra, row.rd.value);
}

void fill(ShiftImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    fill(c.shifter, row.a.value, in.imm, in.op == Op::kSlli, in.op == Op::kSrai, row.rd.value);
}

}  // namespace zk::vm

#include "vm/chips/add/add.hpp"

namespace zk::vm {
namespace {

/// x + y = sum mod 2^32 when `active`; all limbs below 2^16. The carries are determined, so they need no columns.
void assert_sum(
    AirBuilder& b,
    const std::string& label,
    const Expr& active,
    const Limbs<Expr>& x,
    const Limbs<Expr>& y,
    const Limbs<Expr>& sum
) {
    const std::int64_t scale = inverse_power_of_two(16);
    const Expr carry_lo = (x.lo + y.lo - sum.lo) * scale;
    const Expr carry_hi = (x.hi + y.hi + carry_lo - sum.hi) * scale;
    b.assert_zero(label + ".lo", active * carry_lo * (carry_lo - 1));
    b.assert_zero(label + ".hi", active * carry_hi * (carry_hi - 1));
}

}  // namespace

stark::Table add_table() {
    AirBuilder b;
    const auto c = b.main_columns<AddColumns>("add");
    InstructionAir air(b, c.real, c.pc, c.clock);
    b.assert_bool("subtract", c.subtract);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    air.fetch(kOpAdd + c.subtract, o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    air.range16("result.lo", c.result.lo);
    air.range16("result.hi", c.result.hi);
    assert_sum(b, "add", 1 - c.subtract, c.rs1.value, c.rs2.value, c.result);
    assert_sum(b, "sub", c.subtract, c.result, c.rs2.value, c.rs1.value);
    air.write(c.rd, c.result);
    return instruction_table("add", b);
}

stark::Table add_immediate_table() {
    AirBuilder b;
    const auto c = b.main_columns<AddImmediateColumns>("add_immediate");
    InstructionAir air(b, c.real, c.pc, c.clock);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.imm_lo = c.immediate.lo;
    o.imm_hi = c.immediate.hi;
    air.fetch(b.constant(kOpAddImmediate), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    b.assert_bool("carry.lo", c.carry.lo);
    b.assert_bool("carry.hi", c.carry.hi);
    const Limbs<Expr> result{
        c.rs1.value.lo + c.immediate.lo - 65536 * c.carry.lo,
        c.rs1.value.hi + c.immediate.hi + c.carry.lo - 65536 * c.carry.hi};
    air.range16("result.lo", result.lo);
    air.range16("result.hi", result.hi);
    air.write(c.rd, result);
    return instruction_table("add_immediate", b);
}

}  // namespace zk::vm

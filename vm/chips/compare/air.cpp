#include "vm/chips/compare/compare.hpp"

namespace zk::vm {

void assert_less(
    InstructionAir& air,
    const LessColumns<Expr>& c,
    const Expr& real,
    const Expr& is_signed,
    const Limbs<Expr>& x,
    const Limbs<Expr>& y,
    bool y_sign_is_known
) {
    AirBuilder& b = air.builder;
    b.assert_bool("less.sign_x", c.sign_x);
    b.assert_bool("less.sign_y", c.sign_y);
    b.assert_zero("less.sign_x.unsigned", c.sign_x * (1 - is_signed));
    b.assert_zero("less.sign_y.unsigned", c.sign_y * (1 - is_signed));
    // hi - 2^15 sign is an integer between -2^15 and 2^16: its double is below 2^16 exactly when sign is bit 15 of hi.
    air.range16("less.sign_x", 2 * x.hi - 65536 * c.sign_x, is_signed);
    if (!y_sign_is_known) air.range16("less.sign_y", 2 * y.hi - 65536 * c.sign_y, is_signed);

    const Expr hi = (x.hi - 65536 * c.sign_x) - (y.hi - 65536 * c.sign_y);
    b.assert_zero("less.equal_hi", c.equal_hi * hi);
    b.assert_equal("less.inverse", hi * c.inverse, real - c.equal_hi);
    b.assert_bool("less", c.less);
    // The difference of the high limbs, or of the low ones if these agree: above -2^16 and below 2^16.
    b.assert_equal("less.difference", c.difference, hi + c.equal_hi * (x.lo - y.lo) + 65536 * c.less);
    air.range16("less.difference", c.difference);
}

stark::Table compare_table() {
    AirBuilder b;
    const auto c = b.main_columns<CompareColumns>("compare");
    InstructionAir air(b, c.real, c.pc, c.clock);
    b.assert_bool("is_signed", c.is_signed);
    b.assert_zero("is_signed.only_real", c.is_signed * (1 - c.real));

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    air.fetch(kOpLess + c.is_signed, o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    assert_less(air, c.less, c.real, c.is_signed, c.rs1.value, c.rs2.value, false);
    air.write(c.rd, {c.less.less, b.constant(0)});
    return instruction_table("compare", b);
}

stark::Table compare_immediate_table() {
    AirBuilder b;
    const auto c = b.main_columns<CompareImmediateColumns>("compare_immediate");
    InstructionAir air(b, c.real, c.pc, c.clock);
    b.assert_bool("is_signed", c.is_signed);
    b.assert_zero("is_signed.only_real", c.is_signed * (1 - c.real));
    b.assert_bool("negative", c.negative);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.imm_lo = c.immediate_lo;
    o.imm_hi = 0xffff * c.negative;
    air.fetch(kOpLessImmediate + c.is_signed, o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    b.assert_equal("less.sign_y.known", c.less.sign_y, c.is_signed * c.negative);
    assert_less(air, c.less, c.real, c.is_signed, c.rs1.value, {c.immediate_lo, o.imm_hi}, true);
    air.write(c.rd, {c.less.less, b.constant(0)});
    return instruction_table("compare_immediate", b);
}

}  // namespace zk::vm

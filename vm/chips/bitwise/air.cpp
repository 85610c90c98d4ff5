#include "vm/chips/bitwise/bitwise.hpp"

namespace zk::vm {
namespace {

template <class Columns>
void assert_flags(AirBuilder& b, const Columns& c) {
    b.assert_bool("is_and", c.is_and);
    b.assert_bool("is_or", c.is_or);
    b.assert_bool("is_xor", c.is_xor);
}

/// result = x op y on one limb: or = x + y - and, xor = x + y - 2 and.
template <class Columns>
void assert_result(
    AirBuilder& b, const std::string& label, const Columns& c, const Expr& result, const Expr& sum, const Expr& both
) {
    b.assert_equal(label, result, c.is_and * both + c.is_or * (sum - both) + c.is_xor * (sum - 2 * both));
}

}  // namespace

stark::Table bitwise_table() {
    AirBuilder b;
    const auto c = b.main_columns<BitwiseColumns>("bitwise");
    const Expr real = c.is_and + c.is_or + c.is_xor;
    InstructionAir air(b, real, c.pc, c.clock);
    assert_flags(b, c);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    air.fetch(kOpAnd * c.is_and + kOpOr * c.is_or + kOpXor * c.is_xor, o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    for (int i = 0; i < 4; ++i) {
        b.send("and" + std::to_string(i), kAndBus, real, {c.rs1.bytes[i], c.rs2.bytes[i], c.both[i]});
    }
    const Limbs<Expr> x = limbs_of(c.rs1.bytes);
    const Limbs<Expr> y = limbs_of(c.rs2.bytes);
    const Limbs<Expr> both = limbs_of(c.both);
    assert_result(b, "result.lo", c, c.result.lo, x.lo + y.lo, both.lo);
    assert_result(b, "result.hi", c, c.result.hi, x.hi + y.hi, both.hi);
    air.write(c.rd, c.result);
    return instruction_table("bitwise", b);
}

stark::Table bitwise_immediate_table() {
    AirBuilder b;
    const auto c = b.main_columns<BitwiseImmediateColumns>("bitwise_immediate");
    const Expr real = c.is_and + c.is_or + c.is_xor;
    InstructionAir air(b, real, c.pc, c.clock);
    assert_flags(b, c);
    b.assert_bool("negative", c.negative);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1_reg;
    o.imm_lo = limb_of(c.immediate_low[0], c.immediate_low[1]);
    o.imm_hi = 0xffff * c.negative;
    air.fetch(kOpAndImmediate * c.is_and + kOpOrImmediate * c.is_or + kOpXorImmediate * c.is_xor, o);
    air.step(c.pc + 1);
    const Limbs<Expr> x{limb_of(c.rs1_low[0], c.rs1_low[1]), c.rs1_hi};
    air.access("rs1", real, Space::kRegisters, c.rs1_reg, x, x, c.rs1_prev, 0);
    for (int i = 0; i < 2; ++i) {
        b.send("and" + std::to_string(i), kAndBus, real, {c.rs1_low[i], c.immediate_low[i], c.both[i]});
    }
    assert_result(b, "result.lo", c, c.result.lo, x.lo + o.imm_lo, limb_of(c.both[0], c.both[1]));
    assert_result(b, "result.hi", c, c.result.hi, x.hi + o.imm_hi, c.negative * x.hi);
    air.write(c.rd, c.result);
    return instruction_table("bitwise_immediate", b);
}

}  // namespace zk::vm

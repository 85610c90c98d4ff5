#include "vm/chips/divide/divide.hpp"

namespace zk::vm {

stark::Table divide_table() {
    AirBuilder b;
    const auto c = b.main_columns<DivideColumns>("divide");
    const Expr is_signed = c.is_div + c.is_rem;
    const Expr wants_quotient = c.is_div + c.is_divu;
    const Expr wants_remainder = c.is_rem + c.is_remu;
    const Expr real = wants_quotient + wants_remainder;
    InstructionAir air(b, real, c.pc, c.clock);
    b.assert_bool("is_div", c.is_div);
    b.assert_bool("is_divu", c.is_divu);
    b.assert_bool("is_rem", c.is_rem);
    b.assert_bool("is_remu", c.is_remu);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    air.fetch(
        kOpDivide * c.is_div + (kOpDivide + 1) * c.is_divu + (kOpDivide + 2) * c.is_rem + (kOpDivide + 3) * c.is_remu, o
    );
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);

    // Signs: of a limb below 2^16, 2 hi - 2^16 s is below 2^16 exactly when s is bit 15.
    b.assert_bool("negative_x", c.negative_x);
    b.assert_bool("negative_y", c.negative_y);
    b.assert_zero("negative_x.unsigned", c.negative_x * (1 - is_signed));
    b.assert_zero("negative_y.unsigned", c.negative_y * (1 - is_signed));
    const Limbs<Expr>& x = c.rs1.value;
    const Limbs<Expr>& y = c.rs2.value;
    air.range16("negative_x", 2 * x.hi - 65536 * c.negative_x, is_signed);
    air.range16("negative_y", 2 * y.hi - 65536 * c.negative_y, is_signed);

    // Magnitudes. A negative word v and its magnitude add up to 2^32: the low limbs to 0 or 2^16 (carry), the high ones to 2^16 - carry.
    const std::int64_t scale = inverse_power_of_two(16);
    const Limbs<Expr> divisor = limbs_of(c.divisor);
    const Limbs<Expr> quotient = limbs_of(c.quotient);
    const Expr carry_x = (c.dividend_lo + x.lo) * scale;
    b.assert_zero("dividend.lo.same", (1 - c.negative_x) * (c.dividend_lo - x.lo));
    b.assert_zero("dividend.lo.negated", c.negative_x * carry_x * (carry_x - 1));
    air.range16("dividend.lo", c.dividend_lo);
    const Expr dividend_hi = x.hi + c.negative_x * (65536 - carry_x - 2 * x.hi);
    const Expr carry_y = (divisor.lo + y.lo) * scale;
    b.assert_zero("divisor.lo.same", (1 - c.negative_y) * (divisor.lo - y.lo));
    b.assert_zero("divisor.lo.negated", c.negative_y * carry_y * (carry_y - 1));
    b.assert_equal("divisor.hi", divisor.hi, y.hi + c.negative_y * (65536 - carry_y - 2 * y.hi));
    for (int i = 0; i < 4; i += 2) {
        air.bytes("divisor.bytes" + std::to_string(i), c.divisor[i], c.divisor[i + 1]);
        air.bytes("quotient.bytes" + std::to_string(i), c.quotient[i], c.quotient[i + 1]);
    }

    // quotient * divisor + remainder = dividend over the integers: limb by limb, nothing beyond 32 bits. All sums are below 2^28.
    const auto product = [&](int k) {
        Expr sum = b.constant(0);
        for (int i = 0; i < 4; ++i) {
            if (k - i >= 0 && k - i < 4) sum += c.quotient[i] * c.divisor[k - i];
        }
        return sum;
    };
    b.assert_equal("product.lo", product(0) + 256 * product(1) + c.remainder.lo, c.dividend_lo + 65536 * c.carry);
    b.assert_equal("product.hi", product(2) + 256 * product(3) + c.remainder.hi + c.carry, dividend_hi);
    b.assert_zero("product.beyond", product(4) + product(5) + product(6));
    air.range12("carry", c.carry);
    air.range16("remainder.lo", c.remainder.lo);
    air.range16("remainder.hi", c.remainder.hi);

    // remainder < divisor, unless the divisor is zero: then the quotient is all ones.
    b.assert_bool("by_zero", c.by_zero);
    b.assert_zero("by_zero.only_real", c.by_zero * (1 - real));
    b.assert_zero("by_zero.divisor", c.by_zero * (c.divisor[0] + c.divisor[1] + c.divisor[2] + c.divisor[3]));
    b.assert_zero("by_zero.quotient.lo", c.by_zero * (quotient.lo - 0xffff));
    b.assert_zero("by_zero.quotient.hi", c.by_zero * (quotient.hi - 0xffff));
    b.assert_bool("borrow", c.borrow);
    const Expr not_by_zero = real - c.by_zero;
    air.range16("below.lo", divisor.lo - c.remainder.lo - 1 + 65536 * c.borrow, not_by_zero);
    air.range16("below.hi", divisor.hi - c.remainder.hi - c.borrow, not_by_zero);

    // The result: quotient or remainder, negated when its sign says so. The remainder has the sign of the dividend.
    b.assert_equal(
        "negative_quotient",
        c.negative_quotient,
        (c.negative_x + c.negative_y - 2 * c.negative_x * c.negative_y) * (1 - c.by_zero)
    );
    b.assert_equal("negate", c.negate, c.is_div * c.negative_quotient + c.is_rem * c.negative_x);
    b.assert_equal("chosen.lo", c.chosen.lo, wants_quotient * quotient.lo + wants_remainder * c.remainder.lo);
    b.assert_equal("chosen.hi", c.chosen.hi, wants_quotient * quotient.hi + wants_remainder * c.remainder.hi);
    const Expr carry_lo = (c.result.lo + c.chosen.lo) * scale;
    const Expr carry_hi = (c.result.hi + c.chosen.hi + carry_lo) * scale;
    b.assert_zero("result.lo.same", (1 - c.negate) * (c.result.lo - c.chosen.lo));
    b.assert_zero("result.hi.same", (1 - c.negate) * (c.result.hi - c.chosen.hi));
    b.assert_zero("result.lo.negated", c.negate * carry_lo * (carry_lo - 1));
    b.assert_zero("result.hi.negated", c.negate * carry_hi * (carry_hi - 1));
    air.range16("result.lo", c.result.lo);
    air.range16("result.hi", c.result.hi);
    air.write(c.rd, c.result);
    return instruction_table("divide", b);
}

}  // namespace zk::vm

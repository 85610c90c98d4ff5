#include "vm/chips/shift/shift.hpp"

namespace zk::vm {
namespace {

struct Direction {
    Expr left, right;
    /// Added to the number of "left" it gives the opcode.
    [[nodiscard]] Expr opcode(const ShifterColumns<Expr>& c) const { return right + c.is_arithmetic; }
    [[nodiscard]] Expr real() const { return left + right; }
};

Direction direction_of(const ShifterColumns<Expr>& c) {
    return {c.left[0] + c.left[1] + c.left[2] + c.left[3], c.right[0] + c.right[1] + c.right[2] + c.right[3]};
}

/// 0..31 in a real row: bits is below 8 by lookup.
Expr amount_of(const ShifterColumns<Expr>& c) {
    return c.bits + 8 * (c.left[1] + c.right[1]) + 16 * (c.left[2] + c.right[2]) + 24 * (c.left[3] + c.right[3]);
}

void assert_shift(InstructionAir& air, const ShifterColumns<Expr>& c, const Expr (&x)[4]) {
    AirBuilder& b = air.builder;
    const Direction direction = direction_of(c);
    for (int q = 0; q < 4; ++q) {
        b.assert_bool("left" + std::to_string(q), c.left[q]);
        b.assert_bool("right" + std::to_string(q), c.right[q]);
    }
    b.assert_bool("is_arithmetic", c.is_arithmetic);
    b.assert_zero("is_arithmetic.only_right", c.is_arithmetic * (1 - direction.right));
    for (int i = 0; i < 4; ++i) {
        b.send(
            "byte" + std::to_string(i),
            kShiftBus,
            direction.real(),
            {direction.right, c.bits, c.multiplier, x[i], c.high[i]}
        );
    }
    b.assert_bool("sign", c.sign);
    b.assert_zero("sign.logical", c.sign * (1 - c.is_arithmetic));
    // x[3] is a byte: its double less 256 sign is a byte exactly when sign is its bit 7.
    air.bytes("sign", 2 * x[3] - 256 * c.sign, b.constant(0), c.is_arithmetic);

    // Bytes of the operand shifted by `bits` alone, then moved by q bytes.
    Expr low[4];
    for (int i = 0; i < 4; ++i) low[i] = x[i] * c.multiplier - 256 * c.high[i];
    const Expr fill_part = c.sign * (256 - c.multiplier);
    Expr result[4];
    for (int i = 0; i < 4; ++i) {
        result[i] = b.constant(0);
        for (int q = 0; q < 4; ++q) {
            if (const int k = i - q; k >= 0) result[i] += c.left[q] * (k == 0 ? low[0] : low[k] + c.high[k - 1]);
            const int k = i + q;
            result[i] += c.right[q] * (k > 3 ? 255 * c.sign : c.high[k] + (k == 3 ? fill_part : low[k + 1]));
        }
    }
    b.assert_equal("result.lo", c.result.lo, limb_of(result[0], result[1]));
    b.assert_equal("result.hi", c.result.hi, limb_of(result[2], result[3]));
}

}  // namespace

stark::Table shift_table() {
    AirBuilder b;
    const auto c = b.main_columns<ShiftColumns>("shift");
    const Direction direction = direction_of(c.shifter);
    InstructionAir air(b, direction.real(), c.pc, c.clock);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    air.fetch(kOpShift + direction.opcode(c.shifter), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    // rs2.lo = amount + 32 rest over the integers: rest is below 2^12.
    air.range12("amount", (c.rs2.value.lo - amount_of(c.shifter)) * inverse_power_of_two(5));
    assert_shift(air, c.shifter, c.rs1.bytes);
    air.write(c.rd, c.shifter.result);
    return instruction_table("shift", b);
}

stark::Table shift_immediate_table() {
    AirBuilder b;
    const auto c = b.main_columns<ShiftImmediateColumns>("shift_immediate");
    const Direction direction = direction_of(c.shifter);
    InstructionAir air(b, direction.real(), c.pc, c.clock);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.imm_lo = amount_of(c.shifter);
    air.fetch(kOpShiftImmediate + direction.opcode(c.shifter), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    assert_shift(air, c.shifter, c.rs1.bytes);
    air.write(c.rd, c.shifter.result);
    return instruction_table("shift_immediate", b);
}

}  // namespace zk::vm

#include "vm/chips/mul/mul.hpp"

namespace zk::vm {
namespace {

Operands operands_of(InstructionAir& air, const Expr& rd, const Expr& rs1, const Expr& rs2) {
    Operands o = air.no_operands();
    o.rd = rd;
    o.rs1 = rs1;
    o.rs2 = rs2;
    return o;
}

/// Sum of x[i] * y[k - i], indices below 8.
template <std::size_t N>
Expr byte_sum(AirBuilder& b, const std::array<Expr, N>& x, const std::array<Expr, N>& y, int k) {
    Expr sum = b.constant(0);
    for (int i = 0; i <= k; ++i) {
        if (i < static_cast<int>(N) && k - i < static_cast<int>(N)) {
            sum += x[static_cast<std::size_t>(i)] * y[static_cast<std::size_t>(k - i)];
        }
    }
    return sum;
}

}  // namespace

stark::Table mul_table() {
    AirBuilder b;
    const auto c = b.main_columns<MulColumns>("mul");
    InstructionAir air(b, c.real, c.pc, c.clock);

    air.fetch(b.constant(kOpMul), operands_of(air, c.rd.reg, c.rs1.reg, c.rs2.reg));
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    for (int i = 0; i < 4; i += 2) {
        air.bytes("rs1.bytes" + std::to_string(i), c.rs1.bytes[i], c.rs1.bytes[i + 1]);
        air.bytes("rs2.bytes" + std::to_string(i), c.rs2.bytes[i], c.rs2.bytes[i + 1]);
    }
    // Both sides are below 2^28: at most 4 * 256 + 3 products of bytes and a carry on the left.
    const std::array<Expr, 4> x = std::to_array(c.rs1.bytes);
    const std::array<Expr, 4> y = std::to_array(c.rs2.bytes);
    const Expr low = byte_sum(b, x, y, 0) + 256 * byte_sum(b, x, y, 1);
    const Expr high = byte_sum(b, x, y, 2) + 256 * byte_sum(b, x, y, 3) + c.carry.lo;
    b.assert_equal("product.lo", low, c.result.lo + 65536 * c.carry.lo);
    b.assert_equal("product.hi", high, c.result.hi + 65536 * c.carry.hi);
    air.range16("result.lo", c.result.lo);
    air.range16("result.hi", c.result.hi);
    air.range12("carry.lo", c.carry.lo);
    air.range12("carry.hi", c.carry.hi);
    air.write(c.rd, c.result);
    return instruction_table("mul", b);
}

stark::Table mul_high_table() {
    AirBuilder b;
    const auto c = b.main_columns<MulHighColumns>("mul_high");
    const Expr real = c.is_mulh + c.is_mulhsu + c.is_mulhu;
    InstructionAir air(b, real, c.pc, c.clock);
    b.assert_bool("is_mulh", c.is_mulh);
    b.assert_bool("is_mulhsu", c.is_mulhsu);
    b.assert_bool("is_mulhu", c.is_mulhu);

    const Expr opcode = kOpMulHigh * c.is_mulh + (kOpMulHigh + 1) * c.is_mulhsu + (kOpMulHigh + 2) * c.is_mulhu;
    air.fetch(opcode, operands_of(air, c.rd.reg, c.rs1.reg, c.rs2.reg));
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    for (int i = 0; i < 4; i += 2) {
        air.bytes("rs1.bytes" + std::to_string(i), c.rs1.bytes[i], c.rs1.bytes[i + 1]);
        air.bytes("rs2.bytes" + std::to_string(i), c.rs2.bytes[i], c.rs2.bytes[i + 1]);
    }
    b.assert_bool("top_x", c.top_x);
    b.assert_bool("top_y", c.top_y);
    // Of a byte t, 2 t - 256 s is a byte exactly when s is bit 7.
    air.bytes("tops", 2 * c.rs1.bytes[3] - 256 * c.top_x, 2 * c.rs2.bytes[3] - 256 * c.top_y);

    // Bytes 4..7 extend the operand: 255 when it is negative.
    const Expr extension_x = 255 * c.top_x * (c.is_mulh + c.is_mulhsu);
    const Expr extension_y = 255 * c.top_y * c.is_mulh;
    std::array<Expr, 8> x, y;
    for (std::size_t i = 0; i < 8; ++i) {
        x[i] = i < 4 ? c.rs1.bytes[i] : extension_x;
        y[i] = i < 4 ? c.rs2.bytes[i] : extension_y;
    }
    // Sums for bytes below 4 never meet both extensions (i + k < 8), so every term is of degree 3 at most. Both sides are below 2^28.
    for (int limb = 0; limb < 4; ++limb) {
        Expr sum = byte_sum(b, x, y, 2 * limb) + 256 * byte_sum(b, x, y, 2 * limb + 1);
        if (limb > 0) sum += c.carry[limb - 1];
        const std::string label = std::to_string(limb);
        b.assert_equal("product" + label, sum, c.product[limb] + 65536 * c.carry[limb]);
        air.range16("product" + label, c.product[limb]);
        air.range12("carry" + label, c.carry[limb]);
    }
    air.write(c.rd, {c.product[2], c.product[3]});
    return instruction_table("mul_high", b);
}

}  // namespace zk::vm

#include "vm/chips/load/load.hpp"

namespace zk::vm {
namespace {

template <class Columns>
Operands operands_of(InstructionAir& air, const Columns& c) {
    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    o.rs1 = c.rs1.reg;
    o.imm_lo = c.immediate.lo;
    o.imm_hi = c.immediate.hi;
    return o;
}

}  // namespace

stark::Table load_word_table() {
    AirBuilder b;
    const auto c = b.main_columns<LoadWordColumns>("load_word");
    InstructionAir air(b, c.real, c.pc, c.clock);
    b.assert_bool("writes", c.writes);
    b.assert_zero("writes.only_real", c.writes * (1 - c.real));

    air.fetch(kOpLoadWord + c.writes, operands_of(air, c));
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    const Expr index = air.word_index(c.rs1.value, c.immediate, b.constant(0), c.lo14, c.wraps);
    air.access("memory", c.real, Space::kMemory, index, c.word, c.word, c.word_prev, 0);
    air.write(c.rd, c.word, c.writes);
    return instruction_table("load_word", b);
}

stark::Table load_sub_table() {
    AirBuilder b;
    const auto c = b.main_columns<LoadSubColumns>("load_sub");
    const Expr real = c.is_byte + c.is_half;
    InstructionAir air(b, real, c.pc, c.clock);
    b.assert_bool("is_byte", c.is_byte);
    b.assert_bool("is_half", c.is_half);
    b.assert_bool("is_signed", c.is_signed);
    b.assert_zero("is_signed.only_real", c.is_signed * (1 - real));
    b.assert_bool("writes", c.writes);
    b.assert_zero("writes.only_real", c.writes * (1 - real));

    air.fetch(kOpLoadSub + c.writes + 2 * c.is_signed + 4 * c.is_half, operands_of(air, c));
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    b.assert_bool("bit0", c.bit0);
    b.assert_bool("bit1", c.bit1);
    b.assert_zero("aligned", c.is_half * c.bit0);
    const Expr index = air.word_index(c.rs1.value, c.immediate, c.bit0 + 2 * c.bit1, c.lo14, c.wraps);
    air.access("memory", real, Space::kMemory, index, c.word, c.word, c.word_prev, 0);

    const Expr half = limb_of(c.bytes[0], c.bytes[1]);
    b.assert_equal("half", half, c.word.lo + c.bit1 * (c.word.hi - c.word.lo));
    air.bytes("bytes", c.bytes[0], c.bytes[1]);
    b.assert_equal("top", c.top, c.bytes[0] + (c.bit0 + c.is_half) * (c.bytes[1] - c.bytes[0]));
    b.assert_bool("sign", c.sign);
    b.assert_zero("sign.unsigned", c.sign * (1 - c.is_signed));
    // top is a byte, so top - 128 sign is between -128 and 255: its double is a byte exactly when sign is bit 7.
    air.bytes("sign", 2 * c.top - 256 * c.sign, b.constant(0), c.is_signed);
    b.assert_equal("result", c.result_lo, c.is_half * half + c.is_byte * (c.top + 0xff00 * c.sign));
    air.write(c.rd, {c.result_lo, 0xffff * c.sign}, c.writes);
    return instruction_table("load_sub", b);
}

}  // namespace zk::vm

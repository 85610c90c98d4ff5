#include "vm/chips/store/store.hpp"

namespace zk::vm {
namespace {

template <class Columns>
Operands operands_of(InstructionAir& air, const Columns& c) {
    Operands o = air.no_operands();
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    o.imm_lo = c.immediate.lo;
    o.imm_hi = c.immediate.hi;
    return o;
}

}  // namespace

stark::Table store_word_table() {
    AirBuilder b;
    const auto c = b.main_columns<StoreWordColumns>("store_word");
    InstructionAir air(b, c.real, c.pc, c.clock);

    air.fetch(b.constant(kOpStoreWord), operands_of(air, c));
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    const Expr index = air.word_index(c.rs1.value, c.immediate, b.constant(0), c.lo14, c.wraps);
    air.access("memory", c.real, Space::kMemory, index, c.old, c.rs2.value, c.old_prev, 3);
    return instruction_table("store_word", b);
}

stark::Table store_sub_table() {
    AirBuilder b;
    const auto c = b.main_columns<StoreSubColumns>("store_sub");
    const Expr real = c.is_byte + c.is_half;
    InstructionAir air(b, real, c.pc, c.clock);
    b.assert_bool("is_byte", c.is_byte);
    b.assert_bool("is_half", c.is_half);

    air.fetch(kOpStoreSub + c.is_half, operands_of(air, c));
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    b.assert_bool("bit0", c.bit0);
    b.assert_bool("bit1", c.bit1);
    b.assert_zero("aligned", c.is_half * c.bit0);
    const Expr index = air.word_index(c.rs1.value, c.immediate, c.bit0 + 2 * c.bit1, c.lo14, c.wraps);

    b.assert_equal("old.half", limb_of(c.old_bytes[0], c.old_bytes[1]), c.old.lo + c.bit1 * (c.old.hi - c.old.lo));
    air.bytes("old.bytes", c.old_bytes[0], c.old_bytes[1]);
    air.bytes("rs2.bytes", c.byte, (c.rs2.value.lo - c.byte) * inverse_power_of_two(8));
    const Expr at_low = limb_of(c.byte, c.old_bytes[1]);
    const Expr at_high = limb_of(c.old_bytes[0], c.byte);
    b.assert_equal("half", c.half, c.is_half * c.rs2.value.lo + c.is_byte * (at_low + c.bit0 * (at_high - at_low)));
    b.assert_equal("result.lo", c.result.lo, c.half + c.bit1 * (c.old.lo - c.half));
    b.assert_equal("result.hi", c.result.hi, c.old.hi + c.bit1 * (c.half - c.old.hi));
    air.access("memory", real, Space::kMemory, index, c.old, c.result, c.old_prev, 3);
    return instruction_table("store_sub", b);
}

}  // namespace zk::vm

#include "base/host_calls.hpp"
#include "vm/chips/hint/hint.hpp"

namespace zk::vm {

stark::Table hint_length_table() {
    AirBuilder b;
    const auto c = b.main_columns<HintLengthColumns>("hint_length");
    InstructionAir air(b, c.real, c.pc, c.clock);

    Operands o = air.no_operands();
    o.rd = c.rd.reg;
    air.fetch(b.constant(kOpHintLength), o);
    air.step(c.pc + 1);
    air.range16("value.lo", c.value.lo);
    air.range16("value.hi", c.value.hi);
    air.write(c.rd, c.value);
    return instruction_table("hint_length", b);
}

stark::Table hint_read_table() {
    AirBuilder b;
    const auto c = b.main_columns<HintReadColumns>("hint_read");
    InstructionAir air(b, c.real, c.pc, c.clock);

    Operands o = air.no_operands();
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2_reg;
    air.fetch(b.constant(kOpHintRead), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    const Limbs<Expr> count{c.rs2_lo, b.constant(0)};
    air.access("rs2", c.real, Space::kRegisters, c.rs2_reg, count, count, c.rs2_prev, 1);
    // count is a limb, so count - 1 is an integer between -1 and 2^16: 64 times it is below 2^16 exactly for 1 <= count <= 1024.
    static_assert(kMaxWordsPerCall == 1024);
    air.range16("count", 64 * (c.rs2_lo - 1));
    b.send("words", kHintBus, c.real, {c.clock, b.constant(0), air.word_index("pointer", c.rs1.value), c.rs2_lo});
    return instruction_table("hint_read", b);
}

stark::Table hint_word_table() {
    AirBuilder b;
    const auto c = b.main_columns<HintWordColumns>("hint_word");
    b.assert_bool("real", c.real);
    b.assert_bool("last", c.last);
    b.assert_zero("last.only_real", c.last * (1 - c.real));
    // The word of step count - 1 is the last one; no other row ends a chain, and a chain cannot be longer than the table.
    b.assert_zero("last.step", c.last * (c.count - 1 - c.step));
    b.receive("word", kHintBus, c.real, {c.clock, c.step, c.first, c.count});
    b.send("next", kHintBus, c.real - c.last, {c.clock, c.step + 1, c.first, c.count});
    b.send("value.lo", kRange16Bus, c.real, {c.value.lo});
    b.send("value.hi", kRange16Bus, c.real, {c.value.hi});
    const Expr space = b.constant(static_cast<int>(Space::kMemory));
    const Expr address = c.first + c.step;
    const Expr now = c.clock + 3;
    b.receive("memory.prev", kMemoryBus, c.real, {space, address, c.old.lo, c.old.hi, c.prev});
    b.send("memory.now", kMemoryBus, c.real, {space, address, c.value.lo, c.value.hi, now});
    b.send("memory.order", kRange16Bus, c.real, {now - c.prev - 1});
    return plain_table("hint_word", b);
}

}  // namespace zk::vm

#include "vm/chips/memory_copy/memory_copy.hpp"

namespace zk::vm {

stark::Table memory_copy_table() {
    AirBuilder b;
    const auto c = b.main_columns<MemoryCopyColumns>("memory_copy");
    InstructionAir air(b, c.real, c.pc, c.clock);

    Operands o = air.no_operands();
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2_reg;
    o.rd = c.destination.reg;
    air.fetch(b.constant(kOpMemoryCopy), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    const Limbs<Expr> count{c.rs2_lo, b.constant(0)};
    air.access("rs2", c.real, Space::kRegisters, c.rs2_reg, count, count, c.rs2_prev, 1);
    air.read("destination", c.destination, 2);
    // count is a limb, so count - 1 is an integer between -1 and 2^16: 64 times it is below 2^16 exactly for 1 <= count <= 1024.
    static_assert(kMaxWordsPerCall == 1024);
    air.range16("count", 64 * (c.rs2_lo - 1));
    const Expr source = air.word_index("source", c.rs1.value);
    const Expr destination = air.word_index("destination", c.destination.value);
    b.send("words", kCopyBus, c.real, {c.clock, b.constant(0), source, destination, c.rs2_lo});
    return instruction_table("memory_copy", b);
}

stark::Table copied_word_table() {
    AirBuilder b;
    const auto c = b.main_columns<CopiedWordColumns>("copied_word");
    b.assert_bool("real", c.real);
    b.assert_bool("last", c.last);
    b.assert_zero("last.only_real", c.last * (1 - c.real));
    // The word of step count - 1 is the last one; no other row ends a chain, and a chain cannot be longer than the table.
    b.assert_zero("last.step", c.last * (c.count - 1 - c.step));
    b.receive("word", kCopyBus, c.real, {c.clock, c.step, c.source, c.destination, c.count});
    b.send("next", kCopyBus, c.real - c.last, {c.clock, c.step + 1, c.source, c.destination, c.count});
    const Expr space = b.constant(static_cast<int>(Space::kMemory));
    const auto access = [&](const std::string& label,
                            const Expr& address,
                            const Limbs<Expr>& old,
                            const Limbs<Expr>& value,
                            const Expr& prev,
                            int phase) {
        const Expr now = c.clock + phase;
        b.receive(label + ".prev", kMemoryBus, c.real, {space, address, old.lo, old.hi, prev});
        b.send(label + ".now", kMemoryBus, c.real, {space, address, value.lo, value.hi, now});
        b.send(label + ".order", kRange16Bus, c.real, {now - prev - 1});
    };
    access("source", c.source + c.step, c.value, c.value, c.source_prev, 0);
    access("destination", c.destination + c.step, c.old, c.value, c.destination_prev, 3);
    return plain_table("copied_word", b);
}

}  // namespace zk::vm

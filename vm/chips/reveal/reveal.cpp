#include "vm/chips/reveal/reveal.hpp"

namespace zk::vm {

stark::Table reveal_table() {
    AirBuilder b;
    const auto c = b.main_columns<RevealColumns>("reveal");
    InstructionAir air(b, c.real, c.pc, c.clock);

    Operands o = air.no_operands();
    o.rs1 = c.rs1.reg;
    air.fetch(b.constant(kOpReveal), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    const Expr first = air.word_index("pointer", c.rs1.value);
    for (std::uint32_t i = 0; i < kPublicWords; ++i) {
        const auto& word = c.words[i];
        const std::string index = std::to_string(i);
        air.access("memory" + index, c.real, Space::kMemory, first + i, word.value, word.value, word.prev, 0);
        air.access("public" + index, c.real, Space::kPublic, b.constant(i), word.old, word.value, word.old_prev, 3);
    }
    return instruction_table("reveal", b);
}

void fill(RevealColumns<Felt>& c, const RevealRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    for (std::uint32_t i = 0; i < kPublicWords; ++i) {
        auto& word = c.words[i];
        const Read& memory = row.memory[i];
        const Write& revealed = row.words[i];
        word.value = Accesses::limbs(memory.value);
        word.prev = accesses.previous(Space::kMemory, row.a.value / 4 + i, memory.value, memory.time, row.clock);
        word.old = Accesses::limbs(revealed.previous);
        word.old_prev = accesses.previous(Space::kPublic, i, revealed.previous, revealed.time, row.clock + 3);
    }
}

}  // namespace zk::vm

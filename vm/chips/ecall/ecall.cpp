#include "vm/chips/ecall/ecall.hpp"

namespace zk::vm {
namespace {

constexpr int kA0 = 10;
constexpr int kA2 = 12;
constexpr int kA7 = 17;

/// a7 holds the number of the call.
void assert_call(InstructionAir& air, const Expr& real, const Expr& prev, std::uint32_t number) {
    AirBuilder& b = air.builder;
    const Limbs<Expr> a7{b.constant(number), b.constant(0)};
    air.fetch(b.constant(kOpEcall), air.no_operands());
    air.access("a7", real, Space::kRegisters, b.constant(kA7), a7, a7, prev, 0);
}

}  // namespace

stark::Table exit_table() {
    AirBuilder b;
    const auto c = b.main_columns<ExitColumns>("exit");
    InstructionAir air(b, c.real, c.pc, c.clock);
    air.stop();
    assert_call(air, c.real, c.a7_prev, kEcallExit);
    air.access("a0", c.real, Space::kRegisters, b.constant(kA0), c.a0, c.a0, c.a0_prev, 1);
    std::vector<Expr> claim{c.a0.lo, c.a0.hi};
    for (std::uint32_t i = 0; i < kPublicWords; ++i) {
        const auto& word = c.words[i];
        air.access(
            "public" + std::to_string(i), c.real, Space::kPublic, b.constant(i), word.value, word.value, word.prev, 2
        );
        claim.push_back(word.value.lo);
        claim.push_back(word.value.hi);
    }
    b.send("exit", kExitBus, c.real, claim);
    return instruction_table("exit", b);
}

stark::Table write_table() {
    AirBuilder b;
    const auto c = b.main_columns<WriteColumns>("write");
    InstructionAir air(b, c.real, c.pc, c.clock);
    air.step(c.pc + 1);
    assert_call(air, c.real, c.a7_prev, kEcallWrite);
    air.access("a2", c.real, Space::kRegisters, b.constant(kA2), c.a2, c.a2, c.a2_prev, 1);
    air.access("a0", c.real, Space::kRegisters, b.constant(kA0), c.a0_old, c.a2, c.a0_prev, 3);
    return instruction_table("write", b);
}

void fill(ExitColumns<Felt>& c, const ExitRow& row, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    c.a7_prev = accesses.previous(Space::kRegisters, kA7, row.a7.value, row.a7.time, row.clock);
    c.a0 = Accesses::limbs(row.a0.value);
    c.a0_prev = accesses.previous(Space::kRegisters, kA0, row.a0.value, row.a0.time, row.clock + 1);
    for (std::uint32_t i = 0; i < kPublicWords; ++i) {
        c.words[i].value = Accesses::limbs(row.words[i].value);
        c.words[i].prev = accesses.previous(Space::kPublic, i, row.words[i].value, row.words[i].time, row.clock + 2);
    }
}

void fill(WriteColumns<Felt>& c, const WriteRow& row, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    c.a7_prev = accesses.previous(Space::kRegisters, kA7, row.a7.value, row.a7.time, row.clock);
    c.a2 = Accesses::limbs(row.a2.value);
    c.a2_prev = accesses.previous(Space::kRegisters, kA2, row.a2.value, row.a2.time, row.clock + 1);
    c.a0_old = Accesses::limbs(row.a0.previous);
    c.a0_prev = accesses.previous(Space::kRegisters, kA0, row.a0.previous, row.a0.time, row.clock + 3);
}

}  // namespace zk::vm

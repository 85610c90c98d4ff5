#include "vm/chips/memory_copy/memory_copy.hpp"

namespace zk::vm {

void fill(MemoryCopyColumns<Felt>& c, const MemoryCopyRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    c.rs2_reg = Felt(in.rs2);
    c.rs2_lo = Felt(row.b.value);
    c.rs2_prev = accesses.previous(Space::kRegisters, in.rs2, row.b.value, row.b.time, row.clock + 1);
    accesses.fill(c.destination, in.rd, row.destination, row.clock + 2);
}

void fill(CopiedWordColumns<Felt>& c, const CopiedWordRow& row, const MemoryCopyRow& call, Accesses& accesses) {
    const std::uint32_t source = call.a.value / 4;
    const std::uint32_t destination = call.destination.value / 4;
    c.real = Felt::one();
    c.last = flag(row.step + 1 == call.b.value);
    c.clock = Felt(row.clock);
    c.step = Felt(row.step);
    c.source = Felt(source);
    c.destination = Felt(destination);
    c.count = Felt(call.b.value);
    c.value = Accesses::limbs(row.source.value);
    c.source_prev = accesses.previous(Space::kMemory, source + row.step, row.source.value, row.source.time, row.clock);
    const Write& write = row.destination;
    c.old = Accesses::limbs(write.previous);
    c.destination_prev =
        accesses.previous(Space::kMemory, destination + row.step, write.previous, write.time, row.clock + 3);
}

}  // namespace zk::vm

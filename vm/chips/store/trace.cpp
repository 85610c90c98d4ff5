#include "vm/chips/store/store.hpp"

namespace zk::vm {
namespace {

template <class Columns>
void fill_common(Columns& c, const StoreRow& row, const Instruction& in, Accesses& accesses) {
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    c.immediate = Accesses::limbs(in.imm);
    fill_address(c.lo14, c.wraps, row.a.value, in.imm);
    c.old = Accesses::limbs(row.memory.previous);
    c.old_prev =
        accesses.previous(Space::kMemory, row.byte_address / 4, row.memory.previous, row.memory.time, row.clock + 3);
}

}  // namespace

void fill(StoreWordColumns<Felt>& c, const StoreRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    fill_common(c, row, in, accesses);
}

void fill(StoreSubColumns<Felt>& c, const StoreRow& row, const Instruction& in, Accesses& accesses) {
    const int shift = 8 * static_cast<int>(row.byte_address & 2);
    const std::uint32_t old_half = row.memory.previous >> shift & 0xffff;
    fill_common(c, row, in, accesses);
    c.is_byte = flag(in.op == Op::kSb);
    c.is_half = flag(in.op == Op::kSh);
    c.bit0 = flag((row.byte_address & 1) != 0);
    c.bit1 = flag((row.byte_address & 2) != 0);
    c.old_bytes[0] = Felt(old_half & 0xff);
    c.old_bytes[1] = Felt(old_half >> 8);
    c.byte = Felt(row.b.value & 0xff);
    c.half = Felt(row.memory.value >> shift & 0xffff);
    c.result = Accesses::limbs(row.memory.value);
}

}  // namespace zk::vm

#include "vm/chips/load/load.hpp"

namespace zk::vm {
namespace {

template <class Columns>
void fill_common(Columns& c, const LoadRow& row, const Instruction& in, Accesses& accesses) {
    c.writes = flag(in.rd != 0);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.immediate = Accesses::limbs(in.imm);
    fill_address(c.lo14, c.wraps, row.a.value, in.imm);
    c.word = Accesses::limbs(row.memory.value);
    c.word_prev = accesses.previous(Space::kMemory, row.byte_address / 4, row.memory.value, row.memory.time, row.clock);
}

}  // namespace

void fill(LoadWordColumns<Felt>& c, const LoadRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    fill_common(c, row, in, accesses);
}

void fill(LoadSubColumns<Felt>& c, const LoadRow& row, const Instruction& in, Accesses& accesses) {
    const bool is_half = in.op == Op::kLh || in.op == Op::kLhu;
    const bool is_signed = in.op == Op::kLb || in.op == Op::kLh;
    const std::uint32_t half = row.memory.value >> 8 * (row.byte_address & 2) & 0xffff;
    const std::uint32_t top = is_half || (row.byte_address & 1) != 0 ? half >> 8 : half & 0xff;
    const bool sign = is_signed && top >= 128;
    fill_common(c, row, in, accesses);
    c.is_byte = flag(!is_half);
    c.is_half = flag(is_half);
    c.is_signed = flag(is_signed);
    c.bit0 = flag((row.byte_address & 1) != 0);
    c.bit1 = flag((row.byte_address & 2) != 0);
    c.bytes[0] = Felt(half & 0xff);
    c.bytes[1] = Felt(half >> 8);
    c.top = Felt(top);
    c.sign = flag(sign);
    c.result_lo = Felt(is_half ? half : top + (sign ? 0xff00 : 0));
}

}  // namespace zk::vm

#include "vm/chips/compare/compare.hpp"

namespace zk::vm {

void fill(LessColumns<Felt>& c, std::uint32_t x, std::uint32_t y, bool is_signed) {
    const std::int32_t sign_x = is_signed ? static_cast<std::int32_t>(x >> 31) : 0;
    const std::int32_t sign_y = is_signed ? static_cast<std::int32_t>(y >> 31) : 0;
    const std::int32_t x_hi = static_cast<std::int32_t>(x >> 16) - 65536 * sign_x;
    const std::int32_t y_hi = static_cast<std::int32_t>(y >> 16) - 65536 * sign_y;
    const bool equal = x_hi == y_hi;
    const std::int32_t difference =
        equal ? static_cast<std::int32_t>(x & 0xffff) - static_cast<std::int32_t>(y & 0xffff) : x_hi - y_hi;
    const bool less = difference < 0;
    c.sign_x = flag(sign_x != 0);
    c.sign_y = flag(sign_y != 0);
    c.equal_hi = flag(equal);
    c.inverse = inverse_of_difference(x_hi, y_hi);
    c.less = flag(less);
    c.difference = Felt(static_cast<std::uint32_t>(difference + (less ? 65536 : 0)));
}

void fill(CompareColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.is_signed = flag(in.op == Op::kSlt);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    fill(c.less, row.a.value, row.b.value, in.op == Op::kSlt);
}

void fill(CompareImmediateColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.is_signed = flag(in.op == Op::kSlti);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    c.immediate_lo = Felt(in.imm & 0xffff);
    c.negative = flag(in.imm >> 31 != 0);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    fill(c.less, row.a.value, in.imm, in.op == Op::kSlti);
}

}  // namespace zk::vm

#include "vm/chips/mul/mul.hpp"

namespace zk::vm {

void fill(MulColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.result = Accesses::limbs(row.rd.value);
    const auto x = [&](int i) { return row.a.value >> 8 * i & 0xff; };
    const auto y = [&](int i) { return row.b.value >> 8 * i & 0xff; };
    const std::uint32_t low = x(0) * y(0) + 256 * (x(0) * y(1) + x(1) * y(0));
    const std::uint32_t high = x(0) * y(2) + x(1) * y(1) + x(2) * y(0) +
                               256 * (x(0) * y(3) + x(1) * y(2) + x(2) * y(1) + x(3) * y(0)) + (low >> 16);
    c.carry = {Felt(low >> 16), Felt(high >> 16)};
}

void fill(MulHighColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    c.is_mulh = flag(in.op == Op::kMulh);
    c.is_mulhsu = flag(in.op == Op::kMulhsu);
    c.is_mulhu = flag(in.op == Op::kMulhu);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    const std::uint32_t top_x = row.a.value >> 31;
    const std::uint32_t top_y = row.b.value >> 31;
    c.top_x = Felt(top_x);
    c.top_y = Felt(top_y);
    const bool negative_x = top_x != 0 && in.op != Op::kMulhu;
    const bool negative_y = top_y != 0 && in.op == Op::kMulh;
    std::uint32_t x[8], y[8];
    for (int i = 0; i < 8; ++i) {
        x[i] = i < 4 ? row.a.value >> 8 * i & 0xff : negative_x ? 255 : 0;
        y[i] = i < 4 ? row.b.value >> 8 * i & 0xff : negative_y ? 255 : 0;
    }
    std::uint32_t carry = 0;
    for (int limb = 0; limb < 4; ++limb) {
        std::uint32_t sum = carry;
        for (int i = 0; i <= 2 * limb; ++i) sum += x[i] * y[2 * limb - i];
        for (int i = 0; i <= 2 * limb + 1; ++i) sum += 256 * (x[i] * y[2 * limb + 1 - i]);
        carry = sum >> 16;
        c.product[limb] = Felt(sum & 0xffff);
        c.carry[limb] = Felt(carry);
    }
}

}  // namespace zk::vm

#include "vm/chips/branch/branch.hpp"

namespace zk::vm {

void fill(
    BranchEqualColumns<Felt>& c, const BranchRow& row, const Instruction& in, std::uint32_t target, Accesses& accesses
) {
    c.is_equal = flag(in.op == Op::kBeq);
    c.is_not_equal = flag(in.op == Op::kBne);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    const auto limb = [](std::uint32_t word, int shift) { return static_cast<std::int32_t>(word >> shift & 0xffff); };
    const bool low_differs = limb(row.a.value, 0) != limb(row.b.value, 0);
    c.equal = flag(row.a.value == row.b.value);
    c.inverse.lo = inverse_of_difference(limb(row.a.value, 0), limb(row.b.value, 0));
    if (!low_differs) c.inverse.hi = inverse_of_difference(limb(row.a.value, 16), limb(row.b.value, 16));
    c.target = Felt(target);
    c.next_pc = Felt(row.next_pc);
}

void fill(
    BranchLessColumns<Felt>& c, const BranchRow& row, const Instruction& in, std::uint32_t target, Accesses& accesses
) {
    const bool is_signed = in.op == Op::kBlt || in.op == Op::kBge;
    c.real = Felt::one();
    c.is_signed = flag(is_signed);
    c.is_greater_equal = flag(in.op == Op::kBge || in.op == Op::kBgeu);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    fill(c.less, row.a.value, row.b.value, is_signed);
    c.target = Felt(target);
    c.next_pc = Felt(row.next_pc);
}

}  // namespace zk::vm

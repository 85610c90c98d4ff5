#include "vm/chips/branch/branch.hpp"

namespace zk::vm {
namespace {

/// next_pc = taken ? target : pc + 1 in real rows; taken = 0 in others.
template <class Columns>
void assert_next(AirBuilder& b, const Columns& c, const Expr& real, const Expr& taken) {
    b.assert_zero("next_pc", c.next_pc - c.pc - real - taken * (c.target - c.pc - 1));
}

template <class Columns>
Operands operands_of(InstructionAir& air, const Columns& c) {
    Operands o = air.no_operands();
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    o.target = c.target;
    return o;
}

}  // namespace

stark::Table branch_equal_table() {
    AirBuilder b;
    const auto c = b.main_columns<BranchEqualColumns>("branch_equal");
    const Expr real = c.is_equal + c.is_not_equal;
    InstructionAir air(b, real, c.pc, c.clock);
    b.assert_bool("is_equal", c.is_equal);
    b.assert_bool("is_not_equal", c.is_not_equal);

    air.fetch(kOpBranchEqual * c.is_equal + (kOpBranchEqual + 1) * c.is_not_equal, operands_of(air, c));
    air.step(c.next_pc);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    const Expr lo = c.rs1.value.lo - c.rs2.value.lo;
    const Expr hi = c.rs1.value.hi - c.rs2.value.hi;
    b.assert_zero("equal.lo", c.equal * lo);
    b.assert_zero("equal.hi", c.equal * hi);
    b.assert_equal("equal.inverse", c.inverse.lo * lo + c.inverse.hi * hi, real - c.equal);
    assert_next(b, c, real, c.is_equal * c.equal + c.is_not_equal * (1 - c.equal));
    return instruction_table("branch_equal", b);
}

stark::Table branch_less_table() {
    AirBuilder b;
    const auto c = b.main_columns<BranchLessColumns>("branch_less");
    InstructionAir air(b, c.real, c.pc, c.clock);
    b.assert_bool("is_signed", c.is_signed);
    b.assert_zero("is_signed.only_real", c.is_signed * (1 - c.real));
    b.assert_bool("is_greater_equal", c.is_greater_equal);

    air.fetch(kOpBranchLess + c.is_signed + 2 * c.is_greater_equal, operands_of(air, c));
    air.step(c.next_pc);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    assert_less(air, c.less, c.real, c.is_signed, c.rs1.value, c.rs2.value, false);
    assert_next(b, c, c.real, c.less.less + c.is_greater_equal - 2 * c.less.less * c.is_greater_equal);
    return instruction_table("branch_less", b);
}

}  // namespace zk::vm

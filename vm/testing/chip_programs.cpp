#include "vm/testing/chip_programs.hpp"

#include "vm/chips/common/buses.hpp"

#include <gtest/gtest.h>

#include <set>

namespace zk::vm::testing {
namespace {

void one(Assembler& a, Op op, int rd, int rs1, int rs2, std::uint32_t immediate) {
    if (reads_rs2(op)) {
        a.reg(op, rd, rs1, rs2);
    } else {
        a.imm(op, rd, rs1, static_cast<std::int32_t>(immediate));
    }
}

}  // namespace

Program alu_program(const std::vector<AluCase>& cases) {
    Assembler a;
    std::set<Op> ops;
    for (const AluCase& c : cases) {
        ops.insert(c.op);
        a.li(5, c.a);
        a.li(6, c.b);
        one(a, c.op, 7, 5, 6, c.b);
    }
    for (const Op op : ops) one(a, op, 5, 5, 5, 1);
    a.exit(0);
    return a.program();
}

std::optional<std::uint32_t> written(const Verdict& verdict, std::uint32_t reg) {
    for (const Tuple& tuple : verdict.produced) {
        if (tuple[0] == kMemoryBus && tuple[1] == 0 && tuple[2] == reg && tuple[5] % 4 == 3) {
            return tuple[3] | tuple[4] << 16;
        }
    }
    return std::nullopt;
}

void expect_known_answers(const ChipRows& rows, const std::vector<AluCase>& cases) {
    std::size_t next = 0;
    for (const std::vector<Felt>& row : rows.rows) {
        const Verdict verdict = rows.oracle().judge(row);
        EXPECT_EQ(verdict.broken, "");
        const std::optional<std::uint32_t> value = written(verdict, 7);
        if (!value) continue;
        ASSERT_LT(next, cases.size());
        const AluCase& c = cases[next++];
        EXPECT_EQ(*value, c.expected) << name_of(c.op) << " " << c.a << ", " << c.b;
    }
    EXPECT_EQ(next, cases.size());
}

}  // namespace zk::vm::testing

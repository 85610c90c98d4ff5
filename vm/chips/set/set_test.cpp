#include "vm/chips/set/set.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

TEST(SetChip, KnownAnswersAndAlteredCells) {
    Assembler a;
    a.upper(Op::kLui, 7, 0xfffff000);
    a.upper(Op::kAuipc, 7, 0x80000000);
    const testing::Label next = a.label();
    a.jal(7, next);
    a.word(0);
    a.bind(next);
    a.emit({Op::kFence});
    a.reg(Op::kAdd, 0, 7, 7);  // also a fence
    const testing::Label after = a.label();
    a.jal(0, after);
    a.bind(after);
    a.imm(Op::kAddi, 7, 0, -1);
    a.exit(0);
    const std::vector<testing::AluCase> expected = {
        {Op::kLui, 0, 0, 0xfffff000},
        {Op::kAuipc, 0, 0, testing::kCodeAddress + 4 + 0x80000000},
        {Op::kJal, 0, 0, testing::kCodeAddress + 12},
        {Op::kAddi, 0, 0, 0xffffffff},
    };
    const ChipRows rows(kSetTable, a.program());
    testing::expect_known_answers(rows, expected);
    testing::expect_sound_rows(rows);
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        auto c = rows.get<SetColumns>(r);
        c.writes = Felt::one() - c.writes;
        testing::expect_refused(rows.judge(c), "writes flipped");
    }
}

}  // namespace
}  // namespace zk::vm

#include "vm/chips/ecall/ecall.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

Program calls() {
    Assembler a;
    a.data = {11, 22, 33, 44, 55, 66, 77, 0x88888888};
    a.li(5, testing::kDataAddress);
    a.reg(Op::kReveal, 0, 5, 0);
    a.li(10, 1);
    a.li(11, testing::kDataAddress);
    a.li(12, 32);
    a.li(17, 64);
    a.ecall();
    a.exit(0x12345678);
    return a.program();
}

TEST(ExitChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kExitTable, calls());
    ASSERT_EQ(rows.rows.size(), 1u);
    testing::expect_sound_rows(rows);
    const testing::Verdict verdict = rows.oracle().judge(rows.rows[0]);
    const testing::Tuple claim = {
        kExitBus, 0x5678, 0x1234, 11, 0, 22, 0, 33, 0, 44, 0, 55, 0, 66, 0, 77, 0, 0x8888, 0x8888};
    EXPECT_NE(std::find(verdict.produced.begin(), verdict.produced.end(), claim), verdict.produced.end());
    // There is no next state.
    for (const testing::Tuple& t : verdict.produced) EXPECT_NE(t[0], kStateBus);
}

TEST(WriteChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kWriteTable, calls());
    ASSERT_EQ(rows.rows.size(), 1u);
    testing::expect_sound_rows(rows);
    EXPECT_EQ(testing::written(rows.oracle().judge(rows.rows[0]), 10), 32u);
}

}  // namespace
}  // namespace zk::vm

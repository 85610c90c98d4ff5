#include "vm/chips/program/program_table.hpp"

#include "vm/testing/assembler.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

constexpr std::uint32_t kBase = 0x1000;
constexpr std::uint32_t kSize = 100;

ProgramRow row(const Instruction& in, std::uint32_t pc = kBase + 10) {
    return program_row(pc, in, kBase, kSize);
}

TEST(ProgramTable, HoldsOpcodeAndAllOperands) {
    const std::uint32_t pc = kBase + 10;
    EXPECT_EQ(row({Op::kAdd, 3, 4, 5, 0}), (ProgramRow{pc, kOpAdd, 3, 4, 5, 0, 0, 0}));
    EXPECT_EQ(row({Op::kSub, 3, 4, 5, 0}), (ProgramRow{pc, kOpAdd + 1, 3, 4, 5, 0, 0, 0}));
    EXPECT_EQ(row({Op::kAddi, 3, 4, 0, 0xfffff801}), (ProgramRow{pc, kOpAddImmediate, 3, 4, 0, 0xf801, 0xffff, 0}));
    EXPECT_EQ(row({Op::kSrai, 3, 4, 0, 31}), (ProgramRow{pc, kOpShiftImmediate + 2, 3, 4, 0, 31, 0, 0}));
    EXPECT_EQ(row({Op::kLui, 3, 0, 0, 0xabcde000}), (ProgramRow{pc, kOpGoto + 1, 3, 0, 0, 0xe000, 0xabcd, pc + 1}));
    EXPECT_EQ(row({Op::kAuipc, 3, 0, 0, 0x1000}), (ProgramRow{pc, kOpGoto + 1, 3, 0, 0, 0x5028, 0, pc + 1}));
    EXPECT_EQ(row({Op::kJal, 1, 0, 0, 0xfffffffc}), (ProgramRow{pc, kOpGoto + 1, 1, 0, 0, 0x402c, 0, pc - 1}));
    EXPECT_EQ(row({Op::kJal, 0, 0, 0, 8}), (ProgramRow{pc, kOpGoto, 0, 0, 0, 0x402c, 0, pc + 2}));
    EXPECT_EQ(
        row({Op::kJalr, 1, 2, 0, 0xffffffff}), (ProgramRow{pc, kOpJumpRegister + 1, 1, 2, 0x402c, 0xffff, 0xffff, 0})
    );
    EXPECT_EQ(row({Op::kBge, 0, 2, 3, 40}), (ProgramRow{pc, kOpBranchLess + 3, 0, 2, 3, 0, 0, pc + 10}));
    EXPECT_EQ(row({Op::kLbu, 0, 2, 0, 1}), (ProgramRow{pc, kOpLoadSub, 0, 2, 0, 1, 0, 0}));
    EXPECT_EQ(row({Op::kSh, 0, 2, 3, 0xfffffffe}), (ProgramRow{pc, kOpStoreSub + 1, 0, 2, 3, 0xfffe, 0xffff, 0}));
}

// No table that always writes is ever told to write x0, simplified or not.
TEST(ProgramTable, NothingWritesX0) {
    for (int op = 0; op < kOps; ++op) {
        const ProgramRow fields = row({static_cast<Op>(op), 0, 4, 5, 8});
        const std::uint32_t opcode = fields[1];
        EXPECT_EQ(fields[2], 0u);
        const bool may = opcode == kOpNone || opcode == kOpGoto || opcode == kOpJumpRegister || opcode == kOpLoadWord ||
                         (opcode >= kOpLoadSub && opcode < kOpStoreWord && opcode % 2 == 0) ||
                         (opcode >= kOpStoreWord && opcode <= kOpStoreSub + 1) ||
                         (opcode >= kOpBranchEqual && opcode < kOpJumpRegister) || opcode == kOpEcall ||
                         opcode == kOpHintRead || opcode == kOpReveal || opcode == kOpKeccakF ||
                         opcode == kOpSha256Compress || opcode == kOpMemoryCopy ||
                         (opcode >= kOpMulMod && opcode <= kOpAddMod + 1);  // rd is read
        EXPECT_TRUE(may) << name_of(static_cast<Op>(op)) << " has opcode " << opcode;
    }
}

TEST(ProgramTable, UnfetchableWordsAndTargets) {
    EXPECT_EQ(row({}), (ProgramRow{kBase + 10}));
    for (const std::uint32_t offset : {2u, 4u * kSize, 0u - 44u}) {
        EXPECT_EQ(row({Op::kJal, 1, 0, 0, offset}), (ProgramRow{kBase + 10})) << offset;
        EXPECT_EQ(row({Op::kBeq, 0, 1, 2, offset})[7], kNoTarget) << offset;
    }
}

TEST(ProgramTable, ColumnsHoldTheRowsAndZeros) {
    testing::Assembler a;
    for (int i = 0; i < 20; ++i) a.reg(Op::kAdd, 3, 4, 5);
    const Program program = a.program();
    ASSERT_EQ(program_log_height(program), 5);
    const stark::ProgramColumns columns = program_columns(program);
    ASSERT_EQ(columns.n_columns, static_cast<std::uint32_t>(kProgramFields));
    for (std::size_t r = 0; r < columns.height(); ++r) {
        const bool is_code = r < program.code.size();
        EXPECT_EQ(columns.column(0)[r].value(), is_code ? program.code_base + r : 0);
        EXPECT_EQ(columns.column(1)[r].value(), is_code ? kOpAdd : kOpNone);
    }
}

}  // namespace
}  // namespace zk::vm

#include "vm/chips/jump_register/jump_register.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

/// Jumps to the next instruction, with the target split every way between base and immediate.
Program jumps() {
    Assembler a;
    for (const std::int32_t offset : {0, 1, 4, -4, 2047, -2048}) {
        for (const int rd : {0, 1, 5}) {
            // Two instructions of li at most, padded to exactly two.
            const std::uint32_t target = a.address() + 12;
            const std::uint32_t base = target - static_cast<std::uint32_t>(offset & ~1);
            const auto low = static_cast<std::int32_t>(base << 20) >> 20;
            a.upper(Op::kLui, 5, base - static_cast<std::uint32_t>(low));
            a.imm(Op::kAddi, 5, 5, low);
            a.imm(Op::kJalr, rd, 5, offset);
        }
    }
    a.exit(0);
    return a.program();
}

TEST(JumpRegisterChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kJumpRegisterTable, jumps());
    ASSERT_EQ(rows.rows.size(), 18u);
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        const auto c = rows.get<JumpRegisterColumns>(r);
        const testing::Verdict verdict = rows.judge(c);
        const testing::Tuple next = {kStateBus, c.pc.value() + 1, c.clock.value() + 4};
        EXPECT_NE(std::find(verdict.produced.begin(), verdict.produced.end(), next), verdict.produced.end());
        EXPECT_EQ(testing::written(verdict, 1).value_or((c.pc.value() + 1) * 4), (c.pc.value() + 1) * 4);
    }
    testing::expect_sound_rows(rows);
}

// The low part of the target beyond 14 bits, bit 0 as the jumper likes, a wrap that was not.
TEST(JumpRegisterChip, RefusesOtherSplitsOfTheTarget) {
    const ChipRows rows(kJumpRegisterTable, jumps());
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (const Felt amount :
             {Felt(1u << 14), -Felt(1u << 14), Felt(4).inverse(), -Felt(4).inverse(), Felt(2).inverse()}) {
            auto c = rows.get<JumpRegisterColumns>(r);
            c.lo14 += amount;
            testing::expect_refused(rows.judge(c), "lo14");
            c.bit0 = Felt::one() - c.bit0;
            testing::expect_refused(rows.judge(c), "lo14 and bit 0");
        }
        auto c = rows.get<JumpRegisterColumns>(r);
        c.wraps = Felt::one() - c.wraps;
        testing::expect_refused(rows.judge(c), "wraps");
        // Odd target taken for an even one: the low limb moves by a fraction.
        c = rows.get<JumpRegisterColumns>(r);
        const Felt flipped = Felt::one() - c.bit0;
        c.lo14 += (c.bit0 - flipped) * Felt(4).inverse();
        c.bit0 = flipped;
        testing::expect_refused(rows.judge(c), "bit 0");
    }
}

}  // namespace
}  // namespace zk::vm

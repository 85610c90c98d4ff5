#include "vm/chips/refresh/refresh.hpp"

#include "vm/chips/program/program_table.hpp"
#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

/// Waits longer than 2^16 ticks between two uses of x9 and of a word.
Program waits() {
    Assembler a;
    a.data = {7};
    a.li(8, testing::kDataAddress);
    a.li(9, 0xabcd1234);
    a.store(Op::kSw, 9, 0, 8);
    a.li(5, 20000);
    const testing::Label loop = a.here();
    a.imm(Op::kAddi, 5, 5, -1);
    a.branch(Op::kBne, 5, 0, loop);
    a.imm(Op::kLw, 7, 8, 0);
    a.reg(Op::kXor, 7, 7, 9);
    a.exit(0);
    return a.program();
}

TEST(RefreshChip, LongGapsAreBridged) {
    const Program program = waits();
    const stark::ProgramColumns columns = program_columns(program);
    for (const testing::TracedSegment& segment : testing::trace_segments(program)) {
        EXPECT_TRUE(testing::violations(testing::rv32im(), columns, segment).empty());
    }
    const ChipRows rows(kRefreshTable, program);
    // x8, the word, x9, x7, x10, x17 and the eight public words, which exit reads.
    EXPECT_GE(rows.rows.size(), 12u);
    testing::expect_sound_rows(rows, {.free_outputs = true});
}

// The word stays as it is; time rises, and stays below 2^28 as an integer.
TEST(RefreshChip, RefusesTimesThatDoNotRise) {
    const ChipRows rows(kRefreshTable, waits());
    const auto complete = [](RefreshColumns<Felt>& c, std::uint32_t prev, std::uint32_t time) {
        c.prev = Felt(prev);
        c.time = Felt(time);
        c.time_lo = Felt(time & 0xffff);
        c.gap_lo = Felt((c.time - c.prev - Felt(1)).value() & 0xffff);
    };
    const auto accepted = [&](std::uint32_t prev, std::uint32_t time) {
        auto c = rows.get<RefreshColumns>(0);
        complete(c, prev, time);
        const testing::Verdict verdict = rows.judge(c);
        if (verdict.holds()) {
            EXPECT_EQ(verdict.consumed[0][3], verdict.produced[0][3]);
            EXPECT_EQ(verdict.consumed[0][4], verdict.produced[0][4]);
        }
        return verdict.holds();
    };
    constexpr std::uint32_t kTop = (1u << 28) - 1;
    EXPECT_TRUE(accepted(0, 1));
    EXPECT_TRUE(accepted(0, kTop));
    EXPECT_TRUE(accepted(kTop - 1, kTop));
    EXPECT_FALSE(accepted(5, 5));
    EXPECT_FALSE(accepted(6, 5));
    EXPECT_FALSE(accepted(kTop, kTop));
    EXPECT_FALSE(accepted(kTop, kTop + 1));
    EXPECT_FALSE(accepted(kTop, 1));
    EXPECT_FALSE(accepted(0, Felt::kModulus - 1));
    // Rows cannot know that no tuple has a time of -1: the bus does, as every time produced is an integer below 2^28 + 8.
    EXPECT_TRUE(accepted(Felt::kModulus - 1, 5));
    // The low parts beyond 16 bits, or a fraction.
    for (const Felt amount : {Felt(65536), -Felt(65536), Felt(65536) * Felt(65536)}) {
        auto c = rows.get<RefreshColumns>(0);
        complete(c, 5, 5);
        c.gap_lo += amount;
        testing::expect_refused(rows.judge(c), "gap");
    }
}

// A row of multiplicity -1 moves a word back in time.
TEST(RefreshChip, RefusesToBeUnsaid) {
    const ChipRows rows(kRefreshTable, waits());
    const auto honest = rows.get<RefreshColumns>(0);
    auto c = honest;
    c.real = -Felt::one();
    testing::expect_forgery_refused_only_by("constraint real", rows, honest, c);
}

}  // namespace
}  // namespace zk::vm

#include "vm/chips/hint/hint.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

/// Reads the stream's length, its first word, then the rest in one call.
Program reads() {
    Assembler a;
    a.data.assign(16, 0x5555aaaa);
    a.li(5, testing::kDataAddress);
    a.reg(Op::kHintLength, 7, 0, 0);
    a.li(6, 1);
    a.reg(Op::kHintRead, 0, 5, 6);
    a.imm(Op::kAddi, 5, 5, 4);
    a.reg(Op::kHintLength, 6, 0, 0);
    a.reg(Op::kHintLength, 0, 0, 0);
    a.reg(Op::kHintRead, 0, 5, 6);
    a.exit(0);
    return a.program();
}

const Bytes kInput = {1, 2, 3, 4, 0xff, 5, 6, 7, 0xee};

TEST(HintLengthChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kHintLengthTable, reads(), kInput);
    ASSERT_EQ(rows.rows.size(), 2u);
    EXPECT_EQ(testing::written(rows.oracle().judge(rows.rows[0]), 7), 4u);
    EXPECT_EQ(testing::written(rows.oracle().judge(rows.rows[1]), 6), 3u);
    testing::expect_sound_rows(rows, {.free_outputs = true});
    // Hints are free, but words are limbs.
    for (const Felt value : {Felt(65536), -Felt(1)}) {
        auto c = rows.get<HintLengthColumns>(0);
        c.value.lo = value;
        testing::expect_refused(rows.judge(c), "low limb");
        c = rows.get<HintLengthColumns>(0);
        c.value.hi = value;
        testing::expect_refused(rows.judge(c), "high limb");
    }
}

TEST(HintReadChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kHintReadTable, reads(), kInput);
    ASSERT_EQ(rows.rows.size(), 2u);
    testing::expect_sound_rows(rows);
    const testing::Verdict verdict = rows.oracle().judge(rows.rows[1]);
    const std::uint32_t clock = rows.get<HintReadColumns>(1).clock.value();
    const testing::Tuple words = {kHintBus, clock, 0, testing::kDataAddress / 4 + 1, 3};
    EXPECT_NE(std::find(verdict.produced.begin(), verdict.produced.end(), words), verdict.produced.end());
}

// Counts of 0 and above 1024, and pointers that are no multiple of 4 or at 2^31 and above, are refused even when the registers hold them.
TEST(HintReadChip, RefusesCountsAndPointersOutOfRange) {
    const ChipRows rows(kHintReadTable, reads(), kInput);
    for (const std::uint32_t count : {1u, 2u, 1023u, 1024u}) {
        auto c = rows.get<HintReadColumns>(0);
        c.rs2_lo = Felt(count);
        EXPECT_EQ(rows.judge(c).broken, "") << count;
    }
    for (const std::uint32_t count : {0u, 1025u, 2048u, 65535u}) {
        auto c = rows.get<HintReadColumns>(0);
        c.rs2_lo = Felt(count);
        testing::expect_refused(rows.judge(c), "count " + std::to_string(count));
    }
    for (const std::uint32_t pointer : {1u, 2u, 3u, 0x80000000u, 0xfffffffcu, 0x00400001u}) {
        auto c = rows.get<HintReadColumns>(0);
        c.rs1.value = Accesses::limbs(pointer);
        testing::expect_refused(rows.judge(c), "pointer " + std::to_string(pointer));
    }
}

TEST(HintWordChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kHintWordTable, reads(), kInput);
    ASSERT_EQ(rows.rows.size(), 4u);
    testing::expect_sound_rows(rows, {.free_outputs = true});
    constexpr std::uint32_t kWords[4] = {9, 0x04030201, 0x070605ff, 0xee};
    for (std::size_t r = 0; r < 4; ++r) {
        const auto c = rows.get<HintWordColumns>(r);
        EXPECT_EQ(c.value.lo.value() | c.value.hi.value() << 16, kWords[r]);
        EXPECT_EQ(c.last == Felt::one(), r == 0 || r == 3);
    }
}

// A chain ends at its last word and nowhere else; values are limbs.
TEST(HintWordChip, RefusesEarlyEndsAndWideLimbs) {
    const ChipRows rows(kHintWordTable, reads(), kInput);
    auto c = rows.get<HintWordColumns>(1);
    c.last = Felt::one();
    testing::expect_refused(rows.judge(c), "early end");
    // A row beyond the end still holds by itself: it asks for a word that no hint_read announced, and hands on.
    c = rows.get<HintWordColumns>(3);
    c.last = Felt::zero();
    EXPECT_EQ(rows.judge(c).produced.size(), 2u);
    for (const Felt value : {Felt(65536), -Felt(1)}) {
        c = rows.get<HintWordColumns>(1);
        c.value.lo = value;
        testing::expect_refused(rows.judge(c), "low limb");
        c = rows.get<HintWordColumns>(1);
        c.value.hi = value;
        testing::expect_refused(rows.judge(c), "high limb");
    }
}

// The word before is older: at least one tick, at most 2^16.
TEST(HintWordChip, RefusesTimesThatDoNotRise) {
    const ChipRows rows(kHintWordTable, reads(), kInput);
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        auto c = rows.get<HintWordColumns>(r);
        const Felt now = c.clock + Felt(3);
        for (const Felt ahead : {Felt(0), Felt(1), Felt(1u << 20), -Felt(65537)}) {
            c.prev = now + ahead;
            testing::expect_refused_only_by("lookup memory.order", rows, c);
        }
        for (const Felt ahead : {-Felt(1), -Felt(65536)}) {
            c.prev = now + ahead;
            EXPECT_EQ(rows.judge(c).broken, "");
        }
    }
}

// A row of multiplicity -1 takes a word back.
TEST(HintWordChip, RefusesToBeUnsaid) {
    const ChipRows rows(kHintWordTable, reads(), kInput);
    const auto honest = rows.get<HintWordColumns>(1);
    auto c = honest;
    c.real = -Felt::one();
    testing::expect_forgery_refused_only_by("constraint real", rows, honest, c);
}

}  // namespace
}  // namespace zk::vm

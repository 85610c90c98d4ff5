#include "vm/chips/memory_copy/memory_copy.hpp"

#include "vm/testing/chip_programs.hpp"
#include "vm/testing/forger.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

constexpr std::uint32_t kSource = testing::kDataAddress + 24;  // across leaves
constexpr std::uint32_t kApart = testing::kDataAddress + 200;

/// Five words apart; ten onto themselves, two words on (rd is rs1 plus 8); one word with all three operands in x9: 4 words from address 4 to 4.
Program copies() {
    Assembler a;
    for (std::uint32_t i = 0; i < 100; ++i) a.data.push_back(0x10001 * (i + 1));
    a.li(5, kSource);
    a.li(6, 5);
    a.li(7, kApart);
    a.reg(Op::kMemoryCopy, 7, 5, 6);
    a.li(6, 10);
    a.imm(Op::kAddi, 8, 5, 8);
    a.reg(Op::kMemoryCopy, 8, 5, 6);
    a.li(9, 4);
    a.reg(Op::kMemoryCopy, 9, 9, 9);
    a.exit(0);
    return a.program();
}

const ChipRows& calls() {
    static const ChipRows kRows(kMemoryCopyTable, copies());
    return kRows;
}
const ChipRows& words() {
    static const ChipRows kRows(kCopiedWordTable, copies());
    return kRows;
}

TEST(MemoryCopyChip, KnownAnswersAndAlteredCells) {
    ASSERT_EQ(calls().rows.size(), 3u);
    testing::expect_sound_rows(calls());
    const std::uint32_t expected[3][3] = {{kSource, kApart, 5}, {kSource, kSource + 8, 10}, {4, 4, 4}};
    for (std::size_t r = 0; r < 3; ++r) {
        const auto c = calls().get<MemoryCopyColumns>(r);
        const testing::Verdict verdict = calls().judge(c);
        const testing::Tuple tuple = {
            kCopyBus, c.clock.value(), 0, expected[r][0] / 4, expected[r][1] / 4, expected[r][2]};
        EXPECT_EQ(std::count(verdict.produced.begin(), verdict.produced.end(), tuple), 1) << r;
    }
}

// Counts of 0 and above 1024, and pointers that are no multiple of 4 or at 2^31 and above, are refused even when the registers hold them.
TEST(MemoryCopyChip, RefusesCountsAndPointersOutOfRange) {
    for (const std::uint32_t count : {1u, 2u, 1023u, 1024u}) {
        auto c = calls().get<MemoryCopyColumns>(0);
        c.rs2_lo = Felt(count);
        EXPECT_EQ(calls().judge(c).broken, "") << count;
    }
    for (const std::uint32_t count : {0u, 1025u, 2048u, 65535u}) {
        auto c = calls().get<MemoryCopyColumns>(0);
        c.rs2_lo = Felt(count);
        testing::expect_refused(calls().judge(c), "count " + std::to_string(count));
    }
    for (const std::uint32_t pointer : {1u, 2u, 3u, 0x80000000u, 0xfffffffcu, 0x00400001u}) {
        auto c = calls().get<MemoryCopyColumns>(0);
        c.rs1.value = Accesses::limbs(pointer);
        testing::expect_refused(calls().judge(c), "source " + std::to_string(pointer));
        c = calls().get<MemoryCopyColumns>(0);
        c.destination.value = Accesses::limbs(pointer);
        testing::expect_refused(calls().judge(c), "destination " + std::to_string(pointer));
    }
    for (const bool is_source : {true, false}) {
        auto c = calls().get<MemoryCopyColumns>(0);
        Limbs<Felt>& pointer = is_source ? c.rs1.value : c.destination.value;
        pointer.lo += Felt(65536);
        pointer.hi -= Felt(1);
        testing::expect_refused(calls().judge(c), "wide limb");
    }
}

TEST(CopiedWordChip, KnownAnswersAndAlteredCells) {
    ASSERT_EQ(words().rows.size(), 5u + 10 + 4);
    // A chain's last row may hand on instead of ending: nobody takes that. The other rows have no such choice.
    testing::expect_sound_rows(words(), {.free_outputs = true});
    ChipRows others = words();
    std::erase_if(others.rows, [](const std::vector<Felt>& row) { return row[1] == Felt::one(); });
    testing::expect_sound_rows(others);
    for (std::size_t r = 0; r < 15; ++r) {
        const auto c = words().get<CopiedWordColumns>(r);
        const auto step = static_cast<std::uint32_t>(r < 5 ? r : r - 5);
        EXPECT_EQ(c.value.lo.value(), (kSource - testing::kDataAddress) / 4 + step + 1) << r;
        EXPECT_EQ(c.value.hi, c.value.lo);
        EXPECT_EQ(c.last == Felt::one(), r == 4 || r == 14);
        // In the second call the destination was read in the same instruction, where the ranges overlap.
        EXPECT_EQ(c.destination_prev == c.clock, r >= 5 && step < 8) << r;
    }
    for (std::size_t r = 15; r < 19; ++r) {
        const auto c = words().get<CopiedWordColumns>(r);
        EXPECT_EQ(c.destination_prev, c.clock);
    }
}

// A chain ends at its last word and nowhere else.
TEST(CopiedWordChip, RefusesEarlyEnds) {
    auto c = words().get<CopiedWordColumns>(1);
    c.last = Felt::one();
    testing::expect_refused(words().judge(c), "early end");
    // A row beyond the end still holds by itself: it asks for a word that no memory_copy announced, and hands on.
    c = words().get<CopiedWordColumns>(4);
    c.last = Felt::zero();
    const testing::Verdict verdict = words().judge(c);
    EXPECT_EQ(verdict.broken, "");
    EXPECT_EQ(verdict.produced.size(), 3u);
}

// What is written is what was read; and times rise: read before the call, write after the last access, the call's own read included.
TEST(CopiedWordChip, RefusesTimesThatDoNotRise) {
    for (const Felt ahead : {Felt(0), Felt(1), Felt(1u << 20), -Felt(65537)}) {
        auto c = words().get<CopiedWordColumns>(7);
        c.source_prev = c.clock + ahead;
        testing::expect_refused(words().judge(c), "read");
        c = words().get<CopiedWordColumns>(7);
        c.destination_prev = c.clock + Felt(3) + ahead;
        testing::expect_refused(words().judge(c), "write");
    }
}

// The search of vm/testing/forger.hpp finds nothing. It leaves multiplicities as they are: early ends are tried above.
TEST(MemoryCopyChip, NoForgedRowIsFound) {
    for (const ChipRows* const rows : {&calls(), &words()}) {
        const testing::Forger forger(rows->oracle().table().air);
        for (const std::vector<Felt>& row : rows->rows) EXPECT_FALSE(forger.forge(row, 60).has_value());
    }
}

// Rows of multiplicity -1 take calls and words back.
TEST(MemoryCopyChip, RefusesToBeUnsaid) {
    const auto call = calls().get<MemoryCopyColumns>(0);
    auto forged_call = call;
    forged_call.real = -Felt::one();
    testing::expect_forgery_refused_only_by("constraint real", calls(), call, forged_call);
    const auto word = words().get<CopiedWordColumns>(1);
    auto forged_word = word;
    forged_word.real = -Felt::one();
    testing::expect_forgery_refused_only_by("constraint real", words(), word, forged_word);
}

}  // namespace
}  // namespace zk::vm

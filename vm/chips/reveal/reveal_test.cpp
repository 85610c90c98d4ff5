#include "vm/chips/reveal/reveal.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

Program reveals() {
    Assembler a;
    for (std::uint32_t i = 0; i < 12; ++i) a.data.push_back(0x01010101 * (i + 1));
    a.li(5, testing::kDataAddress);
    a.reg(Op::kReveal, 0, 5, 0);
    a.imm(Op::kAddi, 5, 5, 12);  // across a leaf
    a.reg(Op::kReveal, 0, 5, 0);
    a.exit(0);
    return a.program();
}

TEST(RevealChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kRevealTable, reveals());
    ASSERT_EQ(rows.rows.size(), 2u);
    testing::expect_sound_rows(rows, {.max_pair_rows = 1});
    for (std::size_t r = 0; r < 2; ++r) {
        const testing::Verdict verdict = rows.oracle().judge(rows.rows[r]);
        for (std::uint32_t i = 0; i < 8; ++i) {
            const std::uint32_t word = 0x0101 * (i + 1 + 3 * static_cast<std::uint32_t>(r));
            const auto is_word = [&](const testing::Tuple& t) {
                return t[0] == kMemoryBus && t[1] == 2 && t[2] == i && t[3] == word && t[4] == word;
            };
            EXPECT_TRUE(std::any_of(verdict.produced.begin(), verdict.produced.end(), is_word));
        }
    }
}

TEST(RevealChip, RefusesPointersOutOfRange) {
    const ChipRows rows(kRevealTable, reveals());
    for (const std::uint32_t pointer : {1u, 2u, 3u, 0x80000000u, 0xfffffffcu, 0x00400002u}) {
        auto c = rows.get<RevealColumns>(0);
        c.rs1.value = Accesses::limbs(pointer);
        testing::expect_refused(rows.judge(c), "pointer " + std::to_string(pointer));
    }
}

}  // namespace
}  // namespace zk::vm

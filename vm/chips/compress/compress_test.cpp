#include "vm/chips/compress/compress.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

Program writes() {
    Assembler a;
    a.data = {1, 2, 3};
    a.li(5, testing::kDataAddress);
    a.store(Op::kSw, 5, 0, 5);
    a.exit(0);
    return a.program();
}

TEST(CompressChip, AnswersAreTheHostsNodeDigests) {
    const ChipRows rows(kCompressTable, writes());
    std::mt19937 random(7);
    for (int i = 0; i < 20; ++i) {
        Digest left{}, right{};
        for (Felt& x : left.words) x = i == 0 ? Felt::zero() : Felt(random());
        for (Felt& x : right.words) x = i == 0 ? Felt::zero() : Felt(random());
        CompressColumns<Felt> c{};
        fill(c, left, right);
        const testing::Verdict verdict = rows.judge(c);
        ASSERT_EQ(verdict.broken, "");
        const Digest expected = poseidon_compress(left, right);
        ASSERT_EQ(verdict.produced.size(), 1u);
        for (std::size_t j = 0; j < 8; ++j) EXPECT_EQ(verdict.produced[0][17 + j], expected.words[j].value());
    }
}

// Given the input every other cell is determined; changed inputs must change the answer or be refused.
TEST(CompressChip, RefusesAlteredCells) {
    const ChipRows rows(kCompressTable, writes());
    ASSERT_GT(rows.rows.size(), 2u);
    for (std::size_t r = 0; r < 2; ++r) {
        std::vector<Felt> row = rows.rows[r];
        for (std::size_t j = 0; j < row.size(); ++j) {
            const Felt honest = row[j];
            for (const Felt amount : {Felt(1), -Felt(1), Felt(2), Felt(0x12345678)}) {
                row[j] = honest + amount;
                const testing::Verdict verdict = rows.oracle().judge(row);
                EXPECT_FALSE(verdict.holds()) << rows.oracle().table().air.column_names[j];
            }
            row[j] = honest;
        }
        // A row that is not real answers nothing, whatever it holds.
        row[0] = Felt::zero();
        EXPECT_FALSE(rows.oracle().judge(row).holds());
    }
}

// All S-boxes are odd, so a negated row is right but for its multiplicity: it would vouch for the negated digest of negated inputs.
TEST(CompressChip, RefusesNegatedRows) {
    const ChipRows rows(kCompressTable, writes());
    std::vector<Felt> row = rows.rows[0];
    for (Felt& x : row) x = -x;
    testing::expect_refused_only_by("constraint real", rows.oracle(), row);
    EXPECT_EQ(rows.oracle().judge_unchecked(row).unbound, "node");
}

}  // namespace
}  // namespace zk::vm

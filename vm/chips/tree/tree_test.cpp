#include "vm/chips/tree/tree.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

Program writes() {
    Assembler a;
    a.data.assign(64, 3);
    a.li(5, testing::kDataAddress);
    a.store(Op::kSw, 5, 0, 5);
    a.imm(Op::kLw, 6, 5, 128);
    a.exit(0);
    return a.program();
}

TEST(TreeNodeChip, AlteredCells) {
    // Whether an unchanged child has a row of its own is the prover's choice: outputs are free, digests are not (below).
    const ChipRows rows(kTreeNodeTable, writes());
    testing::expect_sound_rows(rows, {.max_rows = 12, .max_pair_rows = 1, .free_outputs = true});
}

TEST(TreeLeafChip, AlteredCells) {
    const ChipRows rows(kTreeLeafTable, writes());
    testing::expect_sound_rows(rows, {.max_rows = 12, .max_pair_rows = 1});
}

/// Sets a digest to the node digest of two others.
void hash(Felt (&out)[8], const Felt (&left)[8], const Felt (&right)[8]) {
    Digest l{}, r{};
    for (std::size_t i = 0; i < 8; ++i) {
        l.words[i] = left[i];
        r.words[i] = right[i];
    }
    const Digest digest = poseidon_compress(l, r);
    for (std::size_t i = 0; i < 8; ++i) out[i] = digest.words[i];
}

// A child without a row, or below an unchanged node, keeps its digest, whatever is hashed.
TEST(TreeNodeChip, RefusesUntouchedChildrenThatChange) {
    const ChipRows rows(kTreeNodeTable, writes());
    int left = 0;
    int right = 0;
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        auto c = rows.get<TreeNodeColumns>(r);
        if (c.touches_left.is_zero()) {
            ++left;
            c.left_final[3] += Felt(1);
        } else if (c.touches_right.is_zero()) {
            ++right;
            c.right_final[3] += Felt(1);
        } else {
            continue;
        }
        c.changed = Felt::one();
        hash(c.final, c.left_final, c.right_final);
        testing::expect_refused(rows.judge(c), "untouched child");
    }
    EXPECT_GT(left, 0);
    EXPECT_GT(right, 0);
    // changed = 0 hides nothing: not a new digest, not new children below the old digest.
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        auto c = rows.get<TreeNodeColumns>(r);
        c.changed = Felt::zero();
        c.touches_left = c.touches_right = Felt::one();
        c.final[0] += Felt(1);
        testing::expect_refused(rows.judge(c), "unchanged node with a new digest");
        c = rows.get<TreeNodeColumns>(r);
        c.changed = Felt::zero();
        c.touches_left = Felt::one();
        for (std::size_t i = 0; i < 8; ++i) c.final[i] = c.initial[i];
        c.left_final[0] += Felt(1);
        testing::expect_refused(rows.judge(c), "unchanged node with a new child");
    }
}

TEST(TreeNodeChip, RefusesDepth28AndBeyond) {
    const ChipRows rows(kTreeNodeTable, writes());
    for (const std::uint32_t depth : {0u, 27u}) {
        auto c = rows.get<TreeNodeColumns>(0);
        c.depth = Felt(depth);
        EXPECT_EQ(rows.judge(c).broken, "") << depth;
    }
    for (const std::uint32_t depth : {28u, 29u, 4096u, 1u << 28}) {
        auto c = rows.get<TreeNodeColumns>(0);
        c.depth = Felt(depth);
        testing::expect_refused(rows.judge(c), "depth " + std::to_string(depth));
    }
}

// Words of an unchanged leaf do not change, and a label is one space and one index.
TEST(TreeLeafChip, RefusesHiddenChangesAndOtherSplitsOfTheLabel) {
    const ChipRows rows(kTreeLeafTable, writes());
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        auto c = rows.get<TreeLeafColumns>(r);
        c.changed = Felt::zero();
        for (std::size_t i = 0; i < 8; ++i) {
            c.final[i] = c.initial[i];
            c.last[i] = c.first[i];
        }
        c.last[5].hi += Felt(1);
        testing::expect_refused(rows.judge(c), "unchanged leaf with a new word");

        c = rows.get<TreeLeafColumns>(r);
        c.index_hi12 += Felt(4096);
        c.space_bits[0] -= Felt(1);
        testing::expect_refused(rows.judge(c), "index beyond 26 bits");
        c = rows.get<TreeLeafColumns>(r);
        c.index_lo14 += Felt(1u << 14);
        c.index_hi12 -= Felt(1);
        testing::expect_refused(rows.judge(c), "low part beyond 14 bits");
    }
}

}  // namespace
}  // namespace zk::vm

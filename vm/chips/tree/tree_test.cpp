#include "vm/chips/tree/tree.hpp"

#include "vm/chips/common/buses.hpp"
#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

/// A node or leaf that nothing changes.
TreeNodeColumns<Felt> unchanged(TreeNodeColumns<Felt> c) {
    c.changed = Felt::zero();
    c.touches_left = c.touches_right = Felt::one();
    std::copy_n(c.left_initial, 8, c.left_final);
    std::copy_n(c.right_initial, 8, c.right_final);
    std::copy_n(c.initial, 8, c.final);
    return c;
}
TreeLeafColumns<Felt> unchanged(TreeLeafColumns<Felt> c) {
    c.changed = Felt::zero();
    std::copy_n(c.first, 8, c.last);
    std::copy_n(c.initial, 8, c.final);
    return c;
}

// Every limb of every digest, on both sides: below an unchanged node, where one hash stands for both, and of a child without a row, hashed as changed.
TEST(TreeNodeChip, RefusesEachLimbThatChanges) {
    const ChipRows rows(kTreeNodeTable, writes());
    const auto honest = unchanged(rows.get<TreeNodeColumns>(0));
    ASSERT_EQ(rows.judge(honest).broken, "");
    for (std::size_t i = 0; i < 8; ++i) {
        const std::string limb = std::to_string(i);
        auto c = honest;
        c.left_final[i] += Felt(1);
        testing::expect_refused_only_by("constraint left.unchanged" + limb, rows, c);
        c.changed = Felt::one();
        hash(c.final, c.left_final, c.right_final);
        EXPECT_EQ(rows.judge(c).broken, "");
        c.touches_left = Felt::zero();
        testing::expect_refused_only_by("constraint left.untouched" + limb, rows, c);

        c = honest;
        c.right_final[i] += Felt(1);
        testing::expect_refused_only_by("constraint right.unchanged" + limb, rows, c);
        c.changed = Felt::one();
        hash(c.final, c.left_final, c.right_final);
        EXPECT_EQ(rows.judge(c).broken, "");
        c.touches_right = Felt::zero();
        testing::expect_refused_only_by("constraint right.untouched" + limb, rows, c);

        c = honest;
        c.final[i] += Felt(1);
        testing::expect_refused_only_by("constraint unchanged" + limb, rows, c);
    }
}

// A node that is unsaid, and one that sends a child twice.
TEST(TreeNodeChip, RefusesOtherMultiplicities) {
    const ChipRows rows(kTreeNodeTable, writes());
    const auto honest = unchanged(rows.get<TreeNodeColumns>(0));
    auto c = honest;
    c.real = -Felt::one();
    c.touches_left = c.touches_right = Felt::zero();
    testing::expect_forgery_refused_only_by("constraint real", rows, honest, c);
    c = honest;
    c.touches_left = Felt(2);
    testing::expect_forgery_refused_only_by("constraint touches_left", rows, honest, c);
    c = honest;
    c.touches_right = Felt(2);
    testing::expect_forgery_refused_only_by("constraint touches_right", rows, honest, c);
}

// A final root of the forger's choice, or words that change below a digest that does not.
TEST(TreeLeafChip, RefusesEachLimbThatChanges) {
    const ChipRows rows(kTreeLeafTable, writes());
    const auto honest = unchanged(rows.get<TreeLeafColumns>(0));
    ASSERT_EQ(rows.judge(honest).broken, "");
    for (std::size_t i = 0; i < 8; ++i) {
        const std::string limb = std::to_string(i);
        auto c = honest;
        c.final[i] += Felt(1);
        testing::expect_refused_only_by("constraint unchanged" + limb, rows, c);
        c = honest;
        c.last[i].lo += Felt(1);
        testing::expect_refused_only_by("constraint unchanged.lo" + limb, rows, c);
        c = honest;
        c.last[i].hi += Felt(1);
        testing::expect_refused_only_by("constraint unchanged.hi" + limb, rows, c);
    }
}

// A leaf that is unsaid: its words would get initial values of the forger's choice from another one. And one of a space that is a fraction, whose label
// is that of another index.
TEST(TreeLeafChip, RefusesOtherMultiplicitiesAndSpaces) {
    const ChipRows rows(kTreeLeafTable, writes());
    const auto honest = unchanged(rows.get<TreeLeafColumns>(0));
    auto c = honest;
    c.real = -Felt::one();
    testing::expect_forgery_refused_only_by("constraint real", rows, honest, c);
    const auto tuple = [](const testing::Verdict& verdict) {
        const auto is_tree = [](const testing::Tuple& t) { return t[0] == kTreeBus; };
        return *std::find_if(verdict.consumed.begin(), verdict.consumed.end(), is_tree);
    };
    for (int bit = 0; bit < 2; ++bit) {
        c = honest;
        c.index_lo14 = Felt(honest.index_lo14.is_zero() ? 1 : 0);
        const Felt labels = honest.index_lo14 - c.index_lo14;
        c.space_bits[bit] += labels * Felt(1u << (kLeafIndexBits + bit)).inverse();
        testing::expect_refused_only_by("constraint space_bit" + std::to_string(bit), rows, c);
        EXPECT_EQ(tuple(rows.oracle().judge_unchecked(testing::cells_of(c))), tuple(rows.judge(honest)));
    }
}

}  // namespace
}  // namespace zk::vm

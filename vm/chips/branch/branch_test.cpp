#include "vm/chips/branch/branch.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

#include <array>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 9> kPairs = {
    {{1, 2},
     {2, 1},
     {7, 7},
     {0xffffffff, 0},
     {0, 0xffffffff},
     {0x80000000, 0x7fffffff},
     {0x10000, 0},
     {0x78000001, 0},  // equal modulo the field
     {0x80000001, 0x80000000}}};

/// Every branch on every pair, each with a taken and a not taken target of its own.
Program branches(std::initializer_list<Op> ops) {
    Assembler a;
    for (const Op op : ops) {
        for (const auto& [x, y] : kPairs) {
            a.li(5, x);
            a.li(6, y);
            const testing::Label skip = a.label();
            a.branch(op, 5, 6, skip);
            a.imm(Op::kAddi, 8, 8, 1);
            a.bind(skip);
        }
    }
    a.exit(0);
    return a.program();
}

bool taken(Op op, std::uint32_t x, std::uint32_t y) {
    const auto sx = static_cast<std::int32_t>(x);
    const auto sy = static_cast<std::int32_t>(y);
    switch (op) {
        case Op::kBeq:
            return x == y;
        case Op::kBne:
            return x != y;
        case Op::kBlt:
            return sx < sy;
        case Op::kBge:
            return sx >= sy;
        case Op::kBltu:
            return x < y;
        default:
            return x >= y;
    }
}

template <template <class> class Columns>
void expect_directions(const ChipRows& rows, std::initializer_list<Op> ops) {
    std::size_t r = 0;
    for (const Op op : ops) {
        for (const auto& [x, y] : kPairs) {
            ASSERT_LT(r, rows.rows.size());
            const auto c = rows.get<Columns>(r++);
            const Felt next = c.pc + Felt(taken(op, x, y) ? 2 : 1);
            EXPECT_TRUE(c.next_pc == next) << name_of(op) << " " << x << ", " << y;
        }
    }
}

constexpr std::initializer_list<Op> kEquals = {Op::kBeq, Op::kBne};
constexpr std::initializer_list<Op> kLess = {Op::kBlt, Op::kBge, Op::kBltu, Op::kBgeu};

TEST(BranchEqualChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kBranchEqualTable, branches(kEquals));
    expect_directions<BranchEqualColumns>(rows, kEquals);
    testing::expect_sound_rows(rows);
}

TEST(BranchLessChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kBranchLessTable, branches(kLess));
    expect_directions<BranchLessColumns>(rows, kLess);
    testing::expect_sound_rows(rows);
}

TEST(BranchEqualChip, RefusesTheOtherDirection) {
    const ChipRows rows(kBranchEqualTable, branches(kEquals));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        auto c = rows.get<BranchEqualColumns>(r);
        c.equal = Felt::one() - c.equal;
        const Felt other = c.next_pc == c.target ? c.pc + Felt(1) : c.target;
        c.next_pc = other;
        const Felt lo = c.rs1.value.lo - c.rs2.value.lo;
        const Felt hi = c.rs1.value.hi - c.rs2.value.hi;
        for (int witness = 0; witness < 3; ++witness) {
            c.inverse.lo = witness == 1 ? lo.inverse() : Felt::zero();
            c.inverse.hi = witness == 2 ? hi.inverse() : Felt::zero();
            testing::expect_refused(rows.judge(c), "equality flipped");
        }
    }
}

TEST(BranchLessChip, RefusesEveryOtherWitness) {
    const ChipRows rows(kBranchLessTable, branches(kLess));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (int flips = 1; flips < 32; ++flips) {
            auto c = rows.get<BranchLessColumns>(r);
            Felt* const flags[5] = {
                &c.less.less, &c.less.sign_x, &c.less.sign_y, &c.less.equal_hi, &c.is_greater_equal};
            for (int i = 0; i < 5; ++i) {
                if ((flips >> i & 1) != 0) *flags[i] = Felt::one() - *flags[i];
            }
            const Felt hi = c.rs1.value.hi - Felt(65536) * c.less.sign_x - c.rs2.value.hi + Felt(65536) * c.less.sign_y;
            c.less.inverse = (Felt::one() - c.less.equal_hi) * hi.inverse();
            c.less.difference = hi + c.less.equal_hi * (c.rs1.value.lo - c.rs2.value.lo) + Felt(65536) * c.less.less;
            const bool taken = (c.less.less == Felt::one()) != (c.is_greater_equal == Felt::one());
            c.next_pc = taken ? c.target : c.pc + Felt(1);
            testing::expect_refused(rows.judge(c), "row " + std::to_string(r) + " flips " + std::to_string(flips));
        }
    }
}

// bgeu as a bltu that is signed twice: it has the right number and takes the other direction.
TEST(BranchLessChip, RefusesFlagsThatAddUp) {
    const ChipRows rows(kBranchLessTable, branches({Op::kBgeu}));
    for (const std::size_t r : {0u, 1u, 2u}) {
        const auto honest = rows.get<BranchLessColumns>(r);
        auto c = honest;
        c.is_signed = Felt(2);
        c.is_greater_equal = Felt::zero();
        c.next_pc = honest.next_pc == c.target ? c.pc + Felt(1) : c.target;
        testing::expect_forgery_refused_only_by("constraint is_signed", rows, honest, c);
    }
}

// Signs of -2^-16 raise a high limb by one: 5 < 3, and not 3 < 5.
TEST(BranchLessChip, RefusesSignsThatAreFractions) {
    Assembler a;
    const testing::Label skip = a.label();
    a.li(5, 3);
    a.li(6, 5);
    a.branch(Op::kBlt, 6, 5, skip);
    a.branch(Op::kBlt, 5, 6, skip);
    a.imm(Op::kAddi, 8, 8, 1);
    a.bind(skip);
    a.exit(0);
    const ChipRows rows(kBranchLessTable, a.program());
    const Felt sign = -Felt(65536).inverse();
    auto honest = rows.get<BranchLessColumns>(0);
    auto c = honest;
    c.less = {};
    c.less.sign_y = sign;
    c.less.less = Felt::one();
    c.less.inverse = -Felt::one();
    c.less.difference = Felt(65535);
    c.next_pc = c.target;
    testing::expect_forgery_refused_only_by("constraint less.sign_y", rows, honest, c);

    honest = c = rows.get<BranchLessColumns>(1);
    c.less = {};
    c.less.sign_x = sign;
    c.less.inverse = c.less.difference = Felt::one();
    c.next_pc = c.pc + Felt(1);
    testing::expect_forgery_refused_only_by("constraint less.sign_x", rows, honest, c);
}

}  // namespace
}  // namespace zk::vm

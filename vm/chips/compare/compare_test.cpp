#include "vm/chips/compare/compare.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::AluCase;
using testing::ChipRows;

const std::vector<AluCase> kCases = {
    {Op::kSlt, 1, 2, 1},
    {Op::kSlt, 2, 1, 0},
    {Op::kSlt, 5, 5, 0},
    {Op::kSlt, 0xffffffff, 0, 1},
    {Op::kSlt, 0, 0xffffffff, 0},
    {Op::kSlt, 0x80000000, 0x7fffffff, 1},
    {Op::kSlt, 0x7fffffff, 0x80000000, 0},
    {Op::kSlt, 0x8000ffff, 0x80000000, 0},
    {Op::kSltu, 1, 2, 1},
    {Op::kSltu, 0xffffffff, 0, 0},
    {Op::kSltu, 0, 0xffffffff, 1},
    {Op::kSltu, 0x80000000, 0x7fffffff, 0},
    {Op::kSltu, 0x10000, 0xffff, 0},
    {Op::kSltu, 0x1fffe, 0x1ffff, 1},
};
const std::vector<AluCase> kImmediateCases = {
    {Op::kSlti, 1, 2, 1},
    {Op::kSlti, 0xffffffff, 0, 1},
    {Op::kSlti, 0, 0xffffffff, 0},
    {Op::kSlti, 0x80000000, 0, 1},
    {Op::kSlti, 0xfffffffe, 0xffffffff, 1},
    {Op::kSltiu, 0, 1, 1},
    {Op::kSltiu, 1, 1, 0},
    {Op::kSltiu, 0, 0xffffffff, 1},
    {Op::kSltiu, 0xffffffff, 0xffffffff, 0},
    {Op::kSltiu, 0x80000000, 7, 0},
};

TEST(CompareChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kCompareTable, testing::alu_program(kCases));
    testing::expect_known_answers(rows, kCases);
    testing::expect_sound_rows(rows);
}

TEST(CompareImmediateChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kCompareImmediateTable, testing::alu_program(kImmediateCases));
    testing::expect_known_answers(rows, kImmediateCases);
    testing::expect_sound_rows(rows);
}

/// Completes the witness for signs, equality and answer that a forger chose.
void complete(LessColumns<Felt>& c, const Limbs<Felt>& x, const Limbs<Felt>& y) {
    const Felt hi = x.hi - Felt(65536) * c.sign_x - y.hi + Felt(65536) * c.sign_y;
    c.inverse = (Felt::one() - c.equal_hi) * hi.inverse();
    c.difference = hi + c.equal_hi * (x.lo - y.lo) + Felt(65536) * c.less;
}

// Every choice of signs, equality and answer other than the honest one, with the rest completed.
TEST(CompareChip, RefusesEveryOtherWitness) {
    const ChipRows rows(kCompareTable, testing::alu_program(kCases));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (int flips = 1; flips < 16; ++flips) {
            auto c = rows.get<CompareColumns>(r);
            Felt* const flags[4] = {&c.less.less, &c.less.sign_x, &c.less.sign_y, &c.less.equal_hi};
            for (int i = 0; i < 4; ++i) {
                if ((flips >> i & 1) != 0) *flags[i] = Felt::one() - *flags[i];
            }
            complete(c.less, c.rs1.value, c.rs2.value);
            testing::expect_refused(rows.judge(c), "row " + std::to_string(r) + " flips " + std::to_string(flips));
        }
    }
}

TEST(CompareImmediateChip, RefusesEveryOtherWitness) {
    const ChipRows rows(kCompareImmediateTable, testing::alu_program(kImmediateCases));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (int flips = 1; flips < 32; ++flips) {
            auto c = rows.get<CompareImmediateColumns>(r);
            Felt* const flags[5] = {&c.less.less, &c.less.sign_x, &c.less.sign_y, &c.less.equal_hi, &c.negative};
            for (int i = 0; i < 5; ++i) {
                if ((flips >> i & 1) != 0) *flags[i] = Felt::one() - *flags[i];
            }
            complete(c.less, c.rs1.value, {c.immediate_lo, Felt(0xffff) * c.negative});
            testing::expect_refused(rows.judge(c), "row " + std::to_string(r) + " flips " + std::to_string(flips));
        }
    }
}

// Signs of -2^-16 raise a high limb by one: 5 < 3, and not 3 < 5. An answer that is a fraction meets a difference in range.
TEST(CompareChip, RefusesSignsAndAnswersThatAreFractions) {
    const ChipRows rows(kCompareTable, testing::alu_program({{Op::kSlt, 5, 3, 0}, {Op::kSlt, 3, 5, 1}}));
    const Felt sign = -Felt(65536).inverse();
    auto honest = rows.get<CompareColumns>(0);
    auto c = honest;
    c.less.sign_y = sign;
    c.less.less = Felt::one();
    c.less.equal_hi = Felt::zero();
    complete(c.less, c.rs1.value, c.rs2.value);
    testing::expect_forgery_refused_only_by("constraint less.sign_y", rows, honest, c);

    honest = c = rows.get<CompareColumns>(1);
    c.less.sign_x = sign;
    c.less.less = c.less.equal_hi = Felt::zero();
    complete(c.less, c.rs1.value, c.rs2.value);
    testing::expect_forgery_refused_only_by("constraint less.sign_x", rows, honest, c);

    c = honest;
    c.less.less = Felt(2) * Felt(65536).inverse();
    complete(c.less, c.rs1.value, c.rs2.value);
    testing::expect_forgery_refused_only_by("constraint less", rows, honest, c);
}

TEST(CompareImmediateChip, RefusesASignThatIsAFraction) {
    const ChipRows rows(kCompareImmediateTable, testing::alu_program({{Op::kSlti, 3, 5, 1}}));
    const auto honest = rows.get<CompareImmediateColumns>(0);
    auto c = honest;
    c.less.sign_x = -Felt(65536).inverse();
    c.less.less = c.less.equal_hi = Felt::zero();
    complete(c.less, c.rs1.value, {c.immediate_lo, Felt::zero()});
    testing::expect_forgery_refused_only_by("constraint less.sign_x", rows, honest, c);
}

}  // namespace
}  // namespace zk::vm

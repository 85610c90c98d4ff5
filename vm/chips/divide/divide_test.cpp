#include "vm/chips/divide/divide.hpp"

#include "vm/isa/semantics.hpp"
#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

#include <array>

namespace zk::vm {
namespace {

using testing::AluCase;
using testing::ChipRows;

constexpr std::array<std::uint32_t, 9> kWords = {
    0, 1, 0xffffffff, 0x80000000, 0x7fffffff, 0xdeadbeef, 0x00010000, 7, 0xfffffff9};

std::vector<AluCase> quotients() {
    std::vector<AluCase> cases;
    for (const std::uint32_t x : kWords) {
        for (const std::uint32_t y : kWords) {
            cases.push_back({Op::kDiv, x, y, div_signed(x, y)});
            cases.push_back({Op::kDivu, x, y, div_unsigned(x, y)});
            cases.push_back({Op::kRem, x, y, rem_signed(x, y)});
            cases.push_back({Op::kRemu, x, y, rem_unsigned(x, y)});
        }
    }
    return cases;
}

TEST(DivideChip, KnownAnswersAndAlteredCells) {
    const std::vector<AluCase> cases = quotients();
    const ChipRows rows(kDivideTable, testing::alu_program(cases));
    testing::expect_known_answers(rows, cases);
    testing::expect_sound_rows(rows, {400, 3});
    EXPECT_EQ(div_signed(0x80000000, 0xffffffff), 0x80000000u);
    EXPECT_EQ(rem_signed(0x80000000, 0xffffffff), 0u);
    EXPECT_EQ(div_signed(5, 0), 0xffffffffu);
    EXPECT_EQ(rem_signed(0xfffffffb, 0), 0xfffffffbu);
    EXPECT_EQ(rem_signed(0xfffffff9, 2), 0xffffffffu);
}

/// What a forger chooses; the rest of the row follows from it as well as it can.
struct Choice {
    std::uint32_t quotient;
    std::uint32_t remainder;
    bool negative_x = false, negative_y = false, by_zero = false, negate = false, borrow = false;
};

void complete(DivideColumns<Felt>& c, const Choice& choice) {
    const auto word = [](const Limbs<Felt>& v) { return v.lo.value() | v.hi.value() << 16; };
    const std::uint32_t x = word(c.rs1.value);
    const std::uint32_t y = word(c.rs2.value);
    const std::uint32_t dividend = choice.negative_x ? 0u - x : x;
    const std::uint32_t divisor = choice.negative_y ? 0u - y : y;
    const bool wants_quotient = c.is_div == Felt::one() || c.is_divu == Felt::one();
    const auto byte = [](std::uint32_t v, int i) { return v >> 8 * i & 0xff; };
    c.negative_x = flag(choice.negative_x);
    c.negative_y = flag(choice.negative_y);
    c.by_zero = flag(choice.by_zero);
    c.dividend_lo = Felt(dividend & 0xffff);
    for (int i = 0; i < 4; ++i) {
        c.divisor[i] = Felt(byte(divisor, i));
        c.quotient[i] = Felt(byte(choice.quotient, i));
    }
    c.remainder = Accesses::limbs(choice.remainder);
    // The carry that the low equation demands, whatever it is.
    const Felt low = c.quotient[0] * c.divisor[0] +
                     Felt(256) * (c.quotient[0] * c.divisor[1] + c.quotient[1] * c.divisor[0]) + c.remainder.lo;
    c.carry = (low - c.dividend_lo) * Felt(65536).inverse();
    c.borrow = flag(choice.borrow);
    c.negative_quotient = flag(choice.negative_x != choice.negative_y && !choice.by_zero);
    c.negate = flag(choice.negate);
    const std::uint32_t chosen = wants_quotient ? choice.quotient : choice.remainder;
    c.chosen = Accesses::limbs(chosen);
    c.result = Accesses::limbs(choice.negate ? 0u - chosen : chosen);
}

// Quotient +- 1 with the remainder to match, remainder of the divisor and more, signs, zero, negation: all choices but the honest one.
TEST(DivideChip, RefusesEveryOtherQuotientAndWitness) {
    const std::vector<AluCase> cases = quotients();
    const ChipRows rows(kDivideTable, testing::alu_program(cases));
    for (std::size_t r = 0; r < cases.size(); ++r) {
        const auto honest = rows.get<DivideColumns>(r);
        const auto join = [](const Felt(&b)[4]) {
            return b[0].value() | b[1].value() << 8 | b[2].value() << 16 | b[3].value() << 24;
        };
        const std::uint32_t quotient = join(honest.quotient);
        const std::uint32_t divisor = join(honest.divisor);
        const std::uint32_t remainder = honest.remainder.lo.value() | honest.remainder.hi.value() << 16;
        for (const int step : {-2, -1, 0, 1, 2}) {
            for (int flips = 0; flips < 32; ++flips) {
                const auto flipped = [&](Felt f, int bit) { return (f == Felt::one()) != ((flips >> bit & 1) != 0); };
                Choice choice{};
                choice.quotient = quotient + static_cast<std::uint32_t>(step);
                choice.remainder = remainder - static_cast<std::uint32_t>(step) * divisor;
                choice.negative_x = flipped(honest.negative_x, 0);
                choice.negative_y = flipped(honest.negative_y, 1);
                choice.by_zero = flipped(honest.by_zero, 2);
                choice.negate = flipped(honest.negate, 3);
                choice.borrow = flipped(honest.borrow, 4);
                auto c = honest;
                complete(c, choice);
                const testing::Verdict verdict = rows.judge(c);
                // Rows that differ in what decides nothing (negating zero) may hold: they must say the same.
                if (verdict.holds()) {
                    EXPECT_EQ(testing::written(verdict, 7), cases[r].expected)
                        << name_of(cases[r].op) << " " << cases[r].a << ", " << cases[r].b << ", flips " << flips;
                }
                if (step != 0 && divisor != 0) testing::expect_refused(verdict, "another quotient");
            }
        }
    }
}

// Padding that claims a division by zero unsays a limb of its choice on the range bus: any limb anywhere could then be out of range.
TEST(DivideChip, PaddingDividesNothing) {
    const ChipRows rows(kDivideTable, testing::alu_program(quotients()));
    for (const Felt value : {Felt(70000), -Felt(1), Felt(65536).inverse()}) {
        DivideColumns<Felt> c{};
        c.by_zero = Felt::one();
        for (Felt& byte : c.quotient) byte = Felt(255);
        c.remainder.lo = c.dividend_lo = c.rs1.value.lo = -Felt(1) - value;
        testing::expect_refused_only_by("constraint by_zero.only_real", rows, c);
        EXPECT_EQ(rows.oracle().judge_unchecked(testing::cells_of(c)).unbound, "below.lo");
    }
}

// Flags that are not boolean, with the right number of the instruction: the quotient for the remainder and the other way round, a sign that is lost.
TEST(DivideChip, RefusesFlagsThatAddUp) {
    const std::vector<AluCase> cases = {
        {Op::kRem, 7, 2, 1}, {Op::kDivu, 7, 2, 3}, {Op::kDiv, 7, 0xfffffffe, 0xfffffffd}};
    const ChipRows rows(kDivideTable, testing::alu_program(cases));
    const auto refused = [&](std::size_t row, const Felt(&flags)[4], const char* flag_name, Limbs<Felt> result) {
        const auto honest = rows.get<DivideColumns>(row);
        auto c = honest;
        c.is_div = flags[0];
        c.is_divu = flags[1];
        c.is_rem = flags[2];
        c.is_remu = flags[3];
        c.negate = Felt::zero();
        c.chosen = c.result = result;
        testing::expect_forgery_refused_only_by(std::string("constraint ") + flag_name, rows, honest, c);
    };
    const Felt zero = Felt::zero(), one = Felt::one();
    refused(0, {zero, one, -one, one}, "is_rem", {Felt(3), zero});
    refused(1, {one, -one, one, zero}, "is_divu", {one, zero});
    refused(2, {zero, one, one, -one}, "is_remu", {Felt(3), zero});
}

// A borrow of 2^-16 makes a remainder that is the divisor look smaller: 7 / 7 = 0, remainder 7.
TEST(DivideChip, RefusesABorrowThatIsAFraction) {
    const ChipRows rows(kDivideTable, testing::alu_program({{Op::kDivu, 7, 7, 1}}));
    const auto honest = rows.get<DivideColumns>(0);
    auto c = honest;
    complete(c, {.quotient = 0, .remainder = 7});
    c.borrow = Felt(65536).inverse();
    testing::expect_forgery_refused_only_by("constraint borrow", rows, honest, c);
}

// 5 = 65536 * 65536 + 5 in 32 bits.
TEST(DivideChip, RefusesAProductBeyond32Bits) {
    const ChipRows rows(kDivideTable, testing::alu_program({{Op::kDivu, 5, 65536, 0}}));
    const auto honest = rows.get<DivideColumns>(0);
    auto c = honest;
    complete(c, {.quotient = 65536, .remainder = 5, .borrow = true});
    testing::expect_forgery_refused_only_by("constraint product.beyond", rows, honest, c);
}

}  // namespace
}  // namespace zk::vm

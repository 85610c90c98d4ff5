#include "vm/chips/shift/shift.hpp"

#include "vm/isa/semantics.hpp"
#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::AluCase;
using testing::ChipRows;

/// All amounts on words at the edges; with registers also amounts of 32 and more.
std::vector<AluCase> cases(Op left, Op right, Op right_signed, std::uint32_t amount_mask) {
    std::vector<AluCase> out;
    for (const std::uint32_t x : {0x80000001u, 0xdeadbeefu, 0x7fffffffu, 0xffffffffu}) {
        for (std::uint32_t amount = 0; amount < 32; ++amount) {
            const std::uint32_t given = (amount | (x & ~31u)) & amount_mask;
            out.push_back({left, x, given, x << amount});
            out.push_back({right, x, given, x >> amount});
            out.push_back({right_signed, x, given, shift_right_signed(x, amount)});
        }
    }
    return out;
}

TEST(ShiftChip, KnownAnswersAndAlteredCells) {
    const std::vector<AluCase> all = cases(Op::kSll, Op::kSrl, Op::kSra, 0xffffffff);
    const ChipRows rows(kShiftTable, testing::alu_program(all));
    testing::expect_known_answers(rows, all);
    testing::expect_sound_rows(rows, {60, 3});
}

TEST(ShiftImmediateChip, KnownAnswersAndAlteredCells) {
    const std::vector<AluCase> all = cases(Op::kSlli, Op::kSrli, Op::kSrai, 31);
    const ChipRows rows(kShiftImmediateTable, testing::alu_program(all));
    testing::expect_known_answers(rows, all);
    testing::expect_sound_rows(rows, {60, 3});
}

/// Completes lookups and result for the amount, direction and sign that a forger chose.
void complete(ShifterColumns<Felt>& c, const Felt (&bytes)[4], bool is_left, std::uint32_t amount, bool sign) {
    std::uint32_t x = 0;
    for (int i = 0; i < 4; ++i) x |= bytes[i].value() << 8 * i;
    const std::uint32_t multiplier = is_left ? 1u << (amount & 7) : 256u >> (amount & 7);
    for (int q = 0; q < 4; ++q) c.left[q] = c.right[q] = Felt::zero();
    (is_left ? c.left : c.right)[amount >> 3] = Felt::one();
    c.bits = Felt(amount & 7);
    c.multiplier = Felt(multiplier);
    for (int i = 0; i < 4; ++i) c.high[i] = Felt((x >> 8 * i & 0xff) * multiplier >> 8);
    c.sign = flag(sign);
    const std::uint64_t extended = sign ? 0xffffffff00000000u | x : x;
    const auto result = static_cast<std::uint32_t>(is_left ? extended << amount : extended >> amount);
    c.result = Accesses::limbs(result);
}

TEST(ShiftChip, RefusesOtherAmountsDirectionsAndSigns) {
    const std::vector<AluCase> all = {
        {Op::kSll, 0x80000001, 7, 0x80},
        {Op::kSrl, 0x80000001, 9, 0x400000},
        {Op::kSra, 0x80000001, 9, 0xffc00000},
        {Op::kSra, 0x7fffffff, 31, 0},
        {Op::kSrl, 0xffffffff, 0, ~0u},
        {Op::kSra, 0xffffffff, 0x20, ~0u},
    };
    const ChipRows rows(kShiftTable, testing::alu_program(all));
    for (std::size_t r = 0; r < all.size(); ++r) {
        const auto honest = rows.get<ShiftColumns>(r);
        for (std::uint32_t amount = 0; amount < 32; ++amount) {
            for (const bool is_left : {false, true}) {
                for (const bool sign : {false, true}) {
                    const bool right_sign = sign == (honest.shifter.sign == Felt::one());
                    if (amount == (all[r].b & 31) && is_left == (all[r].op == Op::kSll) && right_sign) continue;
                    auto c = honest;
                    complete(c.shifter, c.rs1.bytes, is_left, amount, sign);
                    testing::expect_refused(rows.judge(c), "amount " + std::to_string(amount));
                    if (all[r].op != Op::kSll && !is_left) {
                        c.shifter.is_arithmetic = Felt::one() - c.shifter.is_arithmetic;
                        testing::expect_refused(rows.judge(c), "the other right shift");
                    }
                }
            }
        }
        // Two amounts at once, and none.
        auto two = honest;
        two.shifter.left[3] = two.shifter.right[3] = Felt::one();
        testing::expect_refused(rows.judge(two), "two selectors");
    }
}

// A shift by 16 as one by 8 and one by 24 less the one by 16: the amounts add up.
template <template <class> class Columns>
void expect_single_amounts(TableId table, Op left, Op right) {
    constexpr std::uint32_t kWord = 0x01020304;
    const ChipRows rows(table, testing::alu_program({{left, kWord, 16, kWord << 16}, {right, kWord, 16, kWord >> 16}}));
    for (const bool is_left : {true, false}) {
        const auto honest = rows.get<Columns>(is_left ? 0 : 1);
        auto c = honest;
        auto& flags = is_left ? c.shifter.left : c.shifter.right;
        flags[1] = flags[3] = Felt::one();
        flags[2] = -Felt::one();
        const auto moved = [&](int by) { return Accesses::limbs(is_left ? kWord << by : kWord >> by); };
        c.shifter.result = {moved(8).lo - moved(16).lo + moved(24).lo, moved(8).hi - moved(16).hi + moved(24).hi};
        testing::expect_forgery_refused_only_by(is_left ? "constraint left2" : "constraint right2", rows, honest, c);
    }
}

TEST(ShiftChip, RefusesAmountsThatAddUp) {
    expect_single_amounts<ShiftColumns>(kShiftTable, Op::kSll, Op::kSrl);
}

TEST(ShiftImmediateChip, RefusesAmountsThatAddUp) {
    expect_single_amounts<ShiftImmediateColumns>(kShiftImmediateTable, Op::kSlli, Op::kSrli);
}

}  // namespace
}  // namespace zk::vm

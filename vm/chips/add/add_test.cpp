#include "vm/chips/add/add.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::AluCase;
using testing::ChipRows;

const std::vector<AluCase> kCases = {
    {Op::kAdd, 1, 2, 3},
    {Op::kAdd, 0xffff, 1, 0x10000},
    {Op::kAdd, 0xffffffff, 1, 0},
    {Op::kAdd, 0x80000000, 0x80000000, 0},
    {Op::kAdd, 0x7fffffff, 0x7fffffff, 0xfffffffe},
    {Op::kSub, 3, 2, 1},
    {Op::kSub, 0, 1, 0xffffffff},
    {Op::kSub, 0x10000, 1, 0xffff},
    {Op::kSub, 0x80000000, 0x7fffffff, 1},
    {Op::kSub, 5, 5, 0},
};
const std::vector<AluCase> kImmediateCases = {
    {Op::kAddi, 1, 2, 3},
    {Op::kAddi, 0, 0xffffffff, 0xffffffff},
    {Op::kAddi, 0xffffffff, 1, 0},
    {Op::kAddi, 0x80000000, 0xfffff800, 0x7ffff800},
    {Op::kAddi, 0xfffff, 2047, 0x1007fe},
};

TEST(AddChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kAddTable, testing::alu_program(kCases));
    testing::expect_known_answers(rows, kCases);
    testing::expect_sound_rows(rows);
}

TEST(AddImmediateChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kAddImmediateTable, testing::alu_program(kImmediateCases));
    testing::expect_known_answers(rows, kImmediateCases);
    testing::expect_sound_rows(rows);
}

// The limbs of a sum that a missing or invented carry would give.
TEST(AddChip, RefusesWrongCarries) {
    const ChipRows rows(kAddTable, testing::alu_program(kCases));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (const std::int64_t low : {-65536, 0, 65536}) {
            for (const std::int64_t high : {-65536, -1, 0, 1, 65536}) {
                if (low == 0 && high == 0) continue;
                auto c = rows.get<AddColumns>(r);
                c.result.lo += Felt(static_cast<std::uint32_t>(low + Felt::kModulus));
                c.result.hi += Felt(static_cast<std::uint32_t>(high + Felt::kModulus));
                testing::expect_refused(rows.judge(c), "sum with another carry");
            }
        }
        auto c = rows.get<AddColumns>(r);
        c.subtract = Felt::one() - c.subtract;
        testing::expect_refused(rows.judge(c), "the other operation");
    }
}

TEST(AddImmediateChip, RefusesWrongCarries) {
    const ChipRows rows(kAddImmediateTable, testing::alu_program(kImmediateCases));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (const int flips : {1, 2, 3}) {
            auto c = rows.get<AddImmediateColumns>(r);
            if ((flips & 1) != 0) c.carry.lo = Felt::one() - c.carry.lo;
            if ((flips & 2) != 0) c.carry.hi = Felt::one() - c.carry.hi;
            testing::expect_refused(rows.judge(c), "carries flipped");
        }
    }
}

}  // namespace
}  // namespace zk::vm

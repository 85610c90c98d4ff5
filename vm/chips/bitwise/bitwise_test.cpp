#include "vm/chips/bitwise/bitwise.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::AluCase;
using testing::ChipRows;

const std::vector<AluCase> kCases = {
    {Op::kAnd, 0xff00ff00, 0x0ff00ff0, 0x0f000f00},
    {Op::kAnd, 0xffffffff, 0, 0},
    {Op::kOr, 0xff00ff00, 0x0ff00ff0, 0xfff0fff0},
    {Op::kOr, 0x80000000, 1, 0x80000001},
    {Op::kXor, 0xff00ff00, 0x0ff00ff0, 0xf0f0f0f0},
    {Op::kXor, 0xffffffff, 0xffffffff, 0},
};
const std::vector<AluCase> kImmediateCases = {
    {Op::kAndi, 0x12345678, 0xfffff800, 0x12345000},
    {Op::kAndi, 0xffffffff, 0x7ff, 0x7ff},
    {Op::kOri, 0x12345678, 0xffffffff, 0xffffffff},
    {Op::kOri, 0x12345000, 0x678, 0x12345678},
    {Op::kXori, 0x12345678, 0xffffffff, 0xedcba987},
    {Op::kXori, 0, 1, 1},
};

TEST(BitwiseChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kBitwiseTable, testing::alu_program(kCases));
    testing::expect_known_answers(rows, kCases);
    testing::expect_sound_rows(rows);
}

TEST(BitwiseImmediateChip, KnownAnswersAndAlteredCells) {
    const ChipRows rows(kBitwiseImmediateTable, testing::alu_program(kImmediateCases));
    testing::expect_known_answers(rows, kImmediateCases);
    testing::expect_sound_rows(rows);
}

// Bytes that give the same limb, and the result they would lead to.
TEST(BitwiseChip, RefusesOtherBytesOfTheSameLimb) {
    const ChipRows rows(kBitwiseTable, testing::alu_program(kCases));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (const bool up : {true, false}) {
            auto c = rows.get<BitwiseColumns>(r);
            const Felt high = up ? Felt(1) : -Felt(1);
            c.rs1.bytes[0] -= Felt(256) * high;
            c.rs1.bytes[1] += high;
            testing::expect_refused(rows.judge(c), "bytes outside their range");
        }
        // Another operation with the result it would have: the fetch says otherwise.
        for (const int shift : {1, 2}) {
            auto c = rows.get<BitwiseColumns>(r);
            const Felt flags[3] = {c.is_and, c.is_or, c.is_xor};
            Felt* const moved[3] = {&c.is_and, &c.is_or, &c.is_xor};
            for (int i = 0; i < 3; ++i) *moved[(i + shift) % 3] = flags[i];
            for (const auto& [limb, i] : {std::pair{&c.result.lo, 0}, std::pair{&c.result.hi, 2}}) {
                const auto join = [i = i](const Felt(&bytes)[4]) { return bytes[i] + Felt(256) * bytes[i + 1]; };
                const Felt both = join(c.both);
                const Felt sum = join(c.rs1.bytes) + join(c.rs2.bytes);
                *limb = c.is_and * both + c.is_or * (sum - both) + c.is_xor * (sum - both - both);
            }
            testing::expect_refused(rows.judge(c), "another operation");
        }
    }
}

// The flags of "and" and "xor" less that of "or" have the number of "or", and the result 0.
TEST(BitwiseChip, RefusesFlagsThatAddUp) {
    const ChipRows rows(kBitwiseTable, testing::alu_program({{Op::kOr, 0xff00ff00, 0x0ff00ff0, 0xfff0fff0}}));
    const auto honest = rows.get<BitwiseColumns>(0);
    auto c = honest;
    c.is_and = c.is_xor = Felt::one();
    c.is_or = -Felt::one();
    c.result = {};
    testing::expect_forgery_refused_only_by("constraint is_or", rows, honest, c);
}

TEST(BitwiseImmediateChip, RefusesFlagsThatAddUp) {
    const ChipRows rows(kBitwiseImmediateTable, testing::alu_program({{Op::kOri, 0x12345678, 0xfffff801, 0xfffffe79}}));
    const auto honest = rows.get<BitwiseImmediateColumns>(0);
    auto c = honest;
    c.is_and = c.is_xor = Felt::one();
    c.is_or = -Felt::one();
    c.result = {};
    testing::expect_forgery_refused_only_by("constraint is_or", rows, honest, c);
}

}  // namespace
}  // namespace zk::vm

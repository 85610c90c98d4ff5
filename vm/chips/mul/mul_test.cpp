#include "vm/chips/mul/mul.hpp"

#include "vm/isa/semantics.hpp"
#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

#include <array>

namespace zk::vm {
namespace {

using testing::AluCase;
using testing::ChipRows;

constexpr std::array<std::uint32_t, 7> kWords = {0, 1, 0xffffffff, 0x80000000, 0x7fffffff, 0xdeadbeef, 0x0001ffff};

std::vector<AluCase> products(std::initializer_list<Op> ops) {
    std::vector<AluCase> cases;
    for (const Op op : ops) {
        for (const std::uint32_t x : kWords) {
            for (const std::uint32_t y : kWords) {
                const std::uint32_t expected = op == Op::kMul     ? x * y
                                               : op == Op::kMulh  ? mulh(x, y)
                                               : op == Op::kMulhu ? mulhu(x, y)
                                                                  : mulhsu(x, y);
                cases.push_back({op, x, y, expected});
            }
        }
    }
    return cases;
}

TEST(MulChip, KnownAnswersAndAlteredCells) {
    const std::vector<AluCase> cases = products({Op::kMul});
    const ChipRows rows(kMulTable, testing::alu_program(cases));
    testing::expect_known_answers(rows, cases);
    testing::expect_sound_rows(rows);
    EXPECT_EQ(mulh(0x80000000, 0x80000000), 0x40000000u);
    EXPECT_EQ(mulhsu(0xffffffff, 0xffffffff), 0xffffffffu);
    EXPECT_EQ(mulhu(0xffffffff, 0xffffffff), 0xfffffffeu);
}

TEST(MulHighChip, KnownAnswersAndAlteredCells) {
    const std::vector<AluCase> cases = products({Op::kMulh, Op::kMulhsu, Op::kMulhu});
    const ChipRows rows(kMulHighTable, testing::alu_program(cases));
    testing::expect_known_answers(rows, cases);
    testing::expect_sound_rows(rows, {80, 3});
}

// A result limb and the carry out of it changed together, by whole carries and by what the field hides.
TEST(MulChip, RefusesCompensatedCarries) {
    const ChipRows rows(kMulTable, testing::alu_program(products({Op::kMul})));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (const Felt amount : {Felt(1), -Felt(1), Felt(65536).inverse(), -Felt(65536).inverse(), Felt(1u << 15)}) {
            auto c = rows.get<MulColumns>(r);
            c.carry.lo += amount;
            c.result.lo -= Felt(65536) * amount;
            c.result.hi += amount;
            testing::expect_refused(rows.judge(c), "low carry");
            c = rows.get<MulColumns>(r);
            c.carry.hi += amount;
            c.result.hi -= Felt(65536) * amount;
            testing::expect_refused(rows.judge(c), "high carry");
        }
        // Bytes of an operand that make the same limb.
        auto c = rows.get<MulColumns>(r);
        c.rs1.bytes[0] += Felt(256);
        c.rs1.bytes[1] -= Felt(1);
        testing::expect_refused(rows.judge(c), "bytes");
    }
}

// Signs forced both ways and another of the three operations, with limbs and carries completed.
TEST(MulHighChip, RefusesOtherSignsAndOperations) {
    const std::vector<AluCase> cases = products({Op::kMulh, Op::kMulhsu, Op::kMulhu});
    const ChipRows rows(kMulHighTable, testing::alu_program(cases));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (int choice = 0; choice < 12; ++choice) {
            const auto honest = rows.get<MulHighColumns>(r);
            auto c = honest;
            c.top_x = Felt(static_cast<std::uint32_t>(choice & 1));
            c.top_y = Felt(static_cast<std::uint32_t>(choice >> 1 & 1));
            c.is_mulh = flag(choice / 4 == 0);
            c.is_mulhsu = flag(choice / 4 == 1);
            c.is_mulhu = flag(choice / 4 == 2);
            if (c.top_x == honest.top_x && c.top_y == honest.top_y && c.is_mulh == honest.is_mulh &&
                c.is_mulhsu == honest.is_mulhsu) {
                continue;
            }
            std::uint32_t x[8], y[8];
            for (int i = 0; i < 8; ++i) {
                x[i] = i < 4 ? c.rs1.bytes[i].value() : (choice & 1) != 0 && choice / 4 < 2 ? 255 : 0;
                y[i] = i < 4 ? c.rs2.bytes[i].value() : (choice & 2) != 0 && choice / 4 < 1 ? 255 : 0;
            }
            std::uint32_t carry = 0;
            for (int limb = 0; limb < 4; ++limb) {
                std::uint32_t sum = carry;
                for (int i = 0; i <= 2 * limb; ++i) sum += x[i] * y[2 * limb - i];
                for (int i = 0; i <= 2 * limb + 1; ++i) sum += 256 * (x[i] * y[2 * limb + 1 - i]);
                carry = sum >> 16;
                c.product[limb] = Felt(sum & 0xffff);
                c.carry[limb] = Felt(carry);
            }
            testing::expect_refused(rows.judge(c), "choice " + std::to_string(choice));
        }
    }
}

/// Limbs and carries as the equations demand them, for extensions of any value.
void complete(MulHighColumns<Felt>& c) {
    const Felt extension_x = Felt(255) * c.top_x * (c.is_mulh + c.is_mulhsu);
    const Felt extension_y = Felt(255) * c.top_y * c.is_mulh;
    Felt x[8], y[8];
    for (int i = 0; i < 8; ++i) {
        x[i] = i < 4 ? c.rs1.bytes[i] : extension_x;
        y[i] = i < 4 ? c.rs2.bytes[i] : extension_y;
    }
    Felt sum = Felt::zero();
    for (int limb = 0; limb < 4; ++limb) {
        for (int i = 0; i <= 2 * limb; ++i) sum += x[i] * y[2 * limb - i];
        for (int i = 0; i <= 2 * limb + 1; ++i) sum += Felt(256) * x[i] * y[2 * limb + 1 - i];
        c.product[limb] = Felt(sum.value() & 0xffff);
        c.carry[limb] = sum = Felt(sum.value() >> 16);
    }
}

// A top bit that is no bit, but for which twice the top byte less 256 times it is a byte: mulh(3, 5) is not 0.
TEST(MulHighChip, RefusesTopBitsThatAreFractions) {
    const ChipRows rows(kMulHighTable, testing::alu_program({{Op::kMulh, 3, 5, 0}, {Op::kMulh, 5, 3, 0}}));
    const Felt top = -Felt(45) * Felt(256).inverse();
    auto honest = rows.get<MulHighColumns>(0);
    auto c = honest;
    c.top_x = top;
    complete(c);
    testing::expect_forgery_refused_only_by("constraint top_x", rows, honest, c);

    honest = c = rows.get<MulHighColumns>(1);
    c.top_y = top;
    complete(c);
    testing::expect_forgery_refused_only_by("constraint top_y", rows, honest, c);
}

// The flags of mulh and mulhu less that of mulhsu have the number of mulhsu, and extend the other operand.
TEST(MulHighChip, RefusesFlagsThatAddUp) {
    const std::vector<AluCase> cases = {{Op::kMulhsu, 0xdeadbeef, 0x80000001, mulhsu(0xdeadbeef, 0x80000001)}};
    const ChipRows rows(kMulHighTable, testing::alu_program(cases));
    const auto honest = rows.get<MulHighColumns>(0);
    auto c = honest;
    c.is_mulh = c.is_mulhu = Felt::one();
    c.is_mulhsu = -Felt::one();
    complete(c);
    testing::expect_forgery_refused_only_by("constraint is_mulhsu", rows, honest, c);
    const testing::Verdict unchecked = rows.oracle().judge_unchecked(testing::cells_of(c));
    EXPECT_EQ(testing::written(unchecked, 7), mulhsu(0x80000001, 0xdeadbeef));
}

}  // namespace
}  // namespace zk::vm

#include "vm/chips/load/load.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::AluCase;
using testing::Assembler;
using testing::ChipRows;

constexpr std::uint32_t kWord = 0x8091f27f;

/// Loads into x7 at every alignment, with positive, negative and wrapping offsets.
Program loads(Op op, std::uint32_t size, std::vector<AluCase>& expected) {
    Assembler a;
    a.data = {kWord, 0x0badcafe};
    a.li(6, kWord);
    a.li(8, 0);
    a.store(Op::kSw, 6, 0x40, 8);  // address 0x40, reached by wrapping
    const bool is_signed = op == Op::kLb || op == Op::kLh;
    const auto value = [&](std::uint32_t at) {
        std::uint32_t v = kWord >> 8 * (at & 3);
        if (size == 1) v = is_signed ? static_cast<std::uint32_t>(static_cast<std::int8_t>(v)) : v & 0xff;
        if (size == 2) v = is_signed ? static_cast<std::uint32_t>(static_cast<std::int16_t>(v)) : v & 0xffff;
        return v;
    };
    for (std::uint32_t at = 0; at < 4; at += size) {
        for (const std::int32_t offset : {0, 2047, -2048, -1}) {
            const std::uint32_t address = testing::kDataAddress + at;
            a.li(5, address - static_cast<std::uint32_t>(offset));
            a.imm(op, 7, 5, offset);
            expected.push_back({op, at, static_cast<std::uint32_t>(offset), value(at)});
            a.imm(op, 0, 5, offset);  // no destination
        }
        a.li(5, 0xffffff00);
        a.imm(op, 7, 5, 0x140 + static_cast<std::int32_t>(at));
        expected.push_back({op, at, 0x140, value(at)});
    }
    a.exit(0);
    return a.program();
}

TEST(LoadWordChip, KnownAnswersAndAlteredCells) {
    std::vector<AluCase> expected;
    const ChipRows rows(kLoadWordTable, loads(Op::kLw, 4, expected));
    testing::expect_known_answers(rows, expected);
    testing::expect_sound_rows(rows);
}

class LoadSubChip : public ::testing::TestWithParam<std::pair<Op, std::uint32_t>> {};

TEST_P(LoadSubChip, KnownAnswersAndAlteredCells) {
    std::vector<AluCase> expected;
    const ChipRows rows(kLoadSubTable, loads(GetParam().first, GetParam().second, expected));
    testing::expect_known_answers(rows, expected);
    testing::expect_sound_rows(rows);
}

/// Completes bytes, sign and result for the address bits that a forger chose.
void complete(LoadSubColumns<Felt>& c, bool sign) {
    const bool is_half = c.is_half == Felt::one();
    const std::uint32_t half = (c.bit1 == Felt::one() ? c.word.hi : c.word.lo).value();
    c.bytes[0] = Felt(half & 0xff);
    c.bytes[1] = Felt(half >> 8);
    c.top = is_half || c.bit0 == Felt::one() ? c.bytes[1] : c.bytes[0];
    c.sign = flag(sign);
    c.result_lo = is_half ? Felt(half) : c.top + Felt(0xff00) * c.sign;
}

// Every alignment and sign but the honest ones, with everything that follows from them.
TEST_P(LoadSubChip, RefusesOtherAlignmentsAndSigns) {
    std::vector<AluCase> expected;
    const ChipRows rows(kLoadSubTable, loads(GetParam().first, GetParam().second, expected));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        const auto honest = rows.get<LoadSubColumns>(r);
        for (std::uint32_t byte = 0; byte < 4; ++byte) {
            for (const bool sign : {false, true}) {
                auto c = honest;
                c.bit0 = Felt(byte & 1);
                c.bit1 = Felt(byte >> 1);
                complete(c, sign);
                if (c.bit0 == honest.bit0 && c.bit1 == honest.bit1 && c.sign == honest.sign) continue;
                testing::expect_refused(rows.judge(c), "byte " + std::to_string(byte));
                // The low part takes up the difference as a fraction.
                c.lo14 += (honest.bit0 + honest.bit1 + honest.bit1 - c.bit0 - c.bit1 - c.bit1) * Felt(4).inverse();
                if (c.bit0 != honest.bit0 || c.bit1 != honest.bit1) {
                    testing::expect_refused(rows.judge(c), "byte and lo14");
                }
            }
        }
        // Bytes beyond their range that make the same half.
        auto c = honest;
        c.bytes[0] += Felt(256);
        c.bytes[1] -= Felt(1);
        c.top = (c.bit0 + c.is_half).is_zero() ? c.bytes[0] : c.bytes[1];
        if (c.is_byte == Felt::one()) c.result_lo = c.top + Felt(0xff00) * c.sign;
        testing::expect_refused(rows.judge(c), "bytes");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Ops,
    LoadSubChip,
    ::testing::Values(std::pair{Op::kLb, 1u}, std::pair{Op::kLbu, 1u}, std::pair{Op::kLh, 2u}, std::pair{Op::kLhu, 2u}),
    [](const auto& suite) { return std::string(name_of(suite.param.first)); }
);

// An address is one number in one way: no lo14 of 2^14 and more, no index beyond 2^29 brought back by the field, no wrap that was not.
TEST(LoadWordChip, RefusesAliasesOfTheAddress) {
    std::vector<AluCase> expected;
    const ChipRows rows(kLoadWordTable, loads(Op::kLw, 4, expected));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (const Felt amount :
             {Felt(1u << 14),
              -Felt(1u << 14),
              Felt(1u << 30),
              -Felt(1u << 30),
              Felt(4).inverse(),
              -Felt(2).inverse()}) {
            for (const bool flip : {false, true}) {
                auto c = rows.get<LoadWordColumns>(r);
                c.lo14 += amount;
                if (flip) c.wraps = Felt::one() - c.wraps;
                testing::expect_refused(rows.judge(c), "alias");
            }
        }
        auto c = rows.get<LoadWordColumns>(r);
        c.wraps = Felt::one() - c.wraps;
        testing::expect_refused(rows.judge(c), "wraps");
    }
}

/// A load of one kind at byte `at` of a word, first and only row.
ChipRows one_load(Op op, std::uint32_t word, std::int32_t at) {
    Assembler a;
    a.data = {word, word, word};
    a.li(5, testing::kDataAddress + 4);
    a.imm(op, 7, 5, at);
    a.exit(0);
    return {kLoadSubTable, a.program()};
}

// lbu as an lhu that is signed -2 times, or as a signed one that writes -1 times: the numbers are right.
TEST(LoadSubChip, RefusesFlagsThatAddUp) {
    const ChipRows rows = one_load(Op::kLbu, kWord, 0);
    const auto honest = rows.get<LoadSubColumns>(0);
    auto c = honest;
    c.is_signed = -Felt(2);
    c.is_byte = Felt::zero();
    c.is_half = Felt::one();
    complete(c, false);
    testing::expect_forgery_refused_only_by("constraint is_signed", rows, honest, c);
    EXPECT_EQ(testing::written(rows.oracle().judge_unchecked(testing::cells_of(c)), 7), kWord & 0xffff);

    c = honest;
    c.writes = -Felt::one();
    c.is_signed = Felt::one();
    testing::expect_forgery_refused_only_by("constraint writes", rows, honest, c);
}

// Address bits of 2: a byte beyond both bytes of the half, and the word before, where both its halves are the same.
TEST(LoadSubChip, RefusesAddressBitsOfTwo) {
    const ChipRows bytes = one_load(Op::kLbu, kWord, 2);
    const auto honest = bytes.get<LoadSubColumns>(0);
    auto c = honest;
    c.bit0 = Felt(2);
    c.bit1 = Felt::zero();
    c.bytes[0] = Felt(kWord & 0xff);
    c.bytes[1] = Felt(kWord >> 8 & 0xff);
    c.top = c.result_lo = c.bytes[1] + c.bytes[1] - c.bytes[0];
    testing::expect_forgery_refused_only_by("constraint bit0", bytes, honest, c);

    const ChipRows words = one_load(Op::kLbu, 0x12341234, 0);
    c = words.get<LoadSubColumns>(0);
    c.bit1 = Felt(2);
    c.lo14 -= Felt(1);
    testing::expect_refused_only_by("constraint bit1", words, c);
}

// A half at an odd address: of bytes that are the same, or not signed, where nothing looks at the top byte.
TEST(LoadSubChip, RefusesHalvesAtOddAddresses) {
    for (const auto& [op, word] : {std::pair{Op::kLh, 0x1234f1f1u}, std::pair{Op::kLhu, kWord}}) {
        const ChipRows rows = one_load(op, word, 0);
        auto c = rows.get<LoadSubColumns>(0);
        c.rs1.value.lo += Felt(1);
        c.bit0 = Felt::one();
        c.top = c.bytes[1] + c.bytes[1] - c.bytes[0];
        testing::expect_refused_only_by("constraint aligned", rows, c);
    }
}

}  // namespace
}  // namespace zk::vm

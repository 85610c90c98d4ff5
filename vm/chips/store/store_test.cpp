#include "vm/chips/store/store.hpp"

#include "vm/testing/chip_programs.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

constexpr std::uint32_t kOld = 0x11223344;
constexpr std::uint32_t kStored = 0xa1b2c3d4;

/// Stores of one kind at every alignment into words that hold kOld; returns the words afterwards.
Program stores(Op op, std::uint32_t size, std::vector<std::uint32_t>& after) {
    Assembler a;
    const std::uint32_t mask = size == 4 ? ~0u : (1u << 8 * size) - 1;
    a.data.assign(16, kOld);
    a.li(6, kStored);
    std::uint32_t index = 0;
    for (std::uint32_t at = 0; at < 4; at += size) {
        for (const std::int32_t offset : {0, 2047, -2048, -1}) {
            a.li(5, testing::kDataAddress + 4 * index++ + at - static_cast<std::uint32_t>(offset));
            a.store(op, 6, offset, 5);
            after.push_back((kOld & ~(mask << 8 * at)) | (kStored & mask) << 8 * at);
        }
    }
    a.exit(0);
    return a.program();
}

/// The word that a row produces in memory.
std::uint32_t stored(const testing::Verdict& verdict) {
    for (const testing::Tuple& t : verdict.produced) {
        if (t[0] == kMemoryBus && t[1] == 1) return t[3] | t[4] << 16;
    }
    return 0;
}

void expect_stored(const ChipRows& rows, const std::vector<std::uint32_t>& after) {
    ASSERT_EQ(rows.rows.size(), after.size());
    for (std::size_t r = 0; r < after.size(); ++r) EXPECT_EQ(stored(rows.oracle().judge(rows.rows[r])), after[r]) << r;
}

TEST(StoreWordChip, KnownAnswersAndAlteredCells) {
    std::vector<std::uint32_t> after;
    const ChipRows rows(kStoreWordTable, stores(Op::kSw, 4, after));
    expect_stored(rows, after);
    testing::expect_sound_rows(rows);
}

class StoreSubChip : public ::testing::TestWithParam<std::pair<Op, std::uint32_t>> {};

TEST_P(StoreSubChip, KnownAnswersAndAlteredCells) {
    std::vector<std::uint32_t> after;
    const ChipRows rows(kStoreSubTable, stores(GetParam().first, GetParam().second, after));
    expect_stored(rows, after);
    testing::expect_sound_rows(rows);
}

/// Completes what follows from address bits and bytes.
void complete(StoreSubColumns<Felt>& c) {
    const bool high = c.bit1 == Felt::one();
    if (c.is_half == Felt::one()) {
        c.half = c.rs2.value.lo;
    } else {
        c.half = c.bit0 == Felt::one() ? c.old_bytes[0] + Felt(256) * c.byte : c.byte + Felt(256) * c.old_bytes[1];
    }
    c.result = high ? Limbs<Felt>{c.old.lo, c.half} : Limbs<Felt>{c.half, c.old.hi};
}

TEST_P(StoreSubChip, RefusesOtherAlignmentsAndBytes) {
    std::vector<std::uint32_t> after;
    const ChipRows rows(kStoreSubTable, stores(GetParam().first, GetParam().second, after));
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        const auto honest = rows.get<StoreSubColumns>(r);
        for (std::uint32_t byte = 0; byte < 4; ++byte) {
            auto c = honest;
            c.bit0 = Felt(byte & 1);
            c.bit1 = Felt(byte >> 1);
            if (c.bit0 == honest.bit0 && c.bit1 == honest.bit1) continue;
            const std::uint32_t half = (c.bit1 == Felt::one() ? c.old.hi : c.old.lo).value();
            c.old_bytes[0] = Felt(half & 0xff);
            c.old_bytes[1] = Felt(half >> 8);
            complete(c);
            testing::expect_refused(rows.judge(c), "byte " + std::to_string(byte));
            c.lo14 += (honest.bit0 + honest.bit1 + honest.bit1 - c.bit0 - c.bit1 - c.bit1) * Felt(4).inverse();
            testing::expect_refused(rows.judge(c), "byte and lo14");
        }
        // Bytes beyond their range: of rs2, and of the half that is replaced.
        for (const Felt amount : {Felt(256), -Felt(256), Felt(1)}) {
            auto c = honest;
            c.byte += amount;
            complete(c);
            testing::expect_refused(rows.judge(c), "byte of rs2");
            c = honest;
            c.old_bytes[0] += amount;
            c.old_bytes[1] -= amount * Felt(256).inverse();
            complete(c);
            testing::expect_refused(rows.judge(c), "old bytes");
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Ops,
    StoreSubChip,
    ::testing::Values(std::pair{Op::kSb, 1u}, std::pair{Op::kSh, 2u}),
    [](const auto& suite) { return std::string(name_of(suite.param.first)); }
);

/// A store of one kind at byte `at` of a word, first and only row.
ChipRows one_store(Op op, std::uint32_t old, std::int32_t at) {
    Assembler a;
    a.data = {old, old, old};
    a.li(5, testing::kDataAddress + 4);
    a.li(6, kStored);
    a.store(op, 6, at, 5);
    a.exit(0);
    return {kStoreSubTable, a.program()};
}

// Address bits of 2: a byte beyond both bytes of the half, and the word before, where both its halves are the same.
TEST(StoreSubChip, RefusesAddressBitsOfTwo) {
    const ChipRows bytes = one_store(Op::kSb, kOld, 2);
    const auto honest = bytes.get<StoreSubColumns>(0);
    auto c = honest;
    c.bit0 = Felt(2);
    c.bit1 = Felt::zero();
    c.old_bytes[0] = Felt(kOld & 0xff);
    c.old_bytes[1] = Felt(kOld >> 8 & 0xff);
    const Felt at_low = c.byte + Felt(256) * c.old_bytes[1];
    const Felt at_high = c.old_bytes[0] + Felt(256) * c.byte;
    c.half = at_high + at_high - at_low;
    c.result = {c.half, c.old.hi};
    testing::expect_forgery_refused_only_by("constraint bit0", bytes, honest, c);

    const ChipRows words = one_store(Op::kSb, 0x12341234, 0);
    c = words.get<StoreSubColumns>(0);
    c.bit1 = Felt(2);
    c.lo14 -= Felt(1);
    c.result = {c.old.lo + c.old.lo - c.half, c.half + c.half - c.old.hi};
    testing::expect_refused_only_by("constraint bit1", words, c);
}

TEST(StoreSubChip, RefusesHalvesAtOddAddresses) {
    const ChipRows rows = one_store(Op::kSh, kOld, 0);
    auto c = rows.get<StoreSubColumns>(0);
    c.rs1.value.lo += Felt(1);
    c.bit0 = Felt::one();
    testing::expect_refused_only_by("constraint aligned", rows, c);
}

}  // namespace
}  // namespace zk::vm

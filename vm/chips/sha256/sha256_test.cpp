#include "vm/chips/sha256/sha256.hpp"

#include "vm/testing/chip_programs.hpp"
#include "vm/testing/reference_accelerators.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

constexpr Sha256State kInitial = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

constexpr std::uint32_t kFirstState = testing::kDataAddress + 12;  // across leaves
constexpr std::uint32_t kFirstBlock = kFirstState + 32;
constexpr std::uint32_t kSecondState = kFirstBlock + 64;
constexpr std::uint32_t kSecondBlocks = kSecondState + 32;
constexpr std::uint32_t kOverlapping = kSecondBlocks + 128;

void append_blocks(std::vector<std::uint32_t>& data, std::string_view message) {
    std::vector<std::uint8_t> bytes(message.begin(), message.end());
    bytes.push_back(0x80);
    while (bytes.size() % 64 != 56) bytes.push_back(0);
    bytes.insert(bytes.end(), 6, 0);
    bytes.push_back(static_cast<std::uint8_t>(8 * message.size() >> 8));
    bytes.push_back(static_cast<std::uint8_t>(8 * message.size()));
    for (std::size_t i = 0; i < bytes.size(); i += 4) data.push_back(load_u32le(&bytes[i]));
}

/// FIPS 180-4's examples: one block, then two. Then a block whose upper half is the state, and state and block at one address, in one register.
Program hashes() {
    Assembler a;
    a.data.assign(3, 0);
    a.data.insert(a.data.end(), kInitial.begin(), kInitial.end());
    append_blocks(a.data, "abc");
    a.data.insert(a.data.end(), kInitial.begin(), kInitial.end());
    append_blocks(a.data, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    for (std::uint32_t i = 0; i < 24; ++i) a.data.push_back(0x9e3779b9 * (i + 1));
    const auto compress = [&](std::uint32_t state, std::uint32_t block) {
        a.li(9, state);
        a.li(10, block);
        a.reg(Op::kSha256Compress, 0, 9, 10);
    };
    compress(kFirstState, kFirstBlock);
    compress(kSecondState, kSecondBlocks);
    compress(kSecondState, kSecondBlocks + 64);
    compress(kOverlapping + 32, kOverlapping);
    a.reg(Op::kSha256Compress, 0, 10, 10);
    a.exit(0);
    return a.program();
}
constexpr std::size_t kCalls = 5;

const ChipRows& calls() {
    static const ChipRows kRows(kSha256CompressTable, hashes());
    return kRows;
}
const ChipRows& rounds() {
    static const ChipRows kRows(kSha256RoundsTable, hashes());
    return kRows;
}

using Call = Sha256CompressColumns<Felt>;
using Rounds = Sha256RoundsColumns<Felt>;

std::uint32_t word_of(const Limbs<Felt>& limbs) {
    return limbs.lo.value() | limbs.hi.value() << 16;
}
std::uint32_t word_of(const Felt (&bits)[32]) {
    std::uint32_t word = 0;
    for (std::size_t z = 0; z < 32; ++z) word |= bits[z].value() << z;
    return word;
}
void set_bits(Felt (&bits)[32], std::uint32_t word) {
    for (std::size_t z = 0; z < 32; ++z) bits[z] = flag((word >> z & 1) != 0);
}

/// 2^-16 is -kHighOfOne: a carry that may be anything makes 1 in the low limb a multiple of it.
constexpr std::uint32_t kHighOfOne = (Felt::kModulus - 1) >> 16;
static_assert((kHighOfOne << 16) + 1 == Felt::kModulus && kHighOfOne < 1u << 15);

TEST(Sha256CompressChip, KnownAnswersAndAlteredCells) {
    ASSERT_EQ(calls().rows.size(), kCalls);
    const auto after = [](std::size_t r) {
        Sha256State state;
        const auto c = calls().get<Sha256CompressColumns>(r);
        for (std::size_t i = 0; i < 8; ++i) state[i] = word_of(c.state[i].after);
        return state;
    };
    EXPECT_EQ(
        after(0),
        (Sha256State{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad})
    );
    EXPECT_EQ(
        after(2),
        (Sha256State{0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167, 0xf6ecedd4, 0x19db06c1})
    );
    for (std::size_t r = 0; r < kCalls; ++r) {
        const auto c = calls().get<Sha256CompressColumns>(r);
        std::array<std::uint32_t, 8> state;
        std::array<std::uint8_t, 64> block;
        for (std::size_t i = 0; i < 8; ++i) state[i] = word_of(c.state[i].before);
        for (std::size_t i = 0; i < 64; ++i) block[i] = static_cast<std::uint8_t>(c.block[i / 4].bytes[i % 4].value());
        EXPECT_EQ(after(r), testing::reference_sha256_compress(state, block)) << r;
    }
    // What the rounds made is free: they must send it.
    testing::expect_sound_rows(calls(), {.max_pair_rows = 1, .max_pairs = 1500});
}

// Where the ranges overlap every word is read before one is written.
TEST(Sha256CompressChip, ReadsBeforeItWrites) {
    for (std::size_t r = 0; r < kCalls; ++r) {
        const auto c = calls().get<Sha256CompressColumns>(r);
        for (std::size_t i = 0; i < 8; ++i) {
            const bool overlaps = r >= 3;
            EXPECT_EQ(c.state[i].prev == c.clock + Felt(1), overlaps) << r;
            if (!overlaps) continue;
            const auto& bytes = c.block[r == 3 ? i + 8 : i].bytes;
            EXPECT_EQ(c.state[i].before.lo, bytes[0] + Felt(256) * bytes[1]);
            EXPECT_EQ(c.state[i].before.hi, bytes[2] + Felt(256) * bytes[3]);
        }
    }
}

TEST(Sha256CompressChip, HandsItsStateToTheRounds) {
    for (std::size_t r = 0; r < kCalls; ++r) {
        const testing::Verdict verdict = calls().judge(calls().get<Sha256CompressColumns>(r));
        const testing::Verdict first = rounds().judge(rounds().get<Sha256RoundsColumns>(8 * r));
        const testing::Verdict last = rounds().judge(rounds().get<Sha256RoundsColumns>(8 * r + 7));
        EXPECT_EQ(std::count(verdict.produced.begin(), verdict.produced.end(), first.consumed.at(0)), 1);
        EXPECT_EQ(std::count(verdict.consumed.begin(), verdict.consumed.end(), last.produced.at(0)), 1);
    }
}

TEST(Sha256CompressChip, RefusesPointersOutOfRange) {
    for (const bool is_state : {true, false}) {
        for (const std::uint32_t pointer : {1u, 2u, 3u, 0x80000000u, 0xfffffffcu, 0x00400002u}) {
            auto c = calls().get<Sha256CompressColumns>(0);
            (is_state ? c.rs1 : c.rs2).value = Accesses::limbs(pointer);
            testing::expect_refused(calls().judge(c), "pointer " + std::to_string(pointer));
        }
        auto c = calls().get<Sha256CompressColumns>(0);
        Limbs<Felt>& pointer = (is_state ? c.rs1 : c.rs2).value;
        pointer.lo += Felt(65536);
        pointer.hi -= Felt(1);
        testing::expect_refused(calls().judge(c), "wide limb");
    }
}

TEST(Sha256CompressChip, RefusesTimesThatDoNotRise) {
    for (const Felt ahead : {Felt(0), Felt(1), Felt(1u << 20), -Felt(65537)}) {
        for (std::size_t i = 0; i < 16; ++i) {
            auto c = calls().get<Sha256CompressColumns>(1);
            c.block[i].prev = c.clock + Felt(1) + ahead;
            testing::expect_refused(calls().judge(c), "time of block word " + std::to_string(i));
            if (i >= 8) continue;
            c = calls().get<Sha256CompressColumns>(1);
            c.state[i].prev = c.clock + Felt(3) + ahead;
            testing::expect_refused(calls().judge(c), "time of state word " + std::to_string(i));
        }
    }
}

// Bytes that make the limb that was read, and another message.
TEST(Sha256CompressChip, RefusesOtherBytes) {
    for (std::size_t i = 0; i < 16; ++i) {
        for (const std::size_t j : {0u, 2u}) {
            for (const Felt amount : {Felt(1), -Felt(1), Felt(2).inverse()}) {
                const auto honest = calls().get<Sha256CompressColumns>(3);
                auto c = honest;
                c.block[i].bytes[j] += Felt(256) * amount;
                c.block[i].bytes[j + 1] -= amount;
                const std::string label = "lookup block" + std::to_string(i) + ".bytes" + std::to_string(j);
                testing::expect_forgery_refused_only_by(label, calls(), honest, c);
            }
        }
    }
}

// Sums off by multiples of 2^16, each limb; and carries that are anything, which would make any sum.
TEST(Sha256CompressChip, RefusesOtherSums) {
    std::array<std::array<std::size_t, 2>, 2> n{};
    for (std::size_t r = 0; r < kCalls; ++r) {
        const Call honest = calls().get<Sha256CompressColumns>(r);
        for (std::size_t i = 0; i < 8; ++i) {
            const std::string at = std::to_string(i);
            const auto& word = honest.state[i];
            const std::uint32_t low = word.before.lo.value() + word.made.lo.value();
            const std::uint32_t high = word.before.hi.value() + word.made.hi.value() + (low >> 16);
            // A carry that is left out, or made up.
            Call c = honest;
            const Felt left_out = low >> 16 != 0 ? Felt(1) : -Felt(1);
            c.state[i].after.lo += Felt(65536) * left_out;
            c.state[i].after.hi -= left_out;
            if (word.after.hi.value() != 0 && word.after.hi.value() != 0xffff) {
                testing::expect_forgery_refused_only_by("lookup state" + at + ".lo", calls(), honest, c);
                ++n[0][low >> 16];
            }
            c = honest;
            c.state[i].after.hi += high >> 16 != 0 ? Felt(65536) : -Felt(65536);
            testing::expect_forgery_refused_only_by("lookup state" + at + ".hi", calls(), honest, c);
            ++n[1][high >> 16];
            // A low limb off by one.
            c = honest;
            const bool up = word.after.hi.value() < 1u << 15;
            c.state[i].after.lo += up ? Felt(1) : -Felt(1);
            c.state[i].after.hi += up ? Felt(kHighOfOne) : -Felt(kHighOfOne);
            testing::expect_forgery_refused_only_by("constraint carry.lo" + at, calls(), honest, c);
            c = honest;
            c.state[i].after.hi += word.after.hi.is_zero() ? Felt(1) : -Felt(1);
            testing::expect_forgery_refused_only_by("constraint carry.hi" + at, calls(), honest, c);
        }
    }
    for (const auto& limb : n) EXPECT_TRUE(limb[0] > 0 && limb[1] > 0);
}

TEST(Sha256CompressChip, RefusesToBeUnsaid) {
    const Call honest = calls().get<Sha256CompressColumns>(0);
    Call c = honest;
    c.real = -Felt::one();
    testing::expect_forgery_refused_only_by("constraint real", calls(), honest, c);
}

TEST(Sha256RoundsChip, RowsAreAChain) {
    ASSERT_EQ(rounds().rows.size(), 8 * kCalls);
    for (std::size_t r = 0; r < 8 * kCalls; ++r) {
        const testing::Verdict verdict = rounds().judge(rounds().get<Sha256RoundsColumns>(r));
        ASSERT_EQ(verdict.broken, "") << r;
        ASSERT_EQ(verdict.consumed.size(), 1u);
        ASSERT_EQ(verdict.produced.size(), 1u);
        EXPECT_EQ(verdict.consumed[0][2], r % 8);
        EXPECT_EQ(verdict.produced[0][2], r % 8 + 1);
        if (r % 8 == 0) continue;
        EXPECT_EQ(verdict.consumed, rounds().judge(rounds().get<Sha256RoundsColumns>(r - 1)).produced) << r;
    }
}

TEST(Sha256RoundsChip, RefusesAlteredCells) {
    ChipRows some = rounds();
    some.rows = {rounds().rows[3], rounds().rows[31]};
    testing::expect_sound_rows(some);
}

enum Kind : std::uint8_t { kA, kE, kSchedule };

Felt (&bits_of(Rounds& c, Kind kind, std::size_t i))[32] {
    return kind == kA ? c.a[3 + i] : kind == kE ? c.e[3 + i] : c.late[2 + i];
}
Sha256Carry<Felt> (&carries_of(Rounds& c, Kind kind, std::size_t i))[2] {
    return kind == kA ? c.a_carry[i] : kind == kE ? c.e_carry[i] : c.schedule_carry[i];
}
std::uint32_t result_of(const Rounds& c, Kind kind, std::size_t i) {
    return word_of(kind == kA ? c.a[3 + i] : kind == kE ? c.e[3 + i] : c.late[2 + i]);
}
std::uint32_t base_of(Kind kind) {
    return kind == kE ? 3 : 2;
}
std::string label_of(Kind kind) {
    return kind == kA ? "a" : kind == kE ? "e" : "schedule";
}

/// Limbs of the constants of a row, as sums of flags make them.
using Constants = std::array<std::array<std::int64_t, 2>, 8>;

Constants constants_of(const Rounds& c) {
    Constants sums{};
    for (std::size_t group = 0; group < 8; ++group) {
        const bool is_negative = c.group[group] == -Felt(1);
        const std::int64_t times = is_negative ? std::int64_t{-1} : c.group[group].value();
        for (std::size_t i = 0; i < 8; ++i) {
            for (std::size_t k = 0; k < 2; ++k) {
                sums[i][k] += times * (kSha256Constants[8 * group + i] >> 16 * k & 0xffff);
            }
        }
    }
    return sums;
}

/// A result of a row, and the word that a forger puts in its place.
struct Forged {
    Kind kind;
    std::size_t i;
    std::uint32_t word;
};

/// The row with all that follows from its input and flags; where a result is forged it has the carries of what it should be, and what follows is
/// computed from it.
Rounds complete(const Rounds& row, const std::optional<Forged>& forged = {}) {
    Rounds c = row;
    const Constants constants = constants_of(c);
    Felt real = Felt::zero();
    for (const Felt group : c.group) real += group;
    const std::int64_t n_flags = real.value();  // less which a's carries are counted
    std::array<std::uint32_t, 12> a{word_of(c.a_before), word_of(c.a[0]), word_of(c.a[1]), word_of(c.a[2])};
    std::array<std::uint32_t, 12> e{word_of(c.e_before), word_of(c.e[0]), word_of(c.e[1]), word_of(c.e[2])};
    std::array<std::uint32_t, 24> w{word_of(c.oldest)};
    for (std::size_t i = 0; i < 8; ++i) w[1 + i] = word_of(c.early[i]);
    for (std::size_t i = 0; i < 5; ++i) w[9 + i] = word_of(c.middle[i]);
    for (std::size_t i = 0; i < 2; ++i) w[14 + i] = word_of(c.late[i]);
    const auto put = [&](std::uint32_t& word, Kind kind, std::size_t i, std::initializer_list<std::uint32_t> addends) {
        std::int64_t carry = 0;
        word = 0;
        for (std::size_t k = 0; k < 2; ++k) {
            std::int64_t sum = carry;
            if (kind == kA) sum -= a[i] >> 16 * k & 0xffff;
            if (kind == kE) sum += constants[i][k];
            for (const std::uint32_t addend : addends) sum += addend >> 16 * k & 0xffff;
            const auto limb = static_cast<std::uint32_t>(sum & 0xffff);
            carry = (sum - limb) / 65536;
            word |= limb << 16 * k;
            const auto above_least = static_cast<std::uint32_t>(carry + (kind == kA ? n_flags : 0));
            carries_of(c, kind, i)[k] = {Felt(above_least % base_of(kind)), Felt(above_least / base_of(kind))};
        }
        if (forged && kind == forged->kind && i == forged->i) word = forged->word;
        set_bits(bits_of(c, kind, i), word);
    };
    for (std::size_t i = 0; i < 8; ++i) {
        put(w[16 + i], kSchedule, i, {kSha256SmallSigma1(w[14 + i]), w[9 + i], kSha256SmallSigma0(w[1 + i]), w[i]});
        const std::uint32_t choice = sha256_choice(e[3 + i], e[2 + i], e[1 + i]);
        put(e[4 + i], kE, i, {a[i], e[i], kSha256BigSigma1(e[3 + i]), choice, w[i]});
        const std::uint32_t majority = sha256_majority(a[3 + i], a[2 + i], a[1 + i]);
        put(a[4 + i], kA, i, {e[4 + i], kSha256BigSigma0(a[3 + i]), majority});
    }
    return c;
}

// Every result, each limb: a bit flipped and all that follows completed. The sum alone refuses.
TEST(Sha256RoundsChip, RefusesFlippedBits) {
    for (const std::size_t r : {0u, 7u, 30u}) {
        const Rounds honest = rounds().get<Sha256RoundsColumns>(r);
        for (const Kind kind : {kA, kE, kSchedule}) {
            for (std::size_t i = 0; i < 8; ++i) {
                const std::uint32_t word = result_of(honest, kind, i);
                const Rounds same = complete(honest, Forged{kind, i, word});
                EXPECT_TRUE(std::ranges::equal(testing::cells_of(same), testing::cells_of(honest)))
                    << "completing is not what trace generation does";
                for (const std::size_t z : {0u, 7u, 15u, 16u, 23u, 31u}) {
                    const Rounds c = complete(honest, Forged{kind, i, word ^ 1u << z});
                    const std::string label =
                        "constraint " + label_of(kind) + std::to_string(i) + (z < 16 ? ".lo" : ".hi");
                    testing::expect_forgery_refused_only_by(label, rounds(), honest, c);
                }
            }
        }
    }
}

// Carries that are no carries: with any value in one of a carry's cells the sum makes another word.
TEST(Sha256RoundsChip, RefusesOtherCarries) {
    for (const std::size_t r : {1u, 7u, 30u}) {
        const Rounds honest = rounds().get<Sha256RoundsColumns>(r);
        for (const Kind kind : {kA, kE, kSchedule}) {
            for (std::size_t i = 0; i < 8; ++i) {
                const std::uint32_t word = result_of(honest, kind, i);
                const bool up = word >> 31 == 0;
                const Felt change = up ? Felt(kHighOfOne) : -Felt(kHighOfOne);  // -2^-16 or 2^-16
                for (const bool is_high : {false, true}) {
                    const Felt amount = is_high ? change * Felt(base_of(kind)).inverse() : change;
                    const std::string label = "constraint " + label_of(kind) +
                                              (is_high ? ".carry_high" : ".carry_low") + std::to_string(i) + ".";
                    const auto cell = [&](Rounds& c, std::size_t k) -> Felt& {
                        Sha256Carry<Felt>& carry = carries_of(c, kind, i)[k];
                        return is_high ? carry.high : carry.low;
                    };
                    // The low limb one more, its carry less by 2^-16: so much more in the high limb.
                    if ((word & 0xffff) != (up ? 0xffff : 0)) {
                        const std::uint32_t off = (kHighOfOne << 16) + 1;
                        Rounds c = complete(honest, Forged{kind, i, up ? word + off : word - off});
                        cell(c, 0) += amount;
                        testing::expect_forgery_refused_only_by(label + "0", rounds(), honest, c);
                    }
                    Rounds c = complete(honest, Forged{kind, i, up ? word + 65536 : word - 65536});
                    cell(c, 1) += amount;
                    testing::expect_forgery_refused_only_by(label + "1", rounds(), honest, c);
                }
            }
        }
    }
}

// A carry of another value that it may have: the limb would be 2^16 off, which no bits make. The last results are no other row's bits.
TEST(Sha256RoundsChip, RefusesWideLimbs) {
    std::size_t n = 0;
    for (std::size_t r = 0; r < rounds().rows.size(); ++r) {
        const Rounds honest = rounds().get<Sha256RoundsColumns>(r);
        for (const Kind kind : {kA, kE, kSchedule}) {
            for (const std::size_t i : {6u, 7u}) {
                if (kind != kSchedule && i == 6) continue;  // goes through a sigma in this row
                for (const std::size_t k : {0u, 1u}) {
                    Rounds c = honest;
                    Sha256Carry<Felt>& carry = carries_of(c, kind, i)[k];
                    const std::uint32_t word = result_of(honest, kind, i);
                    if (carry.low.is_zero() || (k == 0 && word >> 16 == 0)) continue;
                    carry.low -= Felt(1);
                    if (k == 0) set_bits(bits_of(c, kind, i), word - 65536);
                    bits_of(c, kind, i)[16 * k] += Felt(65536);
                    if (kind == kE) {  // a is made of e
                        Felt& carry_of_a = c.a_carry[i][k].low;
                        if (!carry_of_a.is_zero()) continue;
                        carry_of_a = Felt(1);
                    }
                    const char* const name = kind == kA   ? "a.bit10"
                                             : kind == kE ? "e.bit10"
                                             : i == 6     ? "late.bit8"
                                                          : "late.bit9";
                    testing::expect_forgery_refused_only_by(
                        "constraint " + std::string(name) + "." + std::to_string(16 * k), rounds(), honest, c
                    );
                    ++n;
                }
            }
        }
    }
    EXPECT_GT(n, 50u);
}

// Bits that are none make the same limb of a word that was handed in, and other sigmas.
TEST(Sha256RoundsChip, RefusesBitsThatAreNone) {
    const auto refused = [](const Rounds& c, const std::string& label) {
        const std::vector<std::string> found = rounds().oracle().violations(testing::cells_of(c));
        EXPECT_NE(std::find(found.begin(), found.end(), "constraint " + label), found.end()) << label;
        const testing::Verdict honest = rounds().judge(rounds().get<Sha256RoundsColumns>(13));
        EXPECT_EQ(rounds().oracle().judge_unchecked(testing::cells_of(c)).consumed, honest.consumed);
    };
    for (std::size_t z = 0; z < 32; ++z) {
        if (z % 16 == 15) continue;
        const auto altered = [&](auto&& words, const char* name, std::size_t i) {
            Rounds c = rounds().get<Sha256RoundsColumns>(13);
            words(c)[z] += Felt(2);
            words(c)[z + 1] -= Felt(1);
            refused(c, name + std::to_string(i) + "." + std::to_string(z));
        };
        for (std::size_t i = 0; i < 3; ++i) {
            altered([&](Rounds& c) -> auto& { return c.a[i]; }, "a.bit", i);
            altered([&](Rounds& c) -> auto& { return c.e[i]; }, "e.bit", i);
        }
        for (std::size_t i = 0; i < 8; ++i) altered([&](Rounds& c) -> auto& { return c.early[i]; }, "early.bit", i);
        for (std::size_t i = 0; i < 2; ++i) altered([&](Rounds& c) -> auto& { return c.late[i]; }, "late.bit", i);
    }
}

// The constants are those of the row's rounds: with another flag the row consumes another step, or is refused.
TEST(Sha256RoundsChip, RefusesOtherRounds) {
    for (std::size_t r = 24; r < 32; ++r) {
        const Rounds honest = rounds().get<Sha256RoundsColumns>(r);
        for (std::size_t other = 0; other < 8; ++other) {
            if (other == r % 8) continue;
            Rounds c = honest;
            c.group[r % 8] = Felt::zero();
            c.group[other] = Felt::one();
            testing::expect_refused(rounds().judge(c), "constants of other rounds");
            c = complete(c);
            const testing::Verdict verdict = rounds().judge(c);
            EXPECT_EQ(verdict.broken, "");
            EXPECT_EQ(verdict.consumed.at(0)[2], other);
            EXPECT_EQ(verdict.produced.at(0)[2], other + 1);
        }
    }
}

// Flags that are not one make the step of a row and other constants, with all that follows from them: the flag that is no bit, or their sum, refuses
// alone.
TEST(Sha256RoundsChip, RefusesFlagsThatAreNotOne) {
    std::array<std::size_t, 8> n{};
    std::size_t n_sums = 0;
    for (std::size_t r = 0; r < rounds().rows.size(); ++r) {
        const Rounds honest = rounds().get<Sha256RoundsColumns>(r);
        const auto with = [&](std::initializer_list<std::pair<std::size_t, Felt>> flags) {
            Rounds c = honest;
            std::fill(std::begin(c.group), std::end(c.group), Felt::zero());
            for (const auto& [i, value] : flags) c.group[i] = value;
            return complete(c);
        };
        const std::size_t step = r % 8;
        for (std::size_t j = 0; j < 8; ++j) {
            for (std::size_t k = j + 1; k < 8; ++k) {
                if (j + k == step) {
                    const Rounds c = with({{j, Felt(1)}, {k, Felt(1)}});
                    // Where the sum of two constants needs no greater carry than one has.
                    if (rounds().oracle().violations(testing::cells_of(c)).size() == 1) {
                        testing::expect_forgery_refused_only_by("constraint real", rounds(), honest, c);
                        ++n_sums;
                    }
                }
                if (j + k < step || j + k - step > 7 || j + k - step == j || j + k - step == k) continue;
                const std::size_t i = j + k - step;
                const Rounds c = with({{i, -Felt(1)}, {j, Felt(1)}, {k, Felt(1)}});
                if (rounds().oracle().violations(testing::cells_of(c)).size() != 1) continue;
                testing::expect_forgery_refused_only_by("constraint group" + std::to_string(i), rounds(), honest, c);
                ++n[i];
            }
        }
        testing::expect_refused(rounds().judge(with({{step, -Felt(1)}})), "unsaid");
    }
    EXPECT_GT(n_sums, 0u);
    for (std::size_t i = 0; i < 8; ++i) EXPECT_GT(n[i], 0u) << i;
    // Without a flag the row is no row of a call: it consumes and produces nothing.
    const testing::Verdict padding = rounds().judge(Rounds{});
    EXPECT_TRUE(padding.holds());
    EXPECT_TRUE(padding.consumed.empty() && padding.produced.empty());
}

// The state after other numbers of rounds is not what a row makes.
TEST(Sha256RoundsChip, RefusesTheWordsOfAnotherRow) {
    for (std::size_t r = 24; r < 31; ++r) {
        const Rounds honest = rounds().get<Sha256RoundsColumns>(r);
        const Rounds next = rounds().get<Sha256RoundsColumns>(r + 1);
        Rounds c = honest;
        std::copy_n(&next.a[3][0], 256, &c.a[3][0]);
        std::copy_n(&next.e[3][0], 256, &c.e[3][0]);
        testing::expect_refused(rounds().judge(c), "sixteen rounds");
        c = honest;
        std::copy_n(&honest.late[0][0], 256, &c.late[2][0]);
        testing::expect_refused(rounds().judge(c), "the schedule two words back");
    }
}

}  // namespace
}  // namespace zk::vm

#include "vm/chips/keccak/keccak.hpp"

#include "vm/testing/chip_programs.hpp"
#include "vm/testing/reference_accelerators.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;

constexpr std::uint32_t kState = testing::kDataAddress + 12;  // across leaves

/// Permutes a state of zeros, then what came out of it.
Program permutes() {
    Assembler a;
    a.data.assign(64, 0);
    a.li(9, kState);
    a.reg(Op::kKeccakF, 0, 9, 0);
    a.reg(Op::kKeccakF, 0, 9, 0);
    a.exit(0);
    return a.program();
}

const ChipRows& calls() {
    static const ChipRows kRows(kKeccakFTable, permutes());
    return kRows;
}
const ChipRows& rounds() {
    static const ChipRows kRows(kKeccakRoundTable, permutes());
    return kRows;
}

using Round = KeccakRoundColumns<Felt>;

std::uint64_t lane_of(const Felt (&limbs)[4]) {
    std::uint64_t lane = 0;
    for (std::size_t k = 0; k < 4; ++k) lane |= std::uint64_t{limbs[k].value()} << 16 * k;
    return lane;
}
KeccakState state_of(const Felt (&limbs)[25][4]) {
    KeccakState state;
    for (std::size_t i = 0; i < 25; ++i) state[i] = lane_of(limbs[i]);
    return state;
}
std::uint64_t bits_of(const Felt (&bits)[64]) {
    std::uint64_t lane = 0;
    for (std::size_t z = 0; z < 64; ++z) lane |= std::uint64_t{bits[z].value()} << z;
    return lane;
}
void set_bits(Felt (&bits)[64], std::uint64_t lane) {
    for (std::size_t z = 0; z < 64; ++z) bits[z] = flag((lane >> z & 1) != 0);
}
void set_limbs(Felt (&limbs)[25][4], const KeccakState& state) {
    for (std::size_t i = 0; i < 25; ++i) {
        for (std::size_t k = 0; k < 4; ++k) limbs[i][k] = Felt(static_cast<std::uint32_t>(state[i] >> 16 * k & 0xffff));
    }
}

/// Everything from the bits after theta on, with the constant of `round`.
void complete_output(Round& c, std::size_t round) {
    KeccakState theta;
    for (std::size_t i = 0; i < 25; ++i) theta[i] = bits_of(c.theta[i]);
    KeccakState out = keccak_rho_pi_chi(theta);
    for (std::size_t j = 0; j < 7; ++j) c.chi[j] = flag((out[0] >> kIotaBits[j] & 1) != 0);
    out[0] ^= kKeccakConstants[round];
    set_limbs(c.output, out);
}

/// Everything that follows when a forger takes these parities of the input: all that can be broken then is "new_parity".
void complete_from_parity(Round& c, std::size_t round, const KeccakPlane& parity) {
    KeccakState state = state_of(c.input);
    for (std::size_t x = 0; x < 5; ++x) {
        const std::uint64_t added = parity[(x + 4) % 5] ^ std::rotl(parity[(x + 1) % 5], 1);
        set_bits(c.parity[x], parity[x]);
        set_bits(c.new_parity[x], parity[x] ^ added);
        for (std::size_t y = 0; y < 25; y += 5) state[x + y] ^= added;
    }
    for (std::size_t i = 0; i < 25; ++i) set_bits(c.theta[i], state[i]);
    complete_output(c, round);
}

TEST(KeccakFChip, KnownAnswersAndAlteredCells) {
    ASSERT_EQ(calls().rows.size(), 2u);
    // Keccak team, KeccakF-1600-IntermediateValues: two permutations, the first of zero.
    constexpr std::uint32_t kFirst[4] = {0x40e1dde7, 0xf1258f79, 0x33c0478a, 0x84d5ccf9};
    constexpr std::uint32_t kSecond[2] = {0xf96ecb3c, 0x2d5c954d};
    const auto word = [](const KeccakFColumns<Felt>& c, std::size_t i) {
        return c.words[i].after.lo.value() | c.words[i].after.hi.value() << 16;
    };
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(word(calls().get<KeccakFColumns>(0), i), kFirst[i]) << i;
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(word(calls().get<KeccakFColumns>(1), i), kSecond[i]) << i;
    // The words after are free: the rounds must receive them.
    testing::expect_sound_rows(calls(), {.max_pair_rows = 1, .max_pairs = 1500});
}

TEST(KeccakFChip, HandsItsStateToTheRounds) {
    for (std::size_t r = 0; r < 2; ++r) {
        const auto c = calls().get<KeccakFColumns>(r);
        const testing::Verdict verdict = calls().judge(c);
        testing::Tuple before{kKeccakBus, c.clock.value(), 0};
        testing::Tuple after{kKeccakBus, c.clock.value(), 24};
        for (const auto& word : c.words) {
            before.insert(before.end(), {word.before.lo.value(), word.before.hi.value()});
            after.insert(after.end(), {word.after.lo.value(), word.after.hi.value()});
        }
        EXPECT_EQ(std::count(verdict.produced.begin(), verdict.produced.end(), before), 1);
        EXPECT_EQ(std::count(verdict.consumed.begin(), verdict.consumed.end(), after), 1);
        for (std::uint32_t i = 0; i < kKeccakWords; ++i) {
            const auto is_word = [&](const testing::Tuple& t) {
                return t[0] == kMemoryBus && t[1] == 1 && t[2] == kState / 4 + i && t[5] == c.clock.value() + 3;
            };
            EXPECT_EQ(std::count_if(verdict.produced.begin(), verdict.produced.end(), is_word), 1) << i;
        }
    }
}

TEST(KeccakFChip, RefusesPointersOutOfRange) {
    for (const std::uint32_t pointer : {1u, 2u, 3u, 0x80000000u, 0xfffffffcu, 0x00400002u}) {
        auto c = calls().get<KeccakFColumns>(0);
        c.rs1.value = Accesses::limbs(pointer);
        testing::expect_refused(calls().judge(c), "pointer " + std::to_string(pointer));
    }
    // Limbs that are the pointer in the field: (lo + 2^16, hi - 1), and lo a multiple of 4 elsewhere only.
    auto c = calls().get<KeccakFColumns>(0);
    c.rs1.value.lo += Felt(65536);
    c.rs1.value.hi -= Felt(1);
    testing::expect_refused(calls().judge(c), "wide limb");
}

// Each word is last accessed before the call, and at most 2^16 ticks before.
TEST(KeccakFChip, RefusesTimesThatDoNotRise) {
    for (const std::size_t i : {0u, 1u, 24u, 49u}) {
        for (const Felt ahead : {Felt(0), Felt(1), Felt(1u << 20), -Felt(65537)}) {
            auto c = calls().get<KeccakFColumns>(1);
            c.words[i].prev = c.clock + Felt(3) + ahead;
            testing::expect_refused(calls().judge(c), "time of word " + std::to_string(i));
        }
    }
}

TEST(KeccakRoundChip, RowsAreTheRoundsOfTheReference) {
    ASSERT_EQ(rounds().rows.size(), 48u);
    for (std::size_t call = 0; call < 2; ++call) {
        std::array<std::uint32_t, 50> words{};
        const KeccakState first = state_of(rounds().get<KeccakRoundColumns>(24 * call).input);
        for (std::size_t i = 0; i < 50; ++i) words[i] = static_cast<std::uint32_t>(first[i / 2] >> 32 * (i % 2));
        words = testing::reference_keccak_f(words);
        const KeccakState last = state_of(rounds().get<KeccakRoundColumns>(24 * call + 23).output);
        for (std::size_t i = 0; i < 50; ++i) {
            EXPECT_EQ(words[i], static_cast<std::uint32_t>(last[i / 2] >> 32 * (i % 2))) << i;
        }
        for (std::size_t i = 0; i < 24; ++i) {
            const auto c = rounds().get<KeccakRoundColumns>(24 * call + i);
            const testing::Verdict verdict = rounds().judge(c);
            ASSERT_EQ(verdict.broken, "") << i;
            ASSERT_EQ(verdict.consumed.size(), 1u);
            ASSERT_EQ(verdict.produced.size(), 1u);
            EXPECT_EQ(verdict.consumed[0][2], i);
            EXPECT_EQ(verdict.produced[0][2], i + 1);
            if (i == 0) continue;
            const auto before = rounds().judge(rounds().get<KeccakRoundColumns>(24 * call + i - 1));
            EXPECT_EQ(verdict.consumed, before.produced);
        }
    }
}

TEST(KeccakRoundChip, RefusesAlteredCells) {
    // Row 30 has neither zeros nor the all-zero state's symmetries. Every cell, and a sample of pairs.
    ChipRows some = rounds();
    some.rows = {rounds().rows[30]};
    testing::expect_sound_rows(some);
}

// Whatever parities a forger takes, with the whole row completed after them, only those of the input hold.
TEST(KeccakRoundChip, RefusesOtherParities) {
    std::mt19937_64 random(3);
    for (const std::size_t r : {0u, 7u, 23u, 24u, 47u}) {
        const Round honest = rounds().get<KeccakRoundColumns>(r);
        const KeccakPlane parity = keccak_parity(state_of(honest.input));
        Round c = honest;
        complete_from_parity(c, r % 24, parity);
        EXPECT_TRUE(std::equal(rounds().rows[r].begin(), rounds().rows[r].end(), reinterpret_cast<const Felt*>(&c)))
            << "completing is not what trace generation does";
        std::vector<KeccakPlane> others;
        for (int i = 0; i < 20; ++i) {
            others.push_back(parity);
            others.back()[random() % 5] ^= std::uint64_t{1} << random() % 64;
        }
        others.push_back(parity);
        for (std::uint64_t& lane : others.back()) lane = ~lane;
        for (int i = 0; i < 3; ++i) {
            others.emplace_back();
            for (std::uint64_t& lane : others.back()) lane = random();
        }
        for (const KeccakPlane& other : others) {
            ASSERT_NE(other, parity);
            c = honest;
            complete_from_parity(c, r % 24, other);
            const testing::Verdict verdict = rounds().judge(c);
            EXPECT_EQ(verdict.broken.substr(0, 21), "constraint new_parity") << verdict.broken;
        }
    }
}

// Each part forced both ways with what follows completed: parity of the columns after theta, bits after theta, chi's cells.
TEST(KeccakRoundChip, RefusesFlippedBits) {
    std::mt19937 random(4);
    const auto flip = [](Felt& bit) { bit = Felt(1) - bit; };
    for (const std::size_t r : {1u, 30u}) {
        for (int i = 0; i < 40; ++i) {
            const std::size_t x = random() % 5, y = random() % 5, z = random() % 64;
            Round c = rounds().get<KeccakRoundColumns>(r);
            flip(c.new_parity[x][z]);
            testing::expect_refused(rounds().judge(c), "parity after theta");
            // The bit, and the parity with it, so that the column's sum is right again.
            c = rounds().get<KeccakRoundColumns>(r);
            flip(c.theta[x + 5 * y][z]);
            complete_output(c, r % 24);
            testing::expect_refused(rounds().judge(c), "bit after theta");
            flip(c.new_parity[x][z]);
            testing::expect_refused(rounds().judge(c), "bit after theta with its parity");
            // Two bits of a column: parities stay.
            c = rounds().get<KeccakRoundColumns>(r);
            flip(c.theta[x + 5 * y][z]);
            flip(c.theta[x + 5 * ((y + 1) % 5)][z]);
            complete_output(c, r % 24);
            testing::expect_refused(rounds().judge(c), "two bits of a column");
            // With the input's limb as if it were right, the row is one of another state.
            const Felt amount = Felt(1u << z % 16);
            for (const std::size_t row : {y, (y + 1) % 5}) {
                const std::size_t lane = x + 5 * row;
                const bool was = (lane_of(c.input[lane]) >> z & 1) != 0;
                c.input[lane][z / 16] += was ? -amount : amount;
            }
            const testing::Verdict verdict = rounds().judge(c);
            EXPECT_EQ(verdict.broken, "");
            EXPECT_NE(verdict.consumed, rounds().judge(rounds().get<KeccakRoundColumns>(r)).consumed);
        }
        for (std::size_t j = 0; j < 7; ++j) {
            Round c = rounds().get<KeccakRoundColumns>(r);
            flip(c.chi[j]);
            KeccakState out = state_of(c.output);
            out[0] ^= std::uint64_t{1} << kIotaBits[j];
            set_limbs(c.output, out);
            testing::expect_refused(rounds().judge(c), "bit of chi");
        }
    }
}

// Limbs are what the bits say: compensated pairs, and limbs of 2^16 and above, in input and output.
TEST(KeccakRoundChip, RefusesWideLimbs) {
    for (std::size_t lane = 0; lane < 25; ++lane) {
        for (std::size_t k = 0; k < 3; ++k) {
            for (const bool is_input : {false, true}) {
                Round c = rounds().get<KeccakRoundColumns>(30);
                Felt* const limb = is_input ? &c.input[lane][k] : &c.output[lane][k];
                limb[0] += Felt(65536);
                limb[1] -= Felt(1);
                testing::expect_refused(rounds().judge(c), "compensated limbs");
            }
        }
    }
}

// The constant is that of the round: with another flag the row consumes another step, or is refused.
TEST(KeccakRoundChip, RefusesOtherRounds) {
    for (std::size_t r = 24; r < 48; ++r) {
        for (std::size_t other = 0; other < 24; ++other) {
            if (other == r % 24) continue;
            Round c = rounds().get<KeccakRoundColumns>(r);
            complete_output(c, other);
            if (kKeccakConstants[other] != kKeccakConstants[r % 24]) {
                testing::expect_refused(rounds().judge(c), "constant of another round");
            }
            c.round[r % 24] = Felt::zero();
            c.round[other] = Felt::one();
            const testing::Verdict verdict = rounds().judge(c);
            EXPECT_EQ(verdict.broken, "");
            EXPECT_EQ(verdict.consumed.at(0)[2], other);
            EXPECT_EQ(verdict.produced.at(0)[2], other + 1);
        }
    }
}

// Combinations of flags that give a step that no round has, or a constant that is none.
TEST(KeccakRoundChip, RefusesFlagsThatAreNotOne) {
    const auto with = [](std::initializer_list<std::pair<std::size_t, Felt>> flags) {
        Round c = rounds().get<KeccakRoundColumns>(30);
        c.round[6] = Felt::zero();
        for (const auto& [i, value] : flags) c.round[i] = value;
        return rounds().judge(c);
    };
    EXPECT_TRUE(with({{6, Felt(1)}}).holds());
    testing::expect_refused(with({{23, Felt(1)}, {1, Felt(1)}}), "step 24 of two flags");
    testing::expect_refused(with({{12, Felt(2)}}), "step 24 of one flag");
    testing::expect_refused(with({{23, Felt(2)}, {22, -Felt(1)}}), "step 24, sum one");
    testing::expect_refused(with({{0, -Felt(1)}, {6, Felt(1)}, {7, Felt(1)}}), "sum one");
    testing::expect_refused(with({{3, Felt(2).inverse()}, {9, Felt(2).inverse()}}), "halves");
    // Without a flag the row is no round: it consumes and produces nothing.
    Round c = rounds().get<KeccakRoundColumns>(30);
    c.round[6] = Felt::zero();
    KeccakState out = state_of(c.output);
    out[0] ^= kKeccakConstants[6];
    set_limbs(c.output, out);
    const testing::Verdict verdict = rounds().judge(c);
    EXPECT_TRUE(verdict.holds());
    EXPECT_TRUE(verdict.consumed.empty() && verdict.produced.empty());
}

// The state after two rounds is not what one round makes.
TEST(KeccakRoundChip, RefusesTheOutputOfAnotherNumberOfRounds) {
    for (std::size_t r = 24; r < 47; ++r) {
        Round c = rounds().get<KeccakRoundColumns>(r);
        const Round next = rounds().get<KeccakRoundColumns>(r + 1);
        std::copy_n(&next.output[0][0], 100, &c.output[0][0]);
        testing::expect_refused(rounds().judge(c), "two rounds");
        std::copy_n(&c.input[0][0], 100, &c.output[0][0]);
        testing::expect_refused(rounds().judge(c), "no round");
    }
}

}  // namespace
}  // namespace zk::vm

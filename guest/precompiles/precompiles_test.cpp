#include "guest/precompiles/precompiles.hpp"

#include "base/hex.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace zk::guest {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 40;

const Rules kPrague = rules_of(Revision::kPrague);
const Rules kEuclidV2 = rules_of(Fork::kEuclidV2);
const Rules kGalileo = rules_of(Fork::kGalileo);

// EIP-2537 as it was adopted: the discount for a multiplication of k terms, in thousandths.
constexpr std::array<std::uint64_t, 128> kDiscounts1 = {
    1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665, 661, 658, 654,
    651,  648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604,
    603,  601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576, 575, 574,
    573,  572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 551,
    550,  549, 548, 547, 547, 546, 545, 544, 543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532,
    532,  531, 530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519};
constexpr std::array<std::uint64_t, 128> kDiscounts2 = {
    1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699, 693, 688, 683,
    679,  674,  670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615,
    613,  611,  609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582, 580, 579,
    578,  576,  575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554,
    553,  552,  552, 551, 550, 549, 548, 547, 546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536,
    535,  535,  534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524};

// Gas by the length of the input, where the file has that of a draft or of another fork.
using Gas = std::uint64_t (*)(std::size_t);

std::uint64_t g1_sum_gas(std::size_t n) {
    const std::size_t k = n / 160;
    return k * 12000 * kDiscounts1[std::min<std::size_t>(k, 128) - 1] / 1000;
}
std::uint64_t g2_sum_gas(std::size_t n) {
    const std::size_t k = n / 288;
    return k * 22500 * kDiscounts2[std::min<std::size_t>(k, 128) - 1] / 1000;
}
std::uint64_t bls_pairing_gas(std::size_t n) {
    return 37700 + 32600 * (n / 384);
}
template <std::uint64_t kGas>
std::uint64_t constant_gas(std::size_t) {
    return kGas;
}

struct Suite {
    const char* file;
    std::uint16_t id;
    Rules rules;
    std::size_t n_cases;
    Gas gas = nullptr;  ///< none: what the file says
};

Json cases_of(const std::string& file) {
    return Json::parse(zk::test::read_text(zk::test::vectors_path("ethereum/precompiles/" + file)));
}

class PrecompileVectors : public testing::TestWithParam<Suite> {};

TEST_P(PrecompileVectors, Succeed) {
    const Suite& suite = GetParam();
    ZK_NEEDS_VECTORS(zk::test::vectors_path("ethereum/precompiles"));
    const Json cases = cases_of(suite.file);
    EXPECT_EQ(cases.size(), suite.n_cases);
    for (const Json& each : cases) {
        const Bytes input = from_hex(each["Input"].get<std::string>()).value();
        const std::string name = each["Name"].get<std::string>();
        const PrecompileOutcome out = run_precompile(suite.rules, suite.id, input, kPlenty);
        EXPECT_TRUE(out.success) << name;
        EXPECT_EQ(to_hex(out.output), "0x" + each["Expected"].get<std::string>()) << name;
        const std::uint64_t gas = suite.gas != nullptr ? suite.gas(input.size()) : each["Gas"].get<std::uint64_t>();
        EXPECT_EQ(out.gas_used, gas) << name;
        // Exactly enough gas is enough; a unit less is not.
        if (out.gas_used == 0) continue;
        const PrecompileOutcome starved = run_precompile(suite.rules, suite.id, input, out.gas_used - 1);
        EXPECT_FALSE(starved.success) << name;
        EXPECT_EQ(starved.gas_used, out.gas_used - 1) << name;
        EXPECT_TRUE(starved.output.empty()) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    PrecompileVectors,
    testing::Values(
        Suite{"ecRecover.json", 0x01, kPrague, 5},
        Suite{"modexp.json", 0x05, kPrague, 4, constant_gas<1360>},
        Suite{"modexp_eip2565.json", 0x05, kPrague, 4},
        Suite{"modexp_eip2565.json", 0x05, kEuclidV2, 4},
        Suite{"bn256Add.json", 0x06, kPrague, 16},
        Suite{"bn256ScalarMul.json", 0x07, kPrague, 18},
        Suite{"bn256Pairing.json", 0x08, kPrague, 12},
        Suite{"blake2F.json", 0x09, kPrague, 5},
        Suite{"blsG1Add.json", 0x0b, kPrague, 104, constant_gas<375>},
        // The draft's separate multiplications are sums of one term.
        Suite{"blsG1Mul.json", 0x0c, kPrague, 104, g1_sum_gas},
        Suite{"blsG1MultiExp.json", 0x0c, kPrague, 103, g1_sum_gas},
        Suite{"blsG2Add.json", 0x0d, kPrague, 104, constant_gas<600>},
        Suite{"blsG2Mul.json", 0x0e, kPrague, 104, g2_sum_gas},
        Suite{"blsG2MultiExp.json", 0x0e, kPrague, 103, g2_sum_gas},
        Suite{"blsPairing.json", 0x0f, kPrague, 100, bls_pairing_gas},
        Suite{"blsMapG1.json", 0x10, kPrague, 100, constant_gas<5500>},
        Suite{"blsMapG2.json", 0x11, kPrague, 100, constant_gas<23800>},
        Suite{"p256Verify.json", 0x0100, kEuclidV2, 781},
        Suite{"p256Verify.json", 0x0100, kGalileo, 781, constant_gas<6900>}
    )
);

class PrecompileRefusals : public testing::TestWithParam<Suite> {};

TEST_P(PrecompileRefusals, Fail) {
    const Suite& suite = GetParam();
    ZK_NEEDS_VECTORS(zk::test::vectors_path("ethereum/precompiles"));
    const Json cases = cases_of(suite.file);
    EXPECT_EQ(cases.size(), suite.n_cases);
    for (const Json& each : cases) {
        const Bytes input = from_hex(each["Input"].get<std::string>()).value();
        const PrecompileOutcome out = run_precompile(suite.rules, suite.id, input, kPlenty);
        EXPECT_FALSE(out.success) << each["Name"];
        EXPECT_EQ(out.gas_used, kPlenty) << each["Name"];
        EXPECT_TRUE(out.output.empty()) << each["Name"];
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    PrecompileRefusals,
    testing::Values(
        Suite{"fail-modexp.json", 0x05, kEuclidV2, 1},
        Suite{"fail-modexp_eip2565.json", 0x05, kEuclidV2, 1},
        Suite{"fail-bn256Pairing.json", 0x08, kEuclidV2, 2},
        Suite{"fail-blake2f.json", 0x09, kPrague, 4},
        Suite{"fail-blsG1Add.json", 0x0b, kPrague, 6},
        Suite{"fail-blsG1Mul.json", 0x0c, kPrague, 6},
        Suite{"fail-blsG1MultiExp.json", 0x0c, kPrague, 6},
        Suite{"fail-blsG2Add.json", 0x0d, kPrague, 6},
        Suite{"fail-blsG2Mul.json", 0x0e, kPrague, 6},
        Suite{"fail-blsG2MultiExp.json", 0x0e, kPrague, 6},
        Suite{"fail-blsPairing.json", 0x0f, kPrague, 8},
        Suite{"fail-blsMapG1.json", 0x10, kPrague, 4},
        Suite{"fail-blsMapG2.json", 0x11, kPrague, 4}
    )
);

// The consensus tests' proofs, which the official state tests send to the precompile; the name says which are right.
TEST(Precompiles, PointEvaluationVectors) {
    const auto file = zk::test::vectors_path(
        "ethereum/GeneralStateTests/Pyspecs/cancun/eip4844_blobs/point_evaluation_precompile_external_vectors.json"
    );
    ZK_NEEDS_VECTORS(file);
    const Rules cancun = rules_of(Revision::kCancun);
    std::size_t n_correct = 0;
    std::size_t n_refused = 0;
    const Json cases = Json::parse(zk::test::read_text(file));
    for (const auto& [name, each] : cases.items()) {
        const Bytes input = from_hex(each["transaction"]["data"][0].get<std::string>()).value();
        const PrecompileOutcome out = run_precompile(cancun, 0x0a, input, 50000);
        const bool correct = name.find("case_correct_proof") != std::string::npos;
        EXPECT_EQ(out.success, correct) << name;
        EXPECT_EQ(out.gas_used, 50000u) << name;
        if (correct) {
            EXPECT_EQ(
                to_hex(out.output),
                "0x" + std::string(60, '0') +
                    "1000"
                    "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"
            );
        }
        EXPECT_FALSE(run_precompile(cancun, 0x0a, input, 49999).success) << name;
        ++(correct ? n_correct : n_refused);
    }
    EXPECT_EQ(n_correct, 54u);
    EXPECT_EQ(n_refused, 68u);
}

Address address_of(std::uint16_t id) {
    Address out{};
    out[18] = static_cast<std::uint8_t>(id >> 8);
    out[19] = static_cast<std::uint8_t>(id);
    return out;
}

std::string set_of(const Rules& rules) {
    std::string out;
    for (const std::uint16_t id : precompile_addresses(rules)) {
        EXPECT_EQ(precompile_at(rules, address_of(id)), id);
        out += std::to_string(id) + " ";
    }
    for (std::uint16_t id = 0; id < 0x200; ++id) {
        const auto ids = precompile_addresses(rules);
        EXPECT_EQ(precompile_at(rules, address_of(id)) != 0, std::ranges::find(ids, id) != ids.end()) << id;
        Address far = address_of(id);
        far[17] = 1;
        EXPECT_EQ(precompile_at(rules, far), 0);
    }
    return out;
}

TEST(Precompiles, SetsOfTheRules) {
    const std::string frontier = "1 2 3 4 5 6 7 8 9 ";
    EXPECT_EQ(set_of(rules_of(Revision::kBerlin)), frontier);
    EXPECT_EQ(set_of(rules_of(Revision::kShanghai)), frontier);
    EXPECT_EQ(set_of(rules_of(Revision::kCancun)), frontier + "10 ");
    EXPECT_EQ(set_of(kPrague), frontier + "10 11 12 13 14 15 16 17 ");
    EXPECT_EQ(set_of(rules_of(Fork::kEuclidV1)), frontier);
    EXPECT_EQ(set_of(kEuclidV2), frontier + "256 ");
    EXPECT_EQ(set_of(rules_of(Fork::kFeynman)), frontier + "256 ");
    EXPECT_EQ(set_of(kGalileo), frontier + "256 ");
}

TEST(Precompiles, ScrollFailsRipemdAndBlake) {
    const Bytes input = from_hex("0000000c" + std::string(2 * 208, '0') + "01").value();
    for (const std::uint16_t id : {std::uint16_t{3}, std::uint16_t{9}}) {
        EXPECT_TRUE(run_precompile(kPrague, id, input, 5000).success);
        for (const Fork fork : {Fork::kEuclidV1, Fork::kEuclidV2, Fork::kFeynman, Fork::kGalileo, Fork::kGalileoV2}) {
            const PrecompileOutcome out = run_precompile(rules_of(fork), id, input, 5000);
            EXPECT_FALSE(out.success);
            EXPECT_EQ(out.gas_used, 5000u);
        }
    }
}

TEST(Precompiles, GasPerWord) {
    const auto gas = [](std::uint16_t id, std::size_t n) {
        return run_precompile(kPrague, id, Bytes(n), kPlenty).gas_used;
    };
    EXPECT_EQ(gas(2, 0), 60u);
    EXPECT_EQ(gas(2, 32), 72u);
    EXPECT_EQ(gas(2, 33), 84u);
    EXPECT_EQ(gas(3, 1), 720u);
    EXPECT_EQ(gas(4, 64), 21u);
    EXPECT_EQ(gas(4, 65), 24u);
}

TEST(Precompiles, IdentityReturnsItsInput) {
    const Bytes input{1, 2, 3};
    EXPECT_EQ(run_precompile(kGalileo, 4, input, 18).output, input);
    EXPECT_FALSE(run_precompile(kGalileo, 4, input, 17).success);
}

TEST(Precompiles, HashesOfNothing) {
    EXPECT_EQ(
        to_hex(run_precompile(kGalileo, 2, {}, kPlenty).output),
        "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    EXPECT_EQ(
        to_hex(run_precompile(kPrague, 3, {}, kPlenty).output),
        "0x0000000000000000000000009c1185a5c5e9fc54612808977ee8f548b2258d31"
    );
}

Bytes modexp_input(std::uint64_t base, std::uint64_t exponent, std::uint64_t modulus, const std::string& rest) {
    const Bytes tail = from_hex(rest).value();
    Bytes out(96 + tail.size());
    std::ranges::copy(to_word(base), out.begin());
    std::ranges::copy(to_word(exponent), out.begin() + 32);
    std::ranges::copy(to_word(modulus), out.begin() + 64);
    std::ranges::copy(tail, out.begin() + 96);
    return out;
}

std::uint64_t modexp_gas(const Rules& rules, const Bytes& input) {
    return run_precompile(rules, 5, input, kPlenty).gas_used;
}

TEST(Precompiles, ModexpGasOfTheForks) {
    // 3^(2^255) mod 2^256 - 1, one-byte operands, a long exponent.
    const Bytes word = modexp_input(
        1,
        32,
        32,
        "0x03"
        "80" +
            std::string(62, '0') + std::string(64, 'f')
    );
    EXPECT_EQ(modexp_gas(kPrague, word), 16u * 255 / 3);
    EXPECT_EQ(modexp_gas(kEuclidV2, word), 16u * 255 / 3);
    EXPECT_EQ(modexp_gas(kGalileo, word), 16u * 255);
    const Bytes tiny = modexp_input(1, 1, 1, "0x020305");
    EXPECT_EQ(modexp_gas(kPrague, tiny), 200u);
    EXPECT_EQ(modexp_gas(kGalileo, tiny), 500u);
    EXPECT_EQ(to_hex(run_precompile(kGalileo, 5, tiny, kPlenty).output), "0x03");
    const Bytes longer = modexp_input(33, 33, 33, "0x" + std::string(66, '1') + "01" + std::string(64, '0'));
    EXPECT_EQ(modexp_gas(kPrague, longer), 25u * (248 + 8) / 3);
    EXPECT_EQ(modexp_gas(kGalileo, longer), 2u * 25 * (248 + 16));
    EXPECT_FALSE(run_precompile(kEuclidV2, 5, longer, kPlenty).success);
}

TEST(Precompiles, ModexpLengthLimits) {
    // Neither base nor modulus: the minimum, whatever the exponent.
    const Bytes exponent_alone = modexp_input(0, 1024, 0, "0x" + std::string(64, 'f'));
    EXPECT_EQ(modexp_gas(kGalileo, exponent_alone), 500u);
    EXPECT_EQ(modexp_gas(kPrague, exponent_alone), 200u);
    EXPECT_FALSE(run_precompile(kGalileo, 5, exponent_alone, 499).success);
    EXPECT_EQ(modexp_gas(kGalileo, modexp_input(1, 1024, 0, "0x00" + std::string(64, 'f'))), 16u * (255 + 16 * 992));

    EXPECT_TRUE(run_precompile(kGalileo, 5, modexp_input(1024, 1024, 1024, "0x"), kPlenty).success);
    EXPECT_FALSE(run_precompile(kGalileo, 5, modexp_input(1025, 1, 1, "0x"), kPlenty).success);
    EXPECT_FALSE(run_precompile(kGalileo, 5, modexp_input(1, 1025, 1, "0x"), kPlenty).success);
    EXPECT_FALSE(run_precompile(kGalileo, 5, modexp_input(0, 0, 1025, "0x"), kPlenty).success);
    EXPECT_TRUE(run_precompile(kEuclidV2, 5, modexp_input(32, 32, 32, "0x"), kPlenty).success);
    EXPECT_FALSE(run_precompile(kEuclidV2, 5, modexp_input(0, 33, 0, "0x"), kPlenty).success);
    EXPECT_TRUE(run_precompile(kPrague, 5, modexp_input(1025, 1, 1, "0x"), kPlenty).success);
}

TEST(Precompiles, ModexpOfHostileLengths) {
    Bytes input(96, 0xff);
    EXPECT_FALSE(run_precompile(kPrague, 5, input, kPlenty).success);
    EXPECT_FALSE(run_precompile(kPrague, 5, input, ~std::uint64_t{0}).success);
    // Only an exponent: its length costs at least the minimum, and nothing is computed.
    std::fill(input.begin(), input.begin() + 32, std::uint8_t{0});
    std::fill(input.begin() + 64, input.end(), std::uint8_t{0});
    const PrecompileOutcome out = run_precompile(kPrague, 5, input, kPlenty);
    EXPECT_TRUE(out.success);
    EXPECT_EQ(out.gas_used, 200u);
    EXPECT_TRUE(out.output.empty());
    EXPECT_TRUE(run_precompile(kPrague, 5, {}, kPlenty).success);
}

TEST(Precompiles, BlsGasOfTheFinalEip) {
    // All zeros is a valid input of each.
    const auto gas = [](std::uint16_t id, std::size_t n) {
        return run_precompile(kPrague, id, Bytes(n), kPlenty).gas_used;
    };
    EXPECT_EQ(gas(0x0b, 256), 375u);
    EXPECT_EQ(gas(0x0c, 2 * 160), 2u * 12000 * 949 / 1000);
    EXPECT_EQ(gas(0x0e, 3 * 288), 3u * 22500 * 923 / 1000);
    // No entry of the tables asks for less than it should; what is computed, which takes its time, asks for no more.
    for (std::size_t k = 1; k <= 140; ++k) {
        EXPECT_FALSE(run_precompile(kPrague, 0x0c, Bytes(k * 160), g1_sum_gas(k * 160) - 1).success) << k;
        EXPECT_FALSE(run_precompile(kPrague, 0x0e, Bytes(k * 288), g2_sum_gas(k * 288) - 1).success) << k;
        if (k > 32 && k % 16 != 0 && k != 127 && k != 129) continue;
        EXPECT_EQ(gas(0x0c, k * 160), g1_sum_gas(k * 160)) << k;
        EXPECT_EQ(gas(0x0e, k * 288), g2_sum_gas(k * 288)) << k;
    }
    EXPECT_EQ(gas(0x0d, 512), 600u);
    EXPECT_EQ(gas(0x0f, 384), 70300u);
    EXPECT_EQ(gas(0x0f, 3 * 384), 135500u);
    EXPECT_EQ(gas(0x10, 64), 5500u);
    EXPECT_EQ(gas(0x11, 128), 23800u);
}

TEST(Precompiles, PairingLimitsAndRefusals) {
    const auto outcome = [](const Rules& rules, std::size_t n) { return run_precompile(rules, 8, Bytes(n), kPlenty); };
    const Rules feynman = rules_of(Fork::kFeynman);
    EXPECT_EQ(to_hex(outcome(kEuclidV2, 0).output), "0x" + std::string(63, '0') + "1");
    EXPECT_EQ(outcome(kEuclidV2, 0).gas_used, 45000u);
    EXPECT_TRUE(outcome(kEuclidV2, 768).success);
    EXPECT_EQ(outcome(kEuclidV2, 768).gas_used, 45000u + 4 * 34000);
    EXPECT_FALSE(outcome(kEuclidV2, 769).success);
    EXPECT_FALSE(outcome(kEuclidV2, 960).success);
    EXPECT_TRUE(outcome(feynman, 960).success);
    for (const std::size_t n : {1, 191, 193}) EXPECT_FALSE(outcome(feynman, n).success);
}

TEST(Precompiles, Bn254RefusesWhatIsNoPoint) {
    const std::string p = "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47";
    const std::string zero(64, '0');
    const std::string one = std::string(63, '0') + "1";
    for (const std::string& bad : {p + zero, zero + p, one + one, zero + one}) {
        EXPECT_FALSE(run_precompile(kGalileo, 6, from_hex(bad).value(), kPlenty).success) << bad;
        EXPECT_FALSE(run_precompile(kGalileo, 6, from_hex(zero + zero + bad).value(), kPlenty).success) << bad;
        EXPECT_FALSE(run_precompile(kGalileo, 7, from_hex(bad).value(), kPlenty).success) << bad;
    }
}

TEST(Precompiles, P256RefusesOtherLengthsButCharges) {
    for (const std::size_t n : {0, 159, 161}) {
        const PrecompileOutcome out = run_precompile(kGalileo, 0x0100, Bytes(n), kPlenty);
        EXPECT_TRUE(out.success);
        EXPECT_EQ(out.gas_used, 6900u);
        EXPECT_TRUE(out.output.empty());
    }
}

TEST(Precompiles, EcrecoverReadsShortInputAsZeros) {
    const PrecompileOutcome out = run_precompile(kGalileo, 1, {}, 3000);
    EXPECT_TRUE(out.success);
    EXPECT_EQ(out.gas_used, 3000u);
    EXPECT_TRUE(out.output.empty());
}

}  // namespace
}  // namespace zk::guest

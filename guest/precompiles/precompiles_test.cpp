#include "guest/precompiles/precompiles.hpp"

#include "base/hex.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace zk::guest {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 40;

const Rules kPrague = rules_of(Revision::kPrague);
const Rules kEuclidV2 = rules_of(Fork::kEuclidV2);
const Rules kGalileo = rules_of(Fork::kGalileo);

struct Suite {
    const char* file;
    std::uint16_t id;
    Rules rules;
    std::size_t n_cases;
    bool gas_holds = true;  ///< false: the file has the gas of a draft or an older fork
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
        if (suite.gas_holds) {
            EXPECT_EQ(out.gas_used, each["Gas"].get<std::uint64_t>()) << name;
        }
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
        Suite{"modexp.json", 0x05, kPrague, 4, false},
        Suite{"modexp_eip2565.json", 0x05, kPrague, 4},
        Suite{"modexp_eip2565.json", 0x05, kEuclidV2, 4},
        Suite{"bn256Add.json", 0x06, kPrague, 16},
        Suite{"bn256ScalarMul.json", 0x07, kPrague, 18},
        Suite{"bn256Pairing.json", 0x08, kPrague, 12},
        Suite{"blake2F.json", 0x09, kPrague, 5},
        Suite{"blsG1Add.json", 0x0b, kPrague, 104, false},
        // The draft's separate multiplications are sums of one term.
        Suite{"blsG1Mul.json", 0x0c, kPrague, 104, false},
        Suite{"blsG1MultiExp.json", 0x0c, kPrague, 103, false},
        Suite{"blsG2Add.json", 0x0d, kPrague, 104, false},
        Suite{"blsG2Mul.json", 0x0e, kPrague, 104, false},
        Suite{"blsG2MultiExp.json", 0x0e, kPrague, 103, false},
        Suite{"blsPairing.json", 0x0f, kPrague, 100, false},
        Suite{"blsMapG1.json", 0x10, kPrague, 100, false},
        Suite{"blsMapG2.json", 0x11, kPrague, 100, false},
        Suite{"p256Verify.json", 0x0100, kEuclidV2, 781},
        Suite{"p256Verify.json", 0x0100, kGalileo, 781, false}
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
    EXPECT_GE(n_correct, 40u);
    EXPECT_GE(n_refused, 40u);
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
    EXPECT_EQ(gas(0x0c, 160), 12000u);
    EXPECT_EQ(gas(0x0c, 2 * 160), 2u * 12000 * 949 / 1000);
    EXPECT_EQ(gas(0x0c, 128 * 160), 128u * 12000 * 519 / 1000);
    EXPECT_EQ(gas(0x0c, 200 * 160), 200u * 12000 * 519 / 1000);
    EXPECT_EQ(gas(0x0d, 512), 600u);
    EXPECT_EQ(gas(0x0e, 288), 22500u);
    EXPECT_EQ(gas(0x0e, 3 * 288), 3u * 22500 * 923 / 1000);
    EXPECT_EQ(gas(0x0e, 129 * 288), 129u * 22500 * 524 / 1000);
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

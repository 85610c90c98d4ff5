#include "kernels/hash/poseidon2.hpp"

#include "kernels/backend/backend.hpp"
#include "kernels/test/backends.hpp"
#include "kernels/test/random.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace zk {
namespace {

using nlohmann::json;

class Poseidon2Vectors : public testing::Test {
  protected:
    void SetUp() override {
        const std::string path = test::vectors_folder() + "/fields/babybear-poseidon2.json";
        std::ifstream file(path);
        if (!file) {
            ASSERT_EQ(std::getenv("ZKPROVE_REQUIRE_VECTORS"), nullptr) << path << " is required and absent";
            GTEST_SKIP() << path << " is absent (set ZKPROVE_VECTORS)";
        }
        vectors_ = json::parse(file)["width_16"];
    }
    json vectors_;
};

TEST_F(Poseidon2Vectors, RoundConstants) {
    for (int r = 0; r < kPoseidonHalfRounds; ++r) {
        for (int i = 0; i < kPoseidonWidth; ++i) {
            EXPECT_EQ(poseidon::kExternalInitial[r][i], vectors_["external_initial_rc"][r][i].get<std::uint32_t>());
            EXPECT_EQ(poseidon::kExternalFinal[r][i], vectors_["external_final_rc"][r][i].get<std::uint32_t>());
        }
    }
    ASSERT_EQ(vectors_["internal_rc"].size(), std::size_t{kPoseidonInternalRounds});
    for (int r = 0; r < kPoseidonInternalRounds; ++r) {
        EXPECT_EQ(poseidon::kInternal[r], vectors_["internal_rc"][r].get<std::uint32_t>());
    }
}

TEST_F(Poseidon2Vectors, KnownAnswerScalarAndBatched) {
    PoseidonState input{}, output{};
    for (int i = 0; i < kPoseidonWidth; ++i) {
        input[i] = Felt(vectors_["kat_input"][i].get<std::uint32_t>());
        output[i] = Felt(vectors_["kat_output"][i].get<std::uint32_t>());
    }
    PoseidonState scalar = input;
    poseidon_permute(scalar);
    EXPECT_EQ(scalar, output);
    for (const auto& backend : {make_reference_backend(1), make_cpu_backend(1)}) {
        std::vector<PoseidonState> states(11, input);
        backend->permute_batch(states);
        EXPECT_EQ(states, std::vector<PoseidonState>(11, output)) << backend->name();
    }
}

TEST(Poseidon2, DiagonalInvertsItsDenominators) {
    const auto& d = poseidon::kConstants.diagonal;
    EXPECT_EQ(d[0] + Felt(2), Felt::zero());
    EXPECT_EQ(d[3] * Felt(2), Felt::one());
    EXPECT_EQ(d[9] * Felt(1u << 8), Felt::one());
    EXPECT_EQ(d[12] * Felt(1u << 27), Felt::one());
    EXPECT_EQ(d[14] * Felt(16), -Felt::one());
    EXPECT_EQ(d[15] * Felt(1u << 27), -Felt::one());
}

TEST(Poseidon2, HashPadsTheLastBlockWithZerosAndEmptyIsZero) {
    test::Random random(31);
    const std::vector<Felt> eleven = random.felts(11);
    std::vector<Felt> sixteen = eleven;
    sixteen.resize(16, Felt::zero());
    EXPECT_EQ(poseidon_hash(eleven), poseidon_hash(sixteen));
    Digest zero{};
    zero.words.fill(Felt::zero());
    EXPECT_EQ(poseidon_hash({}), zero);
}

TEST(Poseidon2, EveryInputWordReachesEveryDigestWord) {
    test::Random random(32);
    const std::vector<Felt> input = random.felts(19);
    const Digest digest = poseidon_hash(input);
    for (std::size_t i = 0; i < input.size(); ++i) {
        std::vector<Felt> altered = input;
        altered[i] += Felt::one();
        const Digest other = poseidon_hash(altered);
        for (std::size_t w = 0; w < 8; ++w) EXPECT_NE(digest.words[w], other.words[w]) << i << ' ' << w;
    }
}

}  // namespace
}  // namespace zk

#include "stark/transcript/transcript.hpp"

#include "kernels/backend/backend.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zk::stark {
namespace {

std::vector<Felt> elements(std::size_t n) {
    std::vector<Felt> out;
    for (std::size_t i = 0; i < n; ++i) out.emplace_back(static_cast<std::uint32_t>(1000 + i));
    return out;
}

FeltExt challenge_after(std::span<const Felt> absorbed) {
    Transcript transcript;
    transcript.absorb("x", absorbed);
    return transcript.challenge("c");
}

TEST(Transcript, EveryAbsorbedElementChangesTheNextChallenge) {
    for (const std::size_t n : {1u, 7u, 8u, 9u, 16u, 23u}) {
        const std::vector<Felt> input = elements(n);
        const FeltExt expected = challenge_after(input);
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<Felt> altered = input;
            altered[i] += Felt::one();
            EXPECT_NE(challenge_after(altered), expected) << n << " " << i;
        }
    }
}

TEST(Transcript, IsTheDuplexSpongeOfTheProtocol) {
    // 3 elements, 5 squeezed, 9 absorbed, 5 squeezed: written out with bare permutations.
    const std::vector<Felt> first = elements(3);
    const std::vector<Felt> second = elements(9);
    Transcript transcript;
    transcript.absorb("a", std::span<const Felt>(first));
    const FeltExt c1 = transcript.challenge("c");
    transcript.absorb("b", std::span<const Felt>(second));
    const FeltExt c2 = transcript.challenge("c");

    PoseidonState s;
    for (Felt& x : s) x = Felt::zero();
    for (int i = 0; i < 3; ++i) s[i] = first[i];
    poseidon_permute(s);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(c1.c[i], s[i]);
    for (int i = 0; i < 8; ++i) s[i] = second[i];
    poseidon_permute(s);
    for (int i = 0; i < 8; ++i) s[i] = Felt::zero();
    s[0] = second[8];
    poseidon_permute(s);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(c2.c[i], s[i]);
}

TEST(Transcript, SqueezesMoreThanOneBlock) {
    Transcript transcript;
    const std::vector<Felt> input = elements(2);
    transcript.absorb("a", std::span<const Felt>(input));
    const FeltExt c1 = transcript.challenge("c");
    const FeltExt c2 = transcript.challenge("c");
    PoseidonState s;
    for (Felt& x : s) x = Felt::zero();
    s[0] = input[0];
    s[1] = input[1];
    poseidon_permute(s);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(c2.c[i], s[5 + i]);
    poseidon_permute(s);
    for (int i = 3; i < 5; ++i) EXPECT_EQ(c2.c[i], s[i - 3]);
    EXPECT_NE(c1, c2);
}

TEST(Transcript, AcceptsExactlyTheNoncesThatFit) {
    const auto backend = make_reference_backend(1);
    const std::vector<Felt> input = elements(11);
    const auto fresh = [&] {
        Transcript transcript;
        transcript.absorb("a", std::span<const Felt>(input));
        return transcript;
    };
    constexpr int kBits = 7;
    const std::uint32_t nonce = *backend->grind(fresh().grinding_state(), kBits);
    for (std::uint32_t n = 0; n <= nonce; ++n) EXPECT_EQ(fresh().absorb_nonce("n", n, kBits), n == nonce) << n;
    EXPECT_TRUE(fresh().absorb_nonce("n", 5, 0));

    Transcript with = fresh();
    Transcript other = fresh();
    EXPECT_TRUE(with.absorb_nonce("n", nonce, kBits));
    EXPECT_TRUE(other.absorb_nonce("n", nonce + 1, 0));
    EXPECT_NE(with.challenge("c"), other.challenge("c")) << "the nonce is absorbed";
}

TEST(Transcript, QueryBitsAreTheLowBitsOfCanonicalElements) {
    Transcript transcript;
    Transcript same;
    const std::vector<Felt> input = elements(4);
    transcript.absorb("a", std::span<const Felt>(input));
    same.absorb("a", std::span<const Felt>(input));
    for (int block = 0; block < 40; ++block) {
        const FeltExt values = same.challenge("c");
        for (const Felt x : values.c) EXPECT_EQ(transcript.challenge_bits("q", 12), x.value() & 0xfff);
    }
}

}  // namespace
}  // namespace zk::stark

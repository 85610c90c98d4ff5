// What every CommitOps promises, run over commit_backends() of the executable that links this file.

#include "kernels/merkle/merkle_path.hpp"
#include "kernels/merkle/merkle_tree.hpp"
#include "kernels/ntt/bit_reverse.hpp"
#include "kernels/test/backends.hpp"
#include "kernels/test/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace zk::test {
namespace {

struct Case {
    CommitBackend backend;
    int threads;
};

void PrintTo(const Case& c, std::ostream* os) {
    *os << c.backend.name << ", " << c.threads << " threads";
}

std::vector<Case> cases() {
    std::vector<Case> out;
    for (const CommitBackend& backend : commit_backends()) {
        for (const int threads : {1, 2, 7}) out.push_back({backend, threads});
    }
    return out;
}

class CommitOpsSuite : public testing::TestWithParam<Case> {
  protected:
    void SetUp() override {
        ops_ = GetParam().backend.make(GetParam().threads);
        if (ops_ == nullptr) GTEST_SKIP() << GetParam().backend.name << " is absent: " << GetParam().backend.missing;
        ASSERT_EQ(ops_->name(), GetParam().backend.name);
    }
    [[nodiscard]] const CommitOps& ops() const { return *ops_; }

  private:
    std::unique_ptr<CommitOps> ops_;
};

INSTANTIATE_TEST_SUITE_P(
    Backends,
    CommitOpsSuite,
    testing::ValuesIn(cases()),
    [](const testing::TestParamInfo<Case>& one) {
        return one.param.backend.name + "_t" + std::to_string(one.param.threads);
    }
);

Felt horner(std::span<const Felt> coefficients, Felt x) {
    Felt sum = Felt::zero();
    for (std::size_t k = coefficients.size(); k-- > 0;) sum = sum * x + coefficients[k];
    return sum;
}

/// Indices to compare: all of a small array, the ends and some others of a large one.
std::vector<std::size_t> probes(Random& random, std::size_t n) {
    std::vector<std::size_t> out;
    if (n <= 512) {
        for (std::size_t i = 0; i < n; ++i) out.push_back(i);
        return out;
    }
    out = {0, 1, n / 2 - 1, n / 2, n - 2, n - 1};
    for (int k = 0; k < 10; ++k) out.push_back(random.below(static_cast<std::uint32_t>(n)));
    return out;
}

TEST_P(CommitOpsSuite, NttIsEvaluationInBitReversedOrder) {
    Random random(1);
    for (int log_n = 0; log_n <= 16; ++log_n) {
        const std::vector<Felt> coefficients = random.felts(std::size_t{1} << log_n);
        std::vector<Felt> values = coefficients;
        ops().ntt(values.data(), log_n);
        const Felt w = Felt::root_of_unity(log_n);
        for (const std::size_t i : probes(random, values.size())) {
            ASSERT_EQ(values[i], horner(coefficients, w.pow(bit_reverse(i, log_n)))) << "log_n " << log_n << " i " << i;
        }
    }
}

TEST_P(CommitOpsSuite, InverseNttUndoesNtt) {
    Random random(2);
    for (int log_n = 0; log_n <= 17; ++log_n) {
        const std::vector<Felt> coefficients = random.felts(std::size_t{1} << log_n);
        std::vector<Felt> values = coefficients;
        ops().ntt(values.data(), log_n);
        ops().inverse_ntt(values.data(), log_n);
        ASSERT_EQ(values, coefficients) << "log_n " << log_n;
        ops().inverse_ntt(values.data(), log_n);
        ops().ntt(values.data(), log_n);
        ASSERT_EQ(values, coefficients) << "log_n " << log_n;
    }
}

TEST_P(CommitOpsSuite, NttOfExtremeWordsIsReduced) {
    for (int log_n = 0; log_n <= 12; ++log_n) {
        std::vector<Felt> values(std::size_t{1} << log_n, Felt::from_montgomery(Felt::kModulus - 1));
        std::vector<Felt> expected(values.size(), Felt::zero());
        expected[0] = values[0] * Felt(static_cast<std::uint32_t>(values.size()));
        ops().ntt(values.data(), log_n);
        EXPECT_EQ(values, expected) << "a constant sequence is n times a delta, log_n " << log_n;
        for (const Felt x : values) EXPECT_LT(x.montgomery(), Felt::kModulus);
    }
}

TEST_P(CommitOpsSuite, EncodeEvaluatesTheMessage) {
    Random random(3);
    for (const int log_blowup : {1, 2, 4}) {
        for (const int log_message : {0, 1, 2, 3, 4, 5, 6, 9, 13, 15}) {
            for (const std::size_t n_columns : {std::size_t{1}, std::size_t{3}}) {
                std::vector<std::vector<Felt>> messages, codewords;
                std::vector<const Felt*> in;
                std::vector<Felt*> out;
                for (std::size_t j = 0; j < n_columns; ++j) {
                    messages.push_back(random.felts(std::size_t{1} << log_message));
                    codewords.emplace_back((std::size_t{1} << (log_message + log_blowup)) + 1, Felt(12345));
                }
                for (std::size_t j = 0; j < n_columns; ++j) {
                    in.push_back(messages[j].data());
                    out.push_back(codewords[j].data());
                }
                const auto before = messages;
                ops().encode(out, in, log_message, log_blowup);
                EXPECT_EQ(messages, before);
                const Felt w = Felt::root_of_unity(log_message + log_blowup);
                for (std::size_t j = 0; j < n_columns; ++j) {
                    EXPECT_EQ(codewords[j].back(), Felt(12345)) << "wrote past the codeword";
                    for (const std::size_t i : probes(random, codewords[j].size() - 1)) {
                        const Felt x = w.pow(bit_reverse(i, log_message + log_blowup));
                        ASSERT_EQ(codewords[j][i], horner(messages[j], x))
                            << log_message << ' ' << log_blowup << ' ' << i;
                    }
                }
            }
        }
    }
}

TEST_P(CommitOpsSuite, EncodeOfNoColumnsDoesNothing) {
    EXPECT_NO_THROW(ops().encode({}, {}, 4, 1));
}

TEST_P(CommitOpsSuite, PermuteBatchIsThePermutation) {
    Random random(4);
    for (const std::size_t n : {0u, 1u, 2u, 7u, 8u, 9u, 16u, 31u, 517u, 2048u}) {
        std::vector<PoseidonState> states(n), expected;
        for (PoseidonState& s : states) {
            for (Felt& x : s) x = random.felt();
        }
        expected = states;
        for (PoseidonState& s : expected) poseidon_permute(s);
        ops().permute_batch(states);
        EXPECT_EQ(states, expected) << n << " states";
    }
}

TEST_P(CommitOpsSuite, PermuteBatchOfExtremeWords) {
    for (const std::uint32_t word : {0u, 1u, Felt::kModulus - 1, Felt::kModulus / 2}) {
        std::vector<PoseidonState> states(9), expected;
        for (PoseidonState& s : states) s.fill(Felt::from_montgomery(word));
        expected = states;
        for (PoseidonState& s : expected) poseidon_permute(s);
        ops().permute_batch(states);
        EXPECT_EQ(states, expected) << word;
    }
}

TEST_P(CommitOpsSuite, HashLeavesIsTheSpongeOfPositionMajorRows) {
    Random random(5);
    for (const int log_positions : {0, 1, 3, 4}) {
        for (const std::size_t width : {1u, 2u, 3u, 5u, 8u, 9u, 16u, 23u}) {
            const std::size_t n_leaves = 300;
            std::vector<std::vector<Felt>> columns;
            std::vector<const Felt*> pointers;
            for (std::size_t j = 0; j < width; ++j) columns.push_back(random.felts(n_leaves << log_positions));
            for (const auto& column : columns) pointers.push_back(column.data());
            for (const auto& [first, count] :
                 {std::pair{0u, 300u}, {0u, 8u}, {5u, 13u}, {299u, 1u}, {17u, 0u}, {8u, 257u}}) {
                std::vector<Digest> out(count);
                ops().hash_leaves(out, pointers, first, log_positions);
                for (std::size_t i = 0; i < count; i += 1 + i / 24) {
                    std::vector<Felt> leaf;
                    for (std::size_t at = (first + i) << log_positions; at < (first + i + 1) << log_positions; ++at) {
                        for (const auto& column : columns) leaf.push_back(column[at]);
                    }
                    ASSERT_EQ(out[i], poseidon_hash(leaf)) << log_positions << ' ' << width << ' ' << first + i;
                }
            }
        }
    }
}

TEST_P(CommitOpsSuite, CompressLayerIsTheNodeHash) {
    Random random(6);
    for (const std::size_t n : {0u, 1u, 2u, 7u, 8u, 9u, 100u, 1025u}) {
        std::vector<Digest> children(2 * n), parents(n);
        for (Digest& d : children) d = random.digest();
        ops().compress_layer(parents, children);
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_EQ(parents[i], poseidon_compress(children[2 * i], children[2 * i + 1])) << i << " of " << n;
        }
    }
}

TEST_P(CommitOpsSuite, MerkleTreePathsLeadToTheCap) {
    Random random(7);
    for (int depth = 0; depth <= 9; ++depth) {
        std::vector<Digest> leaves(std::size_t{1} << depth);
        for (Digest& d : leaves) d = random.digest();
        const MerkleTree tree = MerkleTree::build(ops(), leaves);
        ASSERT_EQ(tree.depth(), depth);
        ASSERT_EQ(tree.n_leaves(), leaves.size());
        EXPECT_EQ(tree.layer(0)[0], tree.root());
        for (const int cap_depth : {0, 1, 3, 8, 9}) {
            const std::span<const Digest> cap = tree.cap(cap_depth);
            ASSERT_EQ(cap.size(), std::size_t{1} << std::min(cap_depth, depth));
            for (const std::size_t index : probes(random, leaves.size())) {
                const std::vector<Digest> path = tree.path(index, cap_depth);
                ASSERT_EQ(path.size(), static_cast<std::size_t>(std::max(depth - cap_depth, 0)));
                EXPECT_EQ(fold_path(leaves[index], index, path), cap[index >> path.size()]);
            }
        }
    }
}

/// What grind must find, straight from its definition.
bool fits(const PoseidonState& state, std::uint32_t nonce, int bits) {
    PoseidonState s = state;
    s[0] = Felt(nonce);
    for (int i = 1; i < kPoseidonRate; ++i) s[i] = Felt::zero();
    poseidon_permute(s);
    return s[0].value() % (1u << bits) == 0;
}

TEST_P(CommitOpsSuite, GrindFindsTheSmallestNonce) {
    Random random(8);
    for (const int bits : {0, 1, 2, 3, 5, 8, 10, 12}) {
        PoseidonState state{};
        for (Felt& x : state) x = random.felt();
        std::uint32_t expected = 0;
        while (!fits(state, expected, bits)) ++expected;
        const auto nonce = ops().grind(state, bits);
        ASSERT_TRUE(nonce.has_value()) << bits << " bits";
        EXPECT_EQ(*nonce, expected) << bits << " bits";
    }
}

TEST_P(CommitOpsSuite, GrindIgnoresTheRate) {
    Random random(9);
    PoseidonState state{};
    for (Felt& x : state) x = random.felt();
    PoseidonState other = state;
    for (int i = 0; i < kPoseidonRate; ++i) other[i] = random.felt();
    EXPECT_EQ(ops().grind(state, 6), ops().grind(other, 6));
}

TEST_P(CommitOpsSuite, GrindTestsCanonicalResidues) {
    // The found residue must be a multiple of 2^bits as an integer, also above 2^30 where Montgomery words and residues differ most.
    Random random(10);
    bool above = false;
    for (int k = 0; k < 12; ++k) {
        PoseidonState state{};
        for (Felt& x : state) x = random.felt();
        const auto nonce = ops().grind(state, 4);
        ASSERT_TRUE(nonce.has_value());
        state[0] = Felt(*nonce);
        for (int i = 1; i < kPoseidonRate; ++i) state[i] = Felt::zero();
        poseidon_permute(state);
        EXPECT_EQ(state[0].value() % 16, 0u);
        above = above || state[0].value() > (1u << 30);
    }
    EXPECT_TRUE(above) << "the seed should give one residue above 2^30";
}

}  // namespace
}  // namespace zk::test

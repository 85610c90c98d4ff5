// What every Backend promises beyond CommitOps, against naive formulas, for each CPU back end and 1, 2, 7 threads: results are exact, so equal to
// one expectation means equal for all thread counts.

#include "kernels/backend/backend.hpp"

#include "kernels/ntt/bit_reverse.hpp"
#include "kernels/test/backends.hpp"
#include "kernels/test/random.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace zk::test {

namespace {

constexpr const char* kNoAvx2 = "this machine (or build) has no AVX2";
constexpr const char* kNoAvx512 = "this machine (or build) has no AVX-512";

struct Case {
    std::string name;
    std::unique_ptr<Backend> (*make)(int threads);
    int threads;
    const char* missing;
};

void PrintTo(const Case& c, std::ostream* os) {
    *os << c.name << ", " << c.threads << " threads";
}

std::vector<Case> cases() {
    std::vector<Case> out;
    for (const int threads : {1, 2, 7}) {
        out.push_back({"reference", make_reference_backend, threads, ""});
        out.push_back({"avx2", make_avx2_backend, threads, kNoAvx2});
        out.push_back({"avx512", make_avx512_backend, threads, kNoAvx512});
    }
    return out;
}

class BackendSuite : public testing::TestWithParam<Case> {
  protected:
    void SetUp() override {
        backend_ = GetParam().make(GetParam().threads);
        if (backend_ == nullptr) GTEST_SKIP() << GetParam().name << " is absent: " << GetParam().missing;
        ASSERT_EQ(backend_->name(), GetParam().name);
        ASSERT_EQ(backend_->threads(), GetParam().threads);
    }
    [[nodiscard]] const Backend& ops() const { return *backend_; }

  private:
    std::unique_ptr<Backend> backend_;
};

INSTANTIATE_TEST_SUITE_P(Cpu, BackendSuite, testing::ValuesIn(cases()), [](const testing::TestParamInfo<Case>& one) {
    return one.param.name + "_t" + std::to_string(one.param.threads);
});

/// Sizes below, at and beside the vector width, and some that several threads share.
constexpr std::size_t kSizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 1023, 4096, 10001};

TEST_P(BackendSuite, BatchInverse) {
    Random random(101);
    for (const std::size_t n : kSizes) {
        std::vector<Felt> values = random.felts(n);
        const std::vector<Felt> before = values;
        ops().batch_inverse(values);
        for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(values[i], before[i].inverse()) << i << " of " << n;
    }
    ops().batch_inverse({});
}

TEST_P(BackendSuite, EqTableIsTheProductFormula) {
    Random random(102);
    for (std::size_t n = 0; n <= 13; ++n) {
        const std::vector<FeltExt> point = random.exts(n);
        const FeltExt scale = random.ext();
        ExtArray out(std::size_t{1} << n);
        ops().eq_table(out.span(), point, scale);
        ASSERT_TRUE(out.padding_untouched());
        for (std::size_t i = 0; i < std::size_t{1} << n; i += 1 + i / 64) {
            FeltExt expected = scale;
            for (std::size_t k = 0; k < n; ++k) expected *= ((i >> k) & 1) != 0 ? point[k] : FeltExt::one() - point[k];
            ASSERT_EQ(out[i], expected) << i << " of 2^" << n;
        }
    }
}

TEST_P(BackendSuite, FoldIsTheLineThroughNeighbours) {
    Random random(103);
    for (const std::size_t n : kSizes) {
        const std::vector<FeltExt> in = random.exts(2 * n);
        const FeltExt r = random.ext();
        std::vector<FeltExt> expected;
        for (std::size_t i = 0; i < n; ++i) expected.push_back((FeltExt::one() - r) * in[2 * i] + r * in[2 * i + 1]);
        const ExtArray source(in);
        ExtArray out(n, 1);
        ops().fold(out.span(), source.view(), r);
        ASSERT_EQ(out.values(), expected) << n;
        ASSERT_TRUE(out.padding_untouched());

        ExtArray place(in);
        ops().fold(place.span().subspan(0, n), place.view(), r);
        for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(place[i], expected[i]) << "in place " << i << " of " << n;
        ASSERT_TRUE(place.padding_untouched());
    }
}

TEST_P(BackendSuite, FoldAtZeroAndOneSelects) {
    Random random(104);
    const std::vector<FeltExt> in = random.exts(40);
    const ExtArray source(in);
    ExtArray out(20);
    for (const std::size_t bit : {0u, 1u}) {
        ops().fold(out.span(), source.view(), bit == 0 ? FeltExt::zero() : FeltExt::one());
        for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(out[i], in[2 * i + bit]);
    }
}

TEST_P(BackendSuite, FoldSkipIsTheWeightedSumOfSixteen) {
    Random random(105);
    for (const std::size_t n : kSizes) {
        const std::vector<Felt> in = random.felts(16 * n);
        const std::vector<FeltExt> weights = random.exts(16);
        ExtArray out(n);
        ops().fold_skip(out.span(), in, std::span<const FeltExt, 16>(weights));
        for (std::size_t y = 0; y < n; y += 1 + y / 100) {
            FeltExt expected = FeltExt::zero();
            for (std::size_t i = 0; i < 16; ++i) expected += weights[i] * in[16 * y + i];
            ASSERT_EQ(out[y], expected) << y << " of " << n;
        }
        ASSERT_TRUE(out.padding_untouched());
    }
}

TEST_P(BackendSuite, CombineColumns) {
    Random random(106);
    for (const std::size_t width : {0u, 1u, 2u, 5u, 16u, 33u, 100u}) {
        for (const std::size_t n : {1u, 7u, 8u, 13u, 100u, 5003u}) {
            std::vector<std::vector<Felt>> columns;
            std::vector<const Felt*> pointers;
            for (std::size_t j = 0; j < width; ++j) columns.push_back(random.felts(n));
            for (const auto& column : columns) pointers.push_back(column.data());
            const std::vector<FeltExt> weights = random.exts(width);
            ExtArray out(n);
            ops().combine_columns(out.span(), pointers, weights);
            for (std::size_t i = 0; i < n; i += 1 + i / 50) {
                FeltExt expected = FeltExt::zero();
                for (std::size_t j = 0; j < width; ++j) expected += weights[j] * columns[j][i];
                ASSERT_EQ(out[i], expected) << i << " of " << n << ", width " << width;
            }
            ASSERT_TRUE(out.padding_untouched());
        }
    }
}

TEST_P(BackendSuite, CombineExtensionColumns) {
    Random random(117);
    for (const std::size_t width : {0u, 1u, 2u, 5u, 20u}) {
        for (const std::size_t n : {1u, 7u, 8u, 13u, 100u, 3001u}) {
            std::vector<ExtArray> columns;
            std::vector<ConstExtSpan> spans;
            for (std::size_t j = 0; j < width; ++j) columns.emplace_back(random.exts(n), j);
            for (const ExtArray& column : columns) spans.push_back(column.view());
            const std::vector<FeltExt> weights = random.exts(width);
            ExtArray out(n);
            ops().combine_columns(out.span(), spans, weights);
            for (std::size_t i = 0; i < n; i += 1 + i / 50) {
                FeltExt expected = FeltExt::zero();
                for (std::size_t j = 0; j < width; ++j) expected += weights[j] * columns[j][i];
                ASSERT_EQ(out[i], expected) << i << " of " << n << ", width " << width;
            }
            ASSERT_TRUE(out.padding_untouched());
        }
    }
}

TEST_P(BackendSuite, ExpandSkipIsTheOuterProduct) {
    Random random(118);
    for (const std::size_t n : {1u, 2u, 7u, 8u, 9u, 200u}) {
        const ExtArray scales(random.exts(n));
        const std::vector<FeltExt> weights = random.exts(16);
        ExtArray out(16 * n);
        ops().expand_skip(out.span(), scales.view(), std::span<const FeltExt, 16>(weights));
        for (std::size_t i = 0; i < 16 * n; ++i)
            ASSERT_EQ(out[i], scales[i / 16] * weights[i % 16]) << i << " of " << n;
        ASSERT_TRUE(out.padding_untouched());
    }
}

TEST_P(BackendSuite, SkipSumsWeighTheGroups) {
    Random random(119);
    for (const std::size_t n : {0u, 1u, 2u, 7u, 8u, 9u, 100u}) {
        const ExtArray weights(random.exts(n));
        const ExtArray values(random.exts(16 * n), 2);
        std::array<FeltExt, 16> expected;
        expected.fill(FeltExt::zero());
        for (std::size_t i = 0; i < 16 * n; ++i) expected[i % 16] += weights[i / 16] * values[i];
        EXPECT_EQ(ops().skip_sums(weights.view(), values.view()), expected) << n;
    }
}

TEST_P(BackendSuite, Dot) {
    Random random(107);
    for (const std::size_t n : kSizes) {
        const ExtArray weights(random.exts(n));
        const std::vector<Felt> base = random.felts(n);
        const ExtArray ext(random.exts(n), 1);
        FeltExt of_base = FeltExt::zero();
        FeltExt of_ext = FeltExt::zero();
        for (std::size_t i = 0; i < n; ++i) {
            of_base += weights[i] * base[i];
            of_ext += weights[i] * ext[i];
        }
        ASSERT_EQ(ops().dot(weights.view(), base), of_base) << n;
        ASSERT_EQ(ops().dot(weights.view(), ext.view()), of_ext) << n;
    }
    EXPECT_EQ(ops().dot(ConstExtSpan{}, std::span<const Felt>{}), FeltExt::zero());
    EXPECT_EQ(ops().dot(ConstExtSpan{}, ConstExtSpan{}), FeltExt::zero());
}

TEST_P(BackendSuite, SumsOfExtremeWordsStayExact) {
    // All words p - 1: the largest values that delayed reductions can meet.
    const Felt top = Felt::from_montgomery(Felt::kModulus - 1);
    FeltExt all{};
    all.c.fill(top);
    for (const std::size_t n : {8u, 64u, 1000u, 20000u}) {
        const ExtArray values(std::vector<FeltExt>(n, all));
        const std::vector<Felt> base(n, top);
        const Felt count(static_cast<std::uint32_t>(n));
        EXPECT_EQ(ops().dot(values.view(), base), all * top * count);
        EXPECT_EQ(ops().dot(values.view(), values.view()), all * all * count);
        const auto round = ops().product_round(values.view(), values.view());
        EXPECT_EQ(round[0], all * all * (count * Felt(2).inverse()));
        EXPECT_EQ(round[1], round[0]);

        const std::vector<const Felt*> columns(200, base.data());
        const std::vector<FeltExt> weights(200, all);
        ExtArray out(n);
        ops().combine_columns(out.span(), columns, weights);
        EXPECT_EQ(out[n - 1], all * top * Felt(200));

        const ExtArray eq(std::vector<FeltExt>(n / 4, all));
        const FeltExt quarter(count * Felt(4).inverse());
        const FeltExt term = all * (all * all * Felt(2) + all * (all * all)) * quarter;
        for (const FeltExt& s : ops().fraction_round(values.view(), values.view(), eq.view(), all)) EXPECT_EQ(s, term);
        const FeltExt base_term = all * (all * top * Felt(2) + all * (all * all)) * quarter;
        for (const FeltExt& s : ops().fraction_round(base, values.view(), eq.view(), all)) EXPECT_EQ(s, base_term);
    }
}

TEST_P(BackendSuite, ProductRoundSumsTheProductOfLines) {
    Random random(108);
    for (const std::size_t n : kSizes) {
        const std::vector<FeltExt> w = random.exts(2 * n), q = random.exts(2 * n);
        std::array<FeltExt, 2> expected{FeltExt::zero(), FeltExt::zero()};
        const FeltExt xs[2] = {FeltExt::zero(), FeltExt(Felt(2))};
        for (std::size_t y = 0; y < n; ++y) {
            for (std::size_t k = 0; k < 2; ++k) {
                const FeltExt wx = w[2 * y] + xs[k] * (w[2 * y + 1] - w[2 * y]);
                const FeltExt qx = q[2 * y] + xs[k] * (q[2 * y + 1] - q[2 * y]);
                expected[k] += wx * qx;
            }
        }
        ASSERT_EQ(ops().product_round(ExtArray(w).view(), ExtArray(q, 0).view()), expected) << n;
    }
}

/// Evaluations over the subgroup of order 2^log_n, bit-reversed, of a polynomial with extension coefficients.
std::vector<FeltExt> encode_ext(const Backend& ops, const std::vector<FeltExt>& message, int log_n) {
    std::vector<FeltExt> out(std::size_t{1} << log_n, FeltExt::zero());
    for (int k = 0; k < FeltExt::kDegree; ++k) {
        std::vector<Felt> plane(out.size(), Felt::zero());
        for (std::size_t i = 0; i < message.size(); ++i) plane[i] = message[i].c[static_cast<std::size_t>(k)];
        ops.ntt(plane.data(), log_n);
        for (std::size_t i = 0; i < out.size(); ++i) out[i].c[static_cast<std::size_t>(k)] = plane[i];
    }
    return out;
}

TEST_P(BackendSuite, FoldCodewordIsTheCodewordOfTheFoldedMessage) {
    Random random(109);
    const auto reference = make_reference_backend(1);
    for (int log_message = 1; log_message <= 12; ++log_message) {
        const std::vector<FeltExt> message = random.exts(std::size_t{1} << log_message);
        const FeltExt r = random.ext();
        const int log_n = log_message + 1;
        const std::vector<FeltExt> codeword = encode_ext(*reference, message, log_n);
        std::vector<FeltExt> folded;
        for (std::size_t i = 0; i < message.size() / 2; ++i) {
            folded.push_back(message[2 * i] + r * (message[2 * i + 1] - message[2 * i]));
        }
        const std::vector<FeltExt> expected = encode_ext(*reference, folded, log_n - 1);
        ExtArray out(expected.size());
        ops().fold_codeword(out.span(), ExtArray(codeword).view(), r, 0, log_n);
        ASSERT_EQ(out.values(), expected) << log_n;
        ASSERT_TRUE(out.padding_untouched());

        for (const std::size_t first : {std::size_t{2}, codeword.size() / 2, codeword.size() - 2}) {
            if (first >= codeword.size()) continue;
            const std::size_t n = (codeword.size() - first) / 2;
            ExtArray part(n);
            const ExtArray whole(codeword);
            ops().fold_codeword(part.span(), whole.view().subspan(first, 2 * n), r, first, log_n);
            for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(part[i], expected[first / 2 + i]) << log_n << ' ' << first;
        }
    }
}

template <class P>
void check_layer(const Backend& ops, const std::vector<P>& p, const ExtArray& q) {
    const std::size_t n = p.size() / 2;
    ExtArray p_out(n), q_out(n, 5);
    if constexpr (std::is_same_v<P, Felt>) {
        ops.fraction_layer(p_out.span(), q_out.span(), std::span<const Felt>(p), q.view());
    } else {
        ops.fraction_layer(p_out.span(), q_out.span(), ExtArray(p).view(), q.view());
    }
    for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(p_out[i], p[2 * i] * q[2 * i + 1] + p[2 * i + 1] * q[2 * i]) << i << " of " << n;
        ASSERT_EQ(q_out[i], q[2 * i] * q[2 * i + 1]) << i << " of " << n;
    }
    EXPECT_TRUE(p_out.padding_untouched() && q_out.padding_untouched());
}

TEST_P(BackendSuite, FractionLayerAddsNeighbours) {
    Random random(110);
    for (const std::size_t n : kSizes) {
        const ExtArray q(random.exts(2 * n));
        check_layer(ops(), random.felts(2 * n), q);
        check_layer(ops(), random.exts(2 * n), q);
    }
}

template <class P>
std::array<FeltExt, 3> naive_round(
    const std::vector<P>& p, const std::vector<FeltExt>& q, const std::vector<FeltExt>& eq, const FeltExt& gamma
) {
    std::array<FeltExt, 3> sums{FeltExt::zero(), FeltExt::zero(), FeltExt::zero()};
    for (std::size_t y = 0; y < eq.size(); ++y) {
        for (std::uint32_t x = 0; x < 3; ++x) {
            const auto at = [&](const auto& values, std::size_t b) {
                const FeltExt low(values[4 * y + b]);
                return low + Felt(x) * (FeltExt(values[4 * y + 2 + b]) - low);
            };
            sums[x] += eq[y] * (at(p, 0) * at(q, 1) + at(p, 1) * at(q, 0) + gamma * at(q, 0) * at(q, 1));
        }
    }
    return sums;
}

TEST_P(BackendSuite, FractionRoundSumsTheLayerPolynomial) {
    Random random(111);
    for (const std::size_t n : kSizes) {
        const std::vector<FeltExt> q = random.exts(4 * n), p = random.exts(4 * n), eq = random.exts(n);
        const std::vector<Felt> leaves = random.felts(4 * n);
        const FeltExt gamma = random.ext();
        const ExtArray p_array(p, 7), q_array(q), eq_array(eq, 0);
        ASSERT_EQ(
            ops().fraction_round(p_array.view(), q_array.view(), eq_array.view(), gamma), naive_round(p, q, eq, gamma)
        ) << n;
        ASSERT_EQ(
            ops().fraction_round(leaves, q_array.view(), eq_array.view(), gamma), naive_round(leaves, q, eq, gamma)
        ) << n;
    }
}

TEST_P(BackendSuite, ShortFractionRoundAgreesWithTheFullOne) {
    Random random(115);
    for (const std::size_t n : kSizes) {
        std::vector<FeltExt> point;
        while (std::size_t{1} << point.size() < n) point.push_back(random.ext());
        ExtArray table(std::size_t{1} << point.size());
        ops().eq_table(table.span(), point, random.ext());
        const ConstExtSpan eq = table.view().subspan(0, n);
        const ExtArray q(random.exts(4 * n)), p(random.exts(4 * n), 6);
        const std::vector<Felt> leaves = random.felts(4 * n);
        const FeltExt gamma = random.ext();
        FeltExt eq_sum = FeltExt::zero();
        for (std::size_t y = 0; y < n; ++y) eq_sum += eq[y];
        const auto agrees = [&](const FractionRound& got, const std::array<FeltExt, 3>& full) {
            EXPECT_EQ(got.at_0, full[0]) << n;
            EXPECT_EQ(got.eq_sum, eq_sum) << n;
            // s'(2) = s'(0) + 2 (s'(1) - s'(0)) + 2 square
            EXPECT_EQ(full[0] + Felt(2) * (full[1] - full[0]) + Felt(2) * got.square, full[2]) << n;
        };
        agrees(
            ops().fraction_round_short(p.view(), q.view(), eq, gamma),
            ops().fraction_round(p.view(), q.view(), eq, gamma)
        );
        agrees(
            ops().fraction_round_short(leaves, q.view(), eq, gamma), ops().fraction_round(leaves, q.view(), eq, gamma)
        );
    }
}

TEST_P(BackendSuite, ShortFractionRoundOfATableThatStartsWithZero) {
    Random random(116);
    const std::size_t n = 64;
    std::vector<FeltExt> point = random.exts(6);
    for (const std::size_t at : {0u, 1u, 5u}) {
        point[at] = FeltExt::one();  // eq[0] = 0
        ExtArray eq(n);
        ops().eq_table(eq.span(), point, FeltExt::one());
        const ExtArray q(random.exts(4 * n)), p(random.exts(4 * n));
        const FeltExt gamma = random.ext();
        const FractionRound got = ops().fraction_round_short(p.view(), q.view(), eq.view(), gamma);
        EXPECT_EQ(got.at_0, ops().fraction_round(p.view(), q.view(), eq.view(), gamma)[0]);
        EXPECT_EQ(got.eq_sum, FeltExt::one());
    }
}

TEST_P(BackendSuite, FractionFoldBindsTheSecondBit) {
    Random random(112);
    for (const std::size_t n : kSizes) {
        const std::vector<Felt> base = random.felts(4 * n);
        const std::vector<FeltExt> ext = random.exts(4 * n);
        const FeltExt r = random.ext();
        const auto bound = [&](const auto& in, std::size_t i) {
            const std::size_t y = i / 2, b = i % 2;
            return (FeltExt::one() - r) * in[4 * y + b] + r * in[4 * y + 2 + b];
        };
        ExtArray from_base(2 * n), from_ext(2 * n);
        ops().fraction_fold(from_base.span(), base, r);
        ops().fraction_fold(from_ext.span(), ExtArray(ext, 9).view(), r);
        ExtArray place(ext);
        ops().fraction_fold(place.span().subspan(0, 2 * n), place.view(), r);
        for (std::size_t i = 0; i < 2 * n; ++i) {
            ASSERT_EQ(from_base[i], bound(base, i)) << i << " of " << n;
            ASSERT_EQ(from_ext[i], bound(ext, i)) << i << " of " << n;
            ASSERT_EQ(place[i], bound(ext, i)) << "in place " << i << " of " << n;
        }
        ASSERT_TRUE(from_base.padding_untouched() && from_ext.padding_untouched() && place.padding_untouched());
    }
}

Tape random_tape(Random& random, std::size_t n_steps) {
    Tape tape;
    tape.n_registers = 12;
    tape.n_computed = 9;  // 9 to 11 hold inputs
    tape.n_inputs = 5;
    tape.n_coefficients = 6;
    tape.constants = random.felts(4);
    const auto pick = [&](std::uint32_t bound) { return static_cast<std::uint16_t>(random.below(bound)); };
    for (std::uint16_t d = 0; d < tape.n_registers; ++d) {
        if (d % 3 == 2 && d < tape.n_computed) {
            tape.instructions.push_back({Tape::Op::kConstant, d, pick(4), 0});
        } else {
            tape.instructions.push_back({Tape::Op::kInput, d, pick(5), 0});
        }
    }
    for (std::size_t k = 0; k < n_steps; ++k) {
        switch (random.below(6)) {
            case 0:
                tape.instructions.push_back({Tape::Op::kAdd, pick(9), pick(12), pick(12)});
                break;
            case 1:
                tape.instructions.push_back({Tape::Op::kSub, pick(9), pick(12), pick(12)});
                break;
            case 2:
                tape.instructions.push_back({Tape::Op::kMul, pick(9), pick(12), pick(12)});
                break;
            case 3:
                tape.instructions.push_back({Tape::Op::kOutput, 0, pick(12), pick(6)});
                break;
            case 4:
                tape.instructions.push_back({Tape::Op::kInput, pick(12), pick(5), 0});
                break;
            default:
                tape.instructions.push_back({Tape::Op::kConstant, pick(9), pick(4), 0});
                break;
        }
    }
    tape.instructions.push_back({Tape::Op::kOutput, 0, pick(9), 0});
    return tape;
}

/// The tape's meaning on one lane, all in the extension.
FeltExt interpret(const Tape& tape, const std::vector<FeltExt>& inputs, const std::vector<FeltExt>& coefficients) {
    std::vector<FeltExt> r(tape.n_registers, FeltExt::zero());
    FeltExt out = FeltExt::zero();
    for (const auto& s : tape.instructions) {
        if (s.op == Tape::Op::kInput) r[s.dst] = inputs[s.a];
        if (s.op == Tape::Op::kConstant) r[s.dst] = FeltExt(tape.constants[s.a]);
        if (s.op == Tape::Op::kAdd) r[s.dst] = r[s.a] + r[s.b];
        if (s.op == Tape::Op::kSub) r[s.dst] = r[s.a] - r[s.b];
        if (s.op == Tape::Op::kMul) r[s.dst] = r[s.a] * r[s.b];
        if (s.op == Tape::Op::kOutput) out += coefficients[s.b] * r[s.a];
    }
    return out;
}

TEST_P(BackendSuite, TapeMatchesAScalarInterpreter) {
    Random random(113);
    for (const std::size_t n_lanes : {1u, 2u, 7u, 8u, 9u, 16u, 31u, 64u, 100u, 256u, 515u}) {
        const Tape tape = random_tape(random, 60);
        const std::vector<FeltExt> coefficients = random.exts(tape.n_coefficients);
        std::vector<std::vector<Felt>> base;
        std::vector<ExtArray> ext;
        std::vector<const Felt*> base_inputs;
        std::vector<ConstExtSpan> ext_inputs;
        for (int k = 0; k < tape.n_inputs; ++k) {
            base.push_back(random.felts(n_lanes));
            ext.emplace_back(random.exts(n_lanes), static_cast<std::size_t>(k));
        }
        for (std::size_t k = 0; k < tape.n_inputs; ++k) {
            base_inputs.push_back(base[k].data());
            ext_inputs.push_back(ext[k].view());
        }
        ExtArray base_out(n_lanes), ext_out(n_lanes, 0);
        ops().run_tape(tape, base_out.span(), base_inputs, coefficients);
        ops().run_tape(tape, ext_out.span(), ext_inputs, coefficients);
        ASSERT_TRUE(base_out.padding_untouched());
        for (std::size_t lane = 0; lane < n_lanes; ++lane) {
            std::vector<FeltExt> of_base, of_ext;
            for (std::size_t k = 0; k < tape.n_inputs; ++k) {
                of_base.emplace_back(base[k][lane]);
                of_ext.push_back(ext[k][lane]);
            }
            ASSERT_EQ(base_out[lane], interpret(tape, of_base, coefficients)) << lane << " of " << n_lanes;
            ASSERT_EQ(ext_out[lane], interpret(tape, of_ext, coefficients)) << lane << " of " << n_lanes;
        }
    }
}

TEST_P(BackendSuite, TapeWithoutOutputsIsZero) {
    Tape tape;
    tape.n_registers = 1;
    tape.n_computed = 1;
    tape.constants = {Felt(7)};
    tape.instructions = {{Tape::Op::kConstant, 0, 0, 0}};
    ExtArray out(13);
    ops().run_tape(tape, out.span(), std::span<const Felt* const>{}, {});
    EXPECT_EQ(out.values(), std::vector<FeltExt>(13, FeltExt::zero()));
    ops().run_tape(tape, out.span(), std::span<const ConstExtSpan>{}, {});
    EXPECT_EQ(out.values(), std::vector<FeltExt>(13, FeltExt::zero()));
}

TEST_P(BackendSuite, ExtendSkipInterpolates) {
    Random random(114);
    const Felt omega = Felt::root_of_unity(4);
    for (const std::size_t n_groups : {0u, 1u, 2u, 7u, 8u, 9u, 16u, 33u}) {
        for (const Felt shift : {Felt::one(), Felt(31), random.felt(), omega}) {
            const std::vector<Felt> in = random.felts(16 * n_groups);
            std::vector<Felt> out(in.size());
            ops().extend_skip(out.data(), in.data(), n_groups, shift);
            for (std::size_t g = 0; g < n_groups; ++g) {
                for (std::uint64_t i = 0; i < 16; ++i) {  // sum_j in[j] L_j(x), L_j(x) = prod (x - w^k)/(w^j - w^k)
                    const Felt x = shift * omega.pow(i);
                    Felt expected = Felt::zero();
                    for (std::uint64_t j = 0; j < 16; ++j) {
                        Felt numerator = Felt::one(), denominator = Felt::one();
                        for (std::uint64_t k = 0; k < 16; ++k) {
                            if (k == j) continue;
                            numerator *= x - omega.pow(k);
                            denominator *= omega.pow(j) - omega.pow(k);
                        }
                        expected += in[16 * g + j] * numerator * denominator.inverse();
                    }
                    ASSERT_EQ(out[16 * g + i], expected) << g << ' ' << i;
                }
            }
        }
    }
}

TEST(CpuBackend, NamesWhatItIs) {
    const auto cpu = make_cpu_backend(1);
    ASSERT_NE(cpu, nullptr);
    const char* const best = make_avx512_backend(1) != nullptr ? "avx512"
                             : make_avx2_backend(1) != nullptr ? "avx2"
                                                               : "reference";
    EXPECT_STREQ(cpu->name(), best);
}

TEST(CpuBackend, RefusesNoThreads) {
    EXPECT_THROW((void)make_reference_backend(0), std::invalid_argument);
    EXPECT_THROW((void)make_cpu_backend(-1), std::invalid_argument);
}

}  // namespace

std::vector<CommitBackend> commit_backends() {
    return {
        {"reference", make_reference_backend, ""},
        {"avx2", make_avx2_backend, kNoAvx2},
        {"avx512", make_avx512_backend, kNoAvx512}};
}

}  // namespace zk::test

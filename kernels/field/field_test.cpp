#include "kernels/field/felt.hpp"
#include "kernels/field/felt_ext.hpp"
#include "kernels/test/random.hpp"

#include <gtest/gtest.h>

namespace zk {
namespace {

template <class F>
F draw(test::Random& random) {
    F x = F::zero();
    if constexpr (std::is_same_v<F, Felt>) {
        x = random.felt();
    } else {
        for (Felt& c : x.c) c = random.felt();
    }
    return x;
}

template <class F>
class FieldAxioms : public testing::Test {};

/// The degree is one alias: degree 4 (x^4 - 11) keeps the template honest.
using Fields = testing::Types<Felt, FeltExt, FeltExtOf<4, 11>>;
TYPED_TEST_SUITE(FieldAxioms, Fields);

TYPED_TEST(FieldAxioms, RingAxioms) {
    using F = TypeParam;
    test::Random random(41);
    for (int k = 0; k < 300; ++k) {
        const F a = draw<F>(random), b = draw<F>(random), c = draw<F>(random);
        EXPECT_EQ(a + b, b + a);
        EXPECT_EQ((a + b) + c, a + (b + c));
        EXPECT_EQ(a * b, b * a);
        EXPECT_EQ((a * b) * c, a * (b * c));
        EXPECT_EQ(a * (b + c), a * b + a * c);
        EXPECT_EQ(a + F::zero(), a);
        EXPECT_EQ(a * F::one(), a);
        EXPECT_EQ(a - b, a + (-b));
        EXPECT_EQ(a - a, F::zero());
    }
}

TYPED_TEST(FieldAxioms, Inverses) {
    using F = TypeParam;
    test::Random random(42);
    EXPECT_EQ(F::zero().inverse(), F::zero());
    for (int k = 0; k < 200; ++k) {
        const F a = draw<F>(random);
        EXPECT_EQ(a * a.inverse(), a.is_zero() ? F::zero() : F::one());
    }
}

TYPED_TEST(FieldAxioms, PowersAddTheirExponents) {
    using F = TypeParam;
    test::Random random(43);
    for (int k = 0; k < 50; ++k) {
        const F a = draw<F>(random);
        const std::uint64_t m = random.below(1000), n = random.below(1u << 31);
        EXPECT_EQ(a.pow(m) * a.pow(n), a.pow(m + n));
    }
    EXPECT_EQ(F::zero().pow(0), F::one());
}

TEST(Felt, MatchesIntegerArithmetic) {
    test::Random random(44);
    const std::uint64_t p = Felt::kModulus;
    std::vector<std::uint32_t> integers = {
        0, 1, 2, Felt::kModulus - 1, Felt::kModulus, Felt::kModulus + 1, 0xFFFFFFFFu};
    for (int k = 0; k < 100; ++k) integers.push_back(random.below(0xFFFFFFFFu));
    for (const std::uint64_t a : integers) {
        const Felt x(static_cast<std::uint32_t>(a));
        EXPECT_EQ(x.value(), a % p);
        EXPECT_EQ(x.halve() + x.halve(), x);
        for (const std::uint64_t b : integers) {
            const Felt y(static_cast<std::uint32_t>(b));
            EXPECT_EQ((x + y).value(), (a + b) % p);
            EXPECT_EQ((x - y).value(), (a % p + p - b % p) % p);
            EXPECT_EQ((x * y).value(), (a % p) * (b % p) % p);
        }
    }
}

TEST(Felt, RootsOfUnityHaveTheirOrder) {
    for (int log_order = 1; log_order <= Felt::kTwoAdicity; ++log_order) {
        const Felt w = Felt::root_of_unity(log_order);
        EXPECT_EQ(w.pow(std::uint64_t{1} << (log_order - 1)), -Felt::one());
        EXPECT_EQ(w * w, Felt::root_of_unity(log_order - 1));
    }
    EXPECT_EQ(Felt::root_of_unity(0), Felt::one());
}

TEST(FeltExt, XToTheDegreeIsW) {
    FeltExt x = FeltExt::zero();
    x.c[1] = Felt::one();
    EXPECT_EQ(x.pow(FeltExt::kDegree), FeltExt(FeltExt::kW));
}

TEST(FeltExt, FrobeniusIsThePowerP) {
    test::Random random(45);
    for (int k = 0; k < 20; ++k) {
        const FeltExt a = random.ext();
        EXPECT_EQ(a.frobenius(), a.pow(Felt::kModulus));
        FeltExt around = a;
        for (int i = 0; i < FeltExt::kDegree; ++i) around = around.frobenius();
        EXPECT_EQ(around, a);
    }
}

TEST(FeltExt, BaseElementsEmbed) {
    test::Random random(46);
    for (int k = 0; k < 50; ++k) {
        const Felt b = random.felt();
        const FeltExt a = random.ext();
        EXPECT_EQ(a * b, a * FeltExt(b));
        EXPECT_EQ(b * a, a * FeltExt(b));
    }
}

}  // namespace
}  // namespace zk

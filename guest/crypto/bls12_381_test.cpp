#include "guest/crypto/bls12_381.hpp"

#include "guest/crypto/bls12_381_constants.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zk::guest::crypto::bls12_381 {
namespace {

using Pairs = std::vector<std::pair<G1, G2>>;

Limbs<8> scalar(zk::test::Random& random) {
    return limbs_from_bytes<8>(random.word().data());
}

Field element(zk::test::Random& random) {
    const Bytes bytes = random.bytes(48);
    return Field::reduced(limbs_from_bytes<12>(bytes.data()));
}

template <class Curve>
bool has_order(const AffinePoint<typename Curve::Field>& p) {
    return multiply<Curve>(p, Scalar::kModulus).infinity();
}

TEST(Bls12Test, GeneratorsAndSetupLieInTheSubgroups) {
    EXPECT_TRUE(Point<Curve1>::on_curve(generator1()));
    EXPECT_TRUE(Point<Curve2>::on_curve(generator2()));
    EXPECT_TRUE(Point<Curve2>::on_curve(kTauG2));
    EXPECT_TRUE(has_order<Curve1>(generator1()));
    EXPECT_TRUE(has_order<Curve2>(generator2()));
    EXPECT_TRUE(has_order<Curve2>(kTauG2));
}

TEST(Bls12Test, SubgroupCheckAgreesWithTheOrder) {
    zk::test::Random random(381);
    EXPECT_TRUE(in_subgroup(G2::at_infinity()));
    EXPECT_TRUE(in_subgroup(G1::at_infinity()));
    int n_outside = 0;
    while (n_outside < 30) {
        const Field2 x{element(random), element(random)};
        const auto y = (x.square() * x + Curve2::b()).sqrt();
        if (!y) continue;
        const G2 outside{x, *y};
        ++n_outside;
        EXPECT_FALSE(in_subgroup(outside));
        EXPECT_FALSE(has_order<Curve2>(outside));
        const G2 inside = multiply<Curve2>(generator2(), scalar(random)).affine();
        EXPECT_TRUE(in_subgroup(inside));
        const Point<Curve2> torsion = multiply<Curve2>(outside, Scalar::kModulus);
        EXPECT_FALSE(in_subgroup(torsion.affine()));
        EXPECT_FALSE(in_subgroup((torsion + inside).affine()));
    }
}

TEST(Bls12Test, PairingIsBilinearAndNotDegenerate) {
    zk::test::Random random(2537);
    EXPECT_FALSE(pairing_product_is_one(Pairs{{generator1(), generator2()}}));
    EXPECT_TRUE(pairing_product_is_one(Pairs{{G1::at_infinity(), generator2()}, {generator1(), G2::at_infinity()}}));
    for (int i = 0; i < 5; ++i) {
        const Limbs<8> a = scalar(random);
        const Limbs<8> b = scalar(random);
        const G1 ap = multiply<Curve1>(generator1(), a).affine();
        const G1 abp = multiply<Curve1>(ap, b).affine();
        const G2 bq = multiply<Curve2>(generator2(), b).affine();
        EXPECT_TRUE(pairing_product_is_one(Pairs{{ap, bq}, {-abp, generator2()}}));
        EXPECT_TRUE(pairing_product_is_one(Pairs{{ap, -bq}, {abp, generator2()}}));
        EXPECT_FALSE(pairing_product_is_one(Pairs{{ap, bq}, {abp, generator2()}}));
    }
}

TEST(Bls12Test, MapsEndInTheSubgroups) {
    zk::test::Random random(9380);
    for (int i = 0; i < 20; ++i) {
        const Field u = i == 0 ? Field() : element(random);
        const G1 p = map_to_g1(u);
        EXPECT_TRUE(Point<Curve1>::on_curve(p));
        EXPECT_TRUE(in_subgroup(p));
        const G2 q = map_to_g2({u, i < 2 ? Field() : element(random)});
        EXPECT_TRUE(Point<Curve2>::on_curve(q));
        EXPECT_TRUE(in_subgroup(q));
    }
    EXPECT_FALSE(map_to_g1(Field()).infinity);
}

TEST(Bls12Test, RootsOfSquaresOnly) {
    zk::test::Random random(17);
    int n_without = 0;
    for (int i = 0; i < 60; ++i) {
        const Field2 x{i % 5 == 0 ? Field() : element(random), i % 3 == 0 ? Field() : element(random)};
        const auto root = x.square().sqrt();
        ASSERT_TRUE(root.has_value());
        EXPECT_EQ(root->square(), x.square());
        const auto other = x.sqrt();
        if (other) {
            EXPECT_EQ(other->square(), x);
        }
        n_without += other ? 0 : 1;
    }
    EXPECT_GT(n_without, 10);
}

}  // namespace
}  // namespace zk::guest::crypto::bls12_381

#include "guest/crypto/bn254.hpp"

#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zk::guest::crypto::bn254 {
namespace {

Field constant(const Limbs<8>& x) {
    return Field::from_integer(x);
}

const G1 kG1{Field::one(), Field::from_u32(2)};
const G2 kG2{
    {constant(limbs_from_hex<8>("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed")),
     constant(limbs_from_hex<8>("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"))},
    {constant(limbs_from_hex<8>("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa")),
     constant(limbs_from_hex<8>("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"))}};

Limbs<8> scalar(zk::test::Random& random) {
    return limbs_from_bytes<8>(random.word().data());
}

TEST(Bn254Test, GeneratorsHaveTheOrder) {
    ASSERT_TRUE(Point<Curve1>::on_curve(kG1));
    ASSERT_TRUE(Point<Curve2>::on_curve(kG2));
    EXPECT_TRUE(multiply<Curve1>(kG1, kOrder).infinity());
    EXPECT_TRUE(multiply<Curve2>(kG2, kOrder).infinity());
}

TEST(Bn254Test, PairingIsBilinearAndNotDegenerate) {
    zk::test::Random random(254);
    using Pairs = std::vector<std::pair<G1, G2>>;
    EXPECT_FALSE(pairing_product_is_one(Pairs{{kG1, kG2}}));
    EXPECT_TRUE(pairing_product_is_one(Pairs{{kG1, kG2}, {-kG1, kG2}}));
    EXPECT_TRUE(pairing_product_is_one(Pairs{{kG1, kG2}, {kG1, -kG2}}));
    EXPECT_TRUE(pairing_product_is_one(Pairs{}));
    EXPECT_TRUE(pairing_product_is_one(Pairs{{G1::at_infinity(), kG2}, {kG1, G2::at_infinity()}}));
    for (int i = 0; i < 8; ++i) {
        const Limbs<8> a = scalar(random);
        const Limbs<8> b = scalar(random);
        const G1 ap = multiply<Curve1>(kG1, a).affine();
        const G1 abp = multiply<Curve1>(ap, b).affine();
        const G2 bq = multiply<Curve2>(kG2, b).affine();
        EXPECT_TRUE(pairing_product_is_one(Pairs{{ap, bq}, {-abp, kG2}}));
        EXPECT_FALSE(pairing_product_is_one(Pairs{{ap, bq}, {abp, kG2}}));
        EXPECT_TRUE(pairing_product_is_one(Pairs{{-abp, kG2}, {G1::at_infinity(), bq}, {ap, bq}}));
    }
}

// A point of the twist, nearly never in the subgroup: its cofactor is about p.
G2 twist_point(zk::test::Random& random) {
    while (true) {
        const Field2 x{Field::reduced(scalar(random)), Field::reduced(scalar(random))};
        const auto y = (x.square() * x + Curve2::b()).sqrt();
        if (y) return {x, *y};
    }
}

TEST(Bn254Test, SubgroupCheckAgreesWithTheOrder) {
    zk::test::Random random(197);
    EXPECT_TRUE(in_subgroup(G2::at_infinity()));
    Limbs<8> cofactor = Field::kModulus;  // 2 p - r
    add_to<8>(cofactor, Field::kModulus);
    sub_from<8>(cofactor, kOrder);
    for (int i = 0; i < 40; ++i) {
        const G2 inside = multiply<Curve2>(kG2, scalar(random)).affine();
        EXPECT_TRUE(in_subgroup(inside));
        const G2 outside = twist_point(random);
        ASSERT_TRUE(Point<Curve2>::on_curve(outside));
        EXPECT_EQ(in_subgroup(outside), multiply<Curve2>(outside, kOrder).infinity());
        EXPECT_FALSE(in_subgroup(outside));
        const G2 cleared = multiply<Curve2>(outside, cofactor).affine();
        EXPECT_TRUE(in_subgroup(cleared));
        // Of order dividing the cofactor, alone and added to a point of the subgroup.
        const Point<Curve2> torsion = multiply<Curve2>(outside, kOrder);
        EXPECT_FALSE(in_subgroup(torsion.affine()));
        EXPECT_FALSE(in_subgroup((torsion + inside).affine()));
    }
}

}  // namespace
}  // namespace zk::guest::crypto::bn254

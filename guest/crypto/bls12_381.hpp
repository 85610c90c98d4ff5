#pragma once
// BLS12-381 as EIP-2537 and EIP-4844 use it: groups, subgroup membership, maps from field elements, pairing check.

#include "guest/crypto/curve.hpp"
#include "guest/crypto/extension.hpp"

#include <span>
#include <utility>

namespace zk::guest::crypto::bls12_381 {

struct FieldParameters {
    static constexpr int kLimbs = 12;
    static constexpr Limbs<12> kModulus = limbs_from_hex<12>(
        "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"
    );
};
struct OrderParameters {
    static constexpr int kLimbs = 8;
    static constexpr Limbs<8> kModulus =
        limbs_from_hex<8>("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
};
using Field = PrimeField<FieldParameters>;
using Field2 = Fp2<Field>;
using Scalar = PrimeField<OrderParameters>;

/// y^2 = x^3 + 4.
struct Curve1 {
    using Field = bls12_381::Field;
    static constexpr bool kMinusThree = false;
    static constexpr Field b() { return Field::from_u32(4); }
};

/// The twist y^2 = x^3 + 4 (1 + u).
struct Curve2 {
    using Field = Field2;
    static constexpr bool kMinusThree = false;
    static constexpr Field2 b() { return {bls12_381::Field::from_u32(4), bls12_381::Field::from_u32(4)}; }
};

using G1 = AffinePoint<Field>;
using G2 = AffinePoint<Field2>;

[[nodiscard]] G1 generator1();
[[nodiscard]] G2 generator2();

/// Whether a point of the curve has order dividing that of Scalar.
[[nodiscard]] bool in_subgroup(const G1& p);
[[nodiscard]] bool in_subgroup(const G2& q);

/// map_to_curve and clear_cofactor of RFC 9380, 8.8.1 and 8.8.2 (as EIP-2537 asks): points of the subgroups.
[[nodiscard]] G1 map_to_g1(const Field& u);
[[nodiscard]] G2 map_to_g2(const Field2& u);

/// Whether the product of the pairings of all pairs is one; points on their curves and in their subgroups.
[[nodiscard]] bool pairing_product_is_one(std::span<const std::pair<G1, G2>> pairs);

}  // namespace zk::guest::crypto::bls12_381

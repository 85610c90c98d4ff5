#pragma once
// The pairing-friendly curve of EIP-196 and EIP-197 ("alt_bn128"): groups, subgroup membership, pairing check.

#include "guest/crypto/curve.hpp"
#include "guest/crypto/extension.hpp"

#include <span>
#include <utility>

namespace zk::guest::crypto::bn254 {

struct FieldParameters {
    static constexpr int kLimbs = 8;
    static constexpr Limbs<8> kModulus =
        limbs_from_hex<8>("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47");
};
using Field = PrimeField<FieldParameters>;
using Field2 = Fp2<Field>;

/// y^2 = x^3 + 3, all of whose points have the prime order kOrder.
struct Curve1 {
    using Field = bn254::Field;
    static constexpr bool kMinusThree = false;
    static constexpr Field b() { return Field::from_u32(3); }
};

/// The twist y^2 = x^3 + 3 / (9 + u).
struct Curve2 {
    using Field = Field2;
    static constexpr bool kMinusThree = false;
    static constexpr Field2 kB = {
        bn254::Field::from_integer(limbs_from_hex<8>("2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5")
        ),
        bn254::Field::from_integer(limbs_from_hex<8>("009713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2")
        )};
    static constexpr const Field2& b() { return kB; }
};

inline constexpr Limbs<8> kOrder =
    limbs_from_hex<8>("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001");

using G1 = AffinePoint<Field>;
using G2 = AffinePoint<Field2>;

/// Whether a point of the twist has order dividing kOrder.
[[nodiscard]] bool in_subgroup(const G2& q);

/// Whether the product of the pairings of all pairs is one; points on their curves and in their subgroups.
[[nodiscard]] bool pairing_product_is_one(std::span<const std::pair<G1, G2>> pairs);

}  // namespace zk::guest::crypto::bn254

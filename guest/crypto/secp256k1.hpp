#pragma once
// Public-key recovery on secp256k1 (SEC 1 v2, 4.1.6; SEC 2, 2.4.1), for the senders of transactions and for ECRECOVER.

#include "guest/crypto/curve.hpp"
#include "guest/crypto/prime_field.hpp"
#include "guest/types.hpp"

#include <optional>

namespace zk::guest::crypto {

struct Secp256k1 {
    struct FieldParameters {
        static constexpr int kLimbs = 8;
        static constexpr Limbs<8> kModulus =
            limbs_from_hex<8>("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    };
    struct OrderParameters {
        static constexpr int kLimbs = 8;
        static constexpr Limbs<8> kModulus =
            limbs_from_hex<8>("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    };
    using Field = PrimeField<FieldParameters>;
    using Scalar = PrimeField<OrderParameters>;
    static constexpr bool kMinusThree = false;
    static constexpr Field b() { return Field::from_u32(7); }
};

/// a * generator + b * p, p on the curve.
[[nodiscard]] Point<Secp256k1> combine(
    const Secp256k1::Scalar& a, const Secp256k1::Scalar& b, const AffinePoint<Secp256k1::Field>& p
);

/// The public key whose signature (r, s) over `digest` has the ephemeral point with x = r and the given parity of y.
/// Nothing when r or s is 0 or at least the group order, y_parity above 1, no point has x = r, or the key is at infinity.
/// High s is accepted: EIP-2 is the caller's rule.
[[nodiscard]] std::optional<AffinePoint<Secp256k1::Field>> recover_public_key(
    const Hash& digest, std::uint8_t y_parity, const Word& r, const Word& s
);

/// The last 20 bytes of keccak256(x || y) of that key.
[[nodiscard]] std::optional<Address> recover_address(
    const Hash& digest, std::uint8_t y_parity, const Word& r, const Word& s
);

}  // namespace zk::guest::crypto

namespace zk::guest {
using crypto::recover_address;
}

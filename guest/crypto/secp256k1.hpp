#pragma once
// Public-key recovery on secp256k1 (SEC 1 v2, 4.1.6; SEC 2, 2.4.1), for the senders of transactions and for ECRECOVER.

#include "guest/crypto/curve.hpp"
#include "guest/crypto/prime_field.hpp"
#include "guest/types.hpp"

#include <optional>

namespace zk::guest::crypto {

struct Secp256k1 {
    /// 2^256 - 2^32 - 977, so that 2^256 is 2^32 + 977.
    struct FieldParameters {
        static constexpr int kLimbs = 8;
        static constexpr Limbs<8> kModulus =
            limbs_from_hex<8>("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

        static constexpr void multiply(Limbs<8>& out, const Limbs<8>& x, const Limbs<8>& y) {
            const Limbs<16> wide = product<8>(x, y);
            std::uint64_t sum = 0;
            for (int i = 0; i < 8; ++i) {
                sum += std::uint64_t{wide[8 + i]} * 977 + wide[i] + (i > 0 ? wide[7 + i] : 0);
                out[i] = static_cast<std::uint32_t>(sum);
                sum >>= 32;
            }
            // What lies above 2^256 comes down: below 2^33, then at most once more.
            std::uint64_t above = sum + wide[15];
            do {
                sum = above * 977 + out[0];
                out[0] = static_cast<std::uint32_t>(sum);
                sum = (sum >> 32) + above + out[1];
                out[1] = static_cast<std::uint32_t>(sum);
                above = sum >> 32;
                for (int i = 2; above != 0 && i < 8; ++i) {
                    above += out[i];
                    out[i] = static_cast<std::uint32_t>(above);
                    above >>= 32;
                }
            } while (above != 0);
            if (!less<8>(out, kModulus)) sub_from<8>(out, kModulus);
        }
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

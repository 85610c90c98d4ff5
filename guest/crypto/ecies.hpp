#pragma once
// ECIES on secp256k1 as Scroll's validium encrypts recipients: key = HKDF-SHA256(ephemeral key || shared point), both
// uncompressed; AES-256-GCM. Ciphertext: 65-byte ephemeral key, 16-byte nonce, 16-byte tag, body.

#include "base/bytes.hpp"
#include "guest/crypto/aes_gcm.hpp"
#include "guest/crypto/secp256k1.hpp"
#include "guest/types.hpp"

#include <array>
#include <optional>

namespace zk::guest::crypto {

inline constexpr std::size_t kUncompressedKeyBytes = 65;

/// 04, x, y; nothing for other forms and for what is not on the curve.
[[nodiscard]] std::optional<AffinePoint<Secp256k1::Field>> decode_public_key(ByteView bytes);
[[nodiscard]] std::array<std::uint8_t, kUncompressedKeyBytes> encode_public_key(const AffinePoint<Secp256k1::Field>& key
);

/// Nothing unless 0 < secret < n.
[[nodiscard]] std::optional<AffinePoint<Secp256k1::Field>> public_key_of(const Word& secret);

/// The symmetric key that `secret` and `peer` share when `sender`'s was the ephemeral key; secret not 0 mod n.
[[nodiscard]] AesKey shared_key(
    const AffinePoint<Secp256k1::Field>& sender, const AffinePoint<Secp256k1::Field>& peer, const Word& secret
);

/// Nothing when the secret or the ephemeral key is none, the ciphertext too short or its tag wrong.
[[nodiscard]] std::optional<Bytes> ecies_decrypt(const Word& secret, ByteView ciphertext);

/// Nothing when the ephemeral secret is none. Nonce and secret must never be used twice.
[[nodiscard]] std::optional<Bytes> ecies_encrypt(
    const AffinePoint<Secp256k1::Field>& receiver, const Word& ephemeral_secret, const AesBlock& nonce, ByteView message
);

}  // namespace zk::guest::crypto

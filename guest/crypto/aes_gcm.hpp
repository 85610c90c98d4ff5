#pragma once
// AES-256 in Galois/Counter Mode (FIPS 197, SP 800-38D) with nonces of 16 bytes and no additional data, as ECIES uses it.

#include "base/bytes.hpp"

#include <array>
#include <optional>

namespace zk::guest::crypto {

using AesKey = std::array<std::uint8_t, 32>;
using AesBlock = std::array<std::uint8_t, 16>;

struct Sealed {
    Bytes body;  ///< as long as the message
    AesBlock tag{};
};

[[nodiscard]] Sealed seal_aes_gcm(const AesKey& key, const AesBlock& nonce, ByteView message);

/// The message, or nothing when the tag is not that of the body.
[[nodiscard]] std::optional<Bytes> open_aes_gcm(
    const AesKey& key, const AesBlock& nonce, ByteView body, const AesBlock& tag
);

}  // namespace zk::guest::crypto

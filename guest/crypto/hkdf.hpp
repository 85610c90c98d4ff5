#pragma once
// HMAC-SHA256 (RFC 2104) and HKDF-SHA256 (RFC 5869).

#include "base/bytes.hpp"
#include "guest/types.hpp"

namespace zk::guest::crypto {

[[nodiscard]] Hash hmac_sha256(ByteView key, ByteView message);

/// 32 bytes of HKDF without salt and info.
[[nodiscard]] Hash hkdf_sha256(ByteView input_key);

}  // namespace zk::guest::crypto

#pragma once
// Verification of ECDSA signatures on P-256 (FIPS 186-5, SP 800-186; RIP-7212, EIP-7951).

#include "guest/types.hpp"

namespace zk::guest::crypto {

/// False for r or s outside [1, n), for coordinates of at least p, for a key that is not on the curve or (0, 0).
[[nodiscard]] bool verify_p256(const Hash& digest, const Word& r, const Word& s, const Word& x, const Word& y);

}  // namespace zk::guest::crypto

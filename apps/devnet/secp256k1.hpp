#pragma once
// ECDSA over secp256k1 for the devnet's fixed, public keys. Written for clarity: not constant-time, never for a key that
// guards anything.

#include "guest/types.hpp"

#include <cstdint>

namespace zk::devnet {

struct Signature {
    guest::Word r{};
    guest::Word s{};  // at most n / 2 (EIP-2)
    std::uint8_t y_parity = 0;
};

/// Signs a 32-byte digest. The nonce is a keccak256 of key and digest, so the same call gives the same signature.
/// Precondition: 0 < key < n.
[[nodiscard]] Signature sign(const guest::Word& key, const guest::Hash& digest);

/// Ethereum address of a key: last 20 bytes of keccak256(x, y) of its public point. Precondition: 0 < key < n.
[[nodiscard]] guest::Address address_of(const guest::Word& key);

}  // namespace zk::devnet

#pragma once
// A chain of Keccak-256: h(1) = keccak(message), h(i + 1) = keccak(h(i)).
//
// Input: the chain's length n as a little-endian 32-bit word, 1 <= n <= 2^24, then the message, any length.
// Public words: h(n), byte 0 in the low byte of word 0.

#include "guest/platform/host.hpp"

namespace zk::guest {

void keccak(Host& host);

}  // namespace zk::guest

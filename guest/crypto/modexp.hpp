#pragma once
// Powers modulo integers of any length.

#include "base/bytes.hpp"

namespace zk::guest::crypto {

/// base^exponent mod modulus in modulus.size() bytes, all big-endian with any leading zeros; 0^0 is 1, and everything is
/// zero modulo 0 and 1. Work: at most about 5 products of the modulus' length and as many divisions per 4 bits of the
/// exponent, and one division of the base.
[[nodiscard]] Bytes modexp(ByteView base, ByteView exponent, ByteView modulus);

}  // namespace zk::guest::crypto

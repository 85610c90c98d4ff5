#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace zk {

/// Lower-case hexadecimal with the prefix "0x".
std::string to_hex(ByteView bytes);

/// The integer in at least `n_digits` lower-case digits with the prefix "0x".
std::string to_hex(std::uint64_t value, int n_digits);

/// A big-endian integer as Ethereum's JSON writes it: "0x" and digits without leading zeros, at least one.
std::string to_quantity(ByteView bytes);

/// Parses an even number of hexadecimal digits of either case; a prefix "0x" is accepted. The error names the first bad position.
Result<Bytes> from_hex(std::string_view text);

}  // namespace zk

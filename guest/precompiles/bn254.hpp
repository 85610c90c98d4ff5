#pragma once
// 06, 07, 08: EIP-196 and EIP-197. Nothing where the input is refused.

#include "base/bytes.hpp"

#include <cstddef>
#include <optional>

namespace zk::guest::precompiles {

inline constexpr std::size_t kBn254PairBytes = 192;

[[nodiscard]] std::optional<Bytes> bn254_add(ByteView input);
[[nodiscard]] std::optional<Bytes> bn254_multiply(ByteView input);
[[nodiscard]] std::optional<Bytes> bn254_pairing(ByteView input);

}  // namespace zk::guest::precompiles

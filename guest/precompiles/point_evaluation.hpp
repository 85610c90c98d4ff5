#pragma once
// 0a: verification of a KZG proof (EIP-4844, point evaluation precompile).

#include "base/bytes.hpp"

#include <optional>

namespace zk::guest::precompiles {

/// Input: versioned hash, z, y, commitment, proof, 192 bytes. Nothing where it is refused or the proof is wrong; else the number
/// of field elements of a blob and the modulus, 64 bytes.
[[nodiscard]] std::optional<Bytes> point_evaluation(ByteView input);

}  // namespace zk::guest::precompiles

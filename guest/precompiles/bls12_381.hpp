#pragma once
// 0b to 11: EIP-2537. Nothing where the input is refused.

#include "base/bytes.hpp"

#include <cstdint>
#include <optional>

namespace zk::guest::precompiles {

enum class Bls : std::uint16_t {
    kG1Add = 0x0b,
    kG1Msm = 0x0c,
    kG2Add = 0x0d,
    kG2Msm = 0x0e,
    kPairing = 0x0f,
    kMapFpToG1 = 0x10,
    kMapFp2ToG2 = 0x11,
};

/// Gas for an input of this many bytes.
[[nodiscard]] std::uint64_t bls_gas(Bls operation, std::size_t n_bytes);

[[nodiscard]] std::optional<Bytes> bls(Bls operation, ByteView input);

}  // namespace zk::guest::precompiles

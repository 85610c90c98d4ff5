#pragma once
// Canonical bytes of a proof: "ZKSP", version, preset, shape, then every message in order, all little-endian 32-bit words, elements below p. Every
// length follows from the shape, so there is one encoding of a proof and no byte that is not bound (docs/protocol.md, section "Encoding").

#include "base/bytes.hpp"
#include "stark/proof/proof.hpp"

#include <tl/expected.hpp>

#include <cstdint>

namespace zk::stark {

struct DecodeError {
    enum class Kind : std::uint8_t { kMagic, kVersion, kPreset, kShape, kLength, kNotCanonical };
    Kind kind = Kind::kMagic;
    std::uint64_t offset = 0;  ///< byte offset of the offending word
    std::uint64_t expected = 0;
    std::uint64_t got = 0;

    [[nodiscard]] const char* what() const noexcept;
};

Bytes encode_proof(const Proof& proof, const Geometry& geometry);

/// Refuses anything but exactly one proof. Allocates only after the length was compared with what the shape demands. `n_boundary_terms` as in verify.
tl::expected<Proof, DecodeError> decode_proof(
    ByteView bytes, const Machine& machine, const Preset& preset, const VerifyingKey& key, std::size_t n_boundary_terms
);

/// Bytes of a proof of this geometry.
std::uint64_t encoded_size(const Geometry& geometry, const Preset& preset);

}  // namespace zk::stark

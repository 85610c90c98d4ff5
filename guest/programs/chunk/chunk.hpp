#pragma once
// The chunk program: executes consecutive Scroll blocks on their witness and reveals the public-input hash, byte for byte that of Scroll's chunk
// circuit. README.md says what it claims.
//
// Input: a chunk with nodes, codes and hints (guest/chunk/chunk_input.hpp). Public words: the pi hash, byte 0 in the low byte of word 0.

#include "guest/chunk/chunk_input.hpp"
#include "guest/platform/host.hpp"
#include "guest/programs/headers/headers.hpp"

namespace zk::guest {

struct ChunkClaim {
    HeadersClaim headers;
    Hash withdraw_root{};
    std::uint64_t gas_used = 0;
};

/// Everything check_headers checks, and every block executed (guest/stateless/block_execution.hpp). Refused for validium: the decryption of its
/// messages, and the key that the public inputs name, are not built yet.
[[nodiscard]] Checked<ChunkClaim> execute_chunk(const ChunkInput& input);

/// The bytes whose keccak256 is the pi hash: layouts A (EuclidV1), B (EuclidV2, Feynman), C (Galileo, GalileoV2).
[[nodiscard]] Bytes encode_public_inputs(const ChunkClaim& claim);

void chunk(Host& host);

}  // namespace zk::guest

#pragma once
// The chunk program: executes consecutive Scroll blocks on their witness and reveals the public-input hash, byte for byte that of Scroll's chunk
// circuit. README.md says what it claims.
//
// Input: a chunk with nodes, codes and hints (guest/chunk/chunk_input.hpp). Public words: the pi hash, byte 0 in the low byte of word 0.

#include "guest/chunk/chunk_input.hpp"
#include "guest/platform/host.hpp"
#include "guest/programs/headers/headers.hpp"

#include <array>

namespace zk::guest {

struct ChunkClaim {
    HeadersClaim headers;
    Hash withdraw_root{};
    std::uint64_t gas_used = 0;
    std::array<std::uint8_t, 33>
        encryption_key{};  ///< validium: compressed public key (SEC 1, 2.3.3) of the input's secret key
};

/// Everything check_headers checks, and every block executed (guest/stateless/block_execution.hpp). A validium needs its secret key: the data of each
/// L1 message are what the parent chain's decrypt to.
[[nodiscard]] Checked<ChunkClaim> execute_chunk(const ChunkInput& input);

/// The bytes whose keccak256 is the pi hash: layouts A (EuclidV1), B (EuclidV2, Feynman), C (Galileo, GalileoV2), D (validium).
[[nodiscard]] Bytes encode_public_inputs(const ChunkClaim& claim);

void chunk(Host& host);

}  // namespace zk::guest

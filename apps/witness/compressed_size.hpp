#pragma once
// How far transactions compress, computed: Scroll's L1 data fee is defined by what zstd 1.5.7 makes of them. Other versions differ for a few, and
// the block then fails.

#include "apps/witness/block.hpp"
#include "apps/witness/compression.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace zk::witness {

/// Bytes of the zstd compression (default level, no literal compression, window 2^22, target block size 126976, no magic, no checksum, content size)
/// or of the input, whichever is less; 0 for nothing. Throws std::runtime_error when the library refuses its parameters.
[[nodiscard]] std::size_t compressed_size(ByteView bytes);

/// Sets block.hints: for each transaction the ratio of its call data times 10^9 (2^256 - 1 without data) and the size of its encoding, for an L1
/// message nothing. Refused: a transaction that cannot be decoded.
[[nodiscard]] Result<void> compute_hints(Block& block);

/// Where a block's hints come from. kTrivial: there are L1 messages alone, whose hints say nothing.
enum class HintSource : std::uint8_t { kNotNeeded, kWitness, kFile, kTrivial, kComputed };

/// Sets the hints that the fork's L1 data fee needs: from the first of `files` that knows the block, else those of its witness, else computed.
[[nodiscard]] Result<HintSource> find_hints(Block& block, guest::Fork fork, std::span<const CompressionInfos> files);

/// What to add to the refusal of a block whose hints were computed: that they are the likely cause. Empty when the library in use compresses as the
/// reference does.
[[nodiscard]] std::string computed_hints_advice();

/// Empty when the library in use compresses as the reference does; else a warning that names both versions and what follows.
[[nodiscard]] std::string compression_warning();

}  // namespace zk::witness

#pragma once
// Chunk inputs that can be altered part by part, and the sample chunks that are.

#include "guest/chunk/chunk_input.hpp"

#include <string>
#include <vector>

namespace zk::negative {

struct OwnedBlock {
    guest::Hash prev_state_root{};
    Bytes header;
    std::vector<Bytes> transactions;
    std::vector<guest::CompressionHint> hints;
    std::vector<Bytes> validium_messages;

    friend bool operator==(const OwnedBlock&, const OwnedBlock&) = default;
};

/// guest::ChunkInput with its bytes.
struct OwnedChunk {
    guest::Fork fork = guest::Fork::kGalileo;
    std::uint64_t chain_id = 0;
    guest::Hash prev_msg_queue_hash{};
    std::vector<Bytes> nodes;
    std::vector<Bytes> codes;
    std::vector<OwnedBlock> blocks;

    friend bool operator==(const OwnedChunk&, const OwnedChunk&) = default;
};

[[nodiscard]] OwnedChunk own(const guest::ChunkInput& input);
/// What the program would be given. Whatever the parts are, they are encoded.
[[nodiscard]] Bytes encode(const OwnedChunk& chunk);

struct Sample {
    std::string name;         ///< fork/number or fork/first-last
    std::uint64_t gas = 0;    ///< used by its blocks
    std::size_t n_bytes = 0;  ///< of the encoding
    OwnedChunk chunk;
};

/// Every sample block of the fork as a chunk of its own, then, where the samples hold consecutive blocks, a chunk of the first three that are
/// consecutive and small. The fork kValidium: the samples of its folder, which run by the rules of EuclidV2.
[[nodiscard]] std::vector<Sample> samples_of(guest::Fork fork);

}  // namespace zk::negative

#pragma once
// The program `headers`: consecutive blocks, everything that needs no state. README.md says what it claims and what not.
//
// Input: a chunk (guest/chunk/chunk_input.hpp). Public words: keccak256 of the claim's encoding, little-endian.

#include "guest/chunk/block_summary.hpp"
#include "guest/platform/host.hpp"

namespace zk::guest {

struct HeadersClaim {
    Fork fork = Fork::kGalileo;
    std::uint64_t chain_id = 0;
    Hash prev_state_root{};  // as the witness of the first block says
    Hash post_state_root{};  // of the last header
    Hash prev_block_hash{};  // parent hash of the first header
    Hash tx_data_digest{};   // keccak256 of the encodings of all transactions that are no L1 messages
    std::uint64_t tx_data_length = 0;
    Hash data_hash{};  // EuclidV1, else zero
    Hash prev_msg_queue_hash{};
    Hash post_msg_queue_hash{};  // EuclidV1: zero
    Hash tx_hashes_digest{};     // keccak256 of all transaction hashes in order
    std::uint32_t n_encrypted_messages = 0;
    std::vector<BlockSummary> blocks;
};

/// Checks every block (summarize_block) and their linkage: numbers rise by 1, each prev_state_root is the state root
/// before it, from Feynman on each parent hash is the hash before it, queue indices go on. At least one block.
[[nodiscard]] Checked<HeadersClaim> check_headers(const ChunkInput& input);

/// The claim's bytes, README.md has the layout.
[[nodiscard]] Bytes encode_claim(const HeadersClaim& claim);

void headers(Host& host);

}  // namespace zk::guest

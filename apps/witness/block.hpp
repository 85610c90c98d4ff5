#pragma once
// Block witnesses: the JSON files of the reference, both styles, made into the encodings the guest reads.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "guest/chunk/block_summary.hpp"
#include "guest/chunk/chunk_input.hpp"
#include "guest/fork/fork.hpp"
#include "guest/types.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace zk::witness {

/// One block with all its bytes owned. Nothing of it is checked beyond its form; summarize and make_chunk_input check.
struct Block {
    std::uint64_t chain_id = 0;
    std::uint64_t number = 0;
    guest::Hash hash{};  // keccak256(header)
    guest::Hash prev_state_root{};
    Bytes header;                          // RLP
    std::vector<Bytes> transactions;       // EIP-2718 encodings in block order
    std::vector<Bytes> validium_messages;  // from the side file, EIP-2718 encodings
    std::vector<Bytes> states;             // RLP of trie nodes
    std::vector<Bytes> codes;
    std::vector<guest::CompressionHint> hints;  // one for each transaction, or none while they are not known
};

/// Reads a witness, with the compression hints it may hold ("compression_infos", an array as in compression.hpp). Hashes and senders that the file states are ignored, as are unknown keys; numbers may be JSON integers
/// or 0x quantities. Errors name the block, the path of the field, what was expected and what was found.
[[nodiscard]] Result<Block> parse_block(std::string_view text);

/// Reads a side file NUMBER_validium_txs.json: the encodings of its L1 messages in order.
[[nodiscard]] Result<std::vector<Bytes>> parse_validium_messages(std::string_view text);

/// Views of a block for the guest's functions, valid as long as `block`. Validium messages are included for the fork
/// validium alone, hints from Feynman on.
[[nodiscard]] guest::BlockInput view_of(const Block& block, guest::Fork fork);

/// Decodes and checks one block natively (guest::summarize_block); its header's extra_data is valid as long as `block`.
[[nodiscard]] Result<guest::BlockSummary> summarize(const Block& block, guest::Fork fork);

/// What a chunk input holds beside headers and transactions. kState: hints, and each node and code of the blocks once.
enum class ChunkContent : std::uint8_t { kBlocks, kState };

/// Input of a program for consecutive blocks of one chain; refuses none, and blocks of different chain ids. Linkage is
/// checked by the program, not here. `validium_key` is left out for other forks than validium.
[[nodiscard]] Result<Bytes> make_chunk_input(
    std::span<const Block> blocks,
    guest::Fork fork,
    const guest::Hash& prev_msg_queue_hash,
    ChunkContent content = ChunkContent::kBlocks,
    const std::optional<guest::Word>& validium_key = std::nullopt
);

}  // namespace zk::witness

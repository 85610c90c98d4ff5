#pragma once
// Consecutive blocks as the guest reads them: our compact binary form of the witness. The host makes it from the JSON
// files; the guest treats it as hostile. All integers little-endian; a byte string is a u32 length, its bytes and zero
// bytes up to a multiple of 4, so that everything begins at a multiple of 4:
//
//   u32 format = 2          u32 version byte (fork.hpp)        u64 chain id          32 bytes prev_msg_queue_hash
//   validium alone: 32 bytes secret key, big-endian, of zeros when it is not given
//   u32 n_nodes, each a byte string: RLP of a trie node
//   u32 n_codes, each a byte string
//   u32 n_blocks, each:
//       32 bytes prev_state_root
//       byte string, header RLP
//       u32 n_transactions, each a byte string, EIP-2718 encoding
//       u32 n_hints, 0 or n_transactions (0 before Feynman), each u256 ratio, u64 size
//       u32 n_validium_messages, each a byte string, EIP-2718 encoding (type 7e); 0 unless the fork is validium
//
// Nothing follows. There is one encoding of one value, as RLP is decoded strictly. Nodes and codes serve all blocks and
// have no order; the host lists each once. Whether nodes, codes and hints are there is for the program to say: `headers`
// reads none of them.

#include "base/bytes.hpp"
#include "guest/fork/fork.hpp"
#include "guest/math/u256.hpp"
#include "guest/refusal.hpp"
#include "guest/types.hpp"

#include <optional>
#include <vector>

namespace zk::guest {

/// What the L1 data fee of a transaction needs of its compression. The guest cannot compute it and trusts it within bounds.
struct CompressionHint {
    U256 ratio;              // Feynman: of the call data, times 10^9
    std::uint64_t size = 0;  // Galileo on: of the encoding, in bytes

    friend bool operator==(const CompressionHint&, const CompressionHint&) = default;
};

/// One block; the views are borrowed.
struct BlockInput {
    Hash prev_state_root{};  // state root before the block, as the witness says
    ByteView header;
    std::vector<ByteView> transactions;
    std::vector<ByteView> validium_messages;  // the block's L1 messages as they stand on the parent chain
    std::vector<CompressionHint> hints;       // one for each transaction, those of L1 messages unused; or none
};

struct ChunkInput {
    Fork fork = Fork::kGalileo;
    std::uint64_t chain_id = 0;
    Hash prev_msg_queue_hash{};
    std::optional<Word> validium_key;  // secp256k1 secret key that messages are encrypted to; for validium alone
    std::vector<BlockInput> blocks;
    std::vector<ByteView> nodes;  // of the tries of all blocks
    std::vector<ByteView> codes;
};

[[nodiscard]] Bytes encode_chunk_input(const ChunkInput& input);

/// The views of the result point into `bytes`. Memory used is a small multiple of bytes.size(), whatever the counts say.
[[nodiscard]] Checked<ChunkInput> decode_chunk_input(ByteView bytes);

}  // namespace zk::guest

#pragma once
// Consecutive blocks as the guest reads them: our compact binary form of the witness. The host makes it from the JSON
// files; the guest treats it as hostile. All integers little-endian:
//
//   u32 format = 1          u8 version byte (fork.hpp)         u64 chain id          32 bytes prev_msg_queue_hash
//   u32 n_blocks, each:
//       32 bytes prev_state_root
//       u32 length, header RLP
//       u32 n_transactions, each u32 length, EIP-2718 encoding
//       u32 n_validium_messages, each u32 length, EIP-2718 encoding (type 7e); 0 unless the fork is validium
//
// Nothing follows. There is one encoding of one value, as RLP is decoded strictly.

#include "base/bytes.hpp"
#include "guest/fork/fork.hpp"
#include "guest/refusal.hpp"
#include "guest/types.hpp"

#include <vector>

namespace zk::guest {

/// One block; the views are borrowed.
struct BlockInput {
    Hash prev_state_root{};  // state root before the block, as the witness says
    ByteView header;
    std::vector<ByteView> transactions;
    std::vector<ByteView> validium_messages;  // the block's L1 messages as they stand on the parent chain
};

struct ChunkInput {
    Fork fork = Fork::kGalileo;
    std::uint64_t chain_id = 0;
    Hash prev_msg_queue_hash{};
    std::vector<BlockInput> blocks;
};

[[nodiscard]] Bytes encode_chunk_input(const ChunkInput& input);

/// The views of the result point into `bytes`. Memory used is a small multiple of bytes.size(), whatever the counts say.
[[nodiscard]] Checked<ChunkInput> decode_chunk_input(ByteView bytes);

}  // namespace zk::guest

#include "guest/programs/chunk/default_chunk.hpp"

#include "guest/block/header.hpp"
#include "guest/chunk/chunk_input.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/state/witness_state.hpp"
#include "guest/trie/trie_root.hpp"

namespace zk::guest {
namespace {

/// The trie of one account is one leaf: RLP[compact path of the whole key, RLP of the account].
Bytes message_queue_leaf() {
    rlp::Writer account;
    const std::size_t fields = account.begin_list();
    account.uint(0).uint(1).string(kEmptyTrieRoot).string(kEmptyCodeHash).end_list(fields);
    const Hash key = keccak256(kL2MessageQueue);
    Bytes path = {0x20};  // a leaf, an even number of nibbles
    path.insert(path.end(), key.begin(), key.end());
    rlp::Writer leaf;
    const std::size_t node = leaf.begin_list();
    leaf.string(path).string(account.bytes()).end_list(node);
    return leaf.take();
}

Header header_of(std::uint64_t number, const Hash& parent_hash, const Hash& state_root) {
    Header header;
    header.parent_hash = parent_hash;
    header.ommers_hash = kNoOmmersHash;
    header.state_root = state_root;
    header.transactions_root = kEmptyTrieRoot;
    header.receipts_root = kEmptyTrieRoot;
    header.difficulty = to_word(1);
    header.number = number;
    header.gas_limit = 10'000'000;
    header.timestamp = 1'740'000'000 + number;
    header.base_fee_per_gas = to_word(15'680'000);
    return header;
}

}  // namespace

Bytes default_chunk_with_state() {
    const Bytes node = message_queue_leaf();
    const Hash root = keccak256(node);
    const Bytes first = encode_header(header_of(1, keccak256({}), root));
    const Bytes second = encode_header(header_of(2, keccak256(first), root));
    ChunkInput input;
    input.fork = Fork::kEuclidV2;
    input.chain_id = 534352;
    input.nodes = {node};
    input.blocks = {{root, first, {}, {}, {}}, {root, second, {}, {}, {}}};
    return encode_chunk_input(input);
}

}  // namespace zk::guest

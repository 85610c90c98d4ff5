#include "guest/programs/headers/default_chunk.hpp"

#include "guest/block/header.hpp"
#include "guest/block/transaction.hpp"
#include "guest/chunk/chunk_input.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/trie/trie_root.hpp"

namespace zk::guest {
namespace {

Bytes l1_message(std::uint64_t queue_index) {
    const Bytes data = {'h', 'e', 'l', 'l', 'o', ' ', static_cast<std::uint8_t>('0' + queue_index)};
    Transaction tx;
    tx.type = TransactionType::kL1Message;
    tx.queue_index = queue_index;
    tx.gas_limit = 1000000;
    tx.to = Address{0x53};
    tx.sender = Address{0x11};
    tx.data = data;
    return encode_transaction(tx);
}

Header header_of(std::uint64_t number, const Hash& parent_hash, std::span<const ByteView> transactions) {
    Header header;
    header.parent_hash = parent_hash;
    header.ommers_hash = kNoOmmersHash;
    header.state_root = keccak256(to_word(number));  // of no state
    header.transactions_root = list_root(transactions);
    header.receipts_root = kEmptyTrieRoot;
    header.difficulty = to_word(1);
    header.number = number;
    header.gas_limit = 20'000'000;
    header.gas_used = 21'000 * transactions.size();
    header.timestamp = 1'760'000'000 + number;
    header.base_fee_per_gas = to_word(15'680'000);
    return header;
}

}  // namespace

Bytes default_chunk() {
    const Bytes messages[] = {l1_message(0), l1_message(1), l1_message(2)};
    const std::vector<ByteView> first = {messages[0], messages[1]};
    const std::vector<ByteView> second = {messages[2]};
    const Header first_header = header_of(1, keccak256({}), first);
    const Bytes first_bytes = encode_header(first_header);
    const Bytes second_bytes = encode_header(header_of(2, keccak256(first_bytes), second));

    ChunkInput input;
    input.fork = Fork::kGalileo;
    input.chain_id = 534352;
    input.blocks = {
        {keccak256(to_word(0)), first_bytes, first, {}, {}}, {first_header.state_root, second_bytes, second, {}, {}}};
    return encode_chunk_input(input);
}

}  // namespace zk::guest

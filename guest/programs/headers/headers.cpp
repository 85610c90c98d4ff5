#include "guest/programs/headers/headers.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/programs/digest_words.hpp"

#include <algorithm>

namespace zk::guest {
namespace {

class BigEndian {
  public:
    BigEndian& uint(std::uint64_t value, std::size_t n_bytes) {
        for (std::size_t i = 0; i < n_bytes; ++i) {
            bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * (n_bytes - 1 - i))));
        }
        return *this;
    }
    BigEndian& raw(ByteView bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return *this;
    }
    Bytes take() { return static_cast<Bytes&&>(bytes_); }

  private:
    Bytes bytes_;
};

Checked<void> check_linkage(
    const BlockSummary& parent, const BlockSummary& block, const Hash& prev_state_root, Fork fork
) {
    if (parent.header.number == UINT64_MAX || block.header.number != parent.header.number + 1) {
        return tl::unexpected(refusal("number", "the number after the block before", block.header.number));
    }
    if (prev_state_root != parent.header.state_root) {
        return tl::unexpected(mismatch("prev_state_root", parent.header.state_root, prev_state_root));
    }
    if (links_parent_hash(fork) && block.header.parent_hash != parent.hash) {
        return tl::unexpected(mismatch("parent_hash", parent.hash, block.header.parent_hash));
    }
    return {};
}

// Queue indices across blocks: the last message seen so far.
class Queue {
  public:
    Checked<void> add(const BlockSummary& block, Fork fork) {
        if (block.n_l1_messages == 0) return {};
        const std::uint64_t index = block.first_queue_index;
        if (seen_ && (index <= last_ || (has_message_queue_hash(fork) && index != last_ + 1))) {
            return tl::unexpected(refusal("queue_index", "one that follows the last L1 message's", index));
        }
        seen_ = true;
        last_ = block.last_queue_index;
        return {};
    }

  private:
    bool seen_ = false;
    std::uint64_t last_ = 0;
};

// h := keccak(h, message hash) with the last 4 bytes cleared, for each message.
Hash roll(Hash hash, const std::vector<Hash>& messages) {
    for (const Hash& message : messages) {
        hash = Keccak256().absorb(hash).absorb(message).finish();
        std::fill(hash.begin() + 28, hash.end(), std::uint8_t{0});
    }
    return hash;
}

// EuclidV1: 58 bytes per block (number, then the context without its last field), then the hashes of all L1 messages.
Hash euclid_v1_data_hash(const std::vector<BlockSummary>& blocks) {
    Keccak256 hasher;
    for (const BlockSummary& block : blocks) {
        hasher.absorb(BigEndian().uint(block.header.number, 8).take());
        hasher.absorb(ByteView(block.context).first(50));
    }
    for (const BlockSummary& block : blocks) {
        for (const Hash& hash : block.l1_message_hashes) hasher.absorb(hash);
    }
    return hasher.finish();
}

}  // namespace

Checked<HeadersClaim> check_headers(const ChunkInput& input) {
    if (input.blocks.empty()) return tl::unexpected(refusal("blocks", "at least one block"));
    HeadersClaim claim;
    claim.fork = input.fork;
    claim.chain_id = input.chain_id;
    claim.prev_state_root = input.blocks.front().prev_state_root;
    claim.prev_msg_queue_hash = input.prev_msg_queue_hash;
    const bool has_queue = has_message_queue_hash(input.fork);
    if (!has_queue && input.prev_msg_queue_hash != Hash{}) {
        return tl::unexpected(mismatch("prev_msg_queue_hash", Hash{}, input.prev_msg_queue_hash));
    }

    Keccak256 tx_data;
    Keccak256 tx_hashes;
    Queue queue;
    Hash queue_hash = input.prev_msg_queue_hash;
    claim.blocks.reserve(input.blocks.size());
    for (std::size_t i = 0; i < input.blocks.size(); ++i) {
        auto summary = summarize_block(input.blocks[i], input.fork, input.chain_id, input.validium_key);
        if (!summary) {
            if (summary.error().block == Refusal::kNowhere) summary.error().block = static_cast<std::int64_t>(i);
            return tl::unexpected(summary.error());
        }
        Checked<void> linked;
        if (i != 0) {
            linked = check_linkage(claim.blocks.back(), *summary, input.blocks[i].prev_state_root, input.fork);
        }
        if (linked) linked = queue.add(*summary, input.fork);
        if (!linked) {
            linked.error().block = static_cast<std::int64_t>(summary->header.number);
            return tl::unexpected(linked.error());
        }
        const auto& transactions = input.blocks[i].transactions;
        for (std::size_t j = summary->n_l1_messages; j < transactions.size(); ++j) {
            tx_data.absorb(transactions[j]);
            claim.tx_data_length += transactions[j].size();
        }
        for (const Hash& hash : summary->transaction_hashes) tx_hashes.absorb(hash);
        if (has_queue) queue_hash = roll(queue_hash, summary->l1_message_hashes);
        claim.n_encrypted_messages += static_cast<std::uint32_t>(summary->n_encrypted_messages);
        claim.blocks.push_back(static_cast<BlockSummary&&>(*summary));
    }

    claim.post_state_root = claim.blocks.back().header.state_root;
    claim.prev_block_hash = claim.blocks.front().header.parent_hash;
    claim.tx_data_digest = tx_data.finish();
    claim.tx_hashes_digest = tx_hashes.finish();
    claim.post_msg_queue_hash = queue_hash;
    if (!has_queue) claim.data_hash = euclid_v1_data_hash(claim.blocks);
    return claim;
}

Bytes encode_claim(const HeadersClaim& claim) {
    constexpr std::array<std::uint8_t, 8> kLabel = {'h', 'e', 'a', 'd', 'e', 'r', 's', '1'};
    BigEndian out;
    out.raw(kLabel)
        .uint(static_cast<std::uint8_t>(claim.fork), 1)
        .uint(claim.chain_id, 8)
        .raw(claim.prev_state_root)
        .raw(claim.post_state_root)
        .raw(claim.prev_block_hash)
        .raw(claim.tx_data_digest)
        .uint(claim.tx_data_length, 8)
        .raw(claim.data_hash)
        .raw(claim.prev_msg_queue_hash)
        .raw(claim.post_msg_queue_hash)
        .raw(claim.tx_hashes_digest)
        .uint(claim.n_encrypted_messages, 4)
        .uint(claim.blocks.empty() ? 0 : claim.blocks.front().header.number, 8)
        .uint(claim.blocks.size(), 4);
    for (const BlockSummary& block : claim.blocks) out.raw(block.context).raw(block.hash);
    return out.take();
}

void headers(Host& host) {
    const auto refuse = [&host](const Refusal& refusal) {
        std::array<char, 512> buffer;
        host.panic(write_message(buffer, refusal));
    };
    const auto input = decode_chunk_input(host.input());
    if (!input) refuse(input.error());
    const auto claim = check_headers(*input);
    if (!claim) refuse(claim.error());
    host.reveal(digest_words(keccak256(encode_claim(*claim))));
}

}  // namespace zk::guest

#include "guest/chunk/block_summary.hpp"

#include "guest/chunk/validium_message.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/trie/trie_root.hpp"

#include <algorithm>

namespace zk::guest {
namespace {

void store_be(std::uint8_t* at, std::uint64_t value, std::size_t n_bytes) {
    for (std::size_t i = 0; i < n_bytes; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * (n_bytes - 1 - i)));
}

BlockContext make_context(const Header& header, std::size_t n_transactions, std::size_t n_l1_messages) {
    BlockContext context;
    store_be(context.data(), header.timestamp, 8);
    std::copy(header.base_fee_per_gas.begin(), header.base_fee_per_gas.end(), context.begin() + 8);
    store_be(context.data() + 40, header.gas_limit, 8);
    store_be(context.data() + 48, n_transactions, 2);
    store_be(context.data() + 50, n_l1_messages, 2);
    return context;
}

// True when `data` calls relayMessage(address,address,uint256,uint256,bytes), canonically encoded, around an inner message
// that begins with `inner_selector`.
bool relays(ByteView data, const std::array<std::uint8_t, 4>& inner_selector) {
    constexpr std::array<std::uint8_t, 4> kRelayMessage = {0x8e, 0xf1, 0x33, 0x2e};
    constexpr std::size_t kInnerOffset = 160;                   // of the bytes argument, from the first argument
    constexpr std::size_t kInnerBegin = 4 + kInnerOffset + 32;  // after its length word
    if (data.size() < kInnerBegin + 4) return false;
    const Word offset = to_word(kInnerOffset);
    return std::ranges::equal(data.first(4), kRelayMessage) &&
           std::ranges::equal(data.subspan(4 + kInnerOffset - 32, 32), offset) &&
           std::ranges::equal(data.subspan(kInnerBegin, 4), inner_selector);
}

// Compares an L1 message of the block with its form on the parent chain. True when the data were not compared: there is no key, and the parent's is an
// encrypted deposit where the block's is a plain one.
Checked<bool> match_validium_message(
    const Transaction& message, const Transaction& parent, const std::optional<Word>& key
) {
    constexpr std::array<std::uint8_t, 4> kDepositEncrypted = {0xf8, 0x39, 0x51, 0x7f};
    constexpr std::array<std::uint8_t, 4> kDeposit = {0x84, 0x31, 0xf5, 0xc1};
    const auto differs = [](std::string_view field) {
        return tl::unexpected(refusal(field, "the same in the block and in its validium message"));
    };
    if (message.queue_index != parent.queue_index) return differs("queue_index");
    if (message.gas_limit != parent.gas_limit) return differs("gas_limit");
    if (message.to != parent.to) return differs("to");
    if (message.value != parent.value) return differs("value");
    if (message.sender != parent.sender) return differs("sender");
    if (key) {
        const std::optional<Bytes> decrypted = decrypt_message(parent.data, *key);
        if (!std::ranges::equal(message.data, decrypted ? ByteView(*decrypted) : parent.data)) {
            return tl::unexpected(refusal("data", "what the validium message decrypts to"));
        }
        return false;
    }
    if (std::ranges::equal(message.data, parent.data)) return false;
    if (!relays(parent.data, kDepositEncrypted) || !relays(message.data, kDeposit)) return differs("data");
    return true;
}

Checked<Transaction> decode_for(ByteView bytes, Fork fork, std::uint64_t chain_id) {
    auto transaction = decode_transaction(bytes);
    if (!transaction) return transaction;
    const auto type = static_cast<std::uint8_t>(transaction->type);
    if (transaction->type == TransactionType::kSetCode && !has_set_code_transactions(fork)) {
        return tl::unexpected(refusal("transaction type", "a type that EuclidV1 has", type));
    }
    const std::uint64_t own_chain_id = transaction->chain_id.value_or(chain_id);
    if (own_chain_id != chain_id) {
        return tl::unexpected(refusal("chain_id", "the chain id of the witness", own_chain_id));
    }
    return transaction;
}

Checked<Hash> check_validium_message(
    BlockSummary& summary, const Transaction& message, ByteView parent_bytes, const std::optional<Word>& key
) {
    const auto parent = decode_transaction(parent_bytes);
    if (!parent) return tl::unexpected(parent.error());
    if (parent->type != TransactionType::kL1Message) {
        return tl::unexpected(refusal("validium message type", "126", static_cast<std::uint8_t>(parent->type)));
    }
    const auto is_encrypted = match_validium_message(message, *parent, key);
    if (!is_encrypted) return tl::unexpected(is_encrypted.error());
    if (*is_encrypted) ++summary.n_encrypted_messages;
    return keccak256(parent_bytes);
}

/// What the transactions of a block are checked against.
struct Context {
    Fork fork = Fork::kGalileo;
    std::uint64_t chain_id = 0;
    const std::optional<Word>& validium_key;
};

Checked<void> add_l1_message(
    BlockSummary& summary, const Transaction& message, const Hash& hash, const BlockInput& block, const Context& context
) {
    if (summary.n_l1_messages != summary.transaction_hashes.size()) {
        return tl::unexpected(refusal("transaction type", "L1 messages before all other transactions"));
    }
    if (summary.n_l1_messages == 0) {
        summary.first_queue_index = message.queue_index;
    } else if (message.queue_index <= summary.last_queue_index || (has_message_queue_hash(context.fork) && message.queue_index != summary.last_queue_index + 1)) {
        return tl::unexpected(refusal("queue_index", "one that follows the last L1 message's", message.queue_index));
    }
    summary.last_queue_index = message.queue_index;
    Hash parent_hash = hash;
    if (context.fork == Fork::kValidium) {
        if (summary.n_l1_messages >= block.validium_messages.size()) {
            return tl::unexpected(
                refusal("validium_messages", "one for each L1 message of the block", block.validium_messages.size())
            );
        }
        const auto checked = check_validium_message(
            summary, message, block.validium_messages[summary.n_l1_messages], context.validium_key
        );
        if (!checked) return tl::unexpected(checked.error());
        parent_hash = *checked;
    }
    summary.l1_message_hashes.push_back(parent_hash);
    ++summary.n_l1_messages;
    return {};
}

// Decodes the transactions in order; on refusal `index` is the transaction looked at.
Checked<void> add_transactions(
    BlockSummary& summary, const BlockInput& block, const Context& context, std::size_t& index
) {
    summary.transaction_hashes.reserve(block.transactions.size());
    for (index = 0; index < block.transactions.size(); ++index) {
        const ByteView bytes = block.transactions[index];
        const auto transaction = decode_for(bytes, context.fork, context.chain_id);
        if (!transaction) return tl::unexpected(transaction.error());
        const Hash hash = keccak256(bytes);
        if (transaction->type == TransactionType::kL1Message) {
            const auto added = add_l1_message(summary, *transaction, hash, block, context);
            if (!added) return added;
        }
        summary.transaction_hashes.push_back(hash);
    }
    return {};
}

Checked<BlockSummary> summarize(const BlockInput& block, const Context& context, Refusal& where) {
    const auto header = decode_header(block.header);
    if (!header) return tl::unexpected(header.error());
    where.block = static_cast<std::int64_t>(header->number);
    if (block.transactions.size() > 0xffff) {
        return tl::unexpected(refusal("transactions", "at most 65535", block.transactions.size()));
    }
    BlockSummary summary;
    summary.header = *header;
    summary.hash = keccak256(block.header);

    std::size_t index = 0;
    const auto added = add_transactions(summary, block, context, index);
    if (!added) {
        where.transaction = static_cast<std::int64_t>(index);
        return tl::unexpected(added.error());
    }
    const bool is_validium = context.fork == Fork::kValidium;
    const std::size_t n_expected = is_validium ? summary.n_l1_messages : 0;
    if (block.validium_messages.size() != n_expected) {
        return tl::unexpected(refusal(
            "validium_messages",
            is_validium ? "one for each L1 message of the block" : "none",
            block.validium_messages.size()
        ));
    }
    const Hash root = list_root(block.transactions);
    if (root != header->transactions_root) {
        return tl::unexpected(mismatch("transactions_root", header->transactions_root, root));
    }
    summary.context = make_context(*header, block.transactions.size(), summary.n_l1_messages);
    return summary;
}

}  // namespace

Checked<BlockSummary> summarize_block(
    const BlockInput& block, Fork fork, std::uint64_t chain_id, const std::optional<Word>& validium_key
) {
    Refusal where;
    auto summary = summarize(block, {fork, chain_id, validium_key}, where);
    if (!summary) {
        summary.error().block = where.block;
        summary.error().transaction = where.transaction;
    }
    return summary;
}

}  // namespace zk::guest

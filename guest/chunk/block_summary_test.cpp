#include "guest/chunk/block_summary.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/trie/trie_root.hpp"

#include <gtest/gtest.h>

namespace zk::guest {
namespace {

// A block around transactions, with the right root.
struct OwnedBlock {
    std::vector<Bytes> transactions;
    std::vector<Bytes> validium_messages;
    Bytes header;

    BlockInput view() {
        BlockInput input;
        input.transactions.assign(transactions.begin(), transactions.end());
        input.validium_messages.assign(validium_messages.begin(), validium_messages.end());
        Header fields;
        fields.number = 7;
        fields.timestamp = 0x0102030405060708;
        fields.gas_limit = 0x1112131415161718;
        fields.base_fee_per_gas = to_word(0x21);
        fields.transactions_root = list_root(input.transactions);
        header = encode_header(fields);
        input.header = header;
        return input;
    }

    Checked<BlockSummary> summary(Fork fork) { return summarize_block(view(), fork, 1); }
    std::string refusal(Fork fork) {
        const auto result = summary(fork);
        if (result) return "accepted";
        std::array<char, 256> buffer;
        return std::string(write_message(buffer, result.error()));
    }
};

Bytes l1_message(std::uint64_t queue_index, const Bytes& data = {}) {
    Transaction tx;
    tx.type = TransactionType::kL1Message;
    tx.queue_index = queue_index;
    tx.to = Address{};
    tx.data = data;
    return encode_transaction(tx);
}

Bytes legacy() {
    Transaction tx;
    tx.chain_id = 1;
    tx.r = to_word(1);
    tx.s = to_word(1);
    return encode_transaction(tx);
}

// relayMessage(address, address, uint256, uint256, bytes) around `inner`.
Bytes relay(const std::string& inner) {
    Bytes data = from_hex("8ef1332e").value();
    data.resize(4 + 4 * 32);
    const auto word = [&data](std::uint64_t value) {
        const Word bytes = to_word(value);
        data.insert(data.end(), bytes.begin(), bytes.end());
    };
    word(160);
    const Bytes inner_bytes = from_hex(inner).value();
    word(inner_bytes.size());
    data.insert(data.end(), inner_bytes.begin(), inner_bytes.end());
    return data;
}

TEST(BlockSummary, ContextLayout) {
    OwnedBlock block{{l1_message(3), l1_message(4), legacy()}, {}, {}};
    const auto summary = block.summary(Fork::kGalileo);
    ASSERT_TRUE(summary.has_value()) << block.refusal(Fork::kGalileo);
    EXPECT_EQ(
        to_hex(summary->context),
        "0x0102030405060708"
        "0000000000000000000000000000000000000000000000000000000000000021"
        "1112131415161718"
        "00030002"
    );
    EXPECT_EQ(summary->first_queue_index, 3u);
    EXPECT_EQ(summary->last_queue_index, 4u);
    EXPECT_EQ(summary->hash, keccak256(block.header));
    EXPECT_EQ(summary->l1_message_hashes.size(), 2u);
    EXPECT_EQ(summary->transaction_hashes[2], keccak256(block.transactions[2]));
}

TEST(BlockSummary, L1MessagesComeFirstAndInOrder) {
    OwnedBlock late{{legacy(), l1_message(3)}, {}, {}};
    EXPECT_EQ(
        late.refusal(Fork::kGalileo),
        "block 7: transaction 1: transaction type: expected L1 messages before all other transactions"
    );
    OwnedBlock repeated{{l1_message(3), l1_message(3)}, {}, {}};
    EXPECT_NE(repeated.refusal(Fork::kEuclidV1).find("queue_index"), std::string::npos);
    EXPECT_NE(repeated.refusal(Fork::kGalileo).find("queue_index"), std::string::npos);
    // A gap in the queue was possible before EuclidV2.
    OwnedBlock gap{{l1_message(3), l1_message(5)}, {}, {}};
    EXPECT_EQ(gap.refusal(Fork::kEuclidV1), "accepted");
    EXPECT_NE(gap.refusal(Fork::kEuclidV2).find("queue_index"), std::string::npos);
}

TEST(BlockSummary, ARootOfOtherTransactionsIsRefused) {
    OwnedBlock block{{l1_message(3), legacy()}, {}, {}};
    BlockInput input = block.view();
    input.transactions.pop_back();
    const auto summary = summarize_block(input, Fork::kGalileo, 1);
    ASSERT_FALSE(summary.has_value());
    EXPECT_EQ(summary.error().field, "transactions_root");
    EXPECT_EQ(summary.error().block, 7);
    EXPECT_EQ(summary.error().got_hash, list_root(input.transactions));
}

TEST(BlockSummary, ValidiumDepositsMayBeEncrypted) {
    const Bytes plain = l1_message(1, relay("8431f5c1aabb"));
    const Bytes encrypted = l1_message(1, relay("f839517f0102030405"));
    OwnedBlock block{{plain}, {encrypted}, {}};
    const auto summary = block.summary(Fork::kValidium);
    ASSERT_TRUE(summary.has_value()) << block.refusal(Fork::kValidium);
    EXPECT_EQ(summary->n_encrypted_messages, 1u);
    EXPECT_EQ(summary->l1_message_hashes[0], keccak256(encrypted));
    EXPECT_EQ(summary->transaction_hashes[0], keccak256(plain));

    OwnedBlock equal{{encrypted}, {encrypted}, {}};
    EXPECT_EQ(equal.summary(Fork::kValidium)->n_encrypted_messages, 0u);
    // Only an encrypted deposit may stand for a plain one, with all other fields equal.
    OwnedBlock other_data{{plain}, {l1_message(1, relay("8431f5c1aabbcc"))}, {}};
    EXPECT_NE(other_data.refusal(Fork::kValidium).find("data: expected the same"), std::string::npos);
    OwnedBlock other_target{{l1_message(1, relay("12345678"))}, {encrypted}, {}};
    EXPECT_NE(other_target.refusal(Fork::kValidium).find("data: expected the same"), std::string::npos);
    OwnedBlock other_index{{plain}, {l1_message(2, relay("f839517f0102030405"))}, {}};
    EXPECT_NE(other_index.refusal(Fork::kValidium).find("queue_index: expected the same"), std::string::npos);
    OwnedBlock no_message{{plain}, {legacy()}, {}};
    EXPECT_NE(no_message.refusal(Fork::kValidium).find("validium message type"), std::string::npos);
    OwnedBlock elsewhere{{plain}, {plain}, {}};
    EXPECT_NE(elsewhere.refusal(Fork::kGalileoV2).find("validium_messages: expected none"), std::string::npos);
}

}  // namespace
}  // namespace zk::guest

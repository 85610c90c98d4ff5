#include "apps/propose/chunk_row.hpp"

#include "base/hex.hpp"

#include <gtest/gtest.h>

namespace zk::apps {
namespace {

io::BlockRow block(
    std::uint64_t number, const std::string& fork = "galileo", std::size_t n_messages = 0, std::uint64_t first_queue = 0
) {
    BlockFacts facts;
    facts.chain_id = 1;
    facts.context[0] = static_cast<std::uint8_t>(number);
    facts.prev_state_root[31] = static_cast<std::uint8_t>(number);
    facts.first_queue_index = n_messages > 0 ? first_queue : 0;
    facts.last_queue_index = n_messages > 0 ? first_queue + n_messages - 1 : 0;
    facts.l1_message_hashes.resize(n_messages);
    io::BlockRow row;
    row.number = number;
    row.hash = "hash" + std::to_string(number);
    row.fork = fork;
    row.tx_num = 10;
    row.n_l1_messages = static_cast<std::uint32_t>(n_messages);
    row.witness_bytes = 1000;
    row.gas_used = 100;
    row.facts = to_json(facts);
    return row;
}

TEST(ChunkRow, CutsByEachLimit) {
    std::vector<io::BlockRow> blocks;
    for (std::uint64_t i = 1; i <= 7; ++i) blocks.push_back(block(i));
    using Lengths = std::vector<std::size_t>;
    EXPECT_EQ(cut_chunks(blocks, {}).lengths, Lengths{7});
    EXPECT_EQ(cut_chunks(blocks, {.max_blocks = 3}).lengths, (Lengths{3, 3, 1}));
    EXPECT_EQ(cut_chunks(blocks, {.max_transactions = 25}).lengths, (Lengths{2, 2, 2, 1}));
    EXPECT_EQ(cut_chunks(blocks, {.max_witness_bytes = 4000}).lengths, (Lengths{4, 3}));
    EXPECT_EQ(cut_chunks(blocks, {.max_transactions = 1}).lengths, Lengths(7, 1))
        << "a block that is too large is a chunk of its own";
    EXPECT_TRUE(cut_chunks({}, {}).lengths.empty());
}

TEST(ChunkRow, StopsAtGapsAndForkChangesAndSaysSo) {
    const Cut gap = cut_chunks(std::vector{block(1), block(2), block(4)}, {});
    EXPECT_EQ(gap.lengths, std::vector<std::size_t>{2});
    EXPECT_NE(gap.stopped.find("gap: blocks 3..3"), std::string::npos) << gap.stopped;
    const Cut fork = cut_chunks(std::vector{block(1, "feynman"), block(2)}, {});
    EXPECT_EQ(fork.lengths, std::vector<std::size_t>{1});
    EXPECT_NE(fork.stopped.find("feynman to galileo"), std::string::npos) << fork.stopped;
    io::BlockRow foreign = block(2);
    foreign.fork.clear();
    foreign.facts = "{}";
    const Cut unknown = cut_chunks(std::vector{block(1), foreign}, {});
    EXPECT_EQ(unknown.lengths, std::vector<std::size_t>{1});
    EXPECT_NE(unknown.stopped.find("block 2 was not ingested"), std::string::npos) << unknown.stopped;
    EXPECT_TRUE(cut_chunks(std::vector{block(1), block(2)}, {}).stopped.empty());
}

// Known answers of the codec's own tests: one all-zero block, without and with one L1 message whose hash is zero.
TEST(ChunkRow, EuclidV1HashIsTheDataHash) {
    std::vector<io::BlockRow> blocks(1);
    std::vector<BlockFacts> facts(1);
    EXPECT_EQ(
        to_hex(chunk_hash(guest::Fork::kEuclidV1, blocks, facts)),
        "0x7cdb9d7f02ea58dfeb797ed6b4f7ea68846e4f2b0e30ed1535fc98b60c4ec809"
    );
    facts[0].l1_message_hashes.resize(1);
    EXPECT_EQ(
        to_hex(chunk_hash(guest::Fork::kEuclidV1, blocks, facts)),
        "0xdcb42a70c54293e75a19dd1303d167822182d78b361dd7504758c35e516871b2"
    );
    EXPECT_NE(chunk_hash(guest::Fork::kEuclidV2, blocks, facts), chunk_hash(guest::Fork::kEuclidV1, blocks, facts));
}

// Galileo block 20239156, first of its messages, from a queue hash of 01...01 (documented rolling steps).
TEST(ChunkRow, RollsTheMessageQueue) {
    guest::Hash hash;
    hash.fill(1);
    const auto message = [](const char* text) {
        guest::Hash out{};
        const Bytes bytes = *from_hex(text);
        std::copy(bytes.begin(), bytes.end(), out.begin());
        return out;
    };
    const guest::Hash first = message("55f1cdff575abe46dc849a4dddb1fbbbb56aee13cff913b303215bbd97525935");
    const guest::Hash second = message("b441e9d5bbdbbcef7eb97c2770cbc9871f11308a5963ab52ae5be2f88c3e4bf5");
    EXPECT_EQ(
        to_hex(roll_message_queue(hash, std::vector{first})),
        "0x63541e9bad8440f20e37bf49b5220931fa1bddb65c4108be672cb10300000000"
    );
    EXPECT_EQ(
        to_hex(roll_message_queue(hash, std::vector{first, second})),
        "0xcdaef91d3275d7b39f4c2929c37e12324e3ea4aad9318ed250cf2eb900000000"
    );
    EXPECT_EQ(roll_message_queue(hash, {}), hash);
}

TEST(ChunkRow, FollowsItsParent) {
    const std::vector blocks{block(5, "galileo", 2, 40), block(6), block(7, "galileo", 1, 42)};
    const auto alone = make_chunk_row(blocks, std::nullopt, std::nullopt);
    ASSERT_TRUE(alone) << alone.error().message();
    EXPECT_EQ(alone->start_block_number, 5u);
    EXPECT_EQ(alone->end_block_number, 7u);
    EXPECT_EQ(alone->parent_chunk_hash, "");
    EXPECT_EQ(alone->total_l1_messages_popped_before, 40u);
    EXPECT_EQ(alone->total_l1_messages_popped_in_chunk, 3u);
    EXPECT_EQ(alone->total_l2_tx_num, 27u);
    EXPECT_EQ(alone->total_l2_tx_gas, 300u);
    EXPECT_EQ(alone->codec_version, 9);
    EXPECT_EQ(alone->prev_l1_message_queue_hash, to_hex(guest::Hash{}));

    io::ChunkRow parent;
    parent.hash = "0xparent";
    parent.total_l1_messages_popped_before = 30;
    parent.total_l1_messages_popped_in_chunk = 9;
    parent.post_l1_message_queue_hash = "0x" + std::string(64, '7');
    const auto child = make_chunk_row(blocks, parent, std::nullopt);
    ASSERT_TRUE(child) << child.error().message();
    EXPECT_EQ(child->parent_chunk_hash, "0xparent");
    EXPECT_EQ(child->total_l1_messages_popped_before, 39u);
    EXPECT_EQ(child->total_l1_messages_popped_in_chunk, 4u) << "message 39 was skipped";
    EXPECT_EQ(child->prev_l1_message_queue_hash, parent.post_l1_message_queue_hash);
    EXPECT_NE(child->post_l1_message_queue_hash, alone->post_l1_message_queue_hash);
    EXPECT_EQ(child->hash, alone->hash) << "the hash is of blocks and messages";

    parent.total_l1_messages_popped_before = parent.total_l1_messages_popped_in_chunk = 0;
    const auto behind_none = make_chunk_row(blocks, parent, std::nullopt);
    ASSERT_TRUE(behind_none);
    EXPECT_EQ(behind_none->total_l1_messages_popped_before, 40u) << "a parent without messages does not know the index";
    EXPECT_EQ(behind_none->total_l1_messages_popped_in_chunk, 3u);
    parent.total_l1_messages_popped_before = 30;

    guest::Hash queue_hash;
    queue_hash.fill(0x77);
    EXPECT_TRUE(make_chunk_row(blocks, parent, queue_hash)) << "the one that follows from the parent";
    queue_hash.fill(0x22);
    EXPECT_FALSE(make_chunk_row(blocks, parent, queue_hash));
    EXPECT_TRUE(make_chunk_row(blocks, std::nullopt, queue_hash));
    EXPECT_FALSE(make_chunk_row(std::vector{block(5, "euclidv1")}, std::nullopt, queue_hash)) << "it has none";

    parent.state_root = alone->parent_chunk_state_root;
    EXPECT_TRUE(make_chunk_row(blocks, parent, std::nullopt));
    parent.state_root.back() = 'f';
    EXPECT_FALSE(make_chunk_row(blocks, parent, std::nullopt)) << "another state than the parent's";
    parent.state_root.clear();

    parent.total_l1_messages_popped_in_chunk = 20;
    EXPECT_FALSE(make_chunk_row(blocks, parent, std::nullopt)) << "messages popped before";
    parent.total_l1_messages_popped_in_chunk = 9;
    parent.post_l1_message_queue_hash = "0x77";
    EXPECT_FALSE(make_chunk_row(blocks, parent, std::nullopt));
}

TEST(BlockFacts, RoundTripAndRefuse) {
    BlockFacts facts;
    facts.chain_id = 534352;
    facts.context[51] = 9;
    facts.l1_message_hashes.resize(2);
    const auto back = facts_from_json(to_json(facts));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(facts));
    for (const char* bad : {"", "{}", "[]", "null", R"({"chain_id": 1})"}) EXPECT_FALSE(facts_from_json(bad)) << bad;
    std::string text = to_json(facts);
    text.replace(text.find("\"0x"), 3, "\"0q");
    EXPECT_FALSE(facts_from_json(text));
}

}  // namespace
}  // namespace zk::apps

// The program `headers` over real blocks: known answers of chunk public inputs as far as they need no execution, and
// refusal or another claim for every altered field.

#include "guest/programs/headers/headers.hpp"

#include "apps/witness/block.hpp"
#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/platform/native/error.hpp"
#include "guest/programs/digest_words.hpp"
#include "guest/programs/programs.hpp"
#include "guest/test/vectors.hpp"
#include "guest/trie/trie_root.hpp"

#include <gtest/gtest.h>

namespace zk::witness {
namespace {

using guest::Fork;
using guest::Hash;

Hash hash_of(std::string_view hex) {
    const Bytes bytes = from_hex(hex).value();
    Hash hash{};
    std::ranges::copy(bytes, hash.begin());
    return hash;
}

Block sample(Fork fork, std::uint64_t number) {
    const auto folder = test::vectors_path("witnesses") / guest::fork_name(fork);
    Block block = parse_block(test::read_text(folder / (std::to_string(number) + ".json"))).value();
    const auto side = folder / (std::to_string(number) + "_validium_txs.json");
    if (std::filesystem::exists(side)) {
        block.validium_messages = parse_validium_messages(test::read_text(side)).value();
    }
    return block;
}

std::vector<Block> samples(Fork fork, std::uint64_t first, std::uint64_t last) {
    std::vector<Block> blocks;
    for (std::uint64_t number = first; number <= last; ++number) blocks.push_back(sample(fork, number));
    return blocks;
}

// The claim's views point into `blocks`.
Result<guest::HeadersClaim> claim_of(const std::vector<Block>& blocks, Fork fork, const Hash& prev_queue) {
    guest::ChunkInput input;
    input.fork = fork;
    input.chain_id = blocks.front().chain_id;
    input.prev_msg_queue_hash = prev_queue;
    for (const Block& block : blocks) input.blocks.push_back(view_of(block, fork));
    auto claim = guest::check_headers(input);
    if (!claim) return tl::unexpected(guest::to_error("headers", claim.error()));
    return std::move(*claim);
}

// pi_hash of the chunk circuits: what the claim holds and a withdraw root that only execution gives.
Hash pi_hash(const guest::HeadersClaim& claim, const Hash& withdraw_root) {
    Bytes bytes;
    const auto raw = [&bytes](ByteView view) { bytes.insert(bytes.end(), view.begin(), view.end()); };
    const auto u64 = [&raw](std::uint64_t value) { raw(ByteView(guest::to_word(value)).last(8)); };
    if (claim.fork >= Fork::kGalileo) bytes.push_back(static_cast<std::uint8_t>(claim.fork));
    u64(claim.chain_id);
    raw(claim.prev_state_root);
    raw(claim.post_state_root);
    raw(withdraw_root);
    if (claim.fork == Fork::kEuclidV1) raw(claim.data_hash);
    raw(claim.tx_data_digest);
    if (claim.fork != Fork::kEuclidV1) {
        raw(claim.prev_msg_queue_hash);
        raw(claim.post_msg_queue_hash);
        u64(claim.blocks.front().header.number);
        for (const auto& block : claim.blocks) raw(block.context);
    }
    return guest::keccak256(bytes);
}

struct KnownChunk {
    Fork fork;
    std::uint64_t first;
    std::uint64_t last;
    std::uint8_t queue_byte;  // prev_msg_queue_hash repeats it
    std::uint64_t tx_data_length;
    std::string_view tx_data_digest;
    std::string_view withdraw_root;  // empty: not known in full
    std::string_view pi_hash;
};

// The first two were confirmed by real proofs.
constexpr KnownChunk kKnownChunks[] = {
    {Fork::kEuclidV1,
     12508460,
     12508463,
     0,
     3126,
     "b534af0e6f7abf57175fe941b95769a396b0d7b0a7558f294209bc87fc7708eb",
     "7ed4c7d56e2ed40f65d25eecbb0110f3b3f4db68e87700287c7e0cedcb68272c",
     "5265dd35a7b9187738dae79e73aad6fb3837f1859a66d8033c748b6302099a6e"},
    {Fork::kEuclidV2,
     1,
     4,
     0,
     4717,
     "08dd068021d1fa7ef4462770aa26b9f48b9ac2deb1cba199dc1bfd6cdceef759",
     "0000000000000000000000000000000000000000000000000000000000000000",
     "66f566c652e9acc4314052f8828e640801f6aee5e67b7bd3312ebd855681f27b"},
    {Fork::kEuclidV1,
     12508460,
     12508460,
     0,
     111,
     "6714b0fd339b3626857674f793f5bb830e70c5b1f15aa0e2f49471a27c13afd1",
     "7ed4c7d56e2ed40f65d25eecbb0110f3b3f4db68e87700287c7e0cedcb68272c",
     "826467cd723a51701d985a544487297a967a12090a529453264dd214bdec96d5"},
    {Fork::kEuclidV2,
     1,
     4,
     1,
     4717,
     "08dd068021d1fa7ef4462770aa26b9f48b9ac2deb1cba199dc1bfd6cdceef759",
     "0000000000000000000000000000000000000000000000000000000000000000",
     "5e97fd1fc87e07513fd2a975edcd39254c3d311a22912645ba0864f7be3d76fc"},
    {Fork::kFeynman,
     16525000,
     16525000,
     1,
     2164,
     "57e695eb3e5d16c28fc0b13a430f10b2bde7fcbbd305b8f54dffac8704bb2e8f",
     "98c0fc8c49aa1e3ce291d7b4b55b8a57c39730b1d0268ccda00c1b541cb28ff6",
     "3872ffc52bd156491425ebc70ee2b64287733fb3204684ed3670a641151446d2"},
    {Fork::kFeynman,
     16525000,
     16525003,
     1,
     3249,
     "2127199ec265d54a03aa131ad0cff65a074fd8373d6f7ebb182c50c8ac7457b7",
     "98c0fc8c49aa1e3ce291d7b4b55b8a57c39730b1d0268ccda00c1b541cb28ff6",
     "a367475172d03607dd8aebf87379b4fd25a4d08ac1d338ba262aa209972a1ff3"},
    {Fork::kGalileo,
     20239156,
     20239156,
     1,
     0,
     "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
     "24e61f6f3e283c5bf7cba2b4da9d32d2cd3f6ef149a027939b4ef804349c8a89",
     "d6255b4185c252288b39879a194f689fc31424ad6dcd5dd5b96ee55584e7a642"},
    {Fork::kGalileoV2,
     20239241,
     20239241,
     1,
     32877,
     "4061053169d7779abdbf7fb8319908503287b7c90edd46fea0d2a069bdd5d261",
     "c6cc1c51fdccaf304b1f67ac7a1b3abe72573dbdfbb03ca69126400d08d7ae14",
     "5abbea03517dc0f04ef97351a1f8c9ecaaa382852e29426bb0ac5395f7d25c5e"},
    {Fork::kGalileoV2,
     20239241,
     20239242,
     1,
     75985,
     "09622560b546d262e6751766529134618cabf602e32e9113b0c6d31055e84662",
     "c6cc1c51fdccaf304b1f67ac7a1b3abe72573dbdfbb03ca69126400d08d7ae14",
     "82280a10d4d8e0346aad8d22352c367fce0ace2fb67d59c79c71805e38e4b35c"},
};

TEST(Headers, PublicInputsOfRealChunks) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    for (const KnownChunk& known : kKnownChunks) {
        const auto blocks = samples(known.fork, known.first, known.last);
        Hash queue;
        queue.fill(known.queue_byte);
        const auto claim = claim_of(blocks, known.fork, queue);
        ASSERT_TRUE(claim.has_value()) << known.first << ": " << claim.error().message();
        EXPECT_EQ(claim->tx_data_length, known.tx_data_length) << known.first;
        EXPECT_EQ(claim->tx_data_digest, hash_of(known.tx_data_digest)) << known.first;
        EXPECT_EQ(pi_hash(*claim, hash_of(known.withdraw_root)), hash_of(known.pi_hash)) << known.first;
    }
}

TEST(Headers, EuclidV1DataHash) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto all = samples(Fork::kEuclidV1, 12508460, 12508463);
    EXPECT_EQ(
        claim_of(all, Fork::kEuclidV1, {})->data_hash,
        hash_of("b8cf046dca323035cfbc03723e6f72b535a178b5714a07cc61248fe8466c53e6")
    );
    EXPECT_EQ(
        claim_of({all[0]}, Fork::kEuclidV1, {})->data_hash,
        hash_of("30b6aafa3466bdf0b320ecc2341076f18cd0c3e3a9eda12268e60c8f9ea10c02")
    );
}

TEST(Headers, RollingQueueHash) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    Hash queue;
    queue.fill(1);
    const auto blocks = samples(Fork::kGalileo, 20239156, 20239156);
    const auto claim = claim_of(blocks, Fork::kGalileo, queue);
    EXPECT_EQ(claim->blocks[0].first_queue_index, 961453u);
    EXPECT_EQ(claim->blocks[0].last_queue_index, 961460u);
    EXPECT_EQ(claim->post_msg_queue_hash, hash_of("4b7ddde89c8d4df8fdadc409d073895ec3f2786b8658eb73a8d5d08400000000"));
}

TEST(Headers, BlockContextOfARealProof) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto blocks = samples(Fork::kEuclidV2, 1, 4);
    const auto claim = claim_of(blocks, Fork::kEuclidV2, {});
    EXPECT_EQ(
        to_hex(claim->blocks[0].context),
        "0x0000000067b4399f"
        "0000000000000000000000000000000000000000000000000000000002562500"
        "0000000000989680"
        "00010000"
    );
    EXPECT_EQ(claim->blocks[1].context[49], 8);
}

// A chunk whose parts can be altered one at a time: Galileo blocks with L1 messages, transactions and a parent link.
class AlteredChunk : public ::testing::Test {
  protected:
    void SetUp() override {
        ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
        blocks_ = samples(Fork::kGalileo, 20239156, 20239157);
        claim_ = guest::encode_claim(claim_of(blocks_, Fork::kGalileo, {}).value());
    }

    // The error for these blocks, or "another claim", or "the same claim".
    [[nodiscard]] std::string outcome(const std::vector<Block>& blocks, Fork fork = Fork::kGalileo) const {
        const auto claim = claim_of(blocks, fork, {});
        if (!claim) return claim.error().message();
        return guest::encode_claim(*claim) == claim_ ? "the same claim" : "another claim";
    }

    template <class Change>
    [[nodiscard]] std::string with_header(std::size_t i, Change&& change) const {
        std::vector<Block> blocks = blocks_;
        const Bytes old = blocks[i].header;
        guest::Header header = guest::decode_header(old).value();
        change(header);
        blocks[i].header = guest::encode_header(header);
        return outcome(blocks);
    }

    std::vector<Block> blocks_;
    Bytes claim_;
};

TEST_F(AlteredChunk, UnalteredGivesTheSameClaim) {
    EXPECT_EQ(outcome(blocks_), "the same claim");
}

TEST_F(AlteredChunk, EveryHeaderFieldCounts) {
    // In the first block the altered header breaks the next one's parent link, whatever the field.
    const Bytes header = blocks_[0].header;
    for (std::size_t i = 0; i < header.size(); ++i) {
        std::vector<Block> blocks = blocks_;
        blocks[0].header[i] ^= 1;
        const std::string message = outcome(blocks);
        EXPECT_TRUE(message.starts_with("headers: block ")) << "byte " << i << ": " << message;
    }
    // In the last block nothing follows: refused, or another claim.
    for (std::size_t i = 0; i < blocks_[1].header.size(); ++i) {
        std::vector<Block> blocks = blocks_;
        blocks[1].header[i] ^= 1;
        EXPECT_NE(outcome(blocks), "the same claim") << "byte " << i;
    }
}

TEST_F(AlteredChunk, EveryByteOfATransactionCounts) {
    for (std::size_t t = 0; t < blocks_[0].transactions.size(); t += 3) {
        for (std::size_t i = 0; i < blocks_[0].transactions[t].size(); i += 5) {
            std::vector<Block> blocks = blocks_;
            blocks[0].transactions[t][i] ^= 1;
            const std::string message = outcome(blocks);
            EXPECT_TRUE(message.starts_with("headers: block 20239156: ")) << t << ", " << i << ": " << message;
        }
    }
}

TEST_F(AlteredChunk, MissingRepeatedAndReorderedTransactions) {
    std::vector<Block> blocks = blocks_;
    blocks[0].transactions.pop_back();
    EXPECT_NE(outcome(blocks).find("transactions_root: expected 0x"), std::string::npos) << outcome(blocks);
    blocks = blocks_;
    blocks[0].transactions.push_back(blocks[0].transactions.back());
    EXPECT_NE(outcome(blocks).find("queue_index: expected one that follows"), std::string::npos) << outcome(blocks);
    blocks = blocks_;
    std::swap(blocks[0].transactions[0], blocks[0].transactions[1]);
    EXPECT_NE(outcome(blocks).find("queue_index"), std::string::npos) << outcome(blocks);
}

TEST_F(AlteredChunk, BrokenLinks) {
    EXPECT_NE(
        with_header(1, [](guest::Header& h) { h.parent_hash[3] ^= 1; }).find("parent_hash: expected 0x"),
        std::string::npos
    );
    EXPECT_NE(
        with_header(1, [](guest::Header& h) { ++h.number; }).find("number: expected the number after"),
        std::string::npos
    );
    std::vector<Block> blocks = blocks_;
    blocks[1].prev_state_root[0] ^= 1;
    EXPECT_NE(outcome(blocks).find("block 20239157: prev_state_root: expected 0x"), std::string::npos);
    blocks = {blocks_[1], blocks_[0]};
    EXPECT_NE(outcome(blocks).find("number: expected"), std::string::npos);
    blocks = {blocks_[0], blocks_[0]};
    EXPECT_NE(outcome(blocks).find("number: expected"), std::string::npos);
}

TEST_F(AlteredChunk, TheForkAndTheFirstStateRootAreInTheClaim) {
    EXPECT_EQ(outcome(blocks_, Fork::kFeynman), "another claim");
    EXPECT_EQ(outcome(blocks_, Fork::kGalileoV2), "another claim");
    EXPECT_NE(outcome(blocks_, Fork::kValidium).find("validium_messages: expected one for each"), std::string::npos);
    std::vector<Block> blocks = blocks_;
    blocks[0].prev_state_root[5] ^= 1;
    EXPECT_EQ(outcome(blocks), "another claim");
    blocks = blocks_;
    for (Block& block : blocks) ++block.chain_id;
    EXPECT_NE(outcome(blocks), "the same claim");
}

TEST(Headers, ChainIdOfATransactionMustBeTheChunks) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    auto blocks = samples(Fork::kGalileo, 20239173, 20239173);
    ASSERT_TRUE(claim_of(blocks, Fork::kGalileo, {}).has_value());
    blocks[0].chain_id = 534351;
    EXPECT_EQ(
        claim_of(blocks, Fork::kGalileo, {}).error().message(),
        "headers: block 20239173: transaction 0: chain_id: expected the chain id of the witness, got 534352"
    );
}

TEST(Headers, SetCodeTransactionsBeginWithEuclidV2) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto blocks = samples(Fork::kEuclidV2, 4, 4);
    EXPECT_TRUE(claim_of(blocks, Fork::kEuclidV2, {}).has_value());
    EXPECT_NE(
        claim_of(blocks, Fork::kEuclidV1, {}).error().message().find("a type that EuclidV1 has, got 4"),
        std::string::npos
    );
}

TEST(Headers, OnlyForksFromFeynmanOnLinkParentHashes) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto blocks = samples(Fork::kEuclidV2, 1, 4);
    EXPECT_TRUE(claim_of(blocks, Fork::kEuclidV2, {}).has_value());
    EXPECT_NE(claim_of(blocks, Fork::kFeynman, {}).error().message().find("block 2: parent_hash"), std::string::npos);
    const auto v1 = samples(Fork::kEuclidV1, 12508460, 12508463);
    Hash queue{};
    queue[31] = 1;
    EXPECT_TRUE(claim_of(v1, Fork::kEuclidV1, {}).has_value());
    EXPECT_NE(claim_of(v1, Fork::kEuclidV1, queue).error().message().find("prev_msg_queue_hash"), std::string::npos);
}

TEST(Headers, ValidiumMessagesMatchTheBlocks) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    std::vector<Block> with_messages;
    for (const Block& block : samples(Fork::kValidium, 347, 366)) {
        const auto claim = claim_of({block}, Fork::kValidium, {});
        ASSERT_TRUE(claim.has_value()) << claim.error().message();
        if (block.validium_messages.empty()) continue;
        with_messages.push_back(block);
        std::vector<Block> altered = {block};
        altered[0].validium_messages.pop_back();
        EXPECT_NE(
            claim_of(altered, Fork::kValidium, {}).error().message().find("validium_messages"), std::string::npos
        );
        altered = {block};
        altered[0].validium_messages.push_back(block.validium_messages[0]);
        EXPECT_NE(
            claim_of(altered, Fork::kValidium, {}).error().message().find("validium_messages"), std::string::npos
        );
        // The block's own form cannot be replaced by another sender, nor plain data by other data.
        altered = {block};
        altered[0].validium_messages[0].back() ^= 1;
        EXPECT_NE(claim_of(altered, Fork::kValidium, {}).error().message().find("sender"), std::string::npos);
    }
    ASSERT_FALSE(with_messages.empty());
}

TEST(Headers, ThePublicWordsAreTheDigestOfTheClaim) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto blocks = samples(Fork::kGalileo, 20239173, 20239176);
    const auto claim = guest::encode_claim(claim_of(blocks, Fork::kGalileo, {}).value());
    EXPECT_EQ(claim.size(), 297u + 4 * 84);
    const auto input = make_chunk_input(blocks, Fork::kGalileo, {}).value();
    EXPECT_EQ(guest::run_program("headers", input).value(), guest::digest_words(guest::keccak256(claim)));
}

TEST(Headers, DifferentChainsAreNoChunk) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    auto blocks = samples(Fork::kGalileo, 20239173, 20239174);
    blocks[1].chain_id = 1;
    EXPECT_EQ(make_chunk_input(blocks, Fork::kGalileo, {}).error().where, "chain_id");
    EXPECT_FALSE(make_chunk_input({}, Fork::kGalileo, {}).has_value());
}

}  // namespace
}  // namespace zk::witness

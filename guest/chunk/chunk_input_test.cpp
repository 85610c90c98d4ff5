#include "guest/chunk/chunk_input.hpp"

#include "guest/programs/programs.hpp"

#include <gtest/gtest.h>

namespace zk::guest {
namespace {

std::string refusal_of(const Bytes& bytes) {
    const auto decoded = decode_chunk_input(bytes);
    if (decoded) return "accepted";
    std::array<char, 256> buffer;
    return std::string(write_message(buffer, decoded.error()));
}

// Offsets in a chunk without nodes and codes: format, version, chain id, queue hash, numbers of nodes, codes and blocks.
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kNodesAt = 4 + 4 + 8 + 32;
constexpr std::size_t kBlocksAt = kNodesAt + 8;

TEST(ChunkInput, RoundTrips) {
    const Bytes a{1, 2, 3};
    const Bytes b(200, 9);
    ChunkInput input;
    input.fork = Fork::kValidium;
    input.chain_id = 0x0102030405060708;
    input.prev_msg_queue_hash[31] = 5;
    input.validium_key = to_word(77);
    input.blocks = {
        {Hash{1}, a, {b, a, {}}, {a}, {{U256::max(), 1}, {U256(1'000'000'000), ~std::uint64_t{0}}, {}}},
        {Hash{2}, b, {}, {}, {}}};
    input.nodes = {b, a, b};
    input.codes = {{}, a};
    const Bytes bytes = encode_chunk_input(input);
    const auto decoded = decode_chunk_input(bytes);
    ASSERT_TRUE(decoded.has_value()) << refusal_of(bytes);
    EXPECT_EQ(decoded->fork, input.fork);
    EXPECT_EQ(decoded->chain_id, input.chain_id);
    EXPECT_EQ(decoded->validium_key, input.validium_key);
    ASSERT_EQ(decoded->blocks.size(), 2u);
    EXPECT_EQ(decoded->blocks[0].transactions.size(), 3u);
    EXPECT_EQ(decoded->blocks[0].validium_messages.size(), 1u);
    EXPECT_EQ(decoded->blocks[0].hints, input.blocks[0].hints);
    EXPECT_EQ(decoded->nodes.size(), 3u);
    EXPECT_EQ(decoded->codes.size(), 2u);
    EXPECT_EQ(Bytes(decoded->nodes[1].begin(), decoded->nodes[1].end()), a);
    EXPECT_EQ(encode_chunk_input(*decoded), bytes);
    input.validium_key = std::nullopt;
    const Bytes without = encode_chunk_input(input);
    EXPECT_FALSE(decode_chunk_input(without).value().validium_key.has_value());
    EXPECT_EQ(without.size(), bytes.size());
    // Everything is aligned to words.
    EXPECT_EQ(bytes.size() % 4, 0u);
    for (const ByteView view : {decoded->nodes[0], decoded->nodes[1], decoded->codes[1], decoded->blocks[1].header}) {
        EXPECT_EQ((view.data() - bytes.data()) % 4, 0);
    }
}

TEST(ChunkInput, ThereIsOneHintForEachTransactionOrNone) {
    const Bytes a{1, 2, 3};
    ChunkInput input;
    input.blocks = {{Hash{1}, a, {a, a}, {}, {{}, {}}}};
    for (const Fork fork : kForks) {
        input.fork = fork;
        input.blocks[0].hints = {};
        EXPECT_EQ(refusal_of(encode_chunk_input(input)), "accepted");
        input.blocks[0].hints.resize(2);
        const std::string expected = "block 0: hints: expected one for each transaction from Feynman on, or none, got ";
        EXPECT_EQ(refusal_of(encode_chunk_input(input)), fork < Fork::kFeynman ? expected + "2" : "accepted");
        for (const std::size_t n : {1u, 3u}) {
            input.blocks[0].hints.resize(n);
            EXPECT_EQ(refusal_of(encode_chunk_input(input)), expected + std::to_string(n));
        }
    }
}

TEST(ChunkInput, PaddingIsZero) {
    const Bytes a{1, 2, 3};
    ChunkInput input;
    input.blocks = {{Hash{1}, a, {a}, {}, {}}};
    input.nodes = {a};
    input.codes = {a};
    const Bytes bytes = encode_chunk_input(input);
    const auto decoded = decode_chunk_input(bytes);
    ASSERT_TRUE(decoded.has_value());
    std::size_t n = 0;
    for (const ByteView view :
         {decoded->nodes[0], decoded->codes[0], decoded->blocks[0].header, decoded->blocks[0].transactions[0]}) {
        Bytes altered = bytes;
        altered[static_cast<std::size_t>(view.data() - bytes.data()) + 3] = 9;
        EXPECT_NE(refusal_of(altered).find("expected zero bytes as padding, got 9"), std::string::npos);
        ++n;
    }
    EXPECT_EQ(n, 4u);
}

TEST(ChunkInput, EveryTruncationAndTrailingBytesAreRefused) {
    Bytes bytes = default_input("headers").value();
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        EXPECT_NE(refusal_of(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n))), "accepted") << n;
    }
    bytes.push_back(0);
    EXPECT_EQ(refusal_of(bytes), "chunk input: expected no more bytes, got 1");
}

TEST(ChunkInput, FormatAndVersionAreChecked) {
    Bytes bytes = default_input("headers").value();
    bytes[0] = 1;
    EXPECT_EQ(refusal_of(bytes), "format: expected 2, got 1");
    bytes = default_input("headers").value();
    bytes[kVersionAt + 1] = 1;
    EXPECT_EQ(refusal_of(bytes), "version: expected the version byte of a known fork, got 265");
    for (int version = 0; version < 256; ++version) {
        bytes = default_input("headers").value();
        bytes[kVersionAt] = static_cast<std::uint8_t>(version);
        if (version == 0x41) bytes.insert(bytes.begin() + kNodesAt, 32, std::uint8_t{0});  // no key
        const bool is_known = (version >= 6 && version <= 10) || version == 0x41;
        EXPECT_EQ(refusal_of(bytes) == "accepted", is_known) << version;
    }
}

TEST(ChunkInput, CountsBeyondTheInputAreRefusedBeforeMemoryIsTaken) {
    Bytes bytes = default_input("headers").value();
    store_u32le(bytes.data() + kBlocksAt, 0xffffffff);
    EXPECT_EQ(refusal_of(bytes), "blocks: expected a count that fits the input, got 4294967295");
    bytes = default_input("headers").value();
    store_u32le(bytes.data() + kNodesAt, 0x10000000);
    EXPECT_EQ(refusal_of(bytes), "nodes: expected a count that fits the input, got 268435456");
    bytes = default_input("headers").value();
    store_u32le(bytes.data() + kNodesAt + 4, 0x10000000);
    EXPECT_EQ(refusal_of(bytes), "codes: expected a count that fits the input, got 268435456");
    bytes = default_input("headers").value();
    const std::size_t header_at = kBlocksAt + 4 + 32;
    const std::size_t n_header = load_u32le(bytes.data() + header_at);
    const std::size_t transactions_at = header_at + 4 + (n_header + 3) / 4 * 4;
    store_u32le(bytes.data() + transactions_at, 0x40000000);
    EXPECT_EQ(refusal_of(bytes), "block 0: transactions: expected a count that fits the input, got 1073741824");
    bytes = default_input("headers").value();
    store_u32le(bytes.data() + header_at, 0xfffffff0);
    EXPECT_NE(refusal_of(bytes).find("block 0: header: expected more input bytes"), std::string::npos);
}

}  // namespace
}  // namespace zk::guest

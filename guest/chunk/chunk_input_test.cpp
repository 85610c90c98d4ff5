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

// Offsets of the fixed part: format, version, chain id, queue hash, number of blocks.
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kBlocksAt = 4 + 1 + 8 + 32;

TEST(ChunkInput, RoundTrips) {
    const Bytes a{1, 2, 3};
    const Bytes b(200, 9);
    ChunkInput input;
    input.fork = Fork::kValidium;
    input.chain_id = 0x0102030405060708;
    input.prev_msg_queue_hash[31] = 5;
    input.blocks = {{Hash{1}, a, {b, a, {}}, {a}}, {Hash{2}, b, {}, {}}};
    const Bytes bytes = encode_chunk_input(input);
    const auto decoded = decode_chunk_input(bytes);
    ASSERT_TRUE(decoded.has_value()) << refusal_of(bytes);
    EXPECT_EQ(decoded->fork, input.fork);
    EXPECT_EQ(decoded->chain_id, input.chain_id);
    ASSERT_EQ(decoded->blocks.size(), 2u);
    EXPECT_EQ(decoded->blocks[0].transactions.size(), 3u);
    EXPECT_EQ(decoded->blocks[0].validium_messages.size(), 1u);
    EXPECT_EQ(encode_chunk_input(*decoded), bytes);
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
    bytes[0] = 2;
    EXPECT_EQ(refusal_of(bytes), "format: expected 1, got 2");
    for (int version = 0; version < 256; ++version) {
        bytes = default_input("headers").value();
        bytes[kVersionAt] = static_cast<std::uint8_t>(version);
        const bool is_known = (version >= 6 && version <= 10) || version == 0x41;
        EXPECT_EQ(refusal_of(bytes) == "accepted", is_known) << version;
    }
}

TEST(ChunkInput, CountsBeyondTheInputAreRefusedBeforeMemoryIsTaken) {
    Bytes bytes = default_input("headers").value();
    store_u32le(bytes.data() + kBlocksAt, 0xffffffff);
    EXPECT_EQ(refusal_of(bytes), "blocks: expected a count that fits the input, got 4294967295");
    bytes = default_input("headers").value();
    const std::size_t header_at = kBlocksAt + 4 + 32;
    const std::size_t transactions_at = header_at + 4 + load_u32le(bytes.data() + header_at);
    store_u32le(bytes.data() + transactions_at, 0x40000000);
    EXPECT_EQ(refusal_of(bytes), "block 0: transactions: expected a count that fits the input, got 1073741824");
    bytes = default_input("headers").value();
    store_u32le(bytes.data() + header_at, 0xfffffff0);
    EXPECT_NE(refusal_of(bytes).find("block 0: header: expected more input bytes"), std::string::npos);
}

}  // namespace
}  // namespace zk::guest

#include "apps/witness/compression.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace zk::witness {
namespace {

using guest::Fork;
using Json = nlohmann::json;

// Sizes and ratios as the tests' witnesses have them are checked against the files by hash and length.
TEST(CompressionInfos, TheFilesFitTheSampleBlocks) {
    ZK_NEEDS_VECTORS(test::vectors_path("compression-infos"));
    for (const auto& [fork, n_expected] :
         {std::pair(Fork::kFeynman, 10), {Fork::kGalileo, 29}, {Fork::kGalileoV2, 2}}) {
        const std::string name(guest::fork_name(fork));
        const auto infos =
            parse_compression_infos(test::read_text(test::vectors_path("compression-infos/" + name + ".json")));
        ASSERT_TRUE(infos.has_value()) << infos.error().message();
        int n = 0;
        for (const auto& path : test::files_below(test::vectors_path("witnesses/" + name), ".json")) {
            Block block = parse_block(test::read_text(path)).value();
            EXPECT_TRUE(block.hints.empty());
            const auto applied = apply_compression_infos(block, std::span(&*infos, 1));
            ASSERT_TRUE(applied.has_value()) << applied.error().message();
            ASSERT_TRUE(*applied) << path;
            ASSERT_EQ(block.hints.size(), block.transactions.size());
            for (std::size_t i = 0; i < block.hints.size(); ++i) {
                if (block.transactions[i][0] == 0x7e) continue;
                EXPECT_GE(block.hints[i].ratio, guest::U256(1'000'000'000));
                EXPECT_GT(block.hints[i].size, 0u);
                EXPECT_LE(block.hints[i].size, block.transactions[i].size());
            }
            // The chunk holds them.
            const auto input = make_chunk_input(std::span(&block, 1), fork, {}, ChunkContent::kState).value();
            const auto decoded = guest::decode_chunk_input(input).value();
            EXPECT_EQ(decoded.blocks[0].hints, block.hints);
            EXPECT_EQ(decoded.nodes.size(), block.states.size());
            EXPECT_EQ(decoded.codes.size(), block.codes.size());
            ++n;
        }
        EXPECT_EQ(n, n_expected) << name;
    }
}

TEST(CompressionInfos, KnownValues) {
    const auto path = test::vectors_path("compression-infos/galileov2.json");
    ZK_NEEDS_VECTORS(path);
    const auto infos = parse_compression_infos(test::read_text(path)).value();
    std::size_t n = 0;
    for (const auto& info : infos.at(20239242)) {
        if (!info || !to_hex(*info->transaction).starts_with("0x7358eaad")) continue;
        EXPECT_EQ(info->hint.size, 668u);
        EXPECT_EQ(info->encoded_length, 1178u);
        ++n;
    }
    EXPECT_EQ(n, 1u);
}

Json entry_of(const Bytes& transaction) {
    return {
        {"tx", to_hex(guest::keccak256(transaction)).substr(2)},
        {"encoded_length", transaction.size()},
        {"compression_ratio", "0x3b9aca00"},
        {"compressed_size", 2}};
}

// A block of an L1 message and two other transactions, as far as infos look at them.
Block small_block() {
    Block block;
    block.number = 7;
    block.transactions = {{0x7e, 1}, {0x02, 2, 3}, {0x02, 4, 5, 6}};
    return block;
}

Json infos_of(const Block& block) {
    return {{"7", {nullptr, entry_of(block.transactions[1]), entry_of(block.transactions[2])}}};
}

std::string outcome(const Json& json) {
    const auto infos = parse_compression_infos(json.dump());
    if (!infos) return infos.error().message();
    Block block = small_block();
    const auto applied = apply_compression_infos(block, std::span(&*infos, 1));
    if (!applied) return applied.error().message();
    return *applied ? "applied" : "unknown";
}

TEST(CompressionInfos, Applied) {
    Block block = small_block();
    const std::vector<CompressionInfos> files = {
        {}, parse_compression_infos(infos_of(block).dump()).value(), parse_compression_infos("{\"7\": []}").value()};
    EXPECT_TRUE(apply_compression_infos(block, files).value());
    ASSERT_EQ(block.hints.size(), 3u);
    EXPECT_EQ(block.hints[0], guest::CompressionHint());
    EXPECT_EQ(block.hints[1].size, 2u);
    EXPECT_EQ(block.hints[2].ratio, guest::U256(1'000'000'000));
    EXPECT_EQ(outcome(Json::object()), "unknown");
    EXPECT_FALSE(apply_compression_infos(block, {}).value());
}

TEST(CompressionInfos, WhatDoesNotFitIsNamed) {
    const Json good = infos_of(small_block());
    EXPECT_EQ(outcome(good), "applied");
    const auto with = [&good](auto&& change) {
        Json altered = good;
        change(altered["7"]);
        return outcome(altered);
    };
    const std::string what = "compression infos of block 7: ";
    EXPECT_EQ(with([](Json& j) { j.erase(2); }), what + "expected one entry for each of its 3 transactions, got 2");
    EXPECT_EQ(with([](Json& j) { j[1] = nullptr; }), what + "transaction 1: expected an entry, got null");
    EXPECT_EQ(
        with([](Json& j) { j[0] = j[1]; }), what + "transaction 0: expected null for an L1 message, got an entry"
    );
    EXPECT_NE(with([](Json& j) { std::swap(j[1], j[2]); }).find("transaction 1.tx: expected 0x"), std::string::npos);
    EXPECT_EQ(
        with([](Json& j) { j[1]["encoded_length"] = 4; }), what + "transaction 1.encoded_length: expected 3, got 4"
    );
    const auto too_long = [](Json& j) {
        j[1].erase("encoded_length");
        j[1]["compressed_size"] = 4;
    };
    EXPECT_EQ(
        with(too_long), what + "transaction 1.compressed_size: expected at most the 3 bytes of the encoding, got 4"
    );
    // The form.
    const std::string file = "compression infos: ";
    EXPECT_EQ(
        with([](Json& j) { j[2]["compressed_size"] = 5; }),
        file + "7[2].compressed_size: expected at most the length of the encoding, got 5"
    );
    EXPECT_EQ(
        with([](Json& j) { j[2]["compression_ratio"] = 999'999'999; }),
        file + "7[2].compression_ratio: expected at least 10^9, which is no compression, got 999999999"
    );
    EXPECT_EQ(
        with([](Json& j) { j[2].erase("compressed_size"); }),
        file + "7[2].compressed_size: expected a value, got nothing"
    );
    EXPECT_EQ(
        with([](Json& j) { j[2]["tx"] = "12"; }), file + "7[2].tx: expected 32 bytes in hexadecimal digits, got \"12\""
    );
    EXPECT_NE(with([](Json& j) { j = 5; }).find("7: expected an array"), std::string::npos);
    for (const char* name : {"07", "0x7", "seven", "-7", "", "18446744073709551616"}) {
        EXPECT_NE(outcome({{name, Json::array()}}).find("block numbers in decimal digits"), std::string::npos) << name;
    }
    EXPECT_NE(outcome(Json::array()), "applied");
    EXPECT_FALSE(parse_compression_infos("{").has_value());
}

TEST(CompressionInfos, WithinAWitness) {
    const auto path = test::vectors_path("witnesses/galileo/20239157.json");
    const auto infos_path = test::vectors_path("compression-infos/galileo.json");
    ZK_NEEDS_VECTORS(infos_path);
    Json json = Json::parse(test::read_text(path));
    json["compression_infos"] = Json::parse(test::read_text(infos_path))["20239157"];
    const auto block = parse_block(json.dump());
    ASSERT_TRUE(block.has_value()) << block.error().message();
    ASSERT_EQ(block->hints.size(), 1u);
    EXPECT_EQ(block->hints[0].size, 301u);
    json["compression_infos"].push_back(nullptr);
    EXPECT_EQ(
        parse_block(json.dump()).error().message(),
        "compression infos of block 20239157: expected one entry for each of its 1 transactions, got 2"
    );
    json["compression_infos"] = nullptr;
    EXPECT_TRUE(parse_block(json.dump()).value().hints.empty());
}

}  // namespace
}  // namespace zk::witness

// What the parser refuses, and what it accepts in either style.

#include "apps/witness/block.hpp"
#include "base/hex.hpp"
#include "guest/block/transaction.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace zk::witness {
namespace {

using Json = nlohmann::json;

std::string hex_of(std::size_t n_bytes, std::uint8_t byte) {
    return to_hex(Bytes(n_bytes, byte));
}

Json new_style() {
    Json header = {
        {"parent_hash", hex_of(32, 1)},
        {"ommers_hash", hex_of(32, 2)},
        {"beneficiary", hex_of(20, 3)},
        {"state_root", hex_of(32, 4)},
        {"transactions_root", hex_of(32, 5)},
        {"receipts_root", hex_of(32, 6)},
        {"logs_bloom", hex_of(256, 7)},
        {"difficulty", "0x1"},
        {"number", 12},
        {"gas_limit", 20000000},
        {"gas_used", 21000},
        {"timestamp", 1700000000},
        {"extra_data", "0x"},
        {"mix_hash", hex_of(32, 0)},
        {"nonce", "0x0000000000000000"},
        {"base_fee_per_gas", 15680000},
        {"requests_hash", nullptr}};
    Json signature = {{"r", "0x77"}, {"s", "0x88"}, {"yParity", "0x1"}, {"v", "0x1"}};
    Json legacy = {
        {"chain_id", "0x82750"},
        {"nonce", 5},
        {"gas_price", 100},
        {"gas_limit", 21000},
        {"to", nullptr},
        {"value", "0x10"},
        {"input", "0x6001"}};
    Json dynamic = {
        {"chain_id", 534352},
        {"nonce", 6},
        {"gas_limit", 21000},
        {"max_fee_per_gas", 100},
        {"max_priority_fee_per_gas", 1},
        {"to", hex_of(20, 9)},
        {"value", "0x0"},
        {"access_list", {{{"address", hex_of(20, 8)}, {"storageKeys", {hex_of(32, 1)}}}}},
        {"input", "0x"}};
    Json message = {
        {"queueIndex", "0x7"},
        {"gas", "0xf4240"},
        {"to", hex_of(20, 1)},
        {"value", "0x0"},
        {"sender", hex_of(20, 2)},
        {"input", "0x8ef1332e"},
        {"nonce", "0x0"}};
    return {
        {"chain_id", 534352},
        {"header", header},
        {"prev_state_root", hex_of(32, 9)},
        {"transactions",
         {{{"TxL1Message", {{"hash", hex_of(32, 0)}, {"transaction", message}}}},
          {{"Legacy", {{"signature", signature}, {"transaction", legacy}}}},
          {{"Eip1559", {{"signature", signature}, {"transaction", dynamic}}}}}},
        {"withdrawals", nullptr},
        {"states", {"0x01", "0x0203"}},
        {"codes", Json::array()},
        {"an unknown key", 5}};
}

Json legacy_style() {
    Json json = new_style();
    json["pre_state_root"] = json["prev_state_root"];
    json.erase("prev_state_root");
    json.erase("transactions");
    Json& header = json["header"];
    header["sha3Uncles"] = header["ommers_hash"];
    header.erase("ommers_hash");
    header["miner"] = header["beneficiary"];
    header.erase("beneficiary");
    header["number"] = "0xc";
    header["gas_limit"] = "0x1312d00";
    header["gas_used"] = "0x5208";
    header["timestamp"] = "0x6553f100";
    header["base_fee_per_gas"] = "0xef4200";
    Json signature = {{"r", "0x77"}, {"s", "0x88"}, {"y_parity", true}};
    json["transaction"] = {
        {{"queue_index", "0x7"},
         {"gas", "0xf4240"},
         {"to", hex_of(20, 1)},
         {"value", "0x0"},
         {"from", hex_of(20, 2)},
         {"input", "0x8ef1332e"},
         {"nonce", "0x0"},
         {"signature", nullptr},
         {"transaction_type", 126}},
        {{"chain_id", "0x82750"},
         {"nonce", "0x5"},
         {"gas_price", "0x64"},
         {"gas", "0x5208"},
         {"to", nullptr},
         {"value", "0x10"},
         {"input", "0x6001"},
         {"max_fee_per_gas", "0x64"},
         {"signature", signature},
         {"transaction_type", 0}},
        {{"chain_id", "0x82750"},
         {"nonce", "0x6"},
         {"gas", "0x5208"},
         {"max_fee_per_gas", "0x64"},
         {"max_priority_fee_per_gas", "0x1"},
         {"to", hex_of(20, 9)},
         {"value", "0x0"},
         {"access_list", {{{"address", hex_of(20, 8)}, {"storage_keys", {hex_of(32, 1)}}}}},
         {"input", "0x"},
         {"signature", signature},
         {"transaction_type", 2}}};
    return json;
}

std::string refusal(const Json& json) {
    const auto block = parse_block(json.dump());
    return block ? "accepted" : block.error().message();
}

template <class Change>
std::string refusal_after(Change&& change) {
    Json json = new_style();
    change(json);
    return refusal(json);
}

TEST(Parse, BothStylesGiveOneBlock) {
    const auto a = parse_block(new_style().dump());
    const auto b = parse_block(legacy_style().dump());
    ASSERT_TRUE(a.has_value()) << a.error().message();
    ASSERT_TRUE(b.has_value()) << b.error().message();
    EXPECT_EQ(a->header, b->header);
    EXPECT_EQ(a->transactions, b->transactions);
    EXPECT_EQ(a->hash, b->hash);
    EXPECT_EQ(a->number, 12u);
    EXPECT_EQ(a->states, (std::vector<Bytes>{{1}, {2, 3}}));
    const auto dynamic = guest::decode_transaction(a->transactions[2]).value();
    EXPECT_EQ(dynamic.access_list[0].storage_keys.size(), 1u);
}

TEST(Parse, ErrorsNameBlockAndField) {
    EXPECT_EQ(
        refusal_after([](Json& j) { j["header"].erase("gas_used"); }),
        "witness of block 12: header.gas_used: expected a value, got nothing"
    );
    EXPECT_EQ(
        refusal_after([](Json& j) { j["header"]["state_root"] = "0x1234"; }),
        "witness of block 12: header.state_root: expected 32 bytes, got 2 bytes"
    );
    EXPECT_EQ(
        refusal_after([](Json& j) { j["transactions"][2]["Eip1559"]["transaction"]["nonce"] = -1; }),
        "witness of block 12: transactions[2].Eip1559.transaction.nonce: expected an unsigned integer or a 0x "
        "quantity without zero padding, below 2^256, got -1"
    );
    EXPECT_EQ(
        refusal_after([](Json& j) { j["states"][1] = "0x123"; }),
        "witness of block 12: states[1]: expected an even number of digits, got 3 at length"
    );
}

TEST(Parse, NumbersHaveOneForm) {
    const auto with_value = [](const Json& value) {
        return refusal_after([&value](Json& j) { j["transactions"][1]["Legacy"]["transaction"]["value"] = value; });
    };
    EXPECT_EQ(with_value("0x0"), "accepted");
    EXPECT_EQ(with_value("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"), "accepted");
    for (const Json& bad :
         {Json("0x"),
          Json("0x00"),
          Json("0x01"),
          Json("12"),
          Json(1.5),
          Json(1e30),
          Json(true),
          Json(),
          Json("0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
          Json("0xg")}) {
        EXPECT_NE(with_value(bad), "accepted") << bad;
    }
    EXPECT_NE(
        refusal_after([](Json& j) { j["header"]["number"] = "0x10000000000000000"; }).find("below 2^64"),
        std::string::npos
    );
}

TEST(Parse, IntegersBeyond64BitsKeepTheirDigits) {
    std::string text = new_style().dump();
    const std::string old = "\"max_fee_per_gas\":100";
    text.replace(text.find(old), old.size(), "\"max_fee_per_gas\":340282366920938463463374607431768211455");
    const auto block = parse_block(text);
    ASSERT_TRUE(block.has_value()) << block.error().message();
    const auto tx = guest::decode_transaction(block->transactions[2]).value();
    EXPECT_EQ(to_hex(tx.max_fee_per_gas), "0x" + std::string(32, '0') + std::string(32, 'f'));
}

TEST(Parse, SmallerDecimalsInQuotesAreNoNumbers) {
    for (const char* text : {"100", "18446744073709551615", "000000000000000000000000001", ""}) {
        EXPECT_NE(
            refusal_after([text](Json& j) { j["transactions"][2]["Eip1559"]["transaction"]["nonce"] = text; }),
            "accepted"
        ) << text;
    }
}

TEST(Parse, AmbiguousOrForeignWitnessesAreRefused) {
    EXPECT_NE(
        refusal_after([](Json& j) { j["pre_state_root"] = j["prev_state_root"]; }).find("got both"), std::string::npos
    );
    EXPECT_NE(
        refusal_after([](Json& j) { j["header"]["requests_hash"] = hex_of(32, 0); }).find("requests_hash"),
        std::string::npos
    );
    EXPECT_NE(refusal_after([](Json& j) { j["withdrawals"] = {1}; }).find("withdrawals"), std::string::npos);
    EXPECT_NE(
        refusal_after([](Json& j) {
            j["transactions"][0] = {{"Eip4844", {{"transaction", Json::object()}}}};
        }).find("Eip1559"),
        std::string::npos
    );
    EXPECT_NE(refusal_after([](Json& j) { j["transactions"][0]["Legacy"] = 1; }).find("one member"), std::string::npos);
    EXPECT_NE(refusal_after([](Json& j) { j["transactions"] = 5; }).find("an array"), std::string::npos);
    EXPECT_NE(
        refusal_after([](Json& j) { j["transactions"][1]["Legacy"]["signature"]["v"] = "0x0"; }).find("parity"),
        std::string::npos
    );
    EXPECT_NE(
        refusal_after([](Json& j) { j["transactions"][1]["Legacy"]["transaction"]["chain_id"] = "0xffffffffffffffff"; }
        ).find("chain_id"),
        std::string::npos
    );
}

TEST(Parse, MalformedJson) {
    EXPECT_FALSE(parse_block("").has_value());
    EXPECT_FALSE(parse_block("[]").has_value());
    EXPECT_FALSE(parse_block("{").has_value());
    EXPECT_FALSE(parse_block(new_style().dump() + "x").has_value());
    EXPECT_NE(
        parse_block(R"({"chain_id": 1, "chain_id": 2})").error().message().find("\"chain_id\" twice"), std::string::npos
    );
    const std::string deep(100000, '[');
    EXPECT_NE(parse_block(deep).error().message().find("nesting"), std::string::npos);
    EXPECT_FALSE(parse_validium_messages("{}").has_value());
    EXPECT_TRUE(parse_validium_messages("[]").value().empty());
}

TEST(Parse, EveryTruncationIsRefused) {
    const std::string text = new_style().dump();
    for (std::size_t n = 0; n < text.size(); ++n) EXPECT_FALSE(parse_block(text.substr(0, n)).has_value()) << n;
}

TEST(Parse, EveryMissingMemberIsRefused) {
    const Json json = new_style();
    std::size_t n = 0;
    for (const auto& [name, value] : json.items()) {
        if (name == "an unknown key" || name == "withdrawals") continue;
        Json altered = json;
        altered.erase(name);
        EXPECT_NE(refusal(altered), "accepted") << name;
        ++n;
    }
    for (const auto& [name, value] : json["header"].items()) {
        if (name == "requests_hash") continue;
        Json altered = json;
        altered["header"].erase(name);
        EXPECT_NE(refusal(altered).find("header." + name), std::string::npos) << name;
        ++n;
    }
    EXPECT_EQ(n, 22u);
}

}  // namespace
}  // namespace zk::witness

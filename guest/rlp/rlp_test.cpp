#include "base/hex.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <random>

namespace zk::guest::rlp {
namespace {

using Json = nlohmann::json;

std::string text_of(const Refusal& refusal) {
    std::array<char, 256> buffer;
    return std::string(write_message(buffer, refusal));
}

// Reads every item below `in` and writes it again.
void copy_items(Reader& in, Writer& out) {
    while (!in.done()) {
        if (in.next_is_list()) {
            Reader inner = in.list("list");
            const std::size_t mark = out.begin_list();
            copy_items(inner, out);
            out.end_list(mark);
        } else {
            out.string(in.string("string"));
        }
    }
}

// The encoding again, by way of the reader; empty when the bytes are not exactly one item.
std::optional<Bytes> recoded(const Bytes& bytes) {
    if (bytes.empty()) return std::nullopt;
    Failure failure;
    Reader top(bytes, failure);
    const ByteView item = top.raw_item("item");
    top.end("item");
    Reader in(item, failure);
    Writer out;
    copy_items(in, out);
    return failure ? std::nullopt : std::optional(out.take());
}

// Big integers appear as "#123" in the official tests.
Word parse_decimal(const std::string& digits) {
    Word word{};
    for (const char c : digits) {
        int carry = c - '0';
        for (std::size_t i = 32; i-- > 0;) {
            carry += word[i] * 10;
            word[i] = static_cast<std::uint8_t>(carry);
            carry >>= 8;
        }
    }
    return word;
}

void encode(const Json& value, Writer& out) {
    if (value.is_array()) {
        const std::size_t mark = out.begin_list();
        for (const Json& item : value) encode(item, out);
        out.end_list(mark);
    } else if (value.is_number_unsigned()) {
        out.uint(value.get<std::uint64_t>());
    } else {
        const auto text = value.get<std::string>();
        if (text.starts_with("#")) {
            out.uint(parse_decimal(text.substr(1)));
        } else {
            out.string({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
        }
    }
}

TEST(Rlp, OfficialValid) {
    const auto path = test::vectors_path("ethereum/RLPTests/rlptest.json");
    ZK_NEEDS_VECTORS(path);
    std::size_t n = 0;
    const Json cases = Json::parse(test::read_text(path));
    for (const auto& [name, each] : cases.items()) {
        const Bytes expected = from_hex(each["out"].get<std::string>()).value();
        Writer out;
        encode(each["in"], out);
        // "#115792...936" is 2^256: beyond this project's integers, so only its decoding as a string is checked.
        if (name != "bigint") {
            EXPECT_EQ(out.bytes(), expected) << name;
        }
        EXPECT_EQ(recoded(expected), expected) << name;
        ++n;
    }
    EXPECT_EQ(n, 28u);
}

TEST(Rlp, OfficialInvalid) {
    const auto path = test::vectors_path("ethereum/RLPTests/invalidRLPTest.json");
    ZK_NEEDS_VECTORS(path);
    std::size_t n = 0;
    const Json cases = Json::parse(test::read_text(path));
    for (const auto& [name, each] : cases.items()) {
        EXPECT_FALSE(recoded(from_hex(each["out"].get<std::string>()).value()).has_value()) << name;
        ++n;
    }
    EXPECT_EQ(n, 26u);
}

TEST(Rlp, OfficialRandom) {
    const auto path = test::vectors_path("ethereum/RLPTests/RandomRLPTests/example.json");
    ZK_NEEDS_VECTORS(path);
    const Json cases = Json::parse(test::read_text(path));
    EXPECT_EQ(cases.size(), 1u);
    for (const auto& [name, each] : cases.items()) {
        const Bytes bytes = from_hex(each["out"].get<std::string>()).value();
        if (each["in"] == "VALID") {
            EXPECT_EQ(recoded(bytes), bytes) << name;
        } else {
            EXPECT_FALSE(recoded(bytes).has_value()) << name;
        }
    }
}

TEST(Rlp, WhatIsAcceptedIsCanonical) {
    std::mt19937 random(20260801);
    std::size_t n_accepted = 0;
    for (int i = 0; i < 200000; ++i) {
        Bytes bytes(1 + random() % 12);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random() % 3 == 0 ? 0x80 + random() % 0x80 : random());
        if (random() % 2 == 0) bytes[0] = static_cast<std::uint8_t>(0xc0 + bytes.size() - 1);
        const auto again = recoded(bytes);
        if (!again) continue;
        ++n_accepted;
        ASSERT_EQ(*again, bytes) << to_hex(bytes);
    }
    EXPECT_GT(n_accepted, 1000u);
}

TEST(Rlp, EveryTruncationIsRefused) {
    Writer out;
    const std::size_t list = out.begin_list();
    out.uint(5).string(Bytes(60, 7)).uint(to_word(UINT64_MAX)).end_list(list);
    for (std::size_t n = 0; n < out.bytes().size(); ++n) {
        EXPECT_FALSE(recoded(Bytes(out.bytes().begin(), out.bytes().begin() + static_cast<std::ptrdiff_t>(n)))) << n;
    }
}

TEST(Rlp, IntegersAreMinimalAndInRange) {
    const auto read = [](const Bytes& bytes, auto&& accessor) {
        Failure failure;
        Reader in(bytes, failure);
        accessor(in);
        return failure ? text_of(*failure) : std::string("accepted");
    };
    const auto u64 = [](Reader& in) { (void)in.uint64("x"); };
    const auto u8 = [](Reader& in) { (void)in.uint8("x"); };
    const auto u256 = [](Reader& in) { (void)in.uint256("x"); };
    EXPECT_EQ(read({0x80}, u64), "accepted");
    EXPECT_EQ(read({0x00}, u64), "x: expected an integer without leading zero byte");
    EXPECT_EQ(read({0x82, 0x00, 0x01}, u64), "x: expected an integer without leading zero byte");
    EXPECT_EQ(read({0x88, 1, 2, 3, 4, 5, 6, 7, 8}, u64), "accepted");
    EXPECT_EQ(read({0x89, 1, 2, 3, 4, 5, 6, 7, 8, 9}, u64), "x: expected an integer below 2^64");
    EXPECT_EQ(read({0x82, 1, 0}, u8), "x: expected an integer below 2^8");
    EXPECT_EQ(read({0xc0}, u256), "x: expected an RLP string, got 192");
    Bytes big(34, 1);
    big[0] = 0xa1;
    EXPECT_EQ(read(big, u256), "x: expected an integer below 2^256");
    EXPECT_EQ(read({}, u64), "x: expected an RLP item, but the list ended");
}

TEST(Rlp, TheFirstRefusalIsKept) {
    Failure failure;
    const Bytes bytes{0x01, 0xc0, 0x02};
    Reader in(bytes, failure);
    EXPECT_EQ(in.uint64("a"), 1u);
    EXPECT_EQ(in.uint64("b"), 0u);
    EXPECT_EQ(in.uint64("c"), 0u);
    EXPECT_TRUE(in.done());
    ASSERT_TRUE(failure.has_value());
    EXPECT_EQ(failure->field, "b");
}

}  // namespace
}  // namespace zk::guest::rlp

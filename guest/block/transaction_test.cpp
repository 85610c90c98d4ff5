#include "guest/block/transaction.hpp"

#include "base/hex.hpp"
#include "guest/crypto/secp256k1.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <set>

namespace zk::guest {
namespace {

using Json = nlohmann::json;

std::string refusal_of(const Bytes& bytes) {
    const auto decoded = decode_transaction(bytes);
    if (decoded) return "accepted";
    std::array<char, 256> buffer;
    return std::string(write_message(buffer, decoded.error()));
}

// A transaction of each type with every field in use.
Transaction sample(TransactionType type, ByteView data) {
    Transaction tx;
    tx.type = type;
    tx.gas_limit = 100000;
    tx.to = Address{1, 2, 3};
    tx.value = to_word(1'000'000'007);
    tx.data = data;
    if (type == TransactionType::kL1Message) {
        tx.queue_index = 961453;
        tx.sender = Address{9, 8, 7};
        return tx;
    }
    tx.chain_id = 534352;
    tx.nonce = 5;
    tx.max_fee_per_gas = to_word(900);
    tx.y_parity = 1;
    tx.r = to_word(77);
    tx.s = to_word(88);
    if (type != TransactionType::kLegacy) tx.access_list = {{Address{4}, {Hash{5}, Hash{6}}}, {Address{7}, {}}};
    if (type == TransactionType::kDynamicFee || type == TransactionType::kSetCode) {
        tx.max_priority_fee_per_gas = to_word(30);
    }
    if (type == TransactionType::kSetCode) {
        tx.authorization_list = {{to_word(0), Address{11}, 12, 1, to_word(13), to_word(14)}};
    }
    return tx;
}

constexpr std::array<TransactionType, 5> kTypes = {
    TransactionType::kLegacy,
    TransactionType::kAccessList,
    TransactionType::kDynamicFee,
    TransactionType::kSetCode,
    TransactionType::kL1Message};

TEST(Transaction, EveryTypeRoundTrips) {
    const Bytes data(70, 0xab);
    for (const TransactionType type : kTypes) {
        const Bytes bytes = encode_transaction(sample(type, data));
        const auto decoded = decode_transaction(bytes);
        ASSERT_TRUE(decoded.has_value()) << refusal_of(bytes);
        EXPECT_EQ(decoded->type, type);
        EXPECT_EQ(encode_transaction(*decoded), bytes);
        EXPECT_EQ(decoded->data.size(), data.size());
    }
}

TEST(Transaction, EveryTruncationAndTrailingByteIsRefused) {
    const Bytes data(70, 0xab);
    for (const TransactionType type : kTypes) {
        Bytes bytes = encode_transaction(sample(type, data));
        for (std::size_t n = 0; n < bytes.size(); ++n) {
            EXPECT_NE(refusal_of(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n))), "accepted")
                << n;
        }
        bytes.push_back(0);
        EXPECT_EQ(refusal_of(bytes), "transaction: expected no more bytes, got 1");
    }
}

TEST(Transaction, WhatIsAcceptedIsCanonical) {
    const Bytes data(70, 0xab);
    for (const TransactionType type : kTypes) {
        const Bytes bytes = encode_transaction(sample(type, data));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (const int mask : {0x01, 0x80, 0xff}) {
                Bytes altered = bytes;
                altered[i] ^= static_cast<std::uint8_t>(mask);
                const auto decoded = decode_transaction(altered);
                if (decoded) {
                    EXPECT_EQ(encode_transaction(*decoded), altered) << "byte " << i;
                }
            }
        }
    }
}

TEST(Transaction, RangesOfFields) {
    const auto altered = [](TransactionType type, auto&& change) {
        Transaction tx = sample(type, {});
        change(tx);
        return refusal_of(encode_transaction(tx));
    };
    const auto legacy = TransactionType::kLegacy;
    const auto dynamic = TransactionType::kDynamicFee;
    const auto set_code = TransactionType::kSetCode;
    const auto l1 = TransactionType::kL1Message;
    EXPECT_EQ(altered(legacy, [](auto& tx) { tx.chain_id.reset(); }), "accepted");
    EXPECT_EQ(altered(legacy, [](auto& tx) { tx.to.reset(); }), "accepted");
    EXPECT_EQ(altered(dynamic, [](auto& tx) { tx.to.reset(); }), "accepted");
    EXPECT_EQ(altered(set_code, [](auto& tx) { tx.to.reset(); }), "to: expected 20 bytes, got 0");
    EXPECT_EQ(altered(l1, [](auto& tx) { tx.to.reset(); }), "to: expected 20 bytes, got 0");
    EXPECT_EQ(
        altered(set_code, [](auto& tx) { tx.authorization_list.clear(); }),
        "authorization_list: expected at least one authorization"
    );
    EXPECT_EQ(
        altered(dynamic, [](auto& tx) { tx.max_priority_fee_per_gas = to_word(901); }),
        "max_priority_fee_per_gas: expected at most max_fee_per_gas"
    );
    EXPECT_EQ(altered(dynamic, [](auto& tx) { tx.y_parity = 2; }), "y_parity: expected 0 or 1, got 2");
    EXPECT_EQ(altered(dynamic, [](auto& tx) { tx.r = {}; }), "r: expected a number in [1, n) of secp256k1");
    EXPECT_EQ(altered(dynamic, [](auto& tx) { tx.r.fill(0xff); }), "r: expected a number in [1, n) of secp256k1");
    EXPECT_EQ(altered(dynamic, [](auto& tx) { tx.s = {}; }), "s: expected a number in [1, n / 2] of secp256k1");
    EXPECT_EQ(altered(dynamic, [](auto& tx) { tx.s = {0x80}; }), "s: expected a number in [1, n / 2] of secp256k1");
    EXPECT_NE(refusal_of({0x03, 0xc0}).find("transaction type"), std::string::npos);
    EXPECT_NE(refusal_of({0x00, 0xc0}).find("transaction type"), std::string::npos);
}

// Official vectors under Shanghai rules, the ones Scroll's transactions follow.
TEST(Transaction, Official) {
    const auto folder = test::vectors_path("ethereum/TransactionTests");
    ZK_NEEDS_VECTORS(folder);
    // Rules about gas, nonces and curve points: execution's business, not decoding's.
    const std::set<std::string> not_decoding = {
        "TransactionException.EC_RECOVERY_FAIL",
        "TransactionException.GASLIMIT_PRICE_PRODUCT_OVERFLOW",
        "TransactionException.INITCODE_SIZE_EXCEEDED",
        "TransactionException.INTRINSIC_GAS_TOO_LOW",
        "TransactionException.NONCE_TOO_BIG"};
    std::size_t n_valid = 0;
    std::size_t n_invalid = 0;
    for (const auto& file : test::files_below(folder, ".json")) {
        const Json cases = Json::parse(test::read_text(file));
        for (const auto& [name, each] : cases.items()) {
            if (!each["result"].contains("Shanghai")) continue;
            const Json& result = each["result"]["Shanghai"];
            const Bytes bytes = from_hex(each["txbytes"].get<std::string>()).value();
            const auto decoded = decode_transaction(bytes);
            if (!result.contains("exception")) {
                ASSERT_TRUE(decoded.has_value()) << file << ": " << name << ": " << refusal_of(bytes);
                EXPECT_EQ(to_hex(keccak256(bytes)), result["hash"].get<std::string>()) << name;
                EXPECT_EQ(encode_transaction(*decoded), bytes) << name;
                const Hash digest = keccak256(encode_for_signing(*decoded));
                const auto sender = recover_address(digest, decoded->y_parity, decoded->r, decoded->s);
                ASSERT_TRUE(sender.has_value()) << name;
                EXPECT_EQ(to_hex(*sender), result["sender"].get<std::string>()) << name;
                ++n_valid;
            } else if (result["exception"] == "TransactionException.INVALID_CHAINID") {
                EXPECT_TRUE(!decoded || (decoded->chain_id && decoded->chain_id != 1u)) << file << ": " << name;
                ++n_invalid;
            } else if (!not_decoding.contains(result["exception"].get<std::string>())) {
                EXPECT_FALSE(decoded.has_value()) << file << ": " << name << ": " << result["exception"];
                ++n_invalid;
            }
        }
    }
    EXPECT_EQ(n_valid, 50u);
    EXPECT_EQ(n_invalid, 145u);
}

}  // namespace
}  // namespace zk::guest

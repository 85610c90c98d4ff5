// The official transaction tests under the rules of every fork they name from Berlin on: bytes to a valid transaction, or a refusal by the decoder, by the
// recovery of the sender, or by the checks that precede execution.
#include "base/hex.hpp"
#include "guest/block/transaction.hpp"
#include "guest/crypto/secp256k1.hpp"
#include "guest/evm/transaction_execution.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/state/full_state.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace zk::guest {
namespace {

using Json = nlohmann::json;

struct Suite {
    const char* fork;
    std::size_t n_valid;
    std::size_t n_invalid;
};

// What is not the decoder's to refuse, and which check does.
const std::map<std::string, TransactionError> kChecked = {
    {"TransactionException.GASLIMIT_PRICE_PRODUCT_OVERFLOW", TransactionError::kBalance},
    {"TransactionException.INITCODE_SIZE_EXCEEDED", TransactionError::kInitcodeTooLarge},
    {"TransactionException.INTRINSIC_GAS_TOO_LOW", TransactionError::kIntrinsicGas},
    {"TransactionException.INVALID_CHAINID", TransactionError::kChainId},
    {"TransactionException.NONCE_TOO_BIG", TransactionError::kNonce},
    {"TransactionException.TYPE_NOT_SUPPORTED", TransactionError::kType},
};

// A sender who has the nonce that is asked for, and the balance given.
TransactionError check(
    const Transaction& tx, const Address& sender, const Rules& rules, const U256& balance, std::uint64_t gas_available
) {
    FullState full;
    full.put(sender, tx.nonce, balance, {}, {});
    State state(full);
    BlockEnvironment block;
    block.chain_id = 1;
    block.number = 1;
    block.gas_limit = ~std::uint64_t{0};
    Evm evm(state, rules, block);
    TransactionInput input;
    input.transaction = &tx;
    input.sender = sender;
    Receipt receipt;
    return execute_transaction(receipt, evm, block, input, gas_available);
}

// Enough for everything but a product of gas and price beyond 256 bits; the value that no balance covers is taken as covered.
const U256 kRich = U256::max();

class TransactionVectors : public testing::TestWithParam<Suite> {
  protected:
    static void expect_valid(const Bytes& bytes, const Json& result, const Rules& rules, const std::string& name) {
        const auto tx = decode_transaction(bytes);
        ASSERT_TRUE(tx.has_value()) << name << ": " << tx.error().field;
        EXPECT_EQ(to_hex(keccak256(bytes)), result["hash"].get<std::string>()) << name;
        const auto sender = recover_address(keccak256(encode_for_signing(*tx)), tx->y_parity, tx->r, tx->s);
        ASSERT_TRUE(sender.has_value()) << name;
        EXPECT_EQ(to_hex(*sender), result["sender"].get<std::string>()) << name;
        // The intrinsic gas is the least that passes.
        const Bytes stated = from_hex(result["intrinsicGas"].get<std::string>()).value();
        const std::uint64_t intrinsic = U256::from_bytes(stated.data(), stated.size()).low_u64();
        Transaction altered = *tx;
        altered.gas_limit = intrinsic;
        EXPECT_EQ(check(altered, *sender, rules, kRich, intrinsic), TransactionError::kNone) << name;
        altered.gas_limit = intrinsic - 1;
        EXPECT_EQ(check(altered, *sender, rules, kRich, intrinsic), TransactionError::kIntrinsicGas) << name;
        EXPECT_LE(intrinsic, tx->gas_limit) << name;
    }

    static void expect_invalid(
        const Bytes& bytes, const std::string& exception, const Rules& rules, const std::string& name
    ) {
        const auto tx = decode_transaction(bytes);
        if (!tx) return;
        const auto sender = recover_address(keccak256(encode_for_signing(*tx)), tx->y_parity, tx->r, tx->s);
        if (exception == "TransactionException.EC_RECOVERY_FAIL") {
            EXPECT_FALSE(sender.has_value()) << name;
            return;
        }
        ASSERT_TRUE(sender.has_value()) << name;
        const auto expected = kChecked.find(exception);
        ASSERT_NE(expected, kChecked.end()) << name << ": " << exception << " is the decoder's to refuse";
        // No balance covers a product beyond 256 bits.
        const U256 balance = expected->second == TransactionError::kBalance ? kRich - U256(1) : kRich;
        const TransactionError error = check(*tx, *sender, rules, balance, ~std::uint64_t{0});
        EXPECT_EQ(error, expected->second) << name << ": " << exception << ", got " << describe(error);
    }
};

TEST_P(TransactionVectors, AreValidOrRefusedAsStated) {
    const auto folder = test::vectors_path("ethereum/TransactionTests");
    ZK_NEEDS_VECTORS(folder);
    const Suite& suite = GetParam();
    const Rules rules = rules_of(revision_from_name(suite.fork).value());
    std::size_t n_valid = 0, n_invalid = 0;
    for (const auto& file : test::files_below(folder, ".json")) {
        const Json cases = Json::parse(test::read_text(file));
        for (const auto& [name, each] : cases.items()) {
            if (!each["result"].contains(suite.fork)) continue;
            const Json& result = each["result"][suite.fork];
            const Bytes bytes = from_hex(each["txbytes"].get<std::string>()).value();
            const std::string where = file.filename().string() + " " + name;
            if (result.contains("exception")) {
                expect_invalid(bytes, result["exception"].get<std::string>(), rules, where);
                ++n_invalid;
            } else {
                expect_valid(bytes, result, rules, where);
                ++n_valid;
            }
        }
    }
    EXPECT_EQ(n_valid, suite.n_valid);
    EXPECT_EQ(n_invalid, suite.n_invalid);
}

INSTANTIATE_TEST_SUITE_P(
    Forks,
    TransactionVectors,
    testing::Values(
        Suite{"Berlin", 51, 159},
        Suite{"London", 52, 158},
        Suite{"Paris", 52, 156},
        Suite{"Shanghai", 50, 158},
        Suite{"Cancun", 50, 99}
    ),
    [](const auto& suite) { return std::string(suite.param.fork); }
);

}  // namespace
}  // namespace zk::guest

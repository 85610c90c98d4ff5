#include "apps/statetest/state_test.hpp"

#include "base/hex.hpp"
#include "guest/evm/transaction_execution.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/state/full_state.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

namespace zk::statetest {
namespace {

using nlohmann::json;
using namespace guest;

/// A file that is not a state test; turned into an Error at the door.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

Bytes bytes_of(const json& value) {
    auto bytes = from_hex(value.get<std::string>());
    if (!bytes) throw Malformed(bytes.error().message());
    return *std::move(bytes);
}

/// A quantity of at most 256 bits; empty when it is larger (some tests ask for that).
std::optional<U256> quantity_of(const json& value) {
    std::string text = value.get<std::string>();
    if (text.starts_with("0x:bigint ")) text = text.substr(10);
    std::string digits = text.starts_with("0x") ? text.substr(2) : text;
    const std::size_t first = digits.find_first_not_of('0');
    digits = first == std::string::npos ? "" : digits.substr(first);
    if (digits.size() > 64) return std::nullopt;
    if (digits.size() % 2 != 0) digits.insert(digits.begin(), '0');
    auto bytes = from_hex(digits);
    if (!bytes) throw Malformed(bytes.error().message());
    return U256::from_bytes(bytes->data(), bytes->size());
}

U256 number(const json& value) {
    const std::optional<U256> x = quantity_of(value);
    if (!x) throw Malformed("number beyond 256 bits: " + value.get<std::string>());
    return *x;
}

Address address_of(const json& value) {
    const Bytes bytes = bytes_of(value);
    if (bytes.size() != 20) throw Malformed("address of " + std::to_string(bytes.size()) + " bytes");
    return U256::from_bytes(bytes.data(), 20).to_address();
}

Hash hash_of(const json& value) {
    return number(value).to_word();
}

std::string hex(const Hash& hash) {
    return to_hex(hash);
}

/// EIP-4844.
U256 fake_exponential(const U256& factor, const U256& numerator, const U256& denominator) {
    U256 i(1);
    U256 output;
    U256 term = factor * denominator;
    while (!term.is_zero()) {
        output += term;
        term = divide(term * numerator, denominator * i).quotient;
        i += U256(1);
    }
    return divide(output, denominator).quotient;
}

/// The transaction of one post, with everything it borrows.
struct PostTransaction {
    Transaction transaction;
    TransactionInput input;
    Bytes data;
    std::vector<Hash> blob_hashes;
    bool representable = true;

    PostTransaction(const json& tx, const json& indexes) {
        const auto data_index = indexes.at("data").get<std::size_t>();
        data = bytes_of(tx.at("data").at(data_index));
        transaction.data = data;
        transaction.nonce = number(tx.at("nonce")).low_u64();
        const std::optional<U256> gas = quantity_of(tx.at("gasLimit").at(indexes.at("gas").get<std::size_t>()));
        const std::optional<U256> value = quantity_of(tx.at("value").at(indexes.at("value").get<std::size_t>()));
        representable = gas && gas->fits_u64() && value;
        if (!representable) return;
        transaction.gas_limit = gas->low_u64();
        transaction.value = value->to_word();
        if (const std::string to = tx.at("to").get<std::string>(); !to.empty())
            transaction.to = address_of(tx.at("to"));
        if (tx.contains("accessLists") && tx.at("accessLists").size() > data_index &&
            !tx.at("accessLists").at(data_index).is_null()) {
            transaction.type = TransactionType::kAccessList;
            for (const json& item : tx.at("accessLists").at(data_index)) {
                AccessListEntry entry;
                entry.address = address_of(item.at("address"));
                for (const json& key : item.at("storageKeys")) entry.storage_keys.push_back(hash_of(key));
                transaction.access_list.push_back(std::move(entry));
            }
        }
        if (tx.contains("maxFeePerGas")) {
            transaction.type = TransactionType::kDynamicFee;
            transaction.max_fee_per_gas = number(tx.at("maxFeePerGas")).to_word();
            transaction.max_priority_fee_per_gas = number(tx.at("maxPriorityFeePerGas")).to_word();
        } else {
            transaction.max_fee_per_gas = number(tx.at("gasPrice")).to_word();
        }
        if (tx.contains("maxFeePerBlobGas")) {
            input.is_blob = true;
            input.max_fee_per_blob_gas = number(tx.at("maxFeePerBlobGas"));
            for (const json& hash : tx.at("blobVersionedHashes")) blob_hashes.push_back(hash_of(hash));
            input.blob_hashes = blob_hashes;
        }
        input.sender = address_of(tx.at("sender"));
        input.transaction = &transaction;
    }
    PostTransaction(const PostTransaction&) = delete;
    PostTransaction& operator=(const PostTransaction&) = delete;
};

void put_prestate(FullState& tries, const json& pre) {
    for (const auto& [key, account] : pre.items()) {
        std::vector<std::pair<U256, U256>> storage;
        for (const auto& [slot, value] : account.at("storage").items())
            storage.emplace_back(number(json(slot)), number(value));
        tries.put(
            address_of(key),
            number(account.at("nonce")).low_u64(),
            number(account.at("balance")),
            bytes_of(account.at("code")),
            storage
        );
    }
}

BlockEnvironment environment_of(const json& env, Revision revision, std::vector<Hash>& ancestors) {
    BlockEnvironment block;
    block.chain_id = 1;
    block.number = number(env.at("currentNumber")).low_u64();
    block.timestamp = number(env.at("currentTimestamp")).low_u64();
    block.gas_limit = number(env.at("currentGasLimit")).low_u64();
    block.coinbase = address_of(env.at("currentCoinbase"));
    if (env.contains("currentBaseFee")) block.base_fee = number(env.at("currentBaseFee"));
    block.difficulty = number(
        revision >= Revision::kParis && env.contains("currentRandom") ? env.at("currentRandom")
                                                                      : env.at("currentDifficulty")
    );
    if (env.contains("currentExcessBlobGas")) {
        block.blob_base_fee = fake_exponential(U256(1), number(env.at("currentExcessBlobGas")), U256(3338477));
    }
    // By convention the hash of block n is the keccak of n in decimal.
    for (std::uint64_t n = block.number; n > 0 && ancestors.size() < 256; --n) {
        const std::string text = std::to_string(n - 1);
        ancestors.push_back(keccak256(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())));
    }
    block.ancestors = ancestors;
    return block;
}

Hash logs_hash(const std::vector<Log>& logs) {
    rlp::Writer writer;
    const std::size_t all = writer.begin_list();
    for (const Log& log : logs) {
        const std::size_t one = writer.begin_list();
        writer.string(log.address);
        const std::size_t topics = writer.begin_list();
        for (const Hash& topic : log.topics) writer.string(topic);
        writer.end_list(topics).string(log.data).end_list(one);
    }
    writer.end_list(all);
    return keccak256(writer.bytes());
}

/// Empty when the post is what came out.
std::string run_post(const json& test, Revision revision, const json& post) {
    FullState tries;
    put_prestate(tries, test.at("pre"));
    State state(tries);

    std::vector<Hash> ancestors;
    const BlockEnvironment block = environment_of(test.at("env"), revision, ancestors);
    const PostTransaction tx(test.at("transaction"), post.at("indexes"));
    const Rules rules = rules_of(revision);
    Evm evm(state, rules, block);
    Receipt receipt;
    TransactionError error = TransactionError::kBalance;
    if (tx.representable) error = execute_transaction(receipt, evm, block, tx.input, block.gas_limit);
    const auto root = tries.commit(state);
    if (!root) return "tries: " + std::string(root.error().field);

    const bool should_fail = post.contains("expectException");
    if (should_fail != (error != TransactionError::kNone)) {
        return should_fail
                   ? "transaction: expected " + post.at("expectException").get<std::string>() + ", got a receipt"
                   : "transaction: expected a receipt, got refusal: " + std::string(describe(error));
    }
    if (const Hash expected = hash_of(post.at("hash")); *root != expected) {
        return "state root: expected " + hex(expected) + ", got " + hex(*root) + " (gas used " +
               std::to_string(receipt.gas_used) + ")";
    }
    if (const Hash expected = hash_of(post.at("logs")); logs_hash(receipt.logs) != expected) {
        return "logs: expected " + hex(expected) + ", got " + hex(logs_hash(receipt.logs));
    }
    return {};
}

Report run_test(const std::string& name, const json& test, const std::optional<std::string>& fork) {
    Report report;
    for (const auto& [fork_name, posts] : test.at("post").items()) {
        const std::optional<Revision> revision = revision_from_name(fork_name);
        if (!revision || (fork && *fork != fork_name)) {
            report.skipped += posts.size();
            continue;
        }
        for (const json& post : posts) {
            std::string difference = run_post(test, *revision, post);
            if (difference.empty()) {
                ++report.passed;
                continue;
            }
            const json& at = post.at("indexes");
            report.failures.push_back(
                {name + " " + fork_name + " d" + at.at("data").dump() + " g" + at.at("gas").dump() + " v" +
                     at.at("value").dump(),
                 std::move(difference)}
            );
        }
    }
    return report;
}

/// A state test has posts, or at least the prestate and the transaction that they belong to.
bool holds_state_tests(const json& tests) {
    if (!tests.is_object()) return false;
    return std::any_of(tests.begin(), tests.end(), [](const json& test) {
        return test.is_object() && (test.contains("post") || (test.contains("pre") && test.contains("transaction")));
    });
}

}  // namespace

void Report::add(Report&& other) {
    passed += other.passed;
    skipped += other.skipped;
    for (Failure& failure : other.failures) failures.push_back(std::move(failure));
    for (std::filesystem::path& path : other.others) others.push_back(std::move(path));
}

Result<Report> run_state_test_file(const std::filesystem::path& file, const std::optional<std::string>& fork) {
    std::ifstream stream(file);
    if (!stream) return fail("state test", file.string(), "a readable file");
    try {
        const json tests = json::parse(stream);
        Report report;
        if (!holds_state_tests(tests)) {
            report.others.push_back(file);
            return report;
        }
        for (const auto& [name, test] : tests.items()) {
            if (name == "_info") continue;
            report.add(run_test(file.filename().string() + " " + name, test, fork));
        }
        return report;
    } catch (const json::exception& e) {
        return fail("state test", file.string(), "a GeneralStateTests file", e.what());
    } catch (const Malformed& e) {
        return fail("state test", file.string(), "a GeneralStateTests file", e.what());
    }
}

}  // namespace zk::statetest

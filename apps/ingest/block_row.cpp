#include "apps/ingest/block_row.hpp"

#include "base/hex.hpp"
#include "guest/block/transaction.hpp"
#include "guest/fork/fork.hpp"
#include "io/hdf5/artifacts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kZeroAddress = "0x0000000000000000000000000000000000000000";

std::string quantity(std::uint64_t value) {
    return to_hex(value, 1);
}

std::string quantity(const guest::Word& value) {
    return to_quantity(value);
}

Json header_json(const guest::Header& header, const guest::Hash& hash) {
    return {
        {"parentHash", to_hex(header.parent_hash)},
        {"sha3Uncles", to_hex(header.ommers_hash)},
        {"miner", to_hex(header.beneficiary)},
        {"stateRoot", to_hex(header.state_root)},
        {"transactionsRoot", to_hex(header.transactions_root)},
        {"receiptsRoot", to_hex(header.receipts_root)},
        {"logsBloom", to_hex(header.logs_bloom)},
        {"difficulty", quantity(header.difficulty)},
        {"number", quantity(header.number)},
        {"gasLimit", quantity(header.gas_limit)},
        {"gasUsed", quantity(header.gas_used)},
        {"timestamp", quantity(header.timestamp)},
        {"extraData", to_hex(header.extra_data)},
        {"mixHash", to_hex(header.mix_hash)},
        {"nonce", to_hex(header.nonce)},
        {"baseFeePerGas", quantity(header.base_fee_per_gas)},
        {"hash", to_hex(hash)}};
}

/// The signature's v: parity for typed transactions, EIP-155 or 27 + parity for legacy ones.
std::string signature_v(const guest::Transaction& transaction) {
    const std::uint64_t parity = transaction.y_parity;
    if (transaction.type != guest::TransactionType::kLegacy) return quantity(parity);
    return quantity(transaction.chain_id ? 35 + 2 * *transaction.chain_id + parity : 27 + parity);
}

Json transaction_json(const guest::Transaction& transaction, const guest::Hash& hash) {
    const bool l1 = transaction.type == guest::TransactionType::kL1Message;
    Json accesses = Json::array();
    for (const guest::AccessListEntry& entry : transaction.access_list) {
        Json keys = Json::array();
        for (const guest::Hash& key : entry.storage_keys) keys.push_back(to_hex(key));
        accesses.push_back({{"address", to_hex(entry.address)}, {"storageKeys", keys}});
    }
    Json json{
        {"type", static_cast<std::uint32_t>(transaction.type)},
        {"nonce", l1 ? transaction.queue_index : transaction.nonce},
        {"txHash", to_hex(hash)},
        {"gas", transaction.gas_limit},
        {"gasPrice", quantity(transaction.max_fee_per_gas)},
        {"gasTipCap",
         quantity(
             transaction.type >= guest::TransactionType::kDynamicFee ? transaction.max_priority_fee_per_gas
                                                                     : transaction.max_fee_per_gas
         )},
        {"gasFeeCap", quantity(transaction.max_fee_per_gas)},
        {"from", kZeroAddress},
        {"to", transaction.to ? Json(to_hex(*transaction.to)) : Json(nullptr)},
        {"chainId", quantity(transaction.chain_id.value_or(0))},
        {"value", quantity(transaction.value)},
        {"data", to_hex(transaction.data)},
        {"isCreate", !transaction.to.has_value()},
        {"accessList", accesses},
        {"v", l1 ? "0x0" : signature_v(transaction)},
        {"r", quantity(transaction.r)},
        {"s", quantity(transaction.s)}};
    if (transaction.type == guest::TransactionType::kSetCode) {
        Json list = Json::array();
        for (const guest::Authorization& authorization : transaction.authorization_list) {
            list.push_back(
                {{"chainId", quantity(authorization.chain_id)},
                 {"address", to_hex(authorization.address)},
                 {"nonce", quantity(authorization.nonce)},
                 {"yParity", quantity(std::uint64_t{authorization.y_parity})},
                 {"r", quantity(authorization.r)},
                 {"s", quantity(authorization.s)}}
            );
        }
        json["authorizationList"] = list;
    }
    return json;
}

template <std::size_t N>
bool read_fixed(std::array<std::uint8_t, N>& out, const Json& json) {
    if (!json.is_string()) return false;
    const auto bytes = from_hex(json.get<std::string>());
    if (!bytes || bytes->size() != N) return false;
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return true;
}

}  // namespace

std::string hash_text(const guest::Hash& hash) {
    return to_hex(hash);
}

BlockFacts facts_of(const witness::Block& block, const guest::BlockSummary& summary) {
    return {
        .chain_id = block.chain_id,
        .prev_state_root = block.prev_state_root,
        .context = summary.context,
        .l1_message_hashes = summary.l1_message_hashes,
        .first_queue_index = summary.first_queue_index,
        .last_queue_index = summary.last_queue_index};
}

std::string to_json(const BlockFacts& facts) {
    Json messages = Json::array();
    for (const guest::Hash& hash : facts.l1_message_hashes) messages.push_back(to_hex(hash));
    return Json{
        {"chain_id", facts.chain_id},
        {"prev_state_root", to_hex(facts.prev_state_root)},
        {"context", to_hex(facts.context)},
        {"l1_message_hashes", messages},
        {"first_queue_index", facts.first_queue_index},
        {"last_queue_index", facts.last_queue_index}}
        .dump();
}

Result<BlockFacts> facts_from_json(const std::string& json) {
    const auto refused = [&] { return fail("zk_block.facts", "", "what ingest writes", json.substr(0, 200)); };
    const Json root = Json::parse(json, nullptr, false);
    if (!root.is_object()) return refused();
    BlockFacts facts;
    const auto number = [&](const char* name, std::uint64_t& value) {
        if (!root.contains(name) || !root[name].is_number_unsigned()) return false;
        value = root[name].get<std::uint64_t>();
        return true;
    };
    if (!number("chain_id", facts.chain_id) || !number("first_queue_index", facts.first_queue_index) ||
        !number("last_queue_index", facts.last_queue_index) || !root.contains("prev_state_root") ||
        !read_fixed(facts.prev_state_root, root["prev_state_root"]) || !root.contains("context") ||
        !read_fixed(facts.context, root["context"]) || !root.contains("l1_message_hashes") ||
        !root["l1_message_hashes"].is_array()) {
        return refused();
    }
    for (const Json& text : root["l1_message_hashes"]) {
        if (!read_fixed(facts.l1_message_hashes.emplace_back(), text)) return refused();
    }
    return facts;
}

Result<io::BlockRow> make_block_row(const BlockFile& file) {
    const auto summary = witness::summarize(file.block, file.fork);
    if (!summary) {
        return fail(
            file.path + ": " + summary.error().what,
            summary.error().where,
            summary.error().expected,
            summary.error().got
        );
    }
    Json transactions = Json::array();
    for (std::size_t i = 0; i < file.block.transactions.size(); ++i) {
        const auto transaction = guest::decode_transaction(file.block.transactions[i]);
        if (!transaction) return fail(file.path, "transaction " + std::to_string(i), "one that decodes");
        transactions.push_back(transaction_json(*transaction, summary->transaction_hashes[i]));
    }
    io::BlockRow row;
    row.number = summary->header.number;
    row.hash = to_hex(summary->hash);
    row.parent_hash = to_hex(summary->header.parent_hash);
    row.header = header_json(summary->header, summary->hash).dump();
    row.transactions = transactions.dump();
    row.withdraw_root = to_hex(guest::Hash{});
    row.state_root = to_hex(summary->header.state_root);
    row.tx_num = static_cast<std::uint32_t>(file.block.transactions.size());
    row.gas_used = summary->header.gas_used;
    row.block_timestamp = summary->header.timestamp;
    row.fork = guest::fork_name(file.fork);
    row.n_l1_messages = static_cast<std::uint32_t>(summary->n_l1_messages);
    row.witness_path = io::DataFolder::block_path(row.number, row.hash);
    row.witness_bytes = file.witness.size() + file.extra.size();
    row.facts = to_json(facts_of(file.block, *summary));
    return row;
}

}  // namespace zk::apps

#include "apps/devnet/block_json.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"

#include <nlohmann/json.hpp>

namespace zk::devnet {
namespace {

using Json = nlohmann::ordered_json;
using guest::Transaction;
using guest::TransactionType;

std::string quantity(const guest::Word& word) {
    return to_quantity(word);
}

std::string quantity(std::uint64_t value) {
    return to_quantity(guest::to_word(value));
}

// Fees of the devnet are below 2^64.
std::uint64_t integer(const guest::Word& word) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : word) value = value << 8 | byte;
    return value;
}

Json address_or_null(const std::optional<guest::Address>& address) {
    return address ? Json(to_hex(*address)) : Json(nullptr);
}

Json access_list_json(const Transaction& tx) {
    Json list = Json::array();
    for (const auto& entry : tx.access_list) {
        Json keys = Json::array();
        for (const auto& key : entry.storage_keys) keys.push_back(to_hex(key));
        list.push_back({{"address", to_hex(entry.address)}, {"storageKeys", std::move(keys)}});
    }
    return list;
}

Json authorization_list_json(const Transaction& tx) {
    Json list = Json::array();
    for (const auto& each : tx.authorization_list) {
        list.push_back(
            {{"chainId", quantity(each.chain_id)},
             {"address", to_hex(each.address)},
             {"nonce", quantity(each.nonce)},
             {"yParity", quantity(each.y_parity)},
             {"r", quantity(each.r)},
             {"s", quantity(each.s)}}
        );
    }
    return list;
}

Json l1_message_fields(const Transaction& tx) {
    return {
        {"queueIndex", quantity(tx.queue_index)},
        {"gas", quantity(tx.gas_limit)},
        {"to", address_or_null(tx.to)},
        {"value", quantity(tx.value)},
        {"sender", to_hex(tx.sender)},
        {"input", to_hex(tx.data)}};
}

Json l1_message_json(const Transaction& tx) {
    const guest::Hash hash = guest::keccak256(guest::encode_transaction(tx));
    return {{"TxL1Message", {{"hash", to_hex(hash)}, {"transaction", l1_message_fields(tx)}}}};
}

Json signed_fields(const Transaction& tx) {
    Json out = Json::object();
    if (tx.type == TransactionType::kLegacy) {
        out["chain_id"] = tx.chain_id ? Json(quantity(*tx.chain_id)) : Json(nullptr);
    } else {
        out["chain_id"] = tx.chain_id.value_or(0);
    }
    out["nonce"] = tx.nonce;
    out["gas_limit"] = tx.gas_limit;
    if (tx.type == TransactionType::kLegacy || tx.type == TransactionType::kAccessList) {
        out["gas_price"] = integer(tx.max_fee_per_gas);
    } else {
        out["max_fee_per_gas"] = integer(tx.max_fee_per_gas);
        out["max_priority_fee_per_gas"] = integer(tx.max_priority_fee_per_gas);
    }
    out["to"] = address_or_null(tx.to);
    out["value"] = quantity(tx.value);
    if (tx.type != TransactionType::kLegacy) out["access_list"] = access_list_json(tx);
    if (tx.type == TransactionType::kSetCode) out["authorization_list"] = authorization_list_json(tx);
    out["input"] = to_hex(tx.data);
    return out;
}

const char* variant_name(TransactionType type) {
    switch (type) {
        case TransactionType::kLegacy:
            return "Legacy";
        case TransactionType::kAccessList:
            return "Eip2930";
        case TransactionType::kDynamicFee:
            return "Eip1559";
        case TransactionType::kSetCode:
            return "Eip7702";
        case TransactionType::kL1Message:
            break;
    }
    return "TxL1Message";
}

Json transaction_json(const Transaction& tx) {
    if (tx.type == TransactionType::kL1Message) return l1_message_json(tx);
    const std::string parity = quantity(tx.y_parity);
    const Json signature = {{"r", quantity(tx.r)}, {"s", quantity(tx.s)}, {"yParity", parity}, {"v", parity}};
    return {{variant_name(tx.type), {{"signature", signature}, {"transaction", signed_fields(tx)}}}};
}

Json header_json(const guest::Header& header) {
    return {
        {"parent_hash", to_hex(header.parent_hash)},
        {"ommers_hash", to_hex(header.ommers_hash)},
        {"beneficiary", to_hex(header.beneficiary)},
        {"state_root", to_hex(header.state_root)},
        {"transactions_root", to_hex(header.transactions_root)},
        {"receipts_root", to_hex(header.receipts_root)},
        {"withdrawals_root", nullptr},
        {"logs_bloom", to_hex(header.logs_bloom)},
        {"difficulty", quantity(header.difficulty)},
        {"number", header.number},
        {"gas_limit", header.gas_limit},
        {"gas_used", header.gas_used},
        {"timestamp", header.timestamp},
        {"mix_hash", to_hex(header.mix_hash)},
        {"nonce", to_hex(header.nonce)},
        {"base_fee_per_gas", integer(header.base_fee_per_gas)},
        {"blob_gas_used", nullptr},
        {"excess_blob_gas", nullptr},
        {"parent_beacon_block_root", nullptr},
        {"requests_hash", nullptr},
        {"extra_data", to_hex(header.extra_data)}};
}

Json bytes_json(std::span<const Bytes> strings) {
    Json list = Json::array();
    for (const Bytes& each : strings) list.push_back(to_hex(each));
    return list;
}

}  // namespace

std::string block_json(
    std::uint64_t chain_id,
    const guest::Hash& prev_state_root,
    const guest::Header& header,
    std::span<const OwnedTransaction> transactions,
    const BlockState& state
) {
    Json list = Json::array();
    for (const OwnedTransaction& each : transactions) list.push_back(transaction_json(each.view()));
    Json block = {
        {"chain_id", chain_id},
        {"header", header_json(header)},
        {"prev_state_root", to_hex(prev_state_root)},
        {"transactions", std::move(list)},
        {"withdrawals", nullptr},
        {"states", bytes_json(state.nodes)},
        {"codes", bytes_json(state.codes)}};
    if (!state.hints.empty()) block["compression_infos"] = Json::parse(state.hints);
    return block.dump(2) + "\n";
}

std::string validium_json(std::span<const OwnedTransaction> messages) {
    Json list = Json::array();
    for (const OwnedTransaction& each : messages) list.push_back(l1_message_fields(each.view()));
    return list.dump(2) + "\n";
}

}  // namespace zk::devnet

#include "apps/witness/block.hpp"

#include "apps/witness/compression_json.hpp"
#include "apps/witness/json.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/platform/native/error.hpp"

#include <string>
#include <unordered_set>

namespace zk::witness {
namespace {

using guest::Transaction;
using guest::TransactionType;

// The encoding of a legacy transaction holds 35 + 2 * chain id in 64 bits.
constexpr std::uint64_t kMaxLegacyChainId = (UINT64_MAX - 36) / 2;

std::vector<guest::AccessListEntry> read_access_list(const Value& transaction) {
    std::vector<guest::AccessListEntry> out;
    if (!transaction.has("access_list")) return out;
    const Value list = transaction.member("access_list");
    const std::size_t n = list.size();
    for (std::size_t i = 0; i < n; ++i) {
        const Value item = list.at(i);
        guest::AccessListEntry& entry = out.emplace_back();
        entry.address = item.member("address").fixed<20>();
        const Value keys = item.member({"storageKeys", "storage_keys"});
        const std::size_t n_keys = keys.size();
        for (std::size_t k = 0; k < n_keys; ++k) entry.storage_keys.push_back(keys.at(k).fixed<32>());
    }
    return out;
}

std::vector<guest::Authorization> read_authorization_list(const Value& transaction) {
    std::vector<guest::Authorization> out;
    const Value list = transaction.member("authorization_list");
    const std::size_t n = list.size();
    for (std::size_t i = 0; i < n; ++i) {
        const Value item = list.at(i);
        const bool is_nested = item.has("inner");
        const Value nested = is_nested ? item.member("inner") : item;
        const Value& inner = is_nested ? nested : item;
        guest::Authorization& each = out.emplace_back();
        each.chain_id = inner.member({"chainId", "chain_id"}).uint256();
        each.address = inner.member("address").fixed<20>();
        each.nonce = inner.member("nonce").uint64();
        const Value y_parity = item.member({"yParity", "y_parity"});
        const std::uint64_t parity = y_parity.uint64();
        if (parity > 0xff) y_parity.refuse("an integer below 2^8");
        each.y_parity = static_cast<std::uint8_t>(parity);
        each.r = item.member("r").uint256();
        each.s = item.member("s").uint256();
    }
    return out;
}

void read_to(const Value& from, Transaction& tx) {
    const Value to = from.member("to");
    if (!to.is_null()) tx.to = to.fixed<20>();
}

void read_signature(const Value& from, Transaction& tx) {
    const Value signature = from.member("signature");
    tx.r = signature.member("r").uint256();
    tx.s = signature.member("s").uint256();
    tx.y_parity = signature.member({"yParity", "y_parity"}).parity();
    if (signature.has("v")) {
        const Value v = signature.member("v");
        if (v.parity() != tx.y_parity) v.refuse("the parity " + std::to_string(tx.y_parity));
    }
}

void read_legacy_chain_id(const Value& from, Transaction& tx) {
    if (!from.has("chain_id")) return;
    const Value chain_id = from.member("chain_id");
    tx.chain_id = chain_id.uint64();
    if (*tx.chain_id > kMaxLegacyChainId) chain_id.refuse("a chain id whose v is below 2^64");
}

// What both styles share; `gas` and the fee fields have the same names up to aliases. `data` keeps the bytes.
void read_signed_fields(const Value& from, Transaction& tx, Bytes& data) {
    if (tx.type == TransactionType::kLegacy) {
        read_legacy_chain_id(from, tx);
    } else {
        tx.chain_id = from.member("chain_id").uint64();
    }
    tx.nonce = from.member("nonce").uint64();
    if (tx.type == TransactionType::kDynamicFee || tx.type == TransactionType::kSetCode) {
        tx.max_fee_per_gas = from.member("max_fee_per_gas").uint256();
        tx.max_priority_fee_per_gas = from.member("max_priority_fee_per_gas").uint256();
    } else {
        tx.max_fee_per_gas = from.member("gas_price").uint256();
    }
    tx.gas_limit = from.member({"gas_limit", "gas"}).uint64();
    read_to(from, tx);
    tx.value = from.member("value").uint256();
    data = from.member("input").bytes();
    if (tx.type != TransactionType::kLegacy) tx.access_list = read_access_list(from);
    if (tx.type == TransactionType::kSetCode) tx.authorization_list = read_authorization_list(from);
}

void read_l1_fields(const Value& from, Transaction& tx, Bytes& data, std::string_view sender_key) {
    tx.type = TransactionType::kL1Message;
    tx.queue_index = from.member({"queueIndex", "queue_index"}).uint64();
    tx.gas_limit = from.member("gas").uint64();
    tx.to = from.member("to").fixed<20>();
    tx.value = from.member("value").uint256();
    data = from.member("input").bytes();
    tx.sender = from.member(sender_key).fixed<20>();
}

// A flat object with "transaction_type".
void read_legacy_style(const Value& item, Transaction& tx, Bytes& data) {
    item.must_be_absent("max_fee_per_blob_gas");
    item.must_be_absent("blob_versioned_hashes");
    const Value type = item.member("transaction_type");
    switch (type.uint64()) {
        case 126:
            return read_l1_fields(item, tx, data, "from");
        case 0:
        case 1:
        case 2:
        case 4:
            tx.type = static_cast<TransactionType>(type.uint64());
            break;
        default:
            type.refuse("0, 1, 2, 4 or 126");
            return;
    }
    read_signed_fields(item, tx, data);
    read_signature(item, tx);
}

// An object whose only key names the variant.
void read_new_style(const Value& item, Transaction& tx, Bytes& data) {
    const Value variant = item.only_member();
    const Value fields = variant.member("transaction");
    if (variant.name() == "TxL1Message") return read_l1_fields(fields, tx, data, "sender");
    if (variant.name() == "Legacy") {
        tx.type = TransactionType::kLegacy;
    } else if (variant.name() == "Eip2930") {
        tx.type = TransactionType::kAccessList;
    } else if (variant.name() == "Eip1559") {
        tx.type = TransactionType::kDynamicFee;
    } else if (variant.name() == "Eip7702") {
        tx.type = TransactionType::kSetCode;
    } else {
        variant.refuse("Legacy, Eip2930, Eip1559, Eip7702 or TxL1Message", std::string(variant.name()));
        return;
    }
    read_signed_fields(fields, tx, data);
    read_signature(variant, tx);
}

std::vector<Bytes> read_transactions(const Value& root) {
    const bool is_legacy_style = root.has("transaction");
    const Value list = root.member({"transactions", "transaction"});
    const std::size_t n = list.size();
    std::vector<Bytes> out;
    out.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Value item = list.at(i);
        Transaction tx;
        Bytes data;
        if (is_legacy_style) {
            read_legacy_style(item, tx, data);
        } else {
            read_new_style(item, tx, data);
        }
        tx.data = data;
        out.push_back(guest::encode_transaction(tx));
    }
    return out;
}

Bytes read_header(const Value& from) {
    guest::Header header;
    header.parent_hash = from.member("parent_hash").fixed<32>();
    header.ommers_hash = from.member({"ommers_hash", "sha3Uncles", "ommersHash"}).fixed<32>();
    header.beneficiary = from.member({"beneficiary", "miner"}).fixed<20>();
    header.state_root = from.member("state_root").fixed<32>();
    header.transactions_root = from.member("transactions_root").fixed<32>();
    header.receipts_root = from.member("receipts_root").fixed<32>();
    header.logs_bloom = from.member("logs_bloom").fixed<256>();
    header.difficulty = from.member("difficulty").uint256();
    header.number = from.member("number").uint64();
    header.gas_limit = from.member("gas_limit").uint64();
    header.gas_used = from.member("gas_used").uint64();
    header.timestamp = from.member("timestamp").uint64();
    const Bytes extra_data = from.member("extra_data").bytes();
    header.extra_data = extra_data;
    header.mix_hash = from.member("mix_hash").fixed<32>();
    header.nonce = from.member("nonce").fixed<8>();
    header.base_fee_per_gas = from.member("base_fee_per_gas").uint256();
    for (const std::string_view absent :
         {"withdrawals_root", "blob_gas_used", "excess_blob_gas", "parent_beacon_block_root", "requests_hash"}) {
        from.must_be_absent(absent);
    }
    return guest::encode_header(header);
}

std::vector<Bytes> read_byte_strings(const Value& list) {
    const std::size_t n = list.size();
    std::vector<Bytes> out;
    out.reserve(n);
    for (std::size_t i = 0; i < n; ++i) out.push_back(list.at(i).bytes());
    return out;
}

// Which byte strings a chunk holds already.
class Seen {
  public:
    void add_new(std::vector<ByteView>& out, const std::vector<Bytes>& strings) {
        for (const Bytes& each : strings) {
            const std::string_view text(reinterpret_cast<const char*>(each.data()), each.size());
            if (seen_.insert(text).second) out.emplace_back(each);
        }
    }

  private:
    std::unordered_set<std::string_view> seen_;
};

}  // namespace

Result<Block> parse_block(std::string_view text) {
    const auto json = parse_json(text);
    if (!json) return tl::unexpected(json.error());
    Walk walk{"witness", {}};
    const Value root(*json, walk);
    Block block;
    {
        const Value header = root.member("header");
        block.number = header.member("number").uint64();
        if (!walk.error) walk.what = "witness of block " + std::to_string(block.number);
        block.header = read_header(header);
    }
    block.chain_id = root.member("chain_id").uint64();
    block.prev_state_root = root.member({"prev_state_root", "pre_state_root"}).fixed<32>();
    block.transactions = read_transactions(root);
    if (root.has("withdrawals") && root.member("withdrawals").size() != 0) {
        root.member("withdrawals").refuse("null or an empty array: Scroll has no withdrawals");
    }
    block.states = read_byte_strings(root.member("states"));
    block.codes = read_byte_strings(root.member("codes"));
    const bool has_infos = root.has("compression_infos");
    BlockCompressionInfos infos;
    if (has_infos) infos = read_block_infos(root.member("compression_infos"));
    if (walk.error) return tl::unexpected(*walk.error);
    if (has_infos) {
        const auto applied = apply_block_infos(block, infos);
        if (!applied) return tl::unexpected(applied.error());
    }
    block.hash = guest::keccak256(block.header);
    return block;
}

Result<std::vector<Bytes>> parse_validium_messages(std::string_view text) {
    const auto json = parse_json(text);
    if (!json) return tl::unexpected(json.error());
    Walk walk{"validium messages", {}};
    const Value root(*json, walk);
    const std::size_t n = root.size();
    std::vector<Bytes> out;
    out.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Value item = root.at(i);
        Transaction tx;
        Bytes data;
        read_l1_fields(item, tx, data, "sender");
        tx.data = data;
        out.push_back(guest::encode_transaction(tx));
    }
    if (walk.error) return tl::unexpected(*walk.error);
    return out;
}

guest::BlockInput view_of(const Block& block, guest::Fork fork) {
    guest::BlockInput input;
    input.prev_state_root = block.prev_state_root;
    input.header = block.header;
    input.transactions.assign(block.transactions.begin(), block.transactions.end());
    if (fork == guest::Fork::kValidium) {
        input.validium_messages.assign(block.validium_messages.begin(), block.validium_messages.end());
    }
    if (guest::has_compression_hints(fork)) input.hints = block.hints;
    return input;
}

Result<guest::BlockSummary> summarize(const Block& block, guest::Fork fork) {
    auto summary = guest::summarize_block(view_of(block, fork), fork, block.chain_id);
    if (!summary) return tl::unexpected(guest::to_error("witness", summary.error()));
    return std::move(*summary);
}

Result<Bytes> make_chunk_input(
    std::span<const Block> blocks,
    guest::Fork fork,
    const guest::Hash& prev_msg_queue_hash,
    ChunkContent content,
    const std::optional<guest::Word>& validium_key
) {
    if (blocks.empty()) return fail("chunk", {}, "at least one block", "none");
    guest::ChunkInput input;
    input.fork = fork;
    input.chain_id = blocks.front().chain_id;
    input.prev_msg_queue_hash = prev_msg_queue_hash;
    if (fork == guest::Fork::kValidium) input.validium_key = validium_key;
    Seen nodes;
    Seen codes;
    for (const Block& block : blocks) {
        if (block.chain_id != input.chain_id) {
            return fail(
                "witness of block " + std::to_string(block.number),
                "chain_id",
                std::to_string(input.chain_id) + " as in the first block of the chunk",
                std::to_string(block.chain_id)
            );
        }
        input.blocks.push_back(view_of(block, fork));
        if (content == ChunkContent::kBlocks) {
            input.blocks.back().hints.clear();
        } else {
            nodes.add_new(input.nodes, block.states);
            codes.add_new(input.codes, block.codes);
        }
    }
    return guest::encode_chunk_input(input);
}

}  // namespace zk::witness

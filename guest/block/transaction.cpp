#include "guest/block/transaction.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"

namespace zk::guest {
namespace {

// Order n of secp256k1 and n / 2 rounded down (SEC 2, section 2.4.1).
constexpr Word kOrder = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                         0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                         0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41};
constexpr Word kHalfOrder = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                             0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};

ByteView optional_address(const std::optional<Address>& address) {
    return address ? ByteView(*address) : ByteView{};
}

void write_access_list(rlp::Writer& out, const std::vector<AccessListEntry>& access_list) {
    const std::size_t list = out.begin_list();
    for (const AccessListEntry& entry : access_list) {
        const std::size_t pair = out.begin_list();
        out.string(entry.address);
        const std::size_t keys = out.begin_list();
        for (const Hash& key : entry.storage_keys) out.string(key);
        out.end_list(keys).end_list(pair);
    }
    out.end_list(list);
}

void write_authorization_list(rlp::Writer& out, const std::vector<Authorization>& authorization_list) {
    const std::size_t list = out.begin_list();
    for (const Authorization& each : authorization_list) {
        const std::size_t tuple = out.begin_list();
        out.uint(each.chain_id)
            .string(each.address)
            .uint(each.nonce)
            .uint(each.y_parity)
            .uint(each.r)
            .uint(each.s)
            .end_list(tuple);
    }
    out.end_list(list);
}

// The items before the signature, without the list around them.
void write_unsigned_items(rlp::Writer& out, const Transaction& tx) {
    if (tx.type == TransactionType::kL1Message) {
        out.uint(tx.queue_index)
            .uint(tx.gas_limit)
            .string(optional_address(tx.to))
            .uint(tx.value)
            .string(tx.data)
            .string(tx.sender);
        return;
    }
    const bool has_two_fees = tx.type == TransactionType::kDynamicFee || tx.type == TransactionType::kSetCode;
    if (tx.type != TransactionType::kLegacy) out.uint(tx.chain_id.value_or(0));
    out.uint(tx.nonce);
    if (has_two_fees) out.uint(tx.max_priority_fee_per_gas);
    out.uint(tx.max_fee_per_gas).uint(tx.gas_limit).string(optional_address(tx.to)).uint(tx.value).string(tx.data);
    if (tx.type != TransactionType::kLegacy) write_access_list(out, tx.access_list);
    if (tx.type == TransactionType::kSetCode) write_authorization_list(out, tx.authorization_list);
}

// Opens an encoding: the type byte of typed transactions comes before the list.
std::size_t begin_transaction(rlp::Writer& out, TransactionType type) {
    if (type != TransactionType::kLegacy) {
        const auto byte = static_cast<std::uint8_t>(type);
        out.raw({&byte, 1});
    }
    return out.begin_list();
}

void read_access_list(rlp::Reader& in, std::vector<AccessListEntry>& access_list) {
    rlp::Reader list = in.list("access_list");
    while (!list.done()) {
        rlp::Reader pair = list.list("access_list entry");
        AccessListEntry entry;
        pair.fixed(entry.address, "access_list address");
        rlp::Reader keys = pair.list("access_list storage_keys");
        while (!keys.done()) entry.storage_keys.push_back(keys.fixed<32>("access_list storage key"));
        pair.end("access_list entry after its storage keys");
        access_list.push_back(static_cast<AccessListEntry&&>(entry));
    }
}

void read_authorization_list(rlp::Reader& in, std::vector<Authorization>& authorization_list) {
    rlp::Reader list = in.list("authorization_list");
    while (!list.done()) {
        rlp::Reader tuple = list.list("authorization");
        Authorization each;
        each.chain_id = tuple.uint256("authorization chain_id");
        tuple.fixed(each.address, "authorization address");
        each.nonce = tuple.uint64("authorization nonce");
        each.y_parity = tuple.uint8("authorization y_parity");
        each.r = tuple.uint256("authorization r");
        each.s = tuple.uint256("authorization s");
        tuple.end("authorization after s");
        authorization_list.push_back(each);
    }
}

void read_to(rlp::Reader& in, Transaction& tx, bool may_create) {
    const ByteView to = in.string("to");
    if (in.failed() || (to.empty() && may_create)) return;
    if (to.size() != 20) {
        in.refuse(refusal("to", may_create ? "20 bytes or none" : "20 bytes", to.size()));
        return;
    }
    tx.to.emplace();
    for (std::size_t i = 0; i < to.size(); ++i) (*tx.to)[i] = to[i];
}

void read_signature_values(rlp::Reader& in, Transaction& tx) {
    tx.r = in.uint256("r");
    tx.s = in.uint256("s");
    if (in.failed()) return;
    if (tx.r == Word{} || tx.r >= kOrder) in.refuse(refusal("r", "a number in [1, n) of secp256k1"));
    if (tx.s == Word{} || tx.s > kHalfOrder) in.refuse(refusal("s", "a number in [1, n / 2] of secp256k1"));
}

void read_legacy(rlp::Reader& in, Transaction& tx) {
    tx.nonce = in.uint64("nonce");
    tx.max_fee_per_gas = in.uint256("gas_price");
    tx.gas_limit = in.uint64("gas_limit");
    read_to(in, tx, true);
    tx.value = in.uint256("value");
    tx.data = in.string("data");
    const std::uint64_t v = in.uint64("v");
    if (v >= 35) {
        tx.chain_id = (v - 35) / 2;
        tx.y_parity = static_cast<std::uint8_t>((v - 35) % 2);
    } else if (v == 27 || v == 28) {
        tx.y_parity = static_cast<std::uint8_t>(v - 27);
    } else {
        in.refuse(refusal("v", "27, 28 or at least 35", v));
    }
    read_signature_values(in, tx);
}

void read_typed(rlp::Reader& in, Transaction& tx) {
    tx.chain_id = in.uint64("chain_id");
    tx.nonce = in.uint64("nonce");
    if (tx.type == TransactionType::kAccessList) {
        tx.max_fee_per_gas = in.uint256("gas_price");
    } else {
        tx.max_priority_fee_per_gas = in.uint256("max_priority_fee_per_gas");
        tx.max_fee_per_gas = in.uint256("max_fee_per_gas");
        if (!in.failed() && tx.max_priority_fee_per_gas > tx.max_fee_per_gas) {
            in.refuse(refusal("max_priority_fee_per_gas", "at most max_fee_per_gas"));
        }
    }
    tx.gas_limit = in.uint64("gas_limit");
    read_to(in, tx, tx.type != TransactionType::kSetCode);
    tx.value = in.uint256("value");
    tx.data = in.string("data");
    read_access_list(in, tx.access_list);
    if (tx.type == TransactionType::kSetCode) {
        read_authorization_list(in, tx.authorization_list);
        if (!in.failed() && tx.authorization_list.empty()) {
            in.refuse(refusal("authorization_list", "at least one authorization"));
        }
    }
    tx.y_parity = in.uint8("y_parity");
    if (tx.y_parity > 1) in.refuse(refusal("y_parity", "0 or 1", tx.y_parity));
    read_signature_values(in, tx);
}

void read_l1_message(rlp::Reader& in, Transaction& tx) {
    tx.queue_index = in.uint64("queue_index");
    tx.gas_limit = in.uint64("gas_limit");
    read_to(in, tx, false);
    tx.value = in.uint256("value");
    tx.data = in.string("data");
    in.fixed(tx.sender, "sender");
}

}  // namespace

Bytes encode_transaction(const Transaction& tx) {
    rlp::Writer out;
    const std::size_t list = begin_transaction(out, tx.type);
    write_unsigned_items(out, tx);
    if (tx.type == TransactionType::kLegacy) {
        out.uint(tx.chain_id ? 35 + 2 * *tx.chain_id + tx.y_parity : std::uint64_t{27} + tx.y_parity);
    } else if (tx.type != TransactionType::kL1Message) {
        out.uint(tx.y_parity);
    }
    if (tx.type != TransactionType::kL1Message) out.uint(tx.r).uint(tx.s);
    out.end_list(list);
    return out.take();
}

Bytes encode_for_signing(const Transaction& tx) {
    rlp::Writer out;
    const std::size_t list = begin_transaction(out, tx.type);
    write_unsigned_items(out, tx);
    if (tx.type == TransactionType::kLegacy && tx.chain_id) out.uint(*tx.chain_id).uint(0).uint(0);
    out.end_list(list);
    return out.take();
}

Hash authorization_digest(const Authorization& authorization) {
    constexpr std::uint8_t kMagic = 0x05;
    rlp::Writer out;
    out.raw({&kMagic, 1});
    const std::size_t list = out.begin_list();
    out.uint(authorization.chain_id).string(authorization.address).uint(authorization.nonce).end_list(list);
    return keccak256(out.bytes());
}

Checked<Transaction> decode_transaction(ByteView bytes) {
    if (bytes.empty()) return tl::unexpected(refusal("transaction", "at least one byte"));
    Transaction tx;
    const std::uint8_t type = bytes[0] >= 0xc0 ? std::uint8_t{0} : bytes[0];
    ByteView body = bytes;
    if (bytes[0] < 0xc0) {
        if (type != 1 && type != 2 && type != 4 && type != 0x7e) {
            return tl::unexpected(refusal("transaction type", "an RLP list or type 1, 2, 4 or 126", type));
        }
        body = bytes.subspan(1);
    }
    tx.type = static_cast<TransactionType>(type);

    rlp::Failure failure;
    rlp::Reader outer(body, failure);
    rlp::Reader in = outer.list("transaction");
    outer.end("transaction");
    if (tx.type == TransactionType::kLegacy) {
        read_legacy(in, tx);
    } else if (tx.type == TransactionType::kL1Message) {
        read_l1_message(in, tx);
    } else {
        read_typed(in, tx);
    }
    in.end("transaction items after the last one of its type");
    if (failure) return tl::unexpected(*failure);
    return tx;
}

}  // namespace zk::guest

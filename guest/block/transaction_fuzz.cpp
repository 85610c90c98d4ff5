// Transactions of every type. What decode_transaction accepts encodes back byte for byte and keeps the ranges that it promises; what has fields in
// range is accepted; what is signed does not depend on the signature. Inputs: arbitrary bytes, edits of valid encodings, or fields.

#include "guest/block/transaction.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/math/u256.hpp"
#include "guest/test/edits.hpp"
#include "guest/test/source.hpp"

#include <algorithm>
#include <array>

namespace {

using namespace zk::guest;
using zk::Bytes;
using zk::ByteView;
using zk::test::require;
using zk::test::Source;

constexpr std::array kTypes = {
    TransactionType::kLegacy,
    TransactionType::kAccessList,
    TransactionType::kDynamicFee,
    TransactionType::kSetCode,
    TransactionType::kL1Message};

const U256 kOrder =
    U256::from_word({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
                     0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41});

bool two_fees(TransactionType type) {
    return type == TransactionType::kDynamicFee || type == TransactionType::kSetCode;
}

void require_ranges(const Transaction& tx, ByteView bytes) {
    require(std::ranges::find(kTypes, tx.type) != kTypes.end());
    require(
        tx.data.empty() ||
        (tx.data.data() >= bytes.data() && tx.data.data() + tx.data.size() <= bytes.data() + bytes.size())
    );
    if (tx.type == TransactionType::kL1Message) {
        require(tx.to.has_value() && !tx.chain_id && tx.nonce == 0);
        return;
    }
    require(tx.y_parity <= 1);
    require(tx.r != Word{} && U256::from_word(tx.r) < kOrder);
    require(tx.s != Word{} && U256::from_word(tx.s) <= divide(kOrder, U256(2)).quotient);
    require(tx.chain_id.has_value() || tx.type == TransactionType::kLegacy);
    require(
        tx.type == TransactionType::kSetCode ? tx.to && !tx.authorization_list.empty() : tx.authorization_list.empty()
    );
    require(
        two_fees(tx.type) ? tx.max_priority_fee_per_gas <= tx.max_fee_per_gas : tx.max_priority_fee_per_gas == Word{}
    );
    require(tx.type != TransactionType::kLegacy || tx.access_list.empty());
}

void try_bytes(ByteView bytes) {
    const auto tx = decode_transaction(bytes);
    if (!tx) {
        require(!tx.error().field.empty() && !tx.error().expected.empty());
        return;
    }
    require(std::ranges::equal(encode_transaction(*tx), bytes));
    require_ranges(*tx, bytes);
    if (tx->type == TransactionType::kL1Message) return;
    // Another signature, the same message; another field, another message.
    Transaction other = *tx;
    other.y_parity ^= 1;
    other.r = to_word(1);
    other.s = to_word(2);
    require(encode_for_signing(other) == encode_for_signing(*tx));
    other.nonce ^= 1;
    require(encode_for_signing(other) != encode_for_signing(*tx));
}

// Fields in range, whatever the bytes say.
Transaction make(Source& source, TransactionType type, ByteView data) {
    Transaction tx;
    tx.type = type;
    tx.gas_limit = source.uint(source.byte() % 9);
    tx.value = source.word<32>();
    tx.data = data;
    const bool creates =
        type != TransactionType::kSetCode && type != TransactionType::kL1Message && source.byte() % 4 == 0;
    if (!creates) tx.to = source.word<20>();
    if (type == TransactionType::kL1Message) {
        tx.queue_index = source.uint(source.byte() % 9);
        tx.sender = source.word<20>();
        return tx;
    }
    tx.nonce = source.uint(source.byte() % 9);
    tx.max_fee_per_gas = source.word<32>();
    if (two_fees(type)) tx.max_priority_fee_per_gas = std::min(source.word<32>(), tx.max_fee_per_gas);
    // A legacy transaction's v is 35 + 2 * chain id + parity, in 64 bits.
    if (type != TransactionType::kLegacy) {
        tx.chain_id = source.uint(source.byte() % 9);
    } else if (source.byte() % 2 == 0) {
        tx.chain_id = source.uint(source.byte() % 9) >> 2;
    }
    tx.y_parity = source.byte() % 2;
    const auto scalar = [&source](const U256& below) {
        const U256 value = divide(U256::from_word(source.word<32>()), below).remainder;
        return (value.is_zero() ? U256(1) : value).to_word();
    };
    tx.r = scalar(kOrder);
    tx.s = scalar(divide(kOrder, U256(2)).quotient + U256(1));
    if (type != TransactionType::kLegacy) {
        for (int n = source.byte() % 4; n > 0; --n) {
            AccessListEntry entry{source.word<20>(), {}};
            for (int k = source.byte() % 4; k > 0; --k) entry.storage_keys.push_back(source.word<32>());
            tx.access_list.push_back(std::move(entry));
        }
    }
    if (type == TransactionType::kSetCode) {
        for (int n = 1 + source.byte() % 3; n > 0; --n) {
            Authorization each;
            each.chain_id = source.word<32>();
            each.address = source.word<20>();
            each.nonce = source.uint(source.byte() % 9);
            each.y_parity = source.byte();
            each.r = source.word<32>();
            each.s = source.word<32>();
            tx.authorization_list.push_back(each);
        }
    }
    return tx;
}

bool equal(const Transaction& a, const Transaction& b) {
    const auto same_entry = [](const AccessListEntry& x, const AccessListEntry& y) {
        return x.address == y.address && x.storage_keys == y.storage_keys;
    };
    const auto same_authorization = [](const Authorization& x, const Authorization& y) {
        return x.chain_id == y.chain_id && x.address == y.address && x.nonce == y.nonce && x.y_parity == y.y_parity &&
               x.r == y.r && x.s == y.s;
    };
    return a.type == b.type && a.chain_id == b.chain_id && a.nonce == b.nonce &&
           a.max_priority_fee_per_gas == b.max_priority_fee_per_gas && a.max_fee_per_gas == b.max_fee_per_gas &&
           a.gas_limit == b.gas_limit && a.to == b.to && a.value == b.value && std::ranges::equal(a.data, b.data) &&
           std::ranges::equal(a.access_list, b.access_list, same_entry) &&
           std::ranges::equal(a.authorization_list, b.authorization_list, same_authorization) &&
           a.y_parity == b.y_parity && a.r == b.r && a.s == b.s && a.queue_index == b.queue_index &&
           a.sender == b.sender;
}

Bytes sample(TransactionType type) {
    constexpr std::array<std::uint8_t, 3> kData = {1, 2, 0};
    Bytes fields(200, 3);
    Source source(fields);
    return encode_transaction(make(source, type, kData));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Source source(ByteView(data, size));
    const std::uint8_t way = source.byte();
    const TransactionType type = kTypes[way / 3 % kTypes.size()];
    switch (way % 3) {
        case 0:
            try_bytes(source.rest());
            break;
        case 1:
            try_bytes(zk::test::apply_edits(sample(type), source.rest()));
            break;
        default: {
            const ByteView call_data = source.take(source.byte());
            const Transaction tx = make(source, type, call_data);
            const Bytes bytes = encode_transaction(tx);
            const auto decoded = decode_transaction(bytes);
            require(decoded.has_value() && equal(*decoded, tx));
            try_bytes(bytes);
            break;
        }
    }
    return 0;
}

#pragma once
// Transactions in their EIP-2718 encoding ("enc" of the Scroll documents): legacy RLP, or a type byte and RLP.

#include "base/bytes.hpp"
#include "guest/refusal.hpp"
#include "guest/types.hpp"

#include <optional>
#include <vector>

namespace zk::guest {

enum class TransactionType : std::uint8_t {
    kLegacy = 0,
    kAccessList = 1,  // EIP-2930
    kDynamicFee = 2,  // EIP-1559
    kSetCode = 4,     // EIP-7702
    kL1Message = 0x7e,
};

struct AccessListEntry {
    Address address{};
    std::vector<Hash> storage_keys;
};

/// One EIP-7702 authorization as it stands in the transaction; its signature is not checked here.
struct Authorization {
    Word chain_id{};
    Address address{};
    std::uint64_t nonce = 0;
    std::uint8_t y_parity = 0;
    Word r{};
    Word s{};
};

struct Transaction {
    TransactionType type = TransactionType::kLegacy;
    std::optional<std::uint64_t> chain_id;  // absent for L1 messages and for legacy transactions before EIP-155
    std::uint64_t nonce = 0;                // not of L1 messages
    Word max_priority_fee_per_gas{};        // types 2 and 4
    Word max_fee_per_gas{};                 // types 2 and 4; the gas price of types 0 and 1
    std::uint64_t gas_limit = 0;
    std::optional<Address> to;  // absent: contract creation (types 0, 1, 2)
    Word value{};
    ByteView data;                                  // borrowed
    std::vector<AccessListEntry> access_list;       // types 1, 2, 4
    std::vector<Authorization> authorization_list;  // type 4
    std::uint8_t y_parity = 0;                      // signature: not of L1 messages
    Word r{};
    Word s{};
    std::uint64_t queue_index = 0;  // L1 messages
    Address sender{};               // L1 messages
};

/// The transaction's hash is keccak256 of this encoding.
[[nodiscard]] Bytes encode_transaction(const Transaction& tx);

/// What the sender signs is keccak256 of this: the encoding without signature (EIP-155 for legacy with chain id). Not for L1 messages.
[[nodiscard]] Bytes encode_for_signing(const Transaction& tx);

/// What an authority signs: keccak256(05 || RLP[chain_id, address, nonce]) (EIP-7702).
[[nodiscard]] Hash authorization_digest(const Authorization& authorization);

/// Accepts exactly the encodings of transactions whose fields are in range: y_parity 0 or 1, 0 < r < n,
/// 0 < s <= n / 2 (n the order of secp256k1, EIP-2), a non-empty authorization list in type 4, max priority fee at most
/// max fee. `data` points into `bytes`.
[[nodiscard]] Checked<Transaction> decode_transaction(ByteView bytes);

}  // namespace zk::guest

#pragma once
// The devnet's accounts: fixed, public keys, and signatures of theirs.

#include "apps/devnet/block_json.hpp"
#include "guest/block/transaction.hpp"
#include "guest/types.hpp"

#include <cstdint>
#include <string_view>

namespace zk::devnet {

/// Accounts that send transactions: 0 .. kAccounts - 1. Those from kAccounts on only sign authorizations (EIP-7702).
inline constexpr std::uint32_t kAccounts = 8;

/// Key of devnet account `index`.
[[nodiscard]] guest::Word account_key(std::uint32_t index);

/// keccak256(label, a, b): whatever a devnet needs that is fixed and looks random.
[[nodiscard]] guest::Hash labelled_hash(std::string_view label, std::uint64_t a, std::uint64_t b);

/// Sets the signature.
void sign_transaction(OwnedTransaction& transaction, const guest::Word& key);
void sign_authorization(guest::Authorization& authorization, const guest::Word& key);

}  // namespace zk::devnet

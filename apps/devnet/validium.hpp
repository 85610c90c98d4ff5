#pragma once
// Deposits of a validium: L1 messages whose recipient is encrypted on the parent chain and plain in the block.

#include "base/bytes.hpp"
#include "guest/crypto/aes_gcm.hpp"
#include "guest/math/u256.hpp"
#include "guest/types.hpp"

namespace zk::devnet {

/// The secret key that the devnet's messages are encrypted to: fixed and public.
[[nodiscard]] guest::Word validium_key();

/// Call data of relayMessage around finalizeDepositERC20 for `amount` of the devnet's token.
[[nodiscard]] Bytes deposit_data(const guest::Address& recipient, const guest::U256& amount, std::uint64_t nonce);

/// The same deposit as the parent chain has it, finalizeDepositERC20Encrypted. Another ephemeral secret and AES nonce for each message.
[[nodiscard]] Bytes encrypted_deposit_data(
    const guest::Address& recipient,
    const guest::U256& amount,
    std::uint64_t nonce,
    const guest::Word& ephemeral_secret,
    const guest::crypto::AesBlock& aes_nonce
);

}  // namespace zk::devnet

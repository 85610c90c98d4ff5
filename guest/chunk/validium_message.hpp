#pragma once
// L1 messages of a validium: what the block has of a message whose recipient is encrypted on the parent chain.

#include "base/bytes.hpp"
#include "guest/types.hpp"

#include <optional>

namespace zk::guest {

/// The call data that the block has of a message whose data on the parent chain is `data`. A relayMessage around finalizeDepositERC20Encrypted becomes
/// one around finalizeDepositERC20, both encoded anew as the contract ABI has them, its fourth argument decrypted with `secret` (ECIES,
/// guest/crypto/ecies.hpp) to 20 bytes. Nothing when the data are of that kind and cannot be decoded or decrypted, and when they are of another:
/// then the block has them as they are.
[[nodiscard]] std::optional<Bytes> decrypt_message(ByteView data, const Word& secret);

}  // namespace zk::guest

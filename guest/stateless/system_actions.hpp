#pragma once
// What Scroll does before a block's first transaction: oracle upgrades, and the block hash history of EIP-2935.

#include "guest/block/header.hpp"
#include "guest/evm/evm.hpp"
#include "guest/fork/fork.hpp"

namespace zk::guest {

void run_system_actions(Evm& evm, Fork fork, const Header& header);

/// Code that a fork gives the gas price oracle.
[[nodiscard]] ByteView feynman_oracle_code();
[[nodiscard]] ByteView galileo_v2_oracle_code();

}  // namespace zk::guest

#pragma once
// The devnet's contracts, assembled here. Each is described by what it does with its call data.

#include "base/bytes.hpp"
#include "guest/fork/fork.hpp"
#include "guest/types.hpp"

namespace zk::devnet {

/// EIP-2935; before Feynman nothing calls it.
inline constexpr guest::Address kHistoryContract = {0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                                    0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35};

/// The devnet's own, from 0xde00...01 on.
constexpr guest::Address devnet_contract(std::uint8_t index) {
    guest::Address address = {0xde};
    address[19] = index;
    return address;
}
inline constexpr guest::Address kToken = devnet_contract(1);
inline constexpr guest::Address kStore = devnet_contract(2);
inline constexpr guest::Address kBridge = devnet_contract(3);
inline constexpr guest::Address kProber = devnet_contract(4);
inline constexpr guest::Address kRelay = devnet_contract(5);
inline constexpr guest::Address kFactory = devnet_contract(6);
inline constexpr guest::Address kFault = devnet_contract(7);
inline constexpr guest::Address kExplorer = devnet_contract(8);

/// transfer(address,uint256), balanceOf(address), mint(address,uint256) by anybody, burn() of all that the caller has. Balance of A: slot
/// keccak256(A, 0) as Solidity lays out a mapping in slot 0; supply: slot 1. A transfer logs Transfer; too little balance reverts.
[[nodiscard]] Bytes token_code();
/// Slot of an account's balance.
[[nodiscard]] guest::Word token_balance_slot(const guest::Address& account);

/// Pairs of words: writes the second into the slot that the first names.
[[nodiscard]] Bytes store_code();

/// L2MessageQueue: appendMessage(bytes32): slot 0, the withdraw root, becomes keccak256(slot 0, hash), slot 1 counts; logs both.
[[nodiscard]] Bytes message_queue_code();

/// withdraw() appends keccak256(caller, value) to the message queue. relayMessage(address,address,uint256,uint256,bytes) around
/// finalizeDepositERC20(...) mints its amount to its recipient.
[[nodiscard]] Bytes bridge_code();

/// A word, the address of a precompile, and its input: writes success + keccak256(output) into the slot of that number.
[[nodiscard]] Bytes prober_code();

/// A word, an address; a word, how to call it (0 CALL, 1 DELEGATECALL, 2 CALLCODE, 3 STATICCALL); the call's data. Goes on whatever happens and
/// writes 1 + success into slot 2^64 + kind.
[[nodiscard]] Bytes relay_code();

/// A word, a salt: creates with CREATE2 a contract of store_code whose slots 1 and 2 are set.
[[nodiscard]] Bytes factory_code();
[[nodiscard]] Bytes factory_child_initcode();

/// A word: 0 writes a slot and reverts with data, 1 executes an invalid opcode, 2 SELFDESTRUCT, 3 runs until its gas is gone.
[[nodiscard]] Bytes fault_code();

/// Folds what most other instructions say into one hash and writes it into the slot of the block's number, with a log.
[[nodiscard]] Bytes explorer_code(guest::Fork fork);

/// EIP-2935.
[[nodiscard]] Bytes history_code();

/// The gas price oracle before a fork's upgrade gives it another: returns slot 1.
[[nodiscard]] Bytes oracle_code();

}  // namespace zk::devnet

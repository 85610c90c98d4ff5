#pragma once
// One transaction on the state: validity, fees, execution, refunds (Yellow Paper, section 6; EIP-1559, 2930, 3529, 3607, 4844, 7623, 7702; Scroll's fees and
// L1 messages).

#include "guest/block/transaction.hpp"
#include "guest/evm/evm.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace zk::guest {

/// A transaction ready to run: decoded, its sender known.
struct TransactionInput {
    const Transaction* transaction = nullptr;
    Address sender{};
    /// EIP-4844 (plain rules only; Scroll has no blob transactions).
    bool is_blob = false;
    U256 max_fee_per_blob_gas;
    std::span<const Hash> blob_hashes;
    /// Scroll: what the data costs on L1, taken beside the gas.
    U256 l1_fee;
    /// Authorities recovered from the authorization list, in order; empty where recovery failed.
    std::span<const std::optional<Address>> authorities;
};

enum class TransactionError : std::uint8_t {
    kNone,
    kBlockGasLimit,
    kType,
    kChainId,
    kGasPriceBelowBaseFee,
    kPriorityAboveMaxFee,
    kInitcodeTooLarge,
    kIntrinsicGas,
    kFloorGas,
    kSenderHasCode,
    kNonce,
    kBalance,
    kL1FeeBalance,
    kBlobs,
    kAuthorizations,
    kMemory,
};
[[nodiscard]] std::string_view describe(TransactionError error);

struct Receipt {
    bool success = false;
    std::uint64_t gas_used = 0;
    std::vector<Log> logs;
};

/// Runs the transaction; the state's journal is dropped at the end. On an error nothing changed, except that kMemory leaves a state without meaning. `gas_available`: block gas limit less what earlier
/// transactions used. A set-code list is processed after the fees are taken and stands whatever happens then.
TransactionError execute_transaction(
    Receipt& receipt,
    Evm& evm,
    const BlockEnvironment& block,
    const TransactionInput& input,
    std::uint64_t gas_available
);

/// Gas a blob transaction buys for each blob (EIP-4844).
inline constexpr std::uint64_t kGasPerBlob = 131072;

}  // namespace zk::guest

#include "guest/evm/transaction_execution.hpp"

#include <algorithm>
#include <utility>

namespace zk::guest {
namespace {

constexpr std::uint64_t kTransactionGas = 21000;
constexpr std::uint64_t kAuthorizationGas = 25000;     // PER_EMPTY_ACCOUNT_COST
constexpr std::uint64_t kAuthorizationRefund = 12500;  // PER_EMPTY_ACCOUNT_COST - PER_AUTH_BASE_COST

struct IntrinsicGas {
    std::uint64_t gas = 0;
    std::uint64_t floor = 0;
};

IntrinsicGas intrinsic_gas(const Transaction& tx, const Rules& rules) {
    const auto zeros = static_cast<std::uint64_t>(std::count(tx.data.begin(), tx.data.end(), std::uint8_t{0}));
    const std::uint64_t others = tx.data.size() - zeros;
    std::uint64_t gas = kTransactionGas + 4 * zeros + 16 * others;
    for (const AccessListEntry& entry : tx.access_list) gas += 2400 + std::uint64_t{1900} * entry.storage_keys.size();
    gas += kAuthorizationGas * tx.authorization_list.size();
    if (!tx.to) gas += 32000 + (rules.initcode_limit ? 2 * ((std::uint64_t{tx.data.size()} + 31) / 32) : 0);
    return {gas, rules.calldata_floor ? kTransactionGas + 10 * (zeros + 4 * others) : 0};
}

bool type_exists(const Transaction& tx, const TransactionInput& input, const Rules& rules) {
    if (input.is_blob) return rules.blobs;
    switch (tx.type) {
        case TransactionType::kLegacy:
        case TransactionType::kAccessList:
            return true;
        case TransactionType::kDynamicFee:
            return rules.base_fee;
        case TransactionType::kSetCode:
            return rules.set_code;
        case TransactionType::kL1Message:
            return rules.scroll.has_value();
    }
    return false;
}

class Execution {
  public:
    Execution(Evm& evm, const BlockEnvironment& block, const TransactionInput& input)
        : evm_(evm),
          state_(evm.state()),
          rules_(evm.rules()),
          block_(block),
          input_(input),
          tx_(*input.transaction),
          is_l1_message_(tx_.type == TransactionType::kL1Message),
          gas_limit_(tx_.gas_limit),
          max_fee_(U256::from_word(tx_.max_fee_per_gas)),
          value_(U256::from_word(tx_.value)) {}

    TransactionError check(std::uint64_t gas_available);
    void run(Receipt& receipt);
    [[nodiscard]] U256 effective_gas_price() const;

  private:
    TransactionError check_fees() const;
    TransactionError check_sender() const;
    [[nodiscard]] U256 blob_fee(const U256& price) const {
        return saturating_mul(U256(kGasPerBlob * input_.blob_hashes.size()), price);
    }
    void warm_up();
    std::uint64_t set_codes();
    CallOutcome execute(std::uint64_t gas);

    Evm& evm_;
    State& state_;
    const Rules& rules_;
    const BlockEnvironment& block_;
    const TransactionInput& input_;
    const Transaction& tx_;
    bool is_l1_message_;
    std::uint64_t gas_limit_;
    U256 max_fee_;
    U256 value_;
    IntrinsicGas intrinsic_;
};

TransactionError Execution::check_fees() const {
    if (rules_.base_fee && max_fee_ < block_.base_fee) return TransactionError::kGasPriceBelowBaseFee;
    if (U256::from_word(tx_.max_priority_fee_per_gas) > max_fee_) return TransactionError::kPriorityAboveMaxFee;
    if (tx_.type == TransactionType::kSetCode && (tx_.authorization_list.empty() || !tx_.to))
        return TransactionError::kAuthorizations;
    if (input_.is_blob) {
        const std::size_t limit = rules_.set_code ? 9 : 6;  // EIP-7691 from Prague on
        if (input_.blob_hashes.empty() || input_.blob_hashes.size() > limit || !tx_.to) return TransactionError::kBlobs;
        for (const Hash& hash : input_.blob_hashes) {
            if (hash[0] != 1) return TransactionError::kBlobs;
        }
        if (input_.max_fee_per_blob_gas < block_.blob_base_fee) return TransactionError::kBlobs;
    }
    return TransactionError::kNone;
}

TransactionError Execution::check_sender() const {
    if (is_l1_message_) {
        // Its sender's code is not looked at: a witness need not hold it, and a contract's address is aliased on L1.
        // From EuclidV2 on an L1 message without funds fails when it runs.
        const bool must_be_funded = rules_.scroll == Fork::kEuclidV1;
        return must_be_funded && state_.balance(input_.sender) < value_ ? TransactionError::kBalance
                                                                        : TransactionError::kNone;
    }
    const ByteView code = state_.code(input_.sender).bytes;
    if (!code.empty() && !(rules_.set_code && delegation_target(code))) return TransactionError::kSenderHasCode;
    const std::uint64_t nonce = state_.nonce(input_.sender);
    if (tx_.nonce != nonce || (!rules_.scroll && nonce == ~std::uint64_t{0})) return TransactionError::kNonce;
    U256 cost = saturating_add(saturating_mul(U256(gas_limit_), max_fee_), value_);
    if (input_.is_blob) cost = saturating_add(cost, blob_fee(input_.max_fee_per_blob_gas));
    if (state_.balance(input_.sender) < cost) return TransactionError::kBalance;
    const U256 left = state_.balance(input_.sender) - saturating_mul(U256(gas_limit_), effective_gas_price());
    return left < input_.l1_fee ? TransactionError::kL1FeeBalance : TransactionError::kNone;
}

TransactionError Execution::check(std::uint64_t gas_available) {
    if (gas_limit_ > gas_available) return TransactionError::kBlockGasLimit;
    if (!type_exists(tx_, input_, rules_)) return TransactionError::kType;
    if (tx_.chain_id && *tx_.chain_id != block_.chain_id) return TransactionError::kChainId;
    if (!is_l1_message_) {
        if (const TransactionError error = check_fees(); error != TransactionError::kNone) return error;
    }
    if (!tx_.to && rules_.initcode_limit && tx_.data.size() > kMaxInitcodeBytes)
        return TransactionError::kInitcodeTooLarge;
    intrinsic_ = intrinsic_gas(tx_, rules_);
    if (intrinsic_.gas > gas_limit_) return TransactionError::kIntrinsicGas;
    if (intrinsic_.floor > gas_limit_) return TransactionError::kFloorGas;
    return check_sender();
}

U256 Execution::effective_gas_price() const {
    if (is_l1_message_) return {};
    const bool dynamic =
        tx_.type == TransactionType::kDynamicFee || tx_.type == TransactionType::kSetCode || input_.is_blob;
    if (!dynamic) return max_fee_;
    return std::min(max_fee_, saturating_add(block_.base_fee, U256::from_word(tx_.max_priority_fee_per_gas)));
}

void Execution::warm_up() {
    if (rules_.warm_coinbase) state_.warm_account(block_.coinbase);
    state_.warm_account(input_.sender);
    if (tx_.to) state_.warm_account(*tx_.to);
    for (const AccessListEntry& entry : tx_.access_list) {
        state_.warm_account(entry.address);
        for (const Hash& key : entry.storage_keys) state_.warm_slot(entry.address, U256::from_word(key));
    }
}

std::uint64_t Execution::set_codes() {
    std::uint64_t refund = 0;
    for (std::size_t i = 0; i < tx_.authorization_list.size(); ++i) {
        const Authorization& authorization = tx_.authorization_list[i];
        const U256 chain = U256::from_word(authorization.chain_id);
        if (!chain.is_zero() && chain != U256(block_.chain_id)) continue;
        if (authorization.nonce == ~std::uint64_t{0}) continue;
        if (i >= input_.authorities.size()) continue;
        const std::optional<Address>& recovered = input_.authorities[i];
        if (!recovered) continue;
        const Address& authority = *recovered;
        state_.warm_account(authority);
        const ByteView code = state_.code(authority).bytes;
        if (!code.empty() && !delegation_target(code)) continue;
        if (state_.nonce(authority) != authorization.nonce) continue;
        // EIP-7702 refunds for an authority that was in the trie already; an empty account is not.
        if (!state_.is_empty(authority)) refund += kAuthorizationRefund;
        Bytes designator;
        if (authorization.address != Address{}) {
            designator = {0xef, 0x01, 0x00};
            designator.insert(designator.end(), authorization.address.begin(), authorization.address.end());
        }
        state_.set_code(authority, std::move(designator));
        state_.set_nonce(authority, authorization.nonce + 1);
    }
    return refund;
}

CallOutcome Execution::execute(std::uint64_t gas) {
    if (tx_.to) {
        CallMessage m;
        m.gas = gas;
        m.sender = input_.sender;
        m.recipient = *tx_.to;
        m.code_address = *tx_.to;
        m.value = value_;
        m.input = tx_.data;
        // EIP-7702: the delegate of the target is warm.
        if (rules_.set_code) {
            if (const std::optional<Address> delegate = delegation_target(state_.code(*tx_.to).bytes))
                state_.warm_account(*delegate);
        }
        return evm_.call(m);
    }
    CreateMessage m;
    m.gas = gas;
    m.sender = input_.sender;
    m.created = create_address(input_.sender, tx_.nonce);
    m.value = value_;
    m.initcode = tx_.data;
    // The sender's nonce rises with the creation: not when the value is not there.
    if (state_.balance(input_.sender) >= value_) state_.set_nonce(input_.sender, tx_.nonce + 1);
    return evm_.create(m);
}

void Execution::run(Receipt& receipt) {
    const U256 price = effective_gas_price();
    if (!is_l1_message_) {
        U256 charge = U256(gas_limit_) * price + input_.l1_fee;
        if (input_.is_blob) charge += blob_fee(block_.blob_base_fee);
        state_.subtract_balance(input_.sender, charge);
    }
    if (tx_.to) state_.set_nonce(input_.sender, state_.nonce(input_.sender) + 1);
    warm_up();
    const std::uint64_t set_code_refund = set_codes();

    const CallOutcome out = execute(gas_limit_ - intrinsic_.gas);
    receipt.success = out.status == CallStatus::kSuccess;
    std::uint64_t used = gas_limit_ - out.gas_left;
    if (!is_l1_message_) {
        std::uint64_t refund = set_code_refund;
        if (receipt.success) refund += static_cast<std::uint64_t>(std::max<std::int64_t>(0, state_.refund()));
        used -= std::min(refund, used / (rules_.refund_fifth ? 5 : 2));
        used = std::max(used, intrinsic_.floor);
        state_.add_balance(input_.sender, U256(gas_limit_ - used) * price);
        const U256 tip = rules_.fees == Rules::Fees::kScroll ? price
                         : rules_.base_fee                   ? price - block_.base_fee
                                                             : price;
        state_.add_balance(block_.coinbase, U256(used) * tip + input_.l1_fee);
    }
    receipt.gas_used = used;
    receipt.logs = receipt.success ? state_.logs() : std::vector<Log>();
    state_.end_transaction();
}

}  // namespace

std::string_view describe(TransactionError error) {
    switch (error) {
        case TransactionError::kNone:
            return "valid";
        case TransactionError::kBlockGasLimit:
            return "gas limit within what the block has left";
        case TransactionError::kType:
            return "a transaction type of the fork";
        case TransactionError::kChainId:
            return "the chain's id";
        case TransactionError::kGasPriceBelowBaseFee:
            return "max fee at least the base fee";
        case TransactionError::kPriorityAboveMaxFee:
            return "max priority fee at most max fee";
        case TransactionError::kInitcodeTooLarge:
            return "initcode of at most 49152 bytes";
        case TransactionError::kIntrinsicGas:
            return "gas limit at least the intrinsic gas";
        case TransactionError::kFloorGas:
            return "gas limit at least the calldata floor";
        case TransactionError::kSenderHasCode:
            return "a sender without code";
        case TransactionError::kNonce:
            return "the sender's nonce";
        case TransactionError::kBalance:
            return "a balance that covers gas and value";
        case TransactionError::kL1FeeBalance:
            return "a balance that covers the L1 data fee";
        case TransactionError::kBlobs:
            return "valid blob fields";
        case TransactionError::kAuthorizations:
            return "a non-empty authorization list and a target";
        case TransactionError::kMemory:
            return "at most 1 GiB of memory in a frame, a limit of this program";
    }
    return "a valid transaction";
}

TransactionError execute_transaction(
    Receipt& receipt,
    Evm& evm,
    const BlockEnvironment& block,
    const TransactionInput& input,
    std::uint64_t gas_available
) {
    Execution execution(evm, block, input);
    evm.state().begin_transaction();
    if (const TransactionError error = execution.check(gas_available); error != TransactionError::kNone) return error;
    TransactionEnvironment environment;
    environment.origin = input.sender;
    environment.gas_price = execution.effective_gas_price();
    environment.blob_hashes = input.blob_hashes;
    evm.set_transaction(environment);
    execution.run(receipt);
    return evm.memory_exceeded() ? TransactionError::kMemory : TransactionError::kNone;
}

}  // namespace zk::guest

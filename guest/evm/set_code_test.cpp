// EIP-7702 by directed cases: which authorizations count, what they cost and give back, and what runs, is warm and is seen at a delegated account. Under
// every rule set that has it; sections are those of the EIP.
#include "guest/evm/transaction_execution.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/state/full_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace zk::guest {
namespace {

constexpr std::uint64_t kChain = 534352;
constexpr std::uint64_t kPerTuple = 25000;  // PER_EMPTY_ACCOUNT_COST
constexpr std::uint64_t kBase = 21000;

constexpr Address address(std::uint8_t last) {
    Address out{};
    out[0] = 0xc0;
    out[19] = last;
    return out;
}
constexpr Address kSender = address(1);
constexpr Address kAuthority = address(2);
constexpr Address kTarget = address(3);
constexpr Address kOther = address(4);
constexpr Address kCoinbase = address(5);

Bytes operator+(const Bytes& a, const Bytes& b) {
    Bytes out(a.size() + b.size());
    std::ranges::copy(a, out.begin());
    std::ranges::copy(b, out.begin() + static_cast<std::ptrdiff_t>(a.size()));
    return out;
}

Bytes designator(const Address& target) {
    return Bytes{0xef, 0x01, 0x00} + Bytes(target.begin(), target.end());
}

Bytes push(const Address& at) {
    return Bytes{0x73} + Bytes(at.begin(), at.end());
}

const Bytes kStop = {0x00};
const Bytes kStoreOne = {0x60, 0x01, 0x5f, 0x55, 0x00};  // slot 0 := 1
const Bytes kRevert = {0x5f, 0x5f, 0xfd};

/// Slot 0 := gas that `code` needs, which leaves the stack as high as it was. GAS, its price, and SUB's order are taken into account.
Bytes measured(const Bytes& code) {
    // GAS code GAS SWAP1 SUB PUSH1 2 SWAP1 SUB PUSH0 SSTORE: first - second, less the 2 of the second GAS.
    return Bytes{0x5a} + code + Bytes{0x5a, 0x90, 0x03, 0x60, 0x02, 0x90, 0x03, 0x5f, 0x55, 0x00};
}

class SetCode : public testing::TestWithParam<Rules> {
  protected:
    SetCode() {
        block_.chain_id = kChain;
        block_.number = 100;
        block_.gas_limit = 10'000'000;
        block_.coinbase = kCoinbase;
        put(kCoinbase, 1, {});
    }

    void put(const Address& at, std::uint64_t nonce, const Bytes& code) {
        full_.put(at, nonce, U256(1'000'000'000), code, {});
    }

    void put_sender(const Bytes& code) {
        put(kSender, 5, code);
        has_sender_ = true;
    }

    /// An authorization of kAuthority for the target, right in everything.
    static Authorization tuple(const Address& target, std::uint64_t nonce = 0) {
        Authorization out;
        out.chain_id = to_word(kChain);
        out.address = target;
        out.nonce = nonce;
        return out;
    }

    void authorize(const Authorization& authorization, std::optional<Address> authority = kAuthority) {
        list_.push_back(authorization);
        authorities_.push_back(authority);
    }

    TransactionError run(const Address& to, std::uint64_t gas_limit = 1'000'000) {
        Transaction tx;
        tx.type = TransactionType::kSetCode;
        tx.chain_id = kChain;
        tx.nonce = 5;
        tx.gas_limit = gas_limit;
        tx.to = to;
        tx.authorization_list = list_;
        return run(tx);
    }

    TransactionError run(const Transaction& tx) {
        if (!has_sender_) put_sender({});
        TransactionInput input;
        input.transaction = &tx;
        input.sender = kSender;
        input.authorities = authorities_;
        return execute_transaction(receipt_, evm_, block_, input, block_.gas_limit);
    }

    Bytes code(const Address& at) {
        const ByteView bytes = state_.code(at).bytes;
        return {bytes.begin(), bytes.end()};
    }

    U256 slot(const Address& at) { return state_.storage(at, U256()); }

    FullState full_;
    State state_{full_};
    BlockEnvironment block_;
    Evm evm_{state_, GetParam(), block_};
    std::vector<Authorization> list_;
    std::vector<std::optional<Address>> authorities_;
    Receipt receipt_;
    bool has_sender_ = false;
};

INSTANTIATE_TEST_SUITE_P(
    Rules,
    SetCode,
    testing::Values(
        rules_of(Revision::kPrague),
        rules_of(Fork::kEuclidV2),
        rules_of(Fork::kFeynman),
        rules_of(Fork::kGalileo),
        rules_of(Fork::kGalileoV2)
    ),
    [](const auto& each) {
        return each.param.scroll ? std::string(fork_name(*each.param.scroll)) : std::string("prague");
    }
);

// --- what a valid authorization does ---

TEST_P(SetCode, AFreshAuthorityIsMadeAndPaidInFull) {
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kOther), TransactionError::kNone);
    EXPECT_TRUE(receipt_.success);
    EXPECT_EQ(code(kAuthority), designator(kTarget));
    EXPECT_EQ(state_.code_hash(kAuthority), keccak256(designator(kTarget)));
    EXPECT_EQ(state_.nonce(kAuthority), 1u);
    EXPECT_TRUE(state_.balance(kAuthority).is_zero());
    EXPECT_EQ(receipt_.gas_used, kBase + kPerTuple);
    EXPECT_EQ(state_.nonce(kSender), 6u);
}

TEST_P(SetCode, AnAuthorityThatExistsIsRefundedUpToAFifth) {
    put(kAuthority, 7, {});
    authorize(tuple(kTarget, 7));
    ASSERT_EQ(run(kOther), TransactionError::kNone);
    EXPECT_EQ(state_.nonce(kAuthority), 8u);
    EXPECT_EQ(receipt_.gas_used, (kBase + kPerTuple) * 4 / 5);
}

TEST_P(SetCode, TheRefundIs12500ForEachAuthorityThatExists) {
    put(kAuthority, 0, {});
    // Spends so much that a fifth is more than the refund: 100,000 gas of a fresh slot each.
    Bytes spend;
    for (std::uint8_t i = 1; i <= 5; ++i) spend = spend + Bytes{0x60, 0x01, 0x60, i, 0x55};
    put(kOther, 1, spend + kStop);
    authorize(tuple(kTarget));
    authorize(tuple(kTarget), address(9));  // does not exist: no refund
    ASSERT_EQ(run(kOther), TransactionError::kNone);
    const std::uint64_t spent = kBase + 2 * kPerTuple + 5 * (3 + 3 + 22100);
    EXPECT_EQ(receipt_.gas_used, spent - 12500);
}

TEST_P(SetCode, EveryTupleIsPaidBeforehand) {
    authorize(tuple(kTarget));
    authorize(tuple(kTarget, 99));  // will be skipped
    EXPECT_EQ(run(kOther, kBase + 2 * kPerTuple - 1), TransactionError::kIntrinsicGas);
    ASSERT_EQ(run(kOther, kBase + 2 * kPerTuple), TransactionError::kNone);
    EXPECT_EQ(receipt_.gas_used, kBase + 2 * kPerTuple);
}

TEST_P(SetCode, ADelegationIsReplacedAndCleared) {
    put(kAuthority, 4, designator(kOther));
    authorize(tuple(kTarget, 4));
    ASSERT_EQ(run(kCoinbase), TransactionError::kNone);
    EXPECT_EQ(code(kAuthority), designator(kTarget));

    list_ = {tuple(Address{}, 5)};
    Transaction tx;
    tx.type = TransactionType::kSetCode;
    tx.chain_id = kChain;
    tx.nonce = 6;
    tx.gas_limit = 100'000;
    tx.to = kCoinbase;
    tx.authorization_list = list_;
    ASSERT_EQ(run(tx), TransactionError::kNone);
    EXPECT_EQ(state_.code_hash(kAuthority), kEmptyCodeHash);
    EXPECT_EQ(state_.nonce(kAuthority), 6u);
    EXPECT_TRUE(state_.exists(kAuthority));
}

TEST_P(SetCode, TheLastTupleOfAnAuthorityCounts) {
    authorize(tuple(kTarget, 0));
    authorize(tuple(kOther, 1));
    authorize(tuple(kCoinbase, 1));  // its nonce is 2 by now
    ASSERT_EQ(run(kCoinbase), TransactionError::kNone);
    EXPECT_EQ(code(kAuthority), designator(kOther));
    EXPECT_EQ(state_.nonce(kAuthority), 2u);
}

TEST_P(SetCode, TheSenderAuthorizesWithItsNonceAfterTheTransactions) {
    authorize(tuple(kTarget, 5), kSender);
    authorize(tuple(kOther, 6), kSender);
    ASSERT_EQ(run(kCoinbase), TransactionError::kNone);
    EXPECT_EQ(code(kSender), designator(kOther));
    EXPECT_EQ(state_.nonce(kSender), 7u);
}

TEST_P(SetCode, AuthorizationsOutliveARevertedCall) {
    put(kTarget, 1, kRevert);
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kAuthority), TransactionError::kNone);
    EXPECT_FALSE(receipt_.success);
    EXPECT_EQ(code(kAuthority), designator(kTarget));
    EXPECT_EQ(state_.nonce(kAuthority), 1u);
}

TEST_P(SetCode, TheRefundOfATupleOutlivesAHalt) {
    put(kAuthority, 0, {});
    put(kOther, 1, {0xfe});
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kOther, 1'000'000), TransactionError::kNone);
    EXPECT_FALSE(receipt_.success);
    EXPECT_EQ(receipt_.gas_used, 1'000'000u - 12500);
}

// --- which authorizations count ---

TEST_P(SetCode, ChainIdIsThisChainsOrZero) {
    for (const std::uint64_t chain : {std::uint64_t{0}, kChain}) {
        Authorization each = tuple(kTarget);
        each.chain_id = to_word(chain);
        authorize(each, address(static_cast<std::uint8_t>(0x20 + list_.size())));
    }
    for (const std::uint64_t chain : {std::uint64_t{1}, kChain + 1, kChain - 1}) {
        Authorization each = tuple(kTarget);
        each.chain_id = to_word(chain);
        authorize(each, address(static_cast<std::uint8_t>(0x20 + list_.size())));
    }
    Authorization wide = tuple(kTarget);
    wide.chain_id[0] = 1;  // the low 64 bits are right
    authorize(wide, address(0x25));
    Authorization wide_zero = tuple(kTarget);
    wide_zero.chain_id = {};
    wide_zero.chain_id[23] = 1;  // 2^64
    authorize(wide_zero, address(0x26));
    ASSERT_EQ(run(kCoinbase), TransactionError::kNone);
    for (std::uint8_t i = 0; i < 7; ++i) {
        EXPECT_EQ(state_.exists(address(0x20 + i)), i < 2) << int{i};
    }
}

TEST_P(SetCode, SkippedTuplesLeaveTheirAuthorityAlone) {
    put(kAuthority, 3, {});
    put(kOther, 3, kStop);
    authorize(tuple(kTarget, 2));
    authorize(tuple(kTarget, 4));
    authorize(tuple(kTarget, ~std::uint64_t{0}));
    authorize(tuple(kTarget, 3), std::nullopt);  // no signature that recovers
    authorize(tuple(kTarget, 3), kOther);        // a contract
    authorize(tuple(kTarget, 1), address(9));    // does not exist, so its nonce is 0
    ASSERT_EQ(run(kCoinbase), TransactionError::kNone);
    EXPECT_TRUE(receipt_.success);
    EXPECT_EQ(state_.nonce(kAuthority), 3u);
    EXPECT_EQ(state_.code_hash(kAuthority), kEmptyCodeHash);
    EXPECT_EQ(code(kOther), kStop);
    EXPECT_EQ(state_.nonce(kOther), 3u);
    EXPECT_FALSE(state_.exists(address(9)));
    EXPECT_EQ(receipt_.gas_used, kBase + 6 * kPerTuple);
}

TEST_P(SetCode, AnAuthorityOfTheLastNonceNeverAuthorizes) {
    put(kAuthority, ~std::uint64_t{0}, {});
    authorize(tuple(kTarget, ~std::uint64_t{0}));
    ASSERT_EQ(run(kCoinbase), TransactionError::kNone);
    EXPECT_EQ(state_.nonce(kAuthority), ~std::uint64_t{0});
    EXPECT_EQ(state_.code_hash(kAuthority), kEmptyCodeHash);
}

TEST_P(SetCode, TransactionsThatAreNotValid) {
    EXPECT_EQ(run(kOther), TransactionError::kAuthorizations);  // an empty list
    authorize(tuple(kTarget));
    Transaction tx;
    tx.type = TransactionType::kSetCode;
    tx.chain_id = kChain;
    tx.nonce = 5;
    tx.gas_limit = 1'000'000;
    tx.authorization_list = list_;
    EXPECT_EQ(run(tx), TransactionError::kAuthorizations);  // creates nothing
    tx.to = kOther;
    tx.chain_id = 0;  // zero stands for every chain in tuples only
    EXPECT_EQ(run(tx), TransactionError::kChainId);
    EXPECT_FALSE(state_.exists(kAuthority));
}

TEST_P(SetCode, ADelegatedAccountSendsAContractDoesNot) {
    put_sender(designator(kTarget));
    authorize(tuple(kTarget));
    EXPECT_EQ(run(kOther), TransactionError::kNone);
}

TEST_P(SetCode, AContractDoesNotSend) {
    put_sender(kStop);
    authorize(tuple(kTarget));
    EXPECT_EQ(run(kOther), TransactionError::kSenderHasCode);
    // 23 bytes that only look alike.
    Bytes almost = designator(kTarget);
    almost[2] = 1;
    EXPECT_FALSE(delegation_target(almost).has_value());
    EXPECT_FALSE(delegation_target(designator(kTarget) + Bytes{0}).has_value());
    EXPECT_EQ(delegation_target(designator(kTarget)), kTarget);
}

// --- what runs at a delegated account ---

TEST_P(SetCode, TheTargetsCodeRunsInTheAuthoritysStorage) {
    put(kTarget, 1, kStoreOne);
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kAuthority), TransactionError::kNone);
    EXPECT_TRUE(receipt_.success);
    EXPECT_EQ(slot(kAuthority), U256(1));
    EXPECT_TRUE(slot(kTarget).is_zero());
}

TEST_P(SetCode, DelegationToItselfHalts) {
    authorize(tuple(kAuthority));
    ASSERT_EQ(run(kAuthority, 200'000), TransactionError::kNone);
    EXPECT_FALSE(receipt_.success);
    EXPECT_EQ(receipt_.gas_used, 200'000u);
    EXPECT_EQ(code(kAuthority), designator(kAuthority));
}

TEST_P(SetCode, OneStepIsFollowedNotTwo) {
    put(kOther, 1, kStoreOne);
    put(kTarget, 1, designator(kOther));
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kAuthority, 200'000), TransactionError::kNone);
    EXPECT_FALSE(receipt_.success);  // the designator's first byte is no instruction
    EXPECT_EQ(receipt_.gas_used, 200'000u);
    EXPECT_TRUE(slot(kAuthority).is_zero());
}

TEST_P(SetCode, APrecompileAsTargetIsEmptyCode) {
    Address sha256{};
    sha256[19] = 2;
    authorize(tuple(sha256));
    ASSERT_EQ(run(kAuthority), TransactionError::kNone);
    EXPECT_TRUE(receipt_.success);
    EXPECT_EQ(receipt_.gas_used, kBase + kPerTuple);
    EXPECT_EQ(code(kAuthority), designator(sha256));
}

TEST_P(SetCode, AnAccountWithoutCodeAsTargetRunsNothing) {
    authorize(tuple(address(0x77)));
    ASSERT_EQ(run(kAuthority), TransactionError::kNone);
    EXPECT_TRUE(receipt_.success);
    EXPECT_EQ(receipt_.gas_used, kBase + kPerTuple);
}

TEST_P(SetCode, CodeInstructionsSeeTheDesignator) {
    put(kAuthority, 0, designator(kTarget));
    put(kTarget, 1, kStoreOne);
    // Slot 0 := EXTCODESIZE; slot 1 := EXTCODEHASH; slot 2 := the first word of EXTCODECOPY.
    put(kOther,
        1,
        push(kAuthority) + Bytes{0x3b, 0x5f, 0x55} + push(kAuthority) + Bytes{0x3f, 0x60, 0x01, 0x55} +
            Bytes{0x60, 0x20, 0x5f, 0x5f} + push(kAuthority) + Bytes{0x3c, 0x5f, 0x51, 0x60, 0x02, 0x55, 0x00});
    authorize(tuple(kTarget, 9));
    ASSERT_EQ(run(kOther), TransactionError::kNone);
    ASSERT_TRUE(receipt_.success);
    EXPECT_EQ(slot(kOther), U256(23));
    EXPECT_EQ(state_.storage(kOther, U256(1)).to_word(), keccak256(designator(kTarget)));
    Bytes first = designator(kTarget);
    first.resize(32);
    EXPECT_EQ(state_.storage(kOther, U256(2)), U256::from_bytes(first.data(), 32));
}

// CODESIZE and CODECOPY within a delegated account are of the code that runs.
TEST_P(SetCode, TheRunningCodeSeesItself) {
    put(kTarget, 1, {0x38, 0x5f, 0x55, 0x00});  // slot 0 := CODESIZE
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kAuthority), TransactionError::kNone);
    EXPECT_EQ(slot(kAuthority), U256(4));
}

// --- gas of access (section "Delegation Designation") ---

/// A call of an account with all gas that is left to give, no value, input or output; its result is popped.
Bytes call(std::uint8_t op, const Address& to) {
    Bytes out = {0x5f, 0x5f, 0x5f, 0x5f};
    if (op == 0xf1 || op == 0xf2) out.push_back(0x5f);
    return out + push(to) + Bytes{0x61, 0xff, 0xff, op, 0x50};
}

std::uint64_t pushes_of(std::uint8_t op) {  // their gas, and POP's
    return (op == 0xf1 || op == 0xf2 ? 5 : 4) * 2 + 3 + 3 + 2;
}

TEST_P(SetCode, CallsPayForTheDelegateToo) {
    const Address another = address(0x31);
    put(kTarget, 1, kStop);
    put(kAuthority, 0, designator(kTarget));
    put(another, 0, designator(kTarget));
    std::uint8_t at = 0x40;
    for (const std::uint8_t op : {0xf1, 0xf2, 0xf4, 0xfa}) {
        // A cold authority and a cold target; both warm; a cold authority and a warm target.
        const Bytes code = call(op, kAuthority) + call(op, kAuthority) + call(op, another);
        put(address(at), 1, measured(code));
        state_.begin_transaction();
        CallMessage m;
        m.gas = 500'000;
        m.sender = kSender;
        m.recipient = m.code_address = address(at);
        ASSERT_EQ(evm_.call(m).status, CallStatus::kSuccess);
        EXPECT_EQ(slot(address(at)), U256((2600 + 2600) + (100 + 100) + (2600 + 100) + 3 * pushes_of(op))) << int{op};
        state_.end_transaction();
        ++at;
    }
}

TEST_P(SetCode, BalanceAndCodeInstructionsPayForTheAccountAlone) {
    put(kTarget, 1, kStop);
    put(kAuthority, 0, designator(kTarget));
    // BALANCE POP, EXTCODESIZE POP, EXTCODEHASH POP of the authority: cold once. The target is still cold then.
    const Bytes code = push(kAuthority) + Bytes{0x31, 0x50} + push(kAuthority) + Bytes{0x3b, 0x50} + push(kAuthority) +
                       Bytes{0x3f, 0x50} + push(kTarget) + Bytes{0x31, 0x50};
    put(kOther, 1, measured(code));
    state_.begin_transaction();
    CallMessage m;
    m.gas = 500'000;
    m.sender = kSender;
    m.recipient = m.code_address = kOther;
    ASSERT_EQ(evm_.call(m).status, CallStatus::kSuccess);
    EXPECT_EQ(slot(kOther), U256(2600 + 100 + 100 + 2600 + 4 * (3 + 2)));
}

TEST_P(SetCode, RecoveredAuthoritiesAreWarmEvenIfSkipped) {
    const Address wrong_chain = address(0x51);
    const Address last_nonce = address(0x52);
    const Address wrong_nonce = address(0x53);
    const Address contract = address(0x54);
    put(contract, 1, kStop);
    const auto balance = [](const Address& at) { return push(at) + Bytes{0x31, 0x50}; };
    put(kOther,
        1,
        measured(
            balance(wrong_chain) + balance(last_nonce) + balance(wrong_nonce) + balance(contract) + balance(kAuthority)
        ));
    Authorization elsewhere = tuple(kTarget);
    elsewhere.chain_id = to_word(1);
    authorize(elsewhere, wrong_chain);                         // not looked at: cold
    authorize(tuple(kTarget, ~std::uint64_t{0}), last_nonce);  // not looked at: cold
    authorize(tuple(kTarget, 8), wrong_nonce);                 // warm
    authorize(tuple(kTarget, 1), contract);                    // warm
    authorize(tuple(kTarget));                                 // warm
    ASSERT_EQ(run(kOther), TransactionError::kNone);
    ASSERT_TRUE(receipt_.success);
    EXPECT_EQ(slot(kOther), U256(2600 + 2600 + 100 + 100 + 100 + 5 * (3 + 2)));
}

TEST_P(SetCode, TheDelegateOfTheTransactionsTargetIsWarm) {
    // The delegate asks for its own balance: warm, though nothing names it.
    put(kTarget, 1, measured(push(kTarget) + Bytes{0x31, 0x50}));
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kAuthority), TransactionError::kNone);
    ASSERT_TRUE(receipt_.success);
    EXPECT_EQ(slot(kAuthority), U256(100 + 3 + 2));
}

TEST_P(SetCode, TheTargetOfATupleIsNotWarmByIt) {
    put(kOther, 1, measured(push(kTarget) + Bytes{0x31, 0x50}));
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kOther), TransactionError::kNone);
    EXPECT_EQ(slot(kOther), U256(2600 + 3 + 2));
}

// A delegated account that creates has the address and nonce of the account, not of its target.
TEST_P(SetCode, CreationByADelegatedAccountUsesItsNonce) {
    put(kTarget, 1, {0x5f, 0x5f, 0x5f, 0xf0, 0x5f, 0x55, 0x00});  // slot 0 := CREATE of nothing
    authorize(tuple(kTarget));
    ASSERT_EQ(run(kAuthority), TransactionError::kNone);
    EXPECT_EQ(slot(kAuthority), U256::from_address(create_address(kAuthority, 1)));
    EXPECT_EQ(state_.nonce(kAuthority), 2u);
    EXPECT_EQ(state_.nonce(kTarget), 1u);
}

TEST(SetCodeElsewhere, RulesWithoutItHaveNoSuchTransactionAndNoDelegation) {
    for (const Rules& rules : {rules_of(Revision::kCancun), rules_of(Fork::kEuclidV1)}) {
        FullState full;
        full.put(kSender, 5, U256(1'000'000), {}, {});
        full.put(kAuthority, 0, U256(1), designator(kTarget), {});
        full.put(kTarget, 1, U256(), kStoreOne, {});
        State state(full);
        BlockEnvironment block;
        block.chain_id = kChain;
        Evm evm(state, rules, block);
        Transaction tx;
        tx.type = TransactionType::kSetCode;
        tx.chain_id = kChain;
        tx.nonce = 5;
        tx.gas_limit = 100'000;
        tx.to = kAuthority;
        tx.authorization_list = {Authorization{}};
        TransactionInput input;
        input.transaction = &tx;
        input.sender = kSender;
        Receipt receipt;
        EXPECT_EQ(execute_transaction(receipt, evm, block, input, 1'000'000), TransactionError::kType);
        // A designator is code like any other, and its first byte halts.
        tx.type = TransactionType::kLegacy;
        tx.authorization_list.clear();
        ASSERT_EQ(execute_transaction(receipt, evm, block, input, 1'000'000), TransactionError::kNone);
        EXPECT_FALSE(receipt.success);
        EXPECT_EQ(receipt.gas_used, 100'000u);
        // Nor does it let the account send.
        input.sender = kAuthority;
        tx.nonce = 0;
        EXPECT_EQ(execute_transaction(receipt, evm, block, input, 1'000'000), TransactionError::kSenderHasCode);
    }
}

}  // namespace
}  // namespace zk::guest

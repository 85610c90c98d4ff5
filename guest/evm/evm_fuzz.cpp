// Any code on a small world under every rule set: a message call, a contract creation or a whole transaction. Whatever the code does,
//   - no more gas is used than was given; an exceptional halt leaves none, a call that is not begun leaves all;
//   - what fails leaves the state as it was, without logs and refunds, and a static call never changes it;
//   - a transaction that is not valid changes nothing; one that fails changes its sender, the fee's receiver and authorities alone, by exactly the fee;
//   - ether neither appears nor vanishes, but for burnt base fees and SELFDESTRUCT;
//   - the same input gives the same result.
// Input: rules, mode, gas (3 bytes), value, call data, the codes of two contracts, the first and the second each behind its length; then the
// transaction's fields.

#include "guest/evm/transaction_execution.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/test/source.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace {

using namespace zk::guest;
using zk::Bytes;
using zk::ByteView;
using zk::test::require;
using zk::test::Source;

constexpr std::uint64_t kMostGas = 600'000;  // bounds the work of one run

constexpr Address address(std::uint8_t last) {
    Address out{};
    out[0] = 0xc0;
    out[19] = last;
    return out;
}
constexpr Address kFirst = address(0xa1);  // contracts with fuzzed code
constexpr Address kSecond = address(0xa2);
constexpr Address kSender = address(0xe0);     // no code
constexpr Address kDelegated = address(0xd0);  // EIP-7702: runs the first contract's code
constexpr Address kNobody = address(0x99);     // does not exist
constexpr Address kCoinbase = address(0x05);
constexpr std::array kAddresses = {kFirst, kSecond, kSender, kDelegated, kNobody, kCoinbase};

Rules rules_from(std::uint8_t byte) {
    if (byte % 2 == 1) return rules_of(static_cast<Revision>(byte / 2 % 6));
    constexpr std::array kForks = {Fork::kEuclidV1, Fork::kEuclidV2, Fork::kFeynman, Fork::kGalileo, Fork::kGalileoV2};
    return rules_of(kForks[byte / 2 % kForks.size()]);
}

class World final : public StateSource {
  public:
    World(ByteView first, ByteView second) {
        put(kFirst, 1, first);
        put(kSecond, 1, second);
        put(kSender, 5, {});
        put(kCoinbase, 0, {});
        Bytes designator = {0xef, 0x01, 0x00};
        designator.insert(designator.end(), kFirst.begin(), kFirst.end());
        put(kDelegated, 3, designator);
    }

    bool load_account(Account& account, const Address& at) override {
        const auto found = accounts_.find(at);
        if (found != accounts_.end()) account = found->second;
        return found != accounts_.end();
    }
    U256 load_slot(const Address& at, const U256& slot) override {
        // Slots 0..3 of the contracts hold something.
        return (at == kFirst || at == kSecond) && slot < U256(4) ? slot + U256(1) : U256();
    }
    ByteView load_code(const Hash& code_hash) override { return codes_.at(code_hash); }
    bool has_storage(const Address& at) override { return at == kFirst || at == kSecond; }

  private:
    void put(const Address& at, std::uint64_t nonce, ByteView code) {
        const Hash hash = keccak256(code);
        codes_[hash] = Bytes(code.begin(), code.end());
        accounts_[at] = {nonce, U256(std::uint64_t{1} << 60), hash};
    }

    std::map<Address, Account> accounts_;
    std::map<Hash, Bytes> codes_;
};

bool is_unchanged(const State::Entry& entry) {
    return entry.exists == entry.committed_exists && entry.account == entry.committed && !entry.wiped_since_commit &&
           std::ranges::all_of(entry.slots, [](const State::Slot& slot) { return slot.value == slot.committed; });
}

bool is_unchanged(State& state) {
    return std::ranges::all_of(state.entries(), [](const State::Entry& entry) { return is_unchanged(entry); });
}

struct Sums {
    U256 before;
    U256 after;
};

Sums balances(State& state) {
    Sums sums;
    for (const State::Entry& entry : state.entries()) {
        if (entry.committed_exists) sums.before += entry.committed.balance;
        if (entry.exists) sums.after += entry.account.balance;
    }
    return sums;
}

/// What a run led to, for comparing two of it.
struct Result {
    int status = 0;
    std::uint64_t gas = 0;
    Bytes output;
    std::vector<std::tuple<Address, bool, std::uint64_t, Word, Hash>> accounts;
    std::vector<std::tuple<Address, Word, Word>> slots;
    std::size_t n_logs = 0;

    friend bool operator==(const Result&, const Result&) = default;

    void add(State& state) {
        for (const State::Entry& e : state.entries()) {
            accounts.emplace_back(
                e.address, e.exists, e.account.nonce, e.account.balance.to_word(), e.account.code_hash
            );
            for (const State::Slot& s : e.slots) slots.emplace_back(e.address, s.key.to_word(), s.value.to_word());
        }
    }
};

BlockEnvironment block_environment(std::span<const Hash> ancestors) {
    BlockEnvironment block;
    block.chain_id = 534352;
    block.number = 1000;
    block.timestamp = 1'750'000'000;
    block.gas_limit = 30'000'000;
    block.coinbase = kCoinbase;
    block.base_fee = U256(7);
    block.difficulty = U256(9);
    block.blob_base_fee = U256(1);
    block.ancestors = ancestors;
    return block;
}

Address pick(Source& source) {
    const std::uint8_t byte = source.byte();
    if (byte < kAddresses.size()) return kAddresses[byte];
    Address out{};  // precompiles and their neighbours
    out[18] = byte == 0xff ? 1 : 0;
    out[19] = byte == 0xff ? 0 : byte % 0x20;
    return out;
}

void run_message(
    Evm& evm, Source source, std::uint8_t mode, std::uint64_t gas, const U256& value, ByteView data, Result& result
) {
    State& state = evm.state();
    state.begin_transaction();
    TransactionEnvironment environment;
    environment.origin = kSender;
    environment.gas_price = U256(11);
    evm.set_transaction(environment);
    const bool creates = mode % 4 == 0;
    const bool is_static = mode % 4 == 1;
    CallOutcome out;
    if (creates) {
        CreateMessage m;
        m.gas = gas;
        m.sender = kSender;
        m.created = create_address(kSender, 5);
        m.value = value;
        m.initcode = data;
        out = evm.create(m);
    } else {
        CallMessage m;
        m.kind = is_static ? CallKind::kStaticCall : CallKind::kCall;
        m.is_static = is_static;
        m.gas = gas;
        m.sender = kSender;
        m.recipient = m.code_address = mode % 4 == 2 ? kFirst : pick(source);
        m.value = is_static ? U256() : value;
        m.input = data;
        out = evm.call(m);
    }
    require(out.gas_left <= gas);
    if (out.status == CallStatus::kHalt) require(out.gas_left == 0 && out.output.empty());
    if (out.status == CallStatus::kRefused) require(out.gas_left == gas && out.output.empty());
    if (out.status != CallStatus::kSuccess || is_static) {
        require(is_unchanged(state) && state.logs().empty() && state.refund() == 0);
        for (const Address& each : kAddresses) require(state.transient_storage(each, U256()).is_zero());
    }
    if (creates) require(out.status == CallStatus::kRevert || out.output.empty());
    result.status = static_cast<int>(out.status);
    result.gas = out.gas_left;
    result.output = out.output;
    result.n_logs = state.logs().size();
    state.end_transaction();
}

struct FuzzedTransaction {
    Transaction transaction;
    TransactionInput input;
    std::vector<std::optional<Address>> authorities;

    FuzzedTransaction(Source& source, const Rules& rules, std::uint64_t gas, const U256& value, ByteView data) {
        constexpr std::array kTypes = {
            TransactionType::kLegacy,
            TransactionType::kAccessList,
            TransactionType::kDynamicFee,
            TransactionType::kSetCode,
            TransactionType::kL1Message};
        transaction.type = kTypes[source.byte() % kTypes.size()];
        transaction.gas_limit = gas;
        transaction.value = value.to_word();
        transaction.data = data;
        if (source.byte() % 4 != 0) transaction.to = pick(source);
        transaction.nonce = source.byte() % 16 == 1 ? 6 : 5;
        if (transaction.type == TransactionType::kL1Message) {
            if (!transaction.to) transaction.to = kFirst;
        } else {
            transaction.chain_id = source.byte() % 16 == 1 ? 1 : 534352;
            transaction.max_fee_per_gas = to_word(source.byte() % 16);
        }
        if (transaction.type != TransactionType::kLegacy && transaction.type != TransactionType::kL1Message) {
            for (int n = source.byte() % 3; n > 0; --n)
                transaction.access_list.push_back({pick(source), {Hash{}, to_word(source.byte())}});
        }
        if (transaction.type == TransactionType::kDynamicFee || transaction.type == TransactionType::kSetCode)
            transaction.max_priority_fee_per_gas = to_word(source.byte() % 16);
        if (transaction.type == TransactionType::kSetCode) {
            for (int n = source.byte() % 4; n > 0; --n) {
                Authorization each;
                each.chain_id = to_word(source.byte() % 4 == 0 ? 0 : 534352);
                each.address = source.byte() % 4 == 0 ? Address{} : pick(source);
                each.nonce = source.byte() % 8;
                transaction.authorization_list.push_back(each);
                const std::uint8_t who = source.byte();
                authorities.push_back(who % 8 == 7 ? std::nullopt : std::optional(kAddresses[who % kAddresses.size()]));
            }
        }
        input.transaction = &transaction;
        input.sender = source.byte() % 16 == 1 ? kFirst : kSender;
        if (rules.scroll && transaction.type != TransactionType::kL1Message)
            input.l1_fee = U256(source.byte() * std::uint64_t{1000});
        input.authorities = authorities;
    }
    FuzzedTransaction(const FuzzedTransaction&) = delete;
    FuzzedTransaction& operator=(const FuzzedTransaction&) = delete;
};

std::uint64_t least_gas(const Rules& rules, const Transaction& tx) {
    const auto zeros = static_cast<std::uint64_t>(std::ranges::count(tx.data, 0));
    const std::uint64_t others = tx.data.size() - zeros;
    if (tx.type == TransactionType::kL1Message) return 21000 + 4 * zeros + 16 * others;
    if (rules.calldata_floor) return 21000 + 10 * zeros + 40 * others;
    return 21000 - 21000 / (rules.refund_fifth ? 5 : 2);
}

void require_failed_changes(State& state, const Rules& rules, const FuzzedTransaction& tx, std::uint64_t gas_used) {
    const bool pays = tx.transaction.type != TransactionType::kL1Message;
    U256 price;
    if (pays) {
        const U256 most = U256::from_word(tx.transaction.max_fee_per_gas);
        const bool dynamic =
            tx.transaction.type == TransactionType::kDynamicFee || tx.transaction.type == TransactionType::kSetCode;
        price = dynamic ? std::min(most, U256(7) + U256::from_word(tx.transaction.max_priority_fee_per_gas)) : most;
    }
    const U256 tip = rules.fees == Rules::Fees::kScroll || !rules.base_fee || !pays ? price : price - U256(7);
    for (const State::Entry& entry : state.entries()) {
        U256 expected = entry.committed.balance;
        if (entry.address == tx.input.sender) expected -= U256(gas_used) * price + tx.input.l1_fee;
        if (entry.address == kCoinbase) expected += U256(gas_used) * tip + tx.input.l1_fee;
        require(entry.account.balance == expected);
        for (const State::Slot& slot : entry.slots) require(slot.value == slot.committed);
        const bool may_change = entry.address == tx.input.sender || entry.address == kCoinbase ||
                                std::ranges::find(tx.authorities, std::optional(entry.address)) != tx.authorities.end();
        // An empty account that was only touched is gone, as it was.
        require(may_change || is_unchanged(entry));
    }
}

void run_transaction(
    Evm& evm,
    Source source,
    const BlockEnvironment& block,
    std::uint64_t gas,
    const U256& value,
    ByteView data,
    Result& result
) {
    State& state = evm.state();
    const Rules& rules = evm.rules();
    const FuzzedTransaction tx(source, rules, gas, value, data);
    Receipt receipt;
    const TransactionError error = execute_transaction(receipt, evm, block, tx.input, block.gas_limit);
    result.status = static_cast<int>(error);
    if (error != TransactionError::kNone) {
        require(is_unchanged(state) && !describe(error).empty());
        return;
    }
    require(receipt.gas_used <= gas && receipt.gas_used >= least_gas(rules, tx.transaction));
    require(receipt.success || receipt.logs.empty());
    if (tx.transaction.to) require(state.nonce(tx.input.sender) > 5 || tx.input.sender != kSender);
    if (!receipt.success) require_failed_changes(state, rules, tx, receipt.gas_used);
    result.gas = receipt.gas_used;
    result.n_logs = receipt.logs.size();
}

Result run(ByteView bytes) {
    Source source(bytes);
    const Rules rules = rules_from(source.byte());
    const std::uint8_t mode = source.byte();
    const std::uint64_t gas = source.uint(3) % kMostGas;
    const U256 value = U256::from_word(source.word<32>());
    const ByteView data = source.take(source.byte());
    const ByteView first = source.take(source.uint(2) % 1024);
    const ByteView second = source.take(source.uint(2) % 1024);
    World world(first, second);
    State state(world);
    const std::array<Hash, 3> ancestors = {Hash{1}, Hash{2}, Hash{3}};
    const BlockEnvironment block = block_environment(ancestors);
    Evm evm(state, rules, block);
    Result result;
    if (mode % 8 < 4) {
        run_message(evm, source, mode, gas, value, data, result);
    } else {
        run_transaction(evm, source, block, gas, value, data, result);
    }
    const Sums sums = balances(state);
    require(rules.scroll ? sums.after == sums.before : sums.after <= sums.before);
    result.add(state);
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    require(run(bytes) == run(bytes));
    return 0;
}

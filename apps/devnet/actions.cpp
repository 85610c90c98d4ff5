#include "apps/devnet/actions.hpp"

#include "apps/devnet/chain_maker.hpp"
#include "apps/devnet/contracts.hpp"
#include "apps/devnet/evm_assembler.hpp"
#include "apps/devnet/precompile_calls.hpp"
#include "apps/devnet/secp256k1.hpp"
#include "apps/devnet/validium.hpp"
#include "guest/evm/evm.hpp"
#include "guest/state/witness_state.hpp"
#include "guest/stateless/l1_fee.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace zk::devnet {
namespace {

using guest::Fork;
using guest::Transaction;
using guest::TransactionType;
using guest::U256;

constexpr std::uint64_t kGas = 400'000;
/// Of a transaction that burns all it has.
constexpr std::uint64_t kFaultGas = 60'000;
constexpr std::uint64_t kFirstLiveSlot = 1000;
constexpr std::uint64_t kLiveSlots = 32;
/// Account that tokens are minted to and burned by, so that the others' balances only fall a little.
constexpr std::uint32_t kBurner = kAccounts - 1;
constexpr guest::Address kL1Sender = {0x11, 0x11, 0x22};
constexpr guest::Address kPoorL1Sender = {0x11, 0x11, 0x33};
/// 10^24 wei, 10^18 tokens.
const U256 kRich = U256(1'000'000) * U256(1'000'000'000'000'000'000);
const U256 kTokens(1'000'000'000'000'000'000);

std::vector<std::pair<U256, U256>> oracle_slots() {
    // Fees of a quiet day on mainnet, by slot: spec of the oracle in guest/stateless/l1_fee.cpp. Not upgraded yet: the first block does that.
    return {
        {U256(1), U256(1'012'482'814)},
        {U256(5), U256(1)},
        {U256(6), U256(75'954'826)},
        {U256(7), U256(1'118'210'262)},
        {U256(8), U256(1)}};
}

guest::Address child_address(std::uint64_t index) {
    return guest::create2_address(kFactory, U256(index), factory_child_initcode());
}

U256 random_word(Random& random) {
    return U256::from_word(random.array<32>());
}

}  // namespace

struct Actions::Draft {
    std::optional<std::uint32_t> sender = {};  ///< any when absent
    std::optional<guest::Address> to = {};
    U256 value = {};
    Bytes data = {};
    std::uint64_t gas_limit = kGas;
    std::vector<guest::AccessListEntry> access_list = {};
    std::vector<guest::Authorization> authorizations = {};
};

struct Actions::Kind {
    Action action;
    bool needs_set_code = false;
    Draft (Actions::*make)();
};

struct Actions::L1Kind {
    Action action;
    Fork since = Fork::kEuclidV1;
    void (Actions::*make)(MadeTransaction&);
};

const std::vector<Actions::Kind>& Actions::kinds() {
    static const std::vector<Kind> kKinds = {
        {{"transfer", true}, false, &Actions::transfer},
        {{"token transfer", true}, false, &Actions::token_transfer},
        {{"storage write", true}, false, &Actions::storage_write},
        {{"storage deletion", true}, false, &Actions::storage_deletion},
        {{"create2", true}, false, &Actions::create2},
        {{"branch collapse", true}, false, &Actions::branch_collapse},
        {{"withdrawal", true}, false, &Actions::withdrawal},
        {{"contract creation", true}, false, &Actions::contract_creation},
        {{"token revert", false}, false, &Actions::token_revert},
        {{"set code", true}, true, &Actions::set_code},
        {{"delegated call", true}, true, &Actions::delegated_call},
        {{"precompile", true}, false, &Actions::precompile},
        {{"nested call", true}, false, &Actions::nested_call},
        {{"environment", true}, false, &Actions::environment},
        {{"fault", false}, false, &Actions::fault},
        {{"token mint", true}, false, &Actions::token_mint},
        {{"token burn", true}, false, &Actions::token_burn},
        {{"failed creation", false}, false, &Actions::failed_creation}};
    return kKinds;
}

const std::vector<Actions::L1Kind>& Actions::l1_kinds() {
    static const std::vector<L1Kind> kKinds = {
        {{"L1 deposit", true}, Fork::kEuclidV1, &Actions::l1_deposit},
        {{"L1 encrypted deposit", true}, Fork::kValidium, &Actions::l1_encrypted_deposit},
        {{"L1 transfer", true}, Fork::kEuclidV1, &Actions::l1_transfer},
        {{"L1 failing call", false}, Fork::kEuclidV1, &Actions::l1_failing_call},
        // Before EuclidV2 such a message makes the block invalid.
        {{"L1 unfunded transfer", false}, Fork::kEuclidV2, &Actions::l1_unfunded_transfer}};
    return kKinds;
}

std::vector<Action> transaction_actions(Fork fork) {
    std::vector<Action> out;
    for (const auto& kind : Actions::kinds()) {
        if (!kind.needs_set_code || guest::has_set_code_transactions(fork)) out.push_back(kind.action);
    }
    return out;
}

std::vector<Action> l1_actions(Fork fork) {
    std::vector<Action> out;
    for (const auto& kind : Actions::l1_kinds()) {
        if (fork >= kind.since) out.push_back(kind.action);
    }
    return out;
}

Actions::Actions(const ChainOptions& options)
    : options_(options),
      random_(options.seed),
      next_queue_index_((options.first_block - 1) * options.l1_messages_per_block) {
    for (std::uint32_t i = 0; i < kAccounts; ++i) {
        keys_[i] = account_key(i);
        addresses_[i] = address_of(keys_[i]);
    }
    for (std::uint64_t i = 0; i < kLiveSlots; ++i) live_slots_.emplace_back(kFirstLiveSlot + i);
    next_slot_ = kFirstLiveSlot + kLiveSlots;
}

void Actions::put_genesis(World& world) const {
    using Slots = std::vector<std::pair<U256, U256>>;
    for (const guest::Address& address : addresses_) world.put(address, 0, kRich);
    world.put(kL1Sender, 0, kRich);
    world.put(guest::kL2MessageQueue, 1, {}, message_queue_code());
    world.put(guest::kL1GasPriceOracle, 1, {}, oracle_code(), oracle_slots());
    world.put(kHistoryContract, 1, {}, history_code());
    Slots balances = {{U256(1), U256(kAccounts) * kTokens}};
    for (const guest::Address& address : addresses_) {
        balances.emplace_back(U256::from_word(token_balance_slot(address)), kTokens);
    }
    world.put(kToken, 1, {}, token_code(), balances);
    Slots stored;
    for (const U256& slot : live_slots_) stored.emplace_back(slot, slot);
    world.put(kStore, 1, {}, store_code(), stored);
    world.put(kBridge, 1, {}, bridge_code());
    world.put(kProber, 1, {}, prober_code());
    world.put(kRelay, 1, {}, relay_code());
    world.put(kFactory, 2, {}, factory_code());
    world.put(child_address(0), 1, {}, store_code(), Slots{{U256(1), U256(1)}, {U256(2), U256(2)}});
    world.put(kFault, 1, {}, fault_code());
    world.put(kExplorer, 1, {}, explorer_code(options_.fork));
}

MadeTransaction Actions::next_transaction() {
    std::vector<Kind> round;
    std::ranges::copy_if(kinds(), std::back_inserter(round), [this](const Kind& kind) {
        return !kind.needs_set_code || guest::has_set_code_transactions(options_.fork);
    });
    const std::uint64_t turn = n_transactions_++;
    const Kind& kind = round[turn % round.size()];
    Draft draft = (this->*kind.make)();
    const auto sender = draft.sender.value_or(static_cast<std::uint32_t>(random_.below(kBurner)));

    MadeTransaction made;
    made.action = kind.action.name;
    made.transaction.data = std::move(draft.data);
    Transaction& tx = made.transaction.transaction;
    // Another type for the same action in the next round.
    constexpr std::array kTypes = {
        TransactionType::kLegacy, TransactionType::kDynamicFee, TransactionType::kAccessList};
    const std::uint64_t type_turn = turn + turn / round.size();
    tx.type = draft.authorizations.empty() ? kTypes[type_turn % kTypes.size()] : TransactionType::kSetCode;
    // Every eighth legacy transaction is one from before EIP-155.
    if (tx.type != TransactionType::kLegacy || type_turn / kTypes.size() % 8 != 7) tx.chain_id = options_.chain_id;
    tx.nonce = nonces_[sender]++;
    tx.max_fee_per_gas = guest::to_word(2 * kBaseFee + random_.below(kBaseFee));
    if (tx.type == TransactionType::kDynamicFee || tx.type == TransactionType::kSetCode) {
        tx.max_priority_fee_per_gas = guest::to_word(random_.below(kBaseFee));
    }
    tx.gas_limit = draft.gas_limit;
    tx.to = draft.to;
    tx.value = draft.value.to_word();
    if (tx.type != TransactionType::kLegacy) tx.access_list = std::move(draft.access_list);
    tx.authorization_list = std::move(draft.authorizations);
    sign_transaction(made.transaction, keys_[sender]);
    return made;
}

MadeTransaction Actions::next_l1_message() {
    std::vector<L1Kind> round;
    std::ranges::copy_if(l1_kinds(), std::back_inserter(round), [this](const L1Kind& kind) {
        return options_.fork >= kind.since;
    });
    const L1Kind& kind = round[n_messages_++ % round.size()];
    MadeTransaction made;
    made.action = kind.action.name;
    Transaction& tx = made.transaction.transaction;
    tx.type = TransactionType::kL1Message;
    tx.queue_index = next_queue_index_++;
    tx.gas_limit = kL1Gas;
    tx.sender = kL1Sender;
    (this->*kind.make)(made);
    if (made.parent_data.empty()) made.parent_data = made.transaction.data;
    return made;
}

Actions::Draft Actions::transfer() {
    return {.to = random_.array<20>(), .value = U256(1 + random_.below(1'000'000'000'000)), .gas_limit = 21'000};
}

Actions::Draft Actions::token_transfer() {
    const auto sender = static_cast<std::uint32_t>(random_.below(kBurner));
    return {
        .sender = sender,
        .to = kToken,
        .data = call_data(
            selector("transfer(address,uint256)"),
            {U256::from_address(random_.array<20>()), U256(1 + random_.below(1'000'000))}
        ),
        .access_list = {{kToken, {token_balance_slot(addresses_[sender])}}}};
}

Actions::Draft Actions::token_mint() {
    return {
        .to = kToken,
        .data = call_data(selector("mint(address,uint256)"), {U256::from_address(addresses_[kBurner]), kTokens})};
}

Actions::Draft Actions::token_burn() {
    return {.sender = kBurner, .to = kToken, .data = call_data(selector("burn()"), {})};
}

Actions::Draft Actions::token_revert() {
    return {
        .to = kToken,
        .data = call_data(
            selector("transfer(address,uint256)"), {U256::from_address(random_.array<20>()), kTokens + kTokens}
        )};
}

Actions::Draft Actions::storage_write() {
    std::vector<U256> words = {live_slots_[random_.below(live_slots_.size())], random_word(random_)};
    for (int i = 0; i < 2; ++i) {
        live_slots_.emplace_back(next_slot_++);
        words.insert(words.end(), {live_slots_.back(), random_word(random_)});
    }
    return {.to = kStore, .data = words_data(words)};
}

Actions::Draft Actions::storage_deletion() {
    std::vector<U256> words;
    for (int i = 0; i < 2; ++i) {
        const auto at = static_cast<std::ptrdiff_t>(random_.below(live_slots_.size()));
        words.insert(words.end(), {live_slots_[static_cast<std::size_t>(at)], U256()});
        live_slots_.erase(live_slots_.begin() + at);
    }
    return {.to = kStore, .data = words_data(words)};
}

Actions::Draft Actions::create2() {
    return {.to = kFactory, .data = words_data({U256(n_children_++)})};
}

// The storage of the child of the round before is a branch over two leaves, of which one goes and nobody looks at the other.
Actions::Draft Actions::branch_collapse() {
    return {.to = child_address(n_children_ - 2), .data = words_data({U256(1 + random_.below(2)), U256()})};
}

Actions::Draft Actions::withdrawal() {
    return {
        .to = kBridge, .value = U256(1 + random_.below(1'000'000'000)), .data = call_data(selector("withdraw()"), {})};
}

Actions::Draft Actions::contract_creation() {
    return {.data = initcode(EvmAssembler()(1, 1, guest::Op::kSstore).take(), token_code()), .gas_limit = 2 * kGas};
}

Actions::Draft Actions::failed_creation() {
    const bool reverts = n_failed_creations_++ % 2 == 0;
    // The other one returns code that EIP-3541 refuses.
    return {.data = reverts ? EvmAssembler()(0, 0, guest::Op::kRevert).take() : initcode({}, Bytes{0xef, 0x00})};
}

guest::Authorization Actions::authorize(
    std::uint32_t authority, const guest::Address& delegate, std::uint64_t nonce, std::uint64_t chain_id
) const {
    guest::Authorization out;
    out.chain_id = guest::to_word(chain_id);
    out.address = delegate;
    out.nonce = nonce;
    sign_authorization(out, account_key(kAccounts + authority));
    return out;
}

// A new authority delegates and is called at once; the one before it takes its delegation back; two tuples are skipped.
Actions::Draft Actions::set_code() {
    const std::uint32_t authority = n_authorities_++;
    Draft draft;
    draft.to = address_of(account_key(kAccounts + authority));
    draft.data = words_data({U256(1), random_word(random_)});
    draft.authorizations = {
        authorize(authority, kStore, 0, authority % 2 == 0 ? options_.chain_id : 0),
        authorize(authority, kRelay, 7, options_.chain_id),
        authorize(authority, kRelay, 1, options_.chain_id + 1)};
    if (authority > 0) draft.authorizations.push_back(authorize(authority - 1, {}, 1, options_.chain_id));
    return draft;
}

Actions::Draft Actions::delegated_call() {
    return {
        .to = address_of(account_key(kAccounts + n_authorities_ - 1)),
        .data = words_data({U256(1), U256(), U256(2), random_word(random_)})};
}

Actions::Draft Actions::precompile() {
    const auto calls = precompile_calls(account_key(0));
    const PrecompileCall& call = calls[n_probes_++ % calls.size()];
    Bytes data = words_data({U256(std::uint64_t{call.address})});
    data.insert(data.end(), call.input.begin(), call.input.end());
    return {.to = kProber, .data = std::move(data)};
}

// Each kind of call once to a contract that does as it is told, then once to one that reverts.
Actions::Draft Actions::nested_call() {
    const std::uint64_t turn = n_nested_++;
    const bool fails = turn / 4 % 2 == 1;
    std::vector<U256> words = {U256::from_address(fails ? kFault : kStore), U256(turn % 4)};
    words.insert(words.end(), {U256(fails ? 0 : 5'000 + turn), U256(1 + turn)});
    return {.to = kRelay, .data = words_data(words)};
}

Actions::Draft Actions::environment() {
    return {.to = kExplorer, .value = U256(random_.below(1000))};
}

Actions::Draft Actions::fault() {
    return {.to = kFault, .data = words_data({U256(n_faults_++ % 4)}), .gas_limit = kFaultGas};
}

void Actions::l1_transfer(MadeTransaction& made) {
    made.transaction.transaction.to = random_.array<20>();
    made.transaction.transaction.value = guest::to_word(1 + random_.below(1'000'000'000));
}

void Actions::l1_deposit(MadeTransaction& made) {
    made.transaction.transaction.to = kBridge;
    made.transaction.data = deposit_data(random_.array<20>(), U256(random_.below(1'000'000)), next_queue_index_);
}

void Actions::l1_encrypted_deposit(MadeTransaction& made) {
    const auto recipient = random_.array<20>();
    const U256 amount(random_.below(1'000'000));
    made.transaction.transaction.to = kBridge;
    made.transaction.data = deposit_data(recipient, amount, next_queue_index_);
    made.parent_data =
        encrypted_deposit_data(recipient, amount, next_queue_index_, random_.array<32>(), random_.array<16>());
}

void Actions::l1_failing_call(MadeTransaction& made) {
    made.transaction.transaction.to = kFault;
    made.transaction.data = words_data({U256()});
}

void Actions::l1_unfunded_transfer(MadeTransaction& made) {
    made.transaction.transaction.sender = kPoorL1Sender;
    made.transaction.transaction.to = random_.array<20>();
    made.transaction.transaction.value = guest::to_word(1 + random_.below(1'000'000'000));
}

}  // namespace zk::devnet

#include "guest/state/state.hpp"

#include "guest/keccak/keccak.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace zk::guest {
namespace {

constexpr std::uint8_t kJumpdest = 0x5b;

/// Bytes of an instruction by its first one.
constexpr std::array<std::uint8_t, 256> kInstructionBytes = [] {
    std::array<std::uint8_t, 256> bytes{};
    for (std::size_t op = 0; op < bytes.size(); ++op) {
        bytes[op] =
            op >= 0x60 && op <= 0x7f ? static_cast<std::uint8_t>(op - 0x5e) : std::uint8_t{1};  // PUSH1 .. PUSH32
    }
    return bytes;
}();
constexpr std::size_t kPush0 = 0x5f;
constexpr std::size_t kMaxPush = 32;
constexpr int kStepsBack = 8;

/// How far before `end` the nearest byte stands that would cover it if it were a PUSH (PUSHn covers n bytes); 0 when there is none. Numbers that
/// the compiler knows cost half, so the whole reach is spelled out.
template <std::size_t... kIndices>
std::size_t nearest_cover(const std::uint8_t* end, std::index_sequence<kIndices...>) {
    std::size_t nearest = 0;
    const auto covers = [&](std::size_t k) {
        if (*(end - k) - kPush0 - k > kMaxPush - k) return false;
        nearest = k;
        return true;
    };
    static_cast<void>((covers(kIndices + 1) || ...));
    return nearest;
}

std::size_t nearest_cover(ByteView code, std::size_t at) {
    const std::uint8_t* const end = code.data() + at;
    if (at >= kMaxPush) return nearest_cover(end, std::make_index_sequence<kMaxPush>());
    for (std::size_t k = 1; k <= at; ++k) {
        if (*(end - k) - kPush0 - k <= kMaxPush - k) return k;
    }
    return 0;
}

}  // namespace

// Where nothing before a byte can cover it, an instruction begins, whatever comes before. So one looks back for such a place and reads from there:
// mostly a few bytes. Code made to defeat this is read from its beginning, once.
bool Code::is_jump_target(std::size_t at) const {
    if (bytes[at] != kJumpdest) return false;
    if (targets_.empty()) targets_.resize(bytes.size() / 8 + 1);
    const auto mark = [this](std::size_t i) {
        targets_[i / 8] = static_cast<std::uint8_t>(targets_[i / 8] | 1u << (i % 8));
    };
    if ((targets_[at / 8] >> (at % 8) & 1) != 0) return true;
    if (at < read_) return false;
    std::size_t i = at;
    for (int steps = 0; steps < kStepsBack; ++steps) {
        const std::size_t back = nearest_cover(bytes, i);
        if (back == 0) {
            while (i < at) i += kInstructionBytes[bytes[i]];
            if (i == at) mark(at);
            return i == at;
        }
        i -= back;
    }
    for (i = read_; i <= at; i += kInstructionBytes[bytes[i]]) {
        if (bytes[i] == kJumpdest) mark(i);
    }
    read_ = i;
    return (targets_[at / 8] >> (at % 8) & 1) != 0;
}

void State::begin_transaction() {
    ++transaction_;
    journal_.clear();
    changed_.clear();
    transient_index_.clear();
    transient_.clear();
    logs_.clear();
    refund_ = 0;
}

void State::end_transaction() {
    for (const std::uint32_t index : changed_) {
        Entry& e = entries_[index];
        const bool destroyed = e.destroyed_in == transaction_;
        const bool touched_empty = e.touched_in == transaction_ && e.exists && e.account == Account();
        if (!destroyed && !touched_empty) continue;
        e.account = Account();
        e.exists = false;
        empty_storage(e);
    }
    journal_.clear();
}

State::Undo& State::record(Change change, std::uint32_t index) {
    Undo& undo = journal_.emplace_back();
    undo.change = change;
    undo.entry = index;
    return undo;
}

void State::revert(Snapshot snapshot) {
    while (journal_.size() > snapshot) {
        const Undo& undo = journal_.back();
        switch (undo.change) {
            case Change::kBalance:
                entries_[undo.entry].account.balance = undo.word;
                break;
            case Change::kNonce:
                entries_[undo.entry].account.nonce = undo.number;
                break;
            case Change::kCode:
                entries_[undo.entry].account.code_hash = undo.hash;
                break;
            case Change::kExists:
                entries_[undo.entry].exists = false;
                break;
            case Change::kTouched:
                entries_[undo.entry].touched_in = static_cast<std::uint32_t>(undo.number);
                break;
            case Change::kCreated:
                entries_[undo.entry].created_in = static_cast<std::uint32_t>(undo.number);
                break;
            case Change::kDestroyed:
                entries_[undo.entry].destroyed_in = static_cast<std::uint32_t>(undo.number);
                break;
            case Change::kWarm:
                warm_in_[undo.slot] = static_cast<std::uint32_t>(undo.number);
                break;
            case Change::kSlot:
                entries_[undo.entry].slots[undo.slot].value = undo.word;
                break;
            case Change::kTransient:
                transient_[undo.slot] = undo.word;
                break;
            case Change::kLog:
                logs_.pop_back();
                break;
            case Change::kRefund:
                refund_ = static_cast<std::int64_t>(undo.number);
                break;
        }
        journal_.pop_back();
    }
}

std::uint32_t State::index_of(const Address& address) {
    const std::uint32_t found = index_.find(address);
    if (found != FlatMap<Address>::kNone) return found;
    Entry e(key_);
    e.address = address;
    e.exists = source_.load_account(e.account, address);
    e.committed = e.account;
    e.committed_exists = e.exists;
    e.fresh_storage = !e.exists;
    const auto index = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back(std::move(e));
    index_.insert(address, index);
    return index;
}

bool State::is_empty(const Address& address) {
    const Entry& e = entry(address);
    return !e.exists || e.account == Account();
}

void State::touch(const Address& address) {
    const std::uint32_t index = index_of(address);
    Entry& e = entries_[index];
    if (e.touched_in == transaction_) return;
    record(Change::kTouched, index).number = e.touched_in;
    e.touched_in = transaction_;
    changed_.push_back(index);
}

void State::make_exist(std::uint32_t index) {
    Entry& e = entries_[index];
    touch(e.address);
    if (e.exists) return;
    record(Change::kExists, index);
    e.exists = true;
}

void State::set_balance(const Address& address, const U256& balance) {
    const std::uint32_t index = index_of(address);
    make_exist(index);
    Entry& e = entries_[index];
    record(Change::kBalance, index).word = e.account.balance;
    e.account.balance = balance;
}

void State::add_balance(const Address& address, const U256& amount) {
    set_balance(address, balance(address) + amount);
}

void State::subtract_balance(const Address& address, const U256& amount) {
    set_balance(address, balance(address) - amount);
}

void State::set_nonce(const Address& address, std::uint64_t nonce) {
    const std::uint32_t index = index_of(address);
    make_exist(index);
    Entry& e = entries_[index];
    record(Change::kNonce, index).number = e.account.nonce;
    e.account.nonce = nonce;
}

void State::set_code(const Address& address, Bytes code) {
    const std::uint32_t index = index_of(address);
    make_exist(index);
    const Hash hash = keccak256(code);
    if (code_index_.find(hash) == FlatMap<Hash>::kNone) {
        deployed_.push_back(std::move(code));
        code_index_.insert(hash, static_cast<std::uint32_t>(codes_.size()));
        codes_.emplace_back(deployed_.back());
    }
    Entry& e = entries_[index];
    record(Change::kCode, index).hash = e.account.code_hash;
    e.account.code_hash = hash;
}

void State::create_contract(const Address& address) {
    const std::uint32_t index = index_of(address);
    make_exist(index);
    Entry& e = entries_[index];
    record(Change::kCreated, index).number = e.created_in;
    e.created_in = transaction_;
    set_nonce(address, 1);
}

bool State::is_occupied(const Address& address) {
    const Entry& e = entry(address);
    if (!e.exists) return false;
    return e.account.nonce != 0 || e.account.code_hash != kEmptyCodeHash ||
           (!e.fresh_storage && source_.has_storage(address));
}

bool State::destroy(const Address& address) {
    const std::uint32_t index = index_of(address);
    Entry& e = entries_[index];
    if (e.destroyed_in == transaction_) return false;
    record(Change::kDestroyed, index).number = e.destroyed_in;
    e.destroyed_in = transaction_;
    changed_.push_back(index);
    return true;
}

void State::empty_storage(Entry& e) {
    for (Slot& slot : e.slots) slot.value = U256();
    e.fresh_storage = true;
    e.wiped_since_commit = true;
}

std::uint32_t State::slot_of(Entry& e, const U256& key) {
    std::uint32_t index = e.slot_index.find(key);
    if (index == FlatMap<U256>::kNone) {
        Slot slot;
        slot.key = key;
        if (!e.fresh_storage) slot.value = slot.committed = source_.load_slot(e.address, key);
        index = static_cast<std::uint32_t>(e.slots.size());
        e.slots.push_back(slot);
        e.slot_index.insert(key, index);
    }
    Slot& slot = e.slots[index];
    if (slot.original_of != transaction_) {
        slot.original_of = transaction_;
        slot.original = slot.value;
    }
    return index;
}

U256 State::storage(const Address& address, const U256& key) {
    Entry& e = entry(address);
    return e.slots[slot_of(e, key)].value;
}

U256 State::original_storage(const Address& address, const U256& key) {
    Entry& e = entry(address);
    return e.slots[slot_of(e, key)].original;
}

void State::set_storage(const Address& address, const U256& key, const U256& value) {
    const std::uint32_t index = index_of(address);
    Entry& e = entries_[index];
    const std::uint32_t slot = slot_of(e, key);
    Undo& undo = record(Change::kSlot, index);
    undo.slot = slot;
    undo.word = e.slots[slot].value;
    e.slots[slot].value = value;
}

U256 State::transient_storage(const Address& address, const U256& key) {
    const std::uint32_t index = transient_index_.find({key, address});
    return index == FlatMap<SlotKey>::kNone ? U256() : transient_[index];
}

void State::set_transient_storage(const Address& address, const U256& key, const U256& value) {
    std::uint32_t index = transient_index_.find({key, address});
    if (index == FlatMap<SlotKey>::kNone) {
        index = static_cast<std::uint32_t>(transient_.size());
        transient_.emplace_back();
        transient_index_.insert({key, address}, index);
    }
    Undo& undo = record(Change::kTransient, 0);
    undo.slot = index;
    undo.word = transient_[index];
    transient_[index] = value;
}

bool State::warm(std::uint32_t index) {
    if (warm_in_[index] == transaction_) return true;
    Undo& undo = record(Change::kWarm, 0);
    undo.slot = index;
    undo.number = warm_in_[index];
    warm_in_[index] = transaction_;
    return false;
}

bool State::warm_account(const Address& address) {
    std::uint32_t index = warm_account_index_.find(address);
    if (index == FlatMap<Address>::kNone) {
        index = static_cast<std::uint32_t>(warm_in_.size());
        warm_in_.push_back(0);
        warm_account_index_.insert(address, index);
    }
    return warm(index);
}

bool State::warm_slot(const Address& address, const U256& key) {
    std::uint32_t index = warm_slot_index_.find({key, address});
    if (index == FlatMap<SlotKey>::kNone) {
        index = static_cast<std::uint32_t>(warm_in_.size());
        warm_in_.push_back(0);
        warm_slot_index_.insert({key, address}, index);
    }
    return warm(index);
}

void State::add_log(Log log) {
    record(Change::kLog, 0);
    logs_.push_back(std::move(log));
}

void State::add_refund(std::int64_t amount) {
    record(Change::kRefund, 0).number = static_cast<std::uint64_t>(refund_);
    refund_ += amount;
}

const Code& State::code_of(const Hash& code_hash) {
    std::uint32_t index = code_index_.find(code_hash);
    if (index == FlatMap<Hash>::kNone) {
        const ByteView bytes = code_hash == kEmptyCodeHash ? ByteView() : source_.load_code(code_hash);
        index = static_cast<std::uint32_t>(codes_.size());
        codes_.emplace_back(bytes);
        code_index_.insert(code_hash, index);
    }
    return codes_[index];
}

void State::mark_committed() {
    for (Entry& e : entries_) {
        e.committed = e.account;
        e.committed_exists = e.exists;
        e.wiped_since_commit = false;
        for (Slot& slot : e.slots) slot.committed = slot.value;
    }
}

}  // namespace zk::guest

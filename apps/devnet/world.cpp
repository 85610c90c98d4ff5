#include "apps/devnet/world.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"

namespace zk::devnet {
namespace {

Bytes rlp_of(const guest::U256& value) {
    return guest::rlp::Writer().uint(value.to_word()).take();
}

guest::Hash slot_key(const guest::U256& slot) {
    return guest::keccak256(slot.to_word());
}

}  // namespace

void World::put(
    const guest::Address& address,
    std::uint64_t nonce,
    const guest::U256& balance,
    Bytes code,
    std::span<const std::pair<guest::U256, guest::U256>> storage
) {
    Record& record = accounts_[address];
    record.account = {nonce, balance, guest::keccak256(code)};
    if (!code.empty()) codes_[record.account.code_hash] = std::move(code);
    for (const auto& [slot, value] : storage) {
        if (value.is_zero()) continue;
        record.slots[slot.to_word()] = value;
        record.storage.insert(slot_key(slot), rlp_of(value));
    }
    write_account(address, record);
}

bool World::load_account(guest::Account& account, const guest::Address& address) {
    const auto found = accounts_.find(address);
    account = found == accounts_.end() ? guest::Account() : found->second.account;
    return found != accounts_.end();
}

guest::U256 World::load_slot(const guest::Address& address, const guest::U256& slot) {
    const auto account = accounts_.find(address);
    if (account == accounts_.end()) return {};
    const auto found = account->second.slots.find(slot.to_word());
    return found == account->second.slots.end() ? guest::U256() : found->second;
}

ByteView World::load_code(const guest::Hash& code_hash) {
    if (code_hash == guest::kEmptyCodeHash) return {};
    const Bytes& code = codes_.at(code_hash);
    codes_read_[code_hash] = code;
    return code;
}

bool World::has_storage(const guest::Address& address) {
    const auto found = accounts_.find(address);
    return found != accounts_.end() && !found->second.slots.empty();
}

void World::write_account(const guest::Address& address, Record& record) {
    guest::rlp::Writer out;
    const std::size_t list = out.begin_list();
    out.uint(record.account.nonce).uint(record.account.balance.to_word());
    out.string(record.storage.root()).string(record.account.code_hash).end_list(list);
    accounts_trie_.insert(guest::keccak256(address), out.bytes());
}

StateWitness World::commit(guest::State& state) {
    StateWitness witness;
    NodeSet nodes;
    static_cast<void>(accounts_trie_.root());
    // Everything that was looked at, on the tries as they were.
    for (const auto& entry : state.entries()) {
        accounts_trie_.collect(guest::keccak256(entry.address), nodes);
        const auto found = accounts_.find(entry.address);
        if (found == accounts_.end()) continue;
        for (const auto& slot : entry.slots) found->second.storage.collect(slot_key(slot.key), nodes);
    }
    for (const auto& entry : state.entries()) {
        if (!entry.exists) continue;
        Record& record = accounts_[entry.address];
        bool changed = !entry.committed_exists || entry.account != entry.committed;
        record.account = entry.account;
        for (const auto& slot : entry.slots) {
            if (slot.value.is_zero() || slot.value == slot.committed) continue;
            changed = true;
            record.slots[slot.key.to_word()] = slot.value;
            record.storage.insert(slot_key(slot.key), rlp_of(slot.value));
        }
        for (const auto& slot : entry.slots) {
            if (!slot.value.is_zero() || slot.committed.is_zero()) continue;
            changed = true;
            record.slots.erase(slot.key.to_word());
            if (record.storage.erase(slot_key(slot.key), nodes)) ++witness.n_collapsed;
        }
        const guest::Hash& code_hash = entry.account.code_hash;
        if (code_hash != guest::kEmptyCodeHash && !codes_.contains(code_hash)) {
            const ByteView code = state.code_of(code_hash).bytes;
            codes_[code_hash] = Bytes(code.begin(), code.end());
        }
        if (changed) write_account(entry.address, record);
    }
    for (const auto& entry : state.entries()) {
        if (entry.exists || !entry.committed_exists) continue;
        accounts_.erase(entry.address);
        if (accounts_trie_.erase(guest::keccak256(entry.address), nodes)) ++witness.n_collapsed;
    }
    for (auto& [hash, node] : nodes) witness.nodes.push_back(std::move(node));
    for (auto& [hash, code] : codes_read_) witness.codes.push_back(std::move(code));
    codes_read_.clear();
    return witness;
}

}  // namespace zk::devnet

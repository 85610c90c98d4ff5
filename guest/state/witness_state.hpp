#pragma once
// The state of a chain in its tries, of which a witness holds the parts that some blocks touch: where State reads from, and where its changes go.

#include "guest/refusal.hpp"
#include "guest/state/flat_map.hpp"
#include "guest/state/state.hpp"
#include "guest/trie/partial_trie.hpp"

#include <deque>
#include <optional>
#include <span>

namespace zk::guest {

class WitnessState final : public StateSource {
  public:
    /// Nodes of all tries and codes, in any order, borrowed; all are hashed here. Nothing else is looked at before it is asked for.
    /// The key is that of the tables, see keyed_hash.hpp.
    WitnessState(
        std::span<const ByteView> nodes,
        std::span<const ByteView> codes,
        const Hash& state_root,
        const HashKey& key = HashKey()
    );
    /// The empty state.
    WitnessState() : WitnessState({}, {}, kEmptyTrieRoot) {}

    bool load_account(Account& account, const Address& address) override;
    U256 load_slot(const Address& address, const U256& slot) override;
    ByteView load_code(const Hash& code_hash) override;
    bool has_storage(const Address& address) override { return storage_root(address) != kEmptyTrieRoot; }

    /// What was missing or malformed when it was asked for, first; after it all answers are meaningless. Ask before believing what was executed.
    [[nodiscard]] const rlp::Failure& failure() const { return failure_; }

    /// Writes what `state` changed since its last commit into the tries, marks it committed, and returns the new state root; the failure, if
    /// there is one by now. Per account all writes of other values before all removals of slots, accounts are removed last: the order that witnesses
    /// are made for (which nodes a removal needs depends on it). `state` reads from this object.
    [[nodiscard]] Checked<Hash> commit(State& state);

    /// Root of the last commit, or the one given.
    [[nodiscard]] const Hash& state_root() { return accounts_trie_.root(); }

    /// Root of an account's storage; of the empty trie where there is no such account.
    [[nodiscard]] const Hash& storage_root(const Address& address);

    /// Slot 0 of the L2 message queue as 32 big-endian bytes. The contract must exist.
    [[nodiscard]] Checked<Hash> withdraw_root();

  private:
    struct Record {
        Hash key{};  // keccak256(address)
        bool exists = false;
        Account account;
        Hash storage_root = kEmptyTrieRoot;
        PartialTrie* storage = nullptr;  // opened when first needed
    };

    Record& record_of(const Address& address);
    void read_account(Record& record);
    PartialTrie& storage_of(Record& record);
    void clear_storage(Record& record);
    const Hash& slot_key(const U256& slot);
    /// True when the storage root is another now.
    bool write_storage(Record& record, const State::Entry& entry);
    void write_account(const Record& record, const Account& account);

    HashKey key_;
    NodeStore nodes_;
    NodeStore codes_;
    Arena arena_;
    rlp::Failure failure_;
    PartialTrie accounts_trie_;
    FlatMap<Address> index_{key_};
    std::deque<Record> records_;
    std::deque<PartialTrie> storages_;
    FlatMap<U256> slot_index_{key_};
    std::deque<Hash> slot_keys_;
};

/// The predeployed contract whose slot 0 is the withdraw root.
inline constexpr Address kL2MessageQueue = {0x53};

}  // namespace zk::guest

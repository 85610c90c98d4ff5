#pragma once
// The devnet's whole state: accounts, codes and tries. Blocks run on it through guest::State; what they looked at and changed becomes their witness.

#include "apps/devnet/state_trie.hpp"
#include "guest/state/state.hpp"

#include <map>
#include <span>
#include <utility>
#include <vector>

namespace zk::devnet {

/// What a program needs to run one block knowing only the state root before it: each node and code once, in the order of their hashes.
struct StateWitness {
    std::vector<Bytes> nodes;
    std::vector<Bytes> codes;
    std::uint32_t n_collapsed = 0;  ///< removals that left a branch one child which nothing had touched
};

class World final : public guest::StateSource {
  public:
    /// A new account, before any block. Slots of value zero are not written.
    void put(
        const guest::Address& address,
        std::uint64_t nonce,
        const guest::U256& balance,
        Bytes code = {},
        std::span<const std::pair<guest::U256, guest::U256>> storage = {}
    );

    bool load_account(guest::Account& account, const guest::Address& address) override;
    guest::U256 load_slot(const guest::Address& address, const guest::U256& slot) override;
    ByteView load_code(const guest::Hash& code_hash) override;
    bool has_storage(const guest::Address& address) override;

    /// Takes over what `state`, made over this object for one block, changed; afterwards it is of no use. The order of writes and removals is the one
    /// of guest::WitnessState::commit, on which the witness depends.
    StateWitness commit(guest::State& state);

    [[nodiscard]] guest::Hash state_root() { return accounts_trie_.root(); }

  private:
    struct Record {
        guest::Account account;
        std::map<guest::Word, guest::U256> slots;  // by slot; none is zero
        StateTrie storage;
    };

    void write_account(const guest::Address& address, Record& record);

    std::map<guest::Address, Record> accounts_;
    std::map<guest::Hash, Bytes> codes_;
    std::map<guest::Hash, Bytes> codes_read_;
    StateTrie accounts_trie_;
};

}  // namespace zk::devnet

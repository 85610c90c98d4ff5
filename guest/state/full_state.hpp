#pragma once
// A whole state in memory, made account by account: what official state tests and the devnet start from. Native only.

#include "guest/state/witness_state.hpp"

#include <map>
#include <span>
#include <utility>

namespace zk::guest {

class FullState final : public StateSource {
  public:
    /// Replaces nothing: an address is put once, before any commit of another state. Slots with value zero are not written. An account that is
    /// empty in every respect exists nevertheless.
    void put(
        const Address& address,
        std::uint64_t nonce,
        const U256& balance,
        Bytes code,
        std::span<const std::pair<U256, U256>> storage
    );

    bool load_account(Account& account, const Address& address) override;
    U256 load_slot(const Address& address, const U256& slot) override;
    ByteView load_code(const Hash& code_hash) override;
    bool has_storage(const Address& address) override { return storage_root(address) != kEmptyTrieRoot; }

    /// As of WitnessState; nothing is ever missing but codes that were not put.
    [[nodiscard]] Checked<Hash> commit(State& state) { return tries_.commit(state); }
    [[nodiscard]] const Hash& state_root() { return tries_.state_root(); }
    [[nodiscard]] const Hash& storage_root(const Address& address) { return tries_.storage_root(address); }
    [[nodiscard]] bool missed_code() const { return missed_code_; }

  private:
    WitnessState tries_;
    std::map<Hash, Bytes> codes_;
    bool missed_code_ = false;
};

}  // namespace zk::guest

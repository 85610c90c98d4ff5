#include "guest/state/full_state.hpp"

#include "guest/keccak/keccak.hpp"

namespace zk::guest {

void FullState::put(
    const Address& address,
    std::uint64_t nonce,
    const U256& balance,
    Bytes code,
    std::span<const std::pair<U256, U256>> storage
) {
    State state(tries_);
    state.begin_transaction();
    state.set_balance(address, balance);
    state.set_nonce(address, nonce);
    if (!code.empty()) {
        state.set_code(address, code);
        const Hash hash = keccak256(code);
        codes_.try_emplace(hash, std::move(code));
    }
    for (const auto& [slot, value] : storage) state.set_storage(address, slot, value);
    // Tries that begin empty miss nothing.
    static_cast<void>(tries_.commit(state));
}

bool FullState::load_account(Account& account, const Address& address) {
    return tries_.load_account(account, address);
}

U256 FullState::load_slot(const Address& address, const U256& slot) {
    return tries_.load_slot(address, slot);
}

ByteView FullState::load_code(const Hash& code_hash) {
    if (code_hash == kEmptyCodeHash) return {};
    const auto found = codes_.find(code_hash);
    if (found == codes_.end()) {
        missed_code_ = true;
        return {};
    }
    return found->second;
}

}  // namespace zk::guest

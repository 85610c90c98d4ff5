#pragma once
// What the devnet's transactions do: a fixed round of actions, taken in turn, each valid wherever it stands.

#include "apps/devnet/block_json.hpp"
#include "apps/devnet/chain.hpp"
#include "apps/devnet/random.hpp"
#include "apps/devnet/world.hpp"

#include <array>
#include <memory>
#include <string_view>
#include <vector>

namespace zk::devnet {

struct Action {
    std::string_view name;
    bool succeeds = true;  ///< what its receipt says
};
/// The rounds of a fork: of L2 transactions, of L1 messages.
[[nodiscard]] std::vector<Action> transaction_actions(guest::Fork fork);
[[nodiscard]] std::vector<Action> l1_actions(guest::Fork fork);

struct MadeTransaction {
    OwnedTransaction transaction;
    std::string_view action;
    /// Of an L1 message of a validium: its data on the parent chain.
    Bytes parent_data;
};

class Actions {
  public:
    explicit Actions(const ChainOptions& options);

    /// Accounts and contracts of the first state.
    void put_genesis(World& world) const;

    [[nodiscard]] MadeTransaction next_l1_message();
    /// Signed; the nonce is the next of its sender, so transactions run in the order in which they are made.
    [[nodiscard]] MadeTransaction next_transaction();

  private:
    struct Draft;
    struct Kind;
    struct L1Kind;
    static const std::vector<Kind>& kinds();
    static const std::vector<L1Kind>& l1_kinds();
    friend std::vector<Action> transaction_actions(guest::Fork fork);
    friend std::vector<Action> l1_actions(guest::Fork fork);

    Draft transfer();
    Draft token_transfer();
    Draft token_mint();
    Draft token_burn();
    Draft token_revert();
    Draft storage_write();
    Draft storage_deletion();
    Draft create2();
    Draft branch_collapse();
    Draft withdrawal();
    Draft contract_creation();
    Draft failed_creation();
    Draft set_code();
    Draft delegated_call();
    Draft precompile();
    Draft nested_call();
    Draft environment();
    Draft fault();

    void l1_transfer(MadeTransaction& made);
    void l1_deposit(MadeTransaction& made);
    void l1_encrypted_deposit(MadeTransaction& made);
    void l1_failing_call(MadeTransaction& made);
    void l1_unfunded_transfer(MadeTransaction& made);

    [[nodiscard]] guest::Authorization authorize(
        std::uint32_t authority, const guest::Address& delegate, std::uint64_t nonce, std::uint64_t chain_id
    ) const;

    ChainOptions options_;
    Random random_;
    std::array<guest::Word, kAccounts> keys_{};
    std::array<guest::Address, kAccounts> addresses_{};
    std::array<std::uint64_t, kAccounts> nonces_{};
    std::uint64_t n_transactions_ = 0;
    std::uint64_t n_messages_ = 0;
    std::uint64_t next_queue_index_ = 0;
    std::vector<guest::U256> live_slots_;  ///< of kStore
    std::uint64_t next_slot_ = 0;
    std::uint64_t n_children_ = 1;  ///< of kFactory; the first is there from the start
    std::uint32_t n_authorities_ = 0;
    std::uint64_t n_probes_ = 0;
    std::uint64_t n_nested_ = 0;
    std::uint64_t n_faults_ = 0;
    std::uint64_t n_failed_creations_ = 0;
};

}  // namespace zk::devnet

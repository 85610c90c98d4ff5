#pragma once
// Accounts and storage while blocks execute: a journaled cache over a source (the witness trie, or a test's prestate). Every change can be undone to a
// snapshot; what a transaction needs to forget (warm sets, original values, transient storage) is stamped with its number.

#include "base/bytes.hpp"
#include "guest/math/u256.hpp"
#include "guest/state/flat_map.hpp"
#include "guest/trie/trie_root.hpp"
#include "guest/types.hpp"

#include <deque>
#include <vector>

namespace zk::guest {

/// keccak256 of nothing.
inline constexpr Hash kEmptyCodeHash = {0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d,
                                        0xb2, 0xdc, 0xc7, 0x03, 0xc0, 0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82,
                                        0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70};

struct Account {
    std::uint64_t nonce = 0;
    U256 balance;
    Hash code_hash = kEmptyCodeHash;

    friend bool operator==(const Account&, const Account&) = default;
};

/// The world before the first block. What it cannot answer it answers with anything and remembers: whoever runs blocks asks it afterwards.
class StateSource {
  public:
    /// False when there is no such account.
    virtual bool load_account(Account& account, const Address& address) = 0;
    virtual U256 load_slot(const Address& address, const U256& slot) = 0;
    virtual ByteView load_code(const Hash& code_hash) = 0;
    /// Whether the account's storage is not empty (EIP-7610: no contract is created over it).
    virtual bool has_storage(const Address& address) = 0;

  protected:
    StateSource() = default;
    StateSource(const StateSource&) = default;
    StateSource& operator=(const StateSource&) = default;
    ~StateSource() = default;
};

/// Code, borrowed, and where its JUMPDESTs are.
class Code {
  public:
    explicit Code(ByteView code = {}) : bytes(code) {}

    /// Whether byte `at` is a JUMPDEST that no PUSH covers. Precondition: at < bytes.size(). Found when asked for.
    [[nodiscard]] bool is_jump_target(std::size_t at) const;

    ByteView bytes;

  private:
    mutable std::vector<std::uint8_t> targets_;  ///< bit i: byte i is one; below read_ all of them are known
    mutable std::size_t read_ = 0;               ///< an instruction begins here
};

struct Log {
    Address address{};
    std::vector<Hash> topics;
    Bytes data;
};

class State {
  public:
    /// The key of its tables, see keyed_hash.hpp.
    explicit State(StateSource& source, const HashKey& key = HashKey()) : source_(source), key_(key) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // --- one transaction ---
    /// Warm sets, original values, transient storage, logs and refunds start anew; the journal is dropped.
    void begin_transaction();
    /// Removes destroyed accounts and touched empty ones (EIP-161).
    void end_transaction();

    /// Everything changed after a snapshot is undone by revert. Snapshots nest.
    using Snapshot = std::size_t;
    [[nodiscard]] Snapshot snapshot() const { return journal_.size(); }
    void revert(Snapshot snapshot);

    // --- accounts ---
    [[nodiscard]] bool exists(const Address& address) { return entry(address).exists; }
    /// EIP-161: no account, or nonce, balance and code all empty.
    [[nodiscard]] bool is_empty(const Address& address);
    [[nodiscard]] const U256& balance(const Address& address) { return entry(address).account.balance; }
    [[nodiscard]] std::uint64_t nonce(const Address& address) { return entry(address).account.nonce; }
    [[nodiscard]] const Hash& code_hash(const Address& address) { return entry(address).account.code_hash; }
    [[nodiscard]] const Code& code(const Address& address) { return code_of(entry(address).account.code_hash); }

    /// These make the account exist and touch it.
    void set_balance(const Address& address, const U256& balance);
    void add_balance(const Address& address, const U256& amount);
    /// Precondition: balance >= amount.
    void subtract_balance(const Address& address, const U256& amount);
    void set_nonce(const Address& address, std::uint64_t nonce);
    /// The bytes are kept.
    void set_code(const Address& address, Bytes code);
    void touch(const Address& address);

    /// A contract is being created here: fresh storage, nonce 1. The balance stays.
    void create_contract(const Address& address);
    /// No contract can be created here: nonce not 0, code not empty, or storage not empty (EIP-684, EIP-7610).
    [[nodiscard]] bool is_occupied(const Address& address);
    [[nodiscard]] bool created_in_transaction(const Address& address) {
        return entry(address).created_in == transaction_;
    }
    /// Removed when the transaction ends. False when it was marked already.
    bool destroy(const Address& address);

    // --- storage ---
    [[nodiscard]] U256 storage(const Address& address, const U256& key);
    /// Value at the start of the transaction.
    [[nodiscard]] U256 original_storage(const Address& address, const U256& key);
    void set_storage(const Address& address, const U256& key, const U256& value);
    [[nodiscard]] U256 transient_storage(const Address& address, const U256& key);
    void set_transient_storage(const Address& address, const U256& key, const U256& value);

    // --- access sets (EIP-2929): return whether it was warm before. Nothing is loaded: a witness need not hold what is only named ---
    bool warm_account(const Address& address);
    bool warm_slot(const Address& address, const U256& key);

    // --- logs, refunds ---
    void add_log(Log log);
    [[nodiscard]] const std::vector<Log>& logs() const { return logs_; }
    void add_refund(std::int64_t amount);
    [[nodiscard]] std::int64_t refund() const { return refund_; }

    /// One code by its hash, from the source or deployed here.
    [[nodiscard]] const Code& code_of(const Hash& code_hash);

    // --- what changed since the last commit, for the trie ---
    struct Slot {
        U256 key;
        U256 value;
        U256 committed;  ///< in the source or at the last commit
        U256 original;   ///< at the start of transaction `original_of`
        std::uint32_t original_of = 0;
    };
    struct Entry {
        explicit Entry(const HashKey& key) : slot_index(key) {}

        Address address{};
        Account account;
        Account committed;
        bool exists = false;
        bool committed_exists = false;
        bool fresh_storage = false;       ///< the source's storage is no longer the account's
        bool wiped_since_commit = false;  ///< storage was emptied since the last commit
        std::uint32_t touched_in = 0;
        std::uint32_t created_in = 0;
        std::uint32_t destroyed_in = 0;
        FlatMap<U256> slot_index;
        std::vector<Slot> slots;
    };
    [[nodiscard]] std::deque<Entry>& entries() { return entries_; }
    /// The present values are the new committed ones.
    void mark_committed();

  private:
    enum class Change : std::uint8_t {
        kBalance,
        kNonce,
        kCode,
        kExists,
        kTouched,
        kCreated,
        kDestroyed,
        kWarm,
        kSlot,
        kTransient,
        kLog,
        kRefund
    };
    struct Undo {
        Change change = Change::kBalance;
        std::uint32_t entry = 0;
        std::uint32_t slot = 0;
        std::uint64_t number = 0;
        U256 word;
        Hash hash{};
    };
    struct SlotKey {
        U256 slot;
        Address address{};
        friend bool operator==(const SlotKey&, const SlotKey&) = default;
    };

    Entry& entry(const Address& address) { return entries_[index_of(address)]; }
    std::uint32_t index_of(const Address& address);
    std::uint32_t slot_of(Entry& entry, const U256& key);
    Undo& record(Change change, std::uint32_t index);
    bool warm(std::uint32_t index);
    void make_exist(std::uint32_t index);
    void empty_storage(Entry& entry);

    StateSource& source_;
    HashKey key_;
    FlatMap<Address> index_{key_};
    std::deque<Entry> entries_;
    FlatMap<Address> warm_account_index_{key_};
    FlatMap<SlotKey> warm_slot_index_{key_};
    std::vector<std::uint32_t> warm_in_;  ///< last transaction in which the account or slot was warm
    std::vector<std::uint32_t> changed_;  ///< entries touched or destroyed in this transaction
    std::vector<Undo> journal_;
    std::uint32_t transaction_ = 1;
    FlatMap<SlotKey> transient_index_{key_};
    std::vector<U256> transient_;
    std::vector<Log> logs_;
    std::int64_t refund_ = 0;
    FlatMap<Hash> code_index_{key_};
    std::deque<Code> codes_;
    std::deque<Bytes> deployed_;
};

}  // namespace zk::guest

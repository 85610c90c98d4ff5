#include "guest/state/witness_state.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"

#include <algorithm>
#include <cstring>

namespace zk::guest {
namespace {

constexpr std::string_view kAccountTrie = "account trie";
constexpr std::string_view kStorageTrie = "storage trie";

// Account values are RLP lists of at most 9 + 33 + 33 + 33 bytes and a prefix; storage values RLP strings of at most 33.
class SmallRlp {
  public:
    void uint(const Word& value) {
        std::size_t first = 0;
        while (first < value.size() && value[first] == 0) ++first;
        const ByteView bytes = ByteView(value).subspan(first);
        if (bytes.size() != 1 || bytes[0] >= 0x80) bytes_[size_++] = static_cast<std::uint8_t>(0x80 + bytes.size());
        raw(bytes);
    }
    void hash(const Hash& hash) {
        bytes_[size_++] = 0xa0;
        raw(hash);
    }
    [[nodiscard]] ByteView string() const { return ByteView(bytes_).subspan(kPrefix, size_ - kPrefix); }
    /// As the payload of a list of more than 55 bytes.
    [[nodiscard]] ByteView long_list() {
        bytes_[0] = 0xf8;
        bytes_[1] = static_cast<std::uint8_t>(size_ - kPrefix);
        return ByteView(bytes_).first(size_);
    }

  private:
    static constexpr std::size_t kPrefix = 2;

    void raw(ByteView bytes) {
        std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += bytes.size();
    }

    std::array<std::uint8_t, 112> bytes_;
    std::size_t size_ = kPrefix;
};

}  // namespace

WitnessState::WitnessState(
    std::span<const ByteView> nodes, std::span<const ByteView> codes, const Hash& state_root, const HashKey& key
)
    : key_(key),
      nodes_(nodes, key_),
      codes_(codes, key_),
      accounts_trie_(nodes_, arena_, failure_, kAccountTrie, state_root) {}

WitnessState::Record& WitnessState::record_of(const Address& address) {
    const std::uint32_t found = index_.find(address);
    if (found != FlatMap<Address>::kNone) return records_[found];
    index_.insert(address, static_cast<std::uint32_t>(records_.size()));
    Record& record = records_.emplace_back();
    record.key = keccak256(address);
    read_account(record);
    return record;
}

void WitnessState::read_account(Record& record) {
    const ByteView value = accounts_trie_.get(record.key);
    if (value.empty()) return;
    rlp::Failure failure;
    rlp::Reader outer(value, failure);
    rlp::Reader fields = outer.list("account");
    record.account.nonce = fields.uint64("account nonce");
    record.account.balance = U256::from_word(fields.uint256("account balance"));
    record.storage_root = fields.fixed<32>("account storage root");
    record.account.code_hash = fields.fixed<32>("account code hash");
    fields.end("account");
    outer.end("account");
    record.exists = !failure;
    if (failure && !failure_) failure_ = failure;
}

bool WitnessState::load_account(Account& account, const Address& address) {
    const Record& record = record_of(address);
    account = record.exists ? record.account : Account();
    return record.exists;
}

PartialTrie& WitnessState::storage_of(Record& record) {
    if (record.storage == nullptr) {
        record.storage = &storages_.emplace_back(nodes_, arena_, failure_, kStorageTrie, record.storage_root);
    }
    return *record.storage;
}

void WitnessState::clear_storage(Record& record) {
    record.storage_root = kEmptyTrieRoot;
    record.storage = nullptr;
}

const Hash& WitnessState::slot_key(const U256& slot) {
    std::uint32_t index = slot_index_.find(slot);
    if (index == FlatMap<U256>::kNone) {
        index = static_cast<std::uint32_t>(slot_keys_.size());
        slot_index_.insert(slot, index);
        slot_keys_.push_back(keccak256(slot.to_word()));
    }
    return slot_keys_[index];
}

U256 WitnessState::load_slot(const Address& address, const U256& slot) {
    Record& record = record_of(address);
    if (record.storage_root == kEmptyTrieRoot) return {};
    const ByteView value = storage_of(record).get(slot_key(slot));
    if (value.empty()) return {};
    rlp::Failure failure;
    rlp::Reader reader(value, failure);
    const Word word = reader.uint256("storage value");
    reader.end("storage value");
    if (!failure && word == Word{}) reader.refuse(refusal("storage value", "an integer that is not zero"));
    if (failure && !failure_) failure_ = failure;
    return U256::from_word(word);
}

ByteView WitnessState::load_code(const Hash& code_hash) {
    if (code_hash == kEmptyCodeHash) return {};
    const auto found = codes_.find(code_hash);
    if (!found && !failure_) failure_ = refusal("codes", "the code of every account that is run or read", code_hash);
    return found.value_or(ByteView());
}

bool WitnessState::write_storage(Record& record, const State::Entry& entry) {
    if (entry.wiped_since_commit) clear_storage(record);
    const auto before = [&entry](const State::Slot& slot) {
        return entry.wiped_since_commit ? U256() : slot.committed;
    };
    bool is_changed = entry.wiped_since_commit;
    for (const State::Slot& slot : entry.slots) {
        if (slot.value.is_zero() || slot.value == before(slot)) continue;
        SmallRlp value;
        value.uint(slot.value.to_word());
        storage_of(record).insert(slot_key(slot.key), value.string());
        is_changed = true;
    }
    for (const State::Slot& slot : entry.slots) {
        if (!slot.value.is_zero() || before(slot).is_zero()) continue;
        storage_of(record).erase(slot_key(slot.key));
        is_changed = true;
    }
    if (record.storage != nullptr && is_changed) record.storage_root = record.storage->root();
    return is_changed;
}

void WitnessState::write_account(const Record& record, const Account& account) {
    SmallRlp value;
    value.uint(to_word(account.nonce));
    value.uint(account.balance.to_word());
    value.hash(record.storage_root);
    value.hash(account.code_hash);
    accounts_trie_.insert(record.key, value.long_list());
}

Checked<Hash> WitnessState::commit(State& state) {
    for (const State::Entry& entry : state.entries()) {
        if (!entry.exists) continue;
        Record& record = record_of(entry.address);
        const bool has_new_storage = write_storage(record, entry);
        if (!has_new_storage && entry.committed_exists && entry.account == entry.committed) continue;
        write_account(record, entry.account);
        record.exists = true;
        record.account = entry.account;
    }
    for (const State::Entry& entry : state.entries()) {
        if (entry.exists || !entry.committed_exists) continue;
        Record& record = record_of(entry.address);
        accounts_trie_.erase(record.key);
        clear_storage(record);
        record.exists = false;
        record.account = Account();
    }
    state.mark_committed();
    const Hash root = accounts_trie_.root();
    if (failure_) return tl::unexpected(*failure_);
    return root;
}

const Hash& WitnessState::storage_root(const Address& address) {
    return record_of(address).storage_root;
}

Checked<Hash> WitnessState::withdraw_root() {
    Account account;
    const bool exists = load_account(account, kL2MessageQueue);
    const U256 root = load_slot(kL2MessageQueue, U256());
    if (!exists && !failure_) failure_ = refusal("L2 message queue", "its account in the state");
    if (failure_) return tl::unexpected(*failure_);
    return root.to_word();
}

}  // namespace zk::guest

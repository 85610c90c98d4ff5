#pragma once
// A Merkle-Patricia trie of which only some nodes are known: those of a witness, found by their hash. Nodes are decoded when a key leads through
// them; a node that is needed and not there is a failure, never an empty place. Hashes are computed anew only along changed paths.

#include "guest/refusal.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/trie/node_store.hpp"
#include "guest/trie/trie_node.hpp"
#include "guest/trie/trie_root.hpp"

namespace zk::guest {

/// kHashedKeys: every key has 32 bytes, as in Ethereum's state; a witness node that says otherwise is refused. Else keys of any length, one may
/// begin another.
template <bool kHashedKeys>
class BasicPartialTrie {
  public:
    /// Store, arena and failure are shared with other tries and outlive this one. After a failure every operation does nothing and finds nothing.
    /// `name` is the field of refusals (a string literal).
    BasicPartialTrie(
        const NodeStore& store,
        Arena& arena,
        rlp::Failure& failure,
        std::string_view name,
        const Hash& root = kEmptyTrieRoot
    );
    BasicPartialTrie(const BasicPartialTrie&) = delete;
    BasicPartialTrie& operator=(const BasicPartialTrie&) = delete;

    /// Empty when there is no such key. Valid as long as the arena and the witness.
    [[nodiscard]] ByteView get(ByteView key);
    /// Adds or replaces; `value` is not empty. Both are copied.
    void insert(ByteView key, ByteView value);
    /// Nothing happens when there is no such key.
    void erase(ByteView key);

    /// Hashes what changed since the last call. Meaningless after a failure.
    [[nodiscard]] const Hash& root();

  private:
    static constexpr std::uint32_t kKeyNibbles = 64;

    TrieNode* resolve(TrieChild& child, std::uint32_t depth, bool below_extension);
    bool erase_below(TrieChild& at, const NibblePath& key, std::uint32_t depth, bool below_extension);
    bool erase_in_branch(TrieChild& at, BranchNode& branch, const NibblePath& key, std::uint32_t depth);
    void collapse(TrieChild& at, const BranchNode& branch, std::uint32_t depth);
    void join(TrieChild& at, const NibblePath& path, std::uint8_t nibble, TrieChild below);
    void split(TrieChild& at, ShortNode& node, std::uint32_t n_common, const NibblePath& key, ByteView value);
    TrieNode* make_leaf(const NibblePath& path, ByteView value);
    TrieNode* make_extension(const NibblePath& path, TrieChild child);
    const std::uint8_t* hash_changes(TrieChild& child);
    void fail(const Refusal& refusal);

    const NodeStore& store_;
    Arena& arena_;
    rlp::Failure& failure_;
    std::string_view name_;
    TrieChild root_;
    Hash root_hash_;
    bool changed_ = false;
    std::array<std::uint8_t, 33> root_ref_{};
    Bytes scratch_;
};

using PartialTrie = BasicPartialTrie<true>;
using AnyKeyTrie = BasicPartialTrie<false>;

extern template class BasicPartialTrie<true>;
extern template class BasicPartialTrie<false>;

}  // namespace zk::guest

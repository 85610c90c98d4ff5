#pragma once
// A whole Merkle-Patricia trie with keys of 32 bytes (Yellow Paper, appendix D), and which of its nodes somebody needs who reads and changes some keys
// knowing only the root: the witness of a block. Written for itself, apart from guest/trie, whose witnesses it makes.

#include "base/bytes.hpp"
#include "guest/trie/trie_root.hpp"
#include "guest/types.hpp"

#include <array>
#include <map>
#include <memory>

namespace zk::devnet {

/// RLP of trie nodes by their hash.
using NodeSet = std::map<guest::Hash, Bytes>;

class StateTrie {
  public:
    StateTrie();
    ~StateTrie();
    StateTrie(StateTrie&&) noexcept;
    StateTrie& operator=(StateTrie&&) noexcept;

    /// Adds or replaces; `value` is not empty.
    void insert(const guest::Hash& key, ByteView value);
    /// Removes a key that is there. Where a branch keeps one child, that child's node is needed beside those of `collect`: it joins `witness`, unless
    /// it changed since the last call of root. True when a branch collapsed over a child that had not changed.
    bool erase(const guest::Hash& key, NodeSet& witness);

    /// Hashes what changed.
    [[nodiscard]] guest::Hash root();

    /// The nodes that lead to a key, or show that it is not there. Precondition: nothing changed since the last call of root.
    void collect(const guest::Hash& key, NodeSet& witness) const;

    [[nodiscard]] bool empty() const { return root_ == nullptr; }

  private:
    struct Node;
    using Owner = std::unique_ptr<Node>;

    static void insert_below(Owner& at, ByteView nibbles, ByteView value);
    static bool erase_below(Owner& at, ByteView nibbles, NodeSet& witness);
    static void join_only_child(Owner& at, NodeSet& witness, bool& collapsed);

    Owner root_;
};

}  // namespace zk::devnet

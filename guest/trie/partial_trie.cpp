#include "guest/trie/partial_trie.hpp"

#include "guest/keccak/keccak.hpp"

#include <algorithm>

namespace zk::guest {

template <bool kHashedKeys>
BasicPartialTrie<kHashedKeys>::BasicPartialTrie(
    const NodeStore& store, Arena& arena, rlp::Failure& failure, std::string_view name, const Hash& root
)
    : store_(store),
      arena_(arena),
      failure_(failure),
      name_(name),
      root_hash_(root) {
    if (root == kEmptyTrieRoot) return;
    root_ref_[0] = 0xa0;
    std::copy(root.begin(), root.end(), root_ref_.begin() + 1);
    root_.ref = root_ref_.data();
}

template <bool kHashedKeys>
void BasicPartialTrie<kHashedKeys>::fail(const Refusal& refusal) {
    if (!failure_) failure_ = refusal;
}

// The node of a child that is not empty, `depth` nibbles below the root; null after a failure.
template <bool kHashedKeys>
TrieNode* BasicPartialTrie<kHashedKeys>::resolve(TrieChild& child, std::uint32_t depth, bool below_extension) {
    if (child.node != nullptr) return child.node;
    ByteView rlp(child.ref, ref_size(child.ref));
    if (is_hash_ref(child.ref)) {
        const auto found = store_.find(child.ref + 1);
        if (!found) {
            Hash hash{};
            std::copy(child.ref + 1, child.ref + 33, hash.begin());
            fail(refusal(name_, "its nodes in the witness", hash));
            return nullptr;
        }
        if (found->size() < 32 && depth != 0) {
            fail(refusal(name_, "nodes below 32 bytes within their parents", found->size()));
            return nullptr;
        }
        rlp = *found;
    }
    const auto node = decode_trie_node(arena_, rlp, !kHashedKeys, name_);
    if (!node) {
        fail(node.error());
        return nullptr;
    }
    if constexpr (kHashedKeys) {
        const std::uint32_t n_path = (*node)->kind == NodeKind::kBranch ? 1 : as_short(**node).path.size;
        const std::uint32_t n_most = (*node)->kind == NodeKind::kExtension ? kKeyNibbles - 1 : kKeyNibbles;
        const bool fits = (*node)->kind == NodeKind::kLeaf ? depth + n_path == kKeyNibbles : depth + n_path <= n_most;
        if (!fits) {
            fail(refusal(name_, "keys of 64 half-bytes", std::uint64_t{depth} + n_path));
            return nullptr;
        }
    }
    if (below_extension && (*node)->kind != NodeKind::kBranch) {
        fail(refusal(name_, "a branch below an extension"));
        return nullptr;
    }
    child.node = *node;
    return child.node;
}

template <bool kHashedKeys>
ByteView BasicPartialTrie<kHashedKeys>::get(ByteView key_bytes) {
    const NibblePath key = NibblePath::of_key(key_bytes);
    TrieChild* at = &root_;
    std::uint32_t depth = 0;
    bool below_extension = false;
    while (!failure_ && !at->empty()) {
        TrieNode* const node = resolve(*at, depth, below_extension);
        if (node == nullptr) break;
        if (node->kind == NodeKind::kBranch) {
            if (depth == key.size) return as_branch(*node).value;
            at = &as_branch(*node).children[key[depth]];
            ++depth;
            below_extension = false;
            continue;
        }
        ShortNode& node_short = as_short(*node);
        if (common_prefix(node_short.path, key.from(depth)) != node_short.path.size) break;
        depth += node_short.path.size;
        if (node->kind == NodeKind::kLeaf) return depth == key.size ? node_short.value : ByteView();
        at = &node_short.child;
        below_extension = true;
    }
    return {};
}

template <bool kHashedKeys>
TrieNode* BasicPartialTrie<kHashedKeys>::make_leaf(const NibblePath& path, ByteView value) {
    auto* const leaf = arena_.make<ShortNode>();
    leaf->kind = NodeKind::kLeaf;
    leaf->path = path;
    leaf->value = value;
    return leaf;
}

template <bool kHashedKeys>
TrieNode* BasicPartialTrie<kHashedKeys>::make_extension(const NibblePath& path, TrieChild child) {
    auto* const extension = arena_.make<ShortNode>();
    extension->kind = NodeKind::kExtension;
    extension->path = path;
    extension->child = child;
    return extension;
}

template <bool kHashedKeys>
void BasicPartialTrie<kHashedKeys>::insert(ByteView key_bytes, ByteView value) {
    if (failure_) return;
    const NibblePath key = NibblePath::of_key(key_bytes);
    changed_ = true;
    TrieChild* at = &root_;
    std::uint32_t depth = 0;
    bool below_extension = false;
    for (;;) {
        if (at->empty()) {
            at->node = make_leaf(NibblePath::of_key(arena_.copy(key_bytes)).from(depth), arena_.copy(value));
            return;
        }
        TrieNode* const node = resolve(*at, depth, below_extension);
        if (node == nullptr) return;
        at->ref = nullptr;
        if (node->kind == NodeKind::kBranch) {
            if (depth == key.size) {
                as_branch(*node).value = arena_.copy(value);
                return;
            }
            at = &as_branch(*node).children[key[depth]];
            ++depth;
            below_extension = false;
            continue;
        }
        ShortNode& node_short = as_short(*node);
        const std::uint32_t n_common = common_prefix(node_short.path, key.from(depth));
        const bool is_leaf = node->kind == NodeKind::kLeaf;
        if (n_common != node_short.path.size || (is_leaf && depth + n_common != key.size)) {
            const NibblePath rest = NibblePath::of_key(arena_.copy(key_bytes)).from(depth);
            return split(*at, node_short, n_common, rest, arena_.copy(value));
        }
        if (is_leaf) {
            node_short.value = arena_.copy(value);
            return;
        }
        depth += n_common;
        at = &node_short.child;
        below_extension = true;
    }
}

// Puts a branch where the path of `node` and `key` part after `n_common` nibbles, below an extension when they share some. What an extension
// leads to is not looked at.
template <bool kHashedKeys>
void BasicPartialTrie<kHashedKeys>::split(
    TrieChild& at, ShortNode& node, std::uint32_t n_common, const NibblePath& key, ByteView value
) {
    auto* const branch = arena_.make<BranchNode>();
    branch->kind = NodeKind::kBranch;
    const NibblePath shared = node.path.first(n_common);
    if (n_common == node.path.size) {
        branch->value = node.value;  // a leaf whose key begins the new one
    } else {
        TrieChild& old = branch->children[node.path[n_common]];
        node.path = node.path.from(n_common + 1);
        if (node.kind == NodeKind::kExtension && node.path.size == 0) {
            old = node.child;
        } else {
            old.node = &node;
        }
    }
    if (n_common == key.size) {
        branch->value = value;
    } else {
        branch->children[key[n_common]].node = make_leaf(key.from(n_common + 1), value);
    }
    at.node = n_common == 0 ? branch : make_extension(shared, {nullptr, branch});
}

template <bool kHashedKeys>
void BasicPartialTrie<kHashedKeys>::erase(ByteView key) {
    if (failure_ || root_.empty()) return;
    if (erase_below(root_, NibblePath::of_key(key), 0, false)) changed_ = true;
}

// Removes a key below `at`, which is not empty; true when it was there. Recursion is as deep as the key has nibbles.
template <bool kHashedKeys>
bool BasicPartialTrie<kHashedKeys>::erase_below(
    TrieChild& at, const NibblePath& key, std::uint32_t depth, bool below_extension
) {
    TrieNode* const node = resolve(at, depth, below_extension);
    if (node == nullptr) return false;
    if (node->kind == NodeKind::kBranch) return erase_in_branch(at, as_branch(*node), key, depth);
    ShortNode& node_short = as_short(*node);
    if (common_prefix(node_short.path, key.from(depth)) != node_short.path.size) return false;
    depth += node_short.path.size;
    if (node->kind == NodeKind::kLeaf) {
        if (depth != key.size) return false;
        at = {};
        return true;
    }
    if (!erase_below(node_short.child, key, depth, true)) return false;
    const TrieChild below = node_short.child;
    at.ref = nullptr;
    if (below.node != nullptr && below.node->kind != NodeKind::kBranch) join(at, node_short.path, kNoNibble, below);
    return true;
}

template <bool kHashedKeys>
bool BasicPartialTrie<kHashedKeys>::erase_in_branch(
    TrieChild& at, BranchNode& branch, const NibblePath& key, std::uint32_t depth
) {
    if (depth == key.size) {
        if (branch.value.empty()) return false;
        branch.value = {};
    } else {
        TrieChild& child = branch.children[key[depth]];
        if (child.empty() || !erase_below(child, key, depth + 1, false)) return false;
        if (!child.empty()) {
            at.ref = nullptr;
            return true;
        }
    }
    at.ref = nullptr;
    collapse(at, branch, depth);
    return true;
}

// A branch that lost an entry: with only one left another node takes its place.
template <bool kHashedKeys>
void BasicPartialTrie<kHashedKeys>::collapse(TrieChild& at, const BranchNode& branch, std::uint32_t depth) {
    std::uint8_t n_children = 0;
    std::uint8_t last = kNoNibble;
    for (std::uint8_t i = 0; i < 16; ++i) {
        if (branch.children[i].empty()) continue;
        ++n_children;
        last = i;
    }
    if (n_children == 0) {
        at.node = make_leaf({}, branch.value);
        return;
    }
    if (n_children != 1 || !branch.value.empty()) return;
    TrieChild below = branch.children[last];
    if (resolve(below, depth + 1, false) == nullptr) return;
    join(at, {}, last, below);
}

// Leads from `at` along `path` and `nibble` (or none) to the node of `below`; leaves and extensions swallow what leads to them.
template <bool kHashedKeys>
void BasicPartialTrie<kHashedKeys>::join(TrieChild& at, const NibblePath& path, std::uint8_t nibble, TrieChild below) {
    at.ref = nullptr;
    if (below.node->kind == NodeKind::kBranch) {
        at.node = make_extension(concatenate(arena_, path, nibble, {}), below);
        return;
    }
    const ShortNode& node = as_short(*below.node);
    const NibblePath joined = concatenate(arena_, path, nibble, node.path);
    at.node = node.kind == NodeKind::kLeaf ? make_leaf(joined, node.value) : make_extension(joined, node.child);
}

// Gives every changed node below `child` its ref, deepest first. Recursion is as deep as the longest key has nibbles.
template <bool kHashedKeys>
const std::uint8_t* BasicPartialTrie<kHashedKeys>::hash_changes(TrieChild& child) {
    if (child.ref != nullptr) return child.ref;
    TrieNode& node = *child.node;
    if (node.kind == NodeKind::kBranch) {
        for (TrieChild& each : as_branch(node).children) {
            if (each.ref == nullptr && each.node != nullptr) hash_changes(each);
        }
    } else if (node.kind == NodeKind::kExtension) {
        hash_changes(as_short(node).child);
    }
    const ByteView rlp = encode_trie_node(scratch_, node);
    if (node.own_ref == nullptr) node.own_ref = arena_.allocate(33);
    if (rlp.size() < 32) {
        std::copy(rlp.begin(), rlp.end(), node.own_ref);
    } else {
        const Hash hash = keccak256(rlp);
        node.own_ref[0] = 0xa0;
        std::copy(hash.begin(), hash.end(), node.own_ref + 1);
    }
    child.ref = node.own_ref;
    return child.ref;
}

template <bool kHashedKeys>
const Hash& BasicPartialTrie<kHashedKeys>::root() {
    if (!changed_ || failure_) return root_hash_;
    changed_ = false;
    if (root_.empty()) {
        root_hash_ = kEmptyTrieRoot;
    } else if (const std::uint8_t* const ref = hash_changes(root_); is_hash_ref(ref)) {
        std::copy(ref + 1, ref + 33, root_hash_.begin());
    } else {
        root_hash_ = keccak256({ref, ref_size(ref)});
    }
    return root_hash_;
}

template class BasicPartialTrie<true>;
template class BasicPartialTrie<false>;

}  // namespace zk::guest

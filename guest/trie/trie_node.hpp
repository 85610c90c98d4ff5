#pragma once
// Nodes of a Merkle-Patricia trie (Yellow Paper, appendix D) as partial_trie.hpp holds them, and their encoding.

#include "base/bytes.hpp"
#include "guest/refusal.hpp"
#include "guest/trie/arena.hpp"

#include <array>

namespace zk::guest {

/// Nibbles [begin, begin + size) of bytes, the high half of a byte first. Borrowed.
struct NibblePath {
    const std::uint8_t* bytes = nullptr;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;

    static NibblePath of_key(ByteView key) { return {key.data(), 0, static_cast<std::uint32_t>(2 * key.size())}; }

    [[nodiscard]] std::uint8_t operator[](std::uint32_t i) const {
        const std::uint8_t byte = bytes[(begin + i) / 2];
        return (begin + i) % 2 == 0 ? static_cast<std::uint8_t>(byte >> 4) : static_cast<std::uint8_t>(byte & 15);
    }
    [[nodiscard]] NibblePath from(std::uint32_t n) const { return {bytes, begin + n, size - n}; }
    [[nodiscard]] NibblePath first(std::uint32_t n) const { return {bytes, begin, n}; }
};

/// How many nibbles both begin with.
[[nodiscard]] std::uint32_t common_prefix(const NibblePath& a, const NibblePath& b);

/// The nibbles of `a`, one nibble, those of `b`, packed anew; without `middle` where it is kNoNibble.
inline constexpr std::uint8_t kNoNibble = 16;
[[nodiscard]] NibblePath concatenate(Arena& arena, const NibblePath& a, std::uint8_t middle, const NibblePath& b);

struct TrieNode;

/// What a node holds of another. Empty: neither. Not looked at yet: `ref` alone. Changed since it was hashed: `node` alone.
struct TrieChild {
    const std::uint8_t* ref = nullptr;  ///< RLP item in its parent: a0 and its hash, or the node itself below 32 bytes
    TrieNode* node = nullptr;

    [[nodiscard]] bool empty() const { return ref == nullptr && node == nullptr; }
};

/// Bytes of a TrieChild::ref; it says so itself.
[[nodiscard]] inline std::size_t ref_size(const std::uint8_t* ref) {
    return ref[0] == 0xa0 ? 33 : std::size_t{1} + ref[0] - 0xc0;
}
[[nodiscard]] inline bool is_hash_ref(const std::uint8_t* ref) {
    return ref[0] == 0xa0;
}

enum class NodeKind : std::uint8_t { kLeaf, kExtension, kBranch };

struct TrieNode {
    NodeKind kind = NodeKind::kLeaf;
    std::uint8_t* own_ref = nullptr;  ///< 33 bytes for the TrieChild::ref of a node that was encoded here; null before
};

/// Leaf: path and value, which is not empty. Extension: path, which is not empty, and child.
struct ShortNode : TrieNode {
    NibblePath path;
    ByteView value;
    TrieChild child;
};

struct BranchNode : TrieNode {
    std::array<TrieChild, 16> children;
    ByteView value;  ///< of the key that ends here; empty when none does, as always where all keys have one length
};

/// The node as what its kind says. No virtual functions: the machine has no use for them.
// NOLINTBEGIN(cppcoreguidelines-pro-type-static-cast-downcast)
[[nodiscard]] inline ShortNode& as_short(TrieNode& node) {
    return static_cast<ShortNode&>(node);
}
[[nodiscard]] inline const ShortNode& as_short(const TrieNode& node) {
    return static_cast<const ShortNode&>(node);
}
[[nodiscard]] inline BranchNode& as_branch(TrieNode& node) {
    return static_cast<BranchNode&>(node);
}
[[nodiscard]] inline const BranchNode& as_branch(const TrieNode& node) {
    return static_cast<const BranchNode&>(node);
}
// NOLINTEND(cppcoreguidelines-pro-type-static-cast-downcast)

/// Decodes one node: a list of 17 with at least two entries, or of 2 whose path has the compact form; canonical RLP, children by hash or, below
/// 32 bytes, in place (decoded when they are looked at), nothing after the list. The node points into `rlp`. `field` names the trie in refusals.
[[nodiscard]] Checked<TrieNode*> decode_trie_node(
    Arena& arena, ByteView rlp, bool allow_branch_values, std::string_view field
);

/// The encoding, in `scratch`, which grows where it must. Every child has its ref.
[[nodiscard]] ByteView encode_trie_node(Bytes& scratch, const TrieNode& node);

}  // namespace zk::guest

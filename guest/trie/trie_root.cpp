#include "guest/trie/trie_root.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"

#include <algorithm>
#include <vector>

namespace zk::guest {
namespace {

// What a parent holds of a node: its RLP when shorter than 32 bytes, else the RLP of its hash.
struct NodeRef {
    std::array<std::uint8_t, 33> bytes{};
    std::size_t size = 0;

    [[nodiscard]] ByteView view() const { return {bytes.data(), size}; }
};

// Collects the pieces of one node's payload; the node is hashed as it grows, never stored when it is long.
class Node {
  public:
    explicit Node(std::size_t payload_size) : size_(payload_size + rlp::list_prefix(payload_size).size) {
        append(rlp::list_prefix(payload_size).view());
    }

    Node& append(ByteView piece) {
        if (is_inline()) {
            std::copy(piece.begin(), piece.end(), ref_.bytes.begin() + static_cast<std::ptrdiff_t>(ref_.size));
            ref_.size += piece.size();
        } else {
            hasher_.absorb(piece);
        }
        return *this;
    }

    Node& append_string(ByteView string) {
        if (string.size() != 1 || string[0] >= 0x80) append(rlp::string_prefix(string.size()).view());
        return append(string);
    }

    NodeRef finish() {
        if (is_inline()) return ref_;
        const Hash hash = hasher_.finish();
        ref_.bytes[0] = 0xa0;
        std::copy(hash.begin(), hash.end(), ref_.bytes.begin() + 1);
        ref_.size = 33;
        return ref_;
    }

  private:
    [[nodiscard]] bool is_inline() const { return size_ < 32; }

    std::size_t size_;
    NodeRef ref_;
    Keccak256 hasher_;
};

std::uint8_t nibble(ByteView key, std::size_t i) {
    return i % 2 == 0 ? static_cast<std::uint8_t>(key[i / 2] >> 4) : static_cast<std::uint8_t>(key[i / 2] & 15);
}

// Hex-prefix encoding (Yellow Paper, appendix C) of the nibbles [begin, end) of a key.
Bytes hex_prefix(ByteView key, std::size_t begin, std::size_t end, bool is_leaf) {
    Bytes out;
    out.reserve(1 + (end - begin) / 2);
    const std::uint8_t flag = is_leaf ? 0x20 : 0x00;
    if ((end - begin) % 2 == 1) {
        out.push_back(static_cast<std::uint8_t>(flag | 0x10 | nibble(key, begin)));
        ++begin;
    } else {
        out.push_back(flag);
    }
    for (; begin < end; begin += 2) {
        out.push_back(static_cast<std::uint8_t>(nibble(key, begin) << 4 | nibble(key, begin + 1)));
    }
    return out;
}

NodeRef build(std::span<const TrieEntry> entries, std::size_t depth);

NodeRef build_leaf(const TrieEntry& entry, std::size_t depth) {
    const Bytes path = hex_prefix(entry.key, depth, 2 * entry.key.size(), true);
    Node node(rlp::encoded_string_size(path) + rlp::encoded_string_size(entry.value));
    return node.append_string(path).append_string(entry.value).finish();
}

NodeRef build_branch(std::span<const TrieEntry> entries, std::size_t depth) {
    ByteView value;
    if (2 * entries[0].key.size() == depth) {
        value = entries[0].value;
        entries = entries.subspan(1);
    }
    std::array<NodeRef, 16> children;
    std::size_t payload_size = rlp::encoded_string_size(value);
    for (std::size_t digit = 0; digit < 16; ++digit) {
        std::size_t n = 0;
        while (n < entries.size() && nibble(entries[n].key, depth) == digit) ++n;
        if (n == 0) {
            children[digit].bytes[0] = 0x80;
            children[digit].size = 1;
        } else {
            children[digit] = build(entries.first(n), depth + 1);
            entries = entries.subspan(n);
        }
        payload_size += children[digit].size;
    }
    Node node(payload_size);
    for (const NodeRef& child : children) node.append(child.view());
    return node.append_string(value).finish();
}

// Node over entries that agree on their first `depth` nibbles; `entries` is not empty.
NodeRef build(std::span<const TrieEntry> entries, std::size_t depth) {
    if (entries.size() == 1) return build_leaf(entries[0], depth);
    // The keys are sorted, so what the first and the last share, all share.
    const ByteView first = entries.front().key;
    const ByteView last = entries.back().key;
    const std::size_t limit = 2 * std::min(first.size(), last.size());
    std::size_t end = depth;
    while (end < limit && nibble(first, end) == nibble(last, end)) ++end;
    if (end == depth) return build_branch(entries, depth);
    const NodeRef child = build_branch(entries, end);
    const Bytes path = hex_prefix(first, depth, end, false);
    Node node(rlp::encoded_string_size(path) + child.size);
    return node.append_string(path).append(child.view()).finish();
}

Hash root_hash(const NodeRef& ref) {
    if (ref.size != 33) return keccak256(ref.view());
    Hash hash;
    std::copy(ref.bytes.begin() + 1, ref.bytes.end(), hash.begin());
    return hash;
}

}  // namespace

Hash trie_root(std::span<const TrieEntry> entries) {
    return entries.empty() ? kEmptyTrieRoot : root_hash(build(entries, 0));
}

Hash list_root(std::span<const ByteView> values) {
    // Ascending keys: RLP(1..127) are the bytes themselves, RLP(0) is 80, then 81 80.. and 82 0100..
    struct Key {
        std::array<std::uint8_t, 3> bytes;
        std::size_t size;
    };
    std::vector<Key> keys;
    std::vector<TrieEntry> entries;
    keys.reserve(values.size());  // entries point into it
    entries.reserve(values.size());
    const auto add = [&](std::size_t i) {
        const auto low = static_cast<std::uint8_t>(i);
        if (i == 0) {
            keys.push_back({{0x80, 0, 0}, 1});
        } else if (i < 0x80) {
            keys.push_back({{low, 0, 0}, 1});
        } else if (i < 0x100) {
            keys.push_back({{0x81, low, 0}, 2});
        } else {
            keys.push_back({{0x82, static_cast<std::uint8_t>(i >> 8), low}, 3});
        }
        entries.push_back({ByteView(keys.back().bytes).first(keys.back().size), values[i]});
    };
    for (std::size_t i = 1; i < std::min<std::size_t>(values.size(), 128); ++i) add(i);
    if (!values.empty()) add(0);
    for (std::size_t i = 128; i < values.size(); ++i) add(i);
    return trie_root(entries);
}

}  // namespace zk::guest

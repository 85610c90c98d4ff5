#include "guest/trie/trie_node.hpp"

#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"

#include <algorithm>
#include <cstring>

namespace zk::guest {
namespace {

constexpr std::size_t kMaxInlineBytes = 31;

// First byte of a compact path (Yellow Paper, appendix C): 0x20 for leaves, 0x10 when a nibble follows in it.
constexpr std::uint8_t kLeafFlag = 0x20;
constexpr std::uint8_t kOddFlag = 0x10;

tl::unexpected<Refusal> refuse(std::string_view field, std::string_view expected) {
    return tl::unexpected(refusal(field, expected));
}

// The child item at the front of `rest`, which it leaves behind.
Checked<TrieChild> read_child(ByteView& rest, std::string_view field) {
    TrieChild child;
    if (rest.empty()) return refuse(field, "a branch of 17 items");
    const std::uint8_t first = rest[0];
    std::size_t n = 1;
    if (first == 0x80) {
        rest = rest.subspan(1);
        return child;
    }
    if (first == 0xa0) {
        n = 33;
    } else if (first >= 0xc0 && first < 0xc0 + kMaxInlineBytes) {
        n = std::size_t{1} + first - 0xc0;
    } else {
        return refuse(field, "children that are empty, hashes or nodes below 32 bytes");
    }
    if (rest.size() < n) return refuse(field, "as many bytes as its RLP prefix says");
    child.ref = rest.data();
    rest = rest.subspan(n);
    return child;
}

Checked<TrieNode*> read_branch(Arena& arena, ByteView payload, bool allow_value, std::string_view field) {
    auto* const node = arena.make<BranchNode>();
    node->kind = NodeKind::kBranch;
    std::size_t n_entries = 0;
    for (TrieChild& child : node->children) {
        const auto read = read_child(payload, field);
        if (!read) return tl::unexpected(read.error());
        child = *read;
        if (child.ref != nullptr) ++n_entries;
    }
    rlp::Failure failure;
    rlp::Reader reader(payload, failure);
    node->value = reader.string(field);
    reader.end(field);
    if (failure) return tl::unexpected(*failure);
    if (!node->value.empty()) {
        if (!allow_value) return refuse(field, "branches without a value");
        ++n_entries;
    }
    if (n_entries < 2) return refuse(field, "branches with at least two children");
    return node;
}

Checked<TrieNode*> read_short(Arena& arena, ByteView compact, ByteView rest, std::string_view field) {
    if (compact.empty()) return refuse(field, "a compact path");
    const std::uint8_t flags = compact[0] & 0xf0;
    const bool is_odd = (flags & kOddFlag) != 0;
    if (flags > (kLeafFlag | kOddFlag) || (!is_odd && (compact[0] & 15) != 0)) {
        return refuse(field, "a compact path that begins with 00, 1n, 20 or 3n");
    }
    auto* const node = arena.make<ShortNode>();
    node->path.bytes = compact.data();
    node->path.begin = is_odd ? 1 : 2;
    node->path.size = static_cast<std::uint32_t>(2 * compact.size()) - node->path.begin;
    if ((flags & kLeafFlag) != 0) {
        node->kind = NodeKind::kLeaf;
        rlp::Failure failure;
        rlp::Reader reader(rest, failure);
        node->value = reader.string(field);
        reader.end(field);
        if (failure) return tl::unexpected(*failure);
        if (node->value.empty()) return refuse(field, "leaves with a value");
        return node;
    }
    node->kind = NodeKind::kExtension;
    if (node->path.size == 0) return refuse(field, "extensions with a path");
    const auto child = read_child(rest, field);
    if (!child) return tl::unexpected(child.error());
    if (child->ref == nullptr || !rest.empty()) return refuse(field, "extensions of two items with a child");
    node->child = *child;
    return node;
}

// Writes into a buffer that is large enough.
class Output {
  public:
    explicit Output(std::uint8_t* at) : at_(at) {}

    void byte(std::uint8_t value) { *at_++ = value; }
    void raw(ByteView bytes) {
        if (!bytes.empty()) std::memcpy(at_, bytes.data(), bytes.size());
        at_ += bytes.size();
    }
    void string(ByteView bytes) {
        if (bytes.size() != 1 || bytes[0] >= 0x80) raw(rlp::string_prefix(bytes.size()).view());
        raw(bytes);
    }
    // The compact path as an RLP string.
    void path(const NibblePath& path, std::uint8_t flags) {
        const std::size_t n_bytes = 1 + path.size / 2;
        if (n_bytes != 1) raw(rlp::string_prefix(n_bytes).view());
        std::uint32_t i = path.size % 2;
        byte(i == 1 ? static_cast<std::uint8_t>(flags | kOddFlag | path[0]) : flags);
        if ((path.begin + i) % 2 == 0) {
            raw({path.bytes + (path.begin + i) / 2, (path.size - i) / 2});
            return;
        }
        for (; i < path.size; i += 2) byte(static_cast<std::uint8_t>(path[i] << 4 | path[i + 1]));
    }

  private:
    std::uint8_t* at_;
};

std::size_t path_item_size(const NibblePath& path) {
    const std::size_t n_bytes = 1 + path.size / 2;
    return n_bytes == 1 ? 1 : rlp::string_prefix(n_bytes).size + n_bytes;
}

std::size_t payload_size(const TrieNode& node) {
    if (node.kind == NodeKind::kBranch) {
        const BranchNode& branch = as_branch(node);
        std::size_t n = rlp::encoded_string_size(branch.value);
        for (const TrieChild& child : branch.children) n += child.empty() ? 1 : ref_size(child.ref);
        return n;
    }
    const ShortNode& node_short = as_short(node);
    return path_item_size(node_short.path) +
           (node.kind == NodeKind::kLeaf ? rlp::encoded_string_size(node_short.value) : ref_size(node_short.child.ref));
}

}  // namespace

std::uint32_t common_prefix(const NibblePath& a, const NibblePath& b) {
    const std::uint32_t n = std::min(a.size, b.size);
    std::uint32_t i = 0;
    if ((a.begin ^ b.begin) % 2 == 0) {  // whole bytes
        if (n != 0 && a.begin % 2 == 1) {
            if (a[0] != b[0]) return 0;
            i = 1;
        }
        while (i + 2 <= n && a.bytes[(a.begin + i) / 2] == b.bytes[(b.begin + i) / 2]) i += 2;
    }
    while (i < n && a[i] == b[i]) ++i;
    return i;
}

NibblePath concatenate(Arena& arena, const NibblePath& a, std::uint8_t middle, const NibblePath& b) {
    const std::uint32_t n_middle = middle == kNoNibble ? 0 : 1;
    const std::uint32_t size = a.size + n_middle + b.size;
    std::uint8_t* const bytes = arena.allocate(size / 2 + 1);
    std::uint32_t at = 0;
    const auto put = [&](std::uint8_t nibble) {
        if (at % 2 == 0) {
            bytes[at / 2] = static_cast<std::uint8_t>(nibble << 4);
        } else {
            bytes[at / 2] = static_cast<std::uint8_t>(bytes[at / 2] | nibble);
        }
        ++at;
    };
    for (std::uint32_t i = 0; i < a.size; ++i) put(a[i]);
    if (n_middle != 0) put(middle);
    for (std::uint32_t i = 0; i < b.size; ++i) put(b[i]);
    return {bytes, 0, size};
}

Checked<TrieNode*> decode_trie_node(Arena& arena, ByteView rlp, bool allow_branch_values, std::string_view field) {
    rlp::Failure failure;
    rlp::Reader outer(rlp, failure);
    const ByteView item = outer.raw_item(field);
    outer.end(field);
    if (failure) return tl::unexpected(*failure);
    if (item[0] < 0xc0) return refuse(field, "nodes that are lists");
    const ByteView payload = item.subspan(item[0] <= 0xf7 ? 1 : 1 + (item[0] - 0xf7u));

    // A list of two, or else a branch: skip two items.
    rlp::Reader items(payload, failure);
    const ByteView first = items.raw_item(field);
    const ByteView second = items.raw_item(field);
    if (failure) return tl::unexpected(*failure);
    if (first.size() + second.size() != payload.size()) return read_branch(arena, payload, allow_branch_values, field);
    if (first[0] >= 0xc0) return refuse(field, "a compact path");
    return read_short(arena, rlp::Reader(first, failure).string(field), second, field);
}

ByteView encode_trie_node(Bytes& scratch, const TrieNode& node) {
    const std::size_t n_payload = payload_size(node);
    const rlp::Prefix prefix = rlp::list_prefix(n_payload);
    if (scratch.size() < prefix.size + n_payload) scratch.resize(prefix.size + n_payload);
    Output out(scratch.data());
    out.raw(prefix.view());
    if (node.kind == NodeKind::kBranch) {
        const BranchNode& branch = as_branch(node);
        // Children that a witness node holds side by side are written at once.
        ByteView run;
        for (const TrieChild& child : branch.children) {
            if (!child.empty() && child.ref == run.data() + run.size()) {
                run = {run.data(), run.size() + ref_size(child.ref)};
                continue;
            }
            out.raw(run);
            run = {};
            if (child.empty()) {
                out.byte(0x80);
            } else {
                run = {child.ref, ref_size(child.ref)};
            }
        }
        out.raw(run);
        out.string(branch.value);
    } else {
        const ShortNode& node_short = as_short(node);
        if (node.kind == NodeKind::kLeaf) {
            out.path(node_short.path, kLeafFlag);
            out.string(node_short.value);
        } else {
            out.path(node_short.path, 0);
            out.raw({node_short.child.ref, ref_size(node_short.child.ref)});
        }
    }
    return {scratch.data(), prefix.size + n_payload};
}

}  // namespace zk::guest

#include "apps/devnet/state_trie.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"

#include <algorithm>
#include <utility>

namespace zk::devnet {
namespace {

constexpr std::size_t kHashBytes = 32;

Bytes nibbles_of(const guest::Hash& key) {
    Bytes out;
    for (const std::uint8_t byte : key) {
        out.push_back(byte >> 4);
        out.push_back(byte & 15);
    }
    return out;
}

/// Hex-prefix encoding (appendix C).
Bytes compact(ByteView nibbles, bool is_leaf) {
    const bool is_odd = nibbles.size() % 2 == 1;
    Bytes out = {static_cast<std::uint8_t>((is_leaf ? 0x20 : 0) | (is_odd ? 0x10 | nibbles[0] : 0))};
    for (std::size_t i = is_odd ? 1 : 0; i < nibbles.size(); i += 2) {
        out.push_back(static_cast<std::uint8_t>(nibbles[i] << 4 | nibbles[i + 1]));
    }
    return out;
}

/// How a parent holds a node: by hash, or in place below 32 bytes.
void write_reference(guest::rlp::Writer& parent, const Bytes& node) {
    if (node.size() < kHashBytes) {
        parent.raw(node);
    } else {
        parent.string(guest::keccak256(node));
    }
}

void add(NodeSet& witness, const Bytes& node, bool is_root) {
    if (node.size() >= kHashBytes || is_root) witness.emplace(guest::keccak256(node), node);
}

std::size_t common_prefix(ByteView a, ByteView b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

/// A leaf, or a branch with the extension that leads to it, if there is one.
struct StateTrie::Node {
    Bytes path;   // nibbles of leaf or extension
    Bytes value;  // of a leaf; empty for a branch
    std::array<Owner, 16> children;

    // Encodings, empty where something below changed since they were made.
    Bytes branch;  // of a branch
    Bytes outer;   // of leaf, extension, or branch without extension: what the parent refers to

    [[nodiscard]] bool is_leaf() const { return !value.empty(); }
    [[nodiscard]] bool is_changed() const { return outer.empty(); }
    void change_path(Bytes nibbles) {
        path = std::move(nibbles);
        outer.clear();
    }
    void change() {
        branch.clear();
        outer.clear();
    }

    const Bytes& encode() {
        if (!is_changed()) return outer;
        guest::rlp::Writer out;
        const std::size_t list = out.begin_list();
        if (is_leaf()) {
            out.string(compact(path, true)).string(value).end_list(list);
            return outer = out.take();
        }
        if (branch.empty()) branch = encode_branch();
        if (path.empty()) return outer = branch;
        out.string(compact(path, false));
        write_reference(out, branch);
        out.end_list(list);
        return outer = out.take();
    }

  private:
    [[nodiscard]] Bytes encode_branch() const {
        guest::rlp::Writer out;
        const std::size_t list = out.begin_list();
        for (const Owner& child : children) {
            if (child == nullptr) {
                out.string({});
            } else {
                write_reference(out, child->encode());
            }
        }
        out.string({}).end_list(list);
        return out.take();
    }
};

StateTrie::StateTrie() = default;
StateTrie::~StateTrie() = default;
StateTrie::StateTrie(StateTrie&&) noexcept = default;
StateTrie& StateTrie::operator=(StateTrie&&) noexcept = default;

void StateTrie::insert(const guest::Hash& key, ByteView value) {
    insert_below(root_, nibbles_of(key), value);
}

// Recursion here and below is as deep as the trie.
void StateTrie::insert_below(Owner& at, ByteView nibbles, ByteView value) {
    if (at == nullptr) {
        at = std::make_unique<Node>();
        at->path.assign(nibbles.begin(), nibbles.end());
        at->value.assign(value.begin(), value.end());
        return;
    }
    const std::size_t n_common = common_prefix(at->path, nibbles);
    if (n_common < at->path.size()) {  // the paths part: a branch comes between
        auto between = std::make_unique<Node>();
        between->path.assign(nibbles.begin(), nibbles.begin() + static_cast<std::ptrdiff_t>(n_common));
        const std::uint8_t turn = at->path[n_common];
        at->change_path(Bytes(at->path.begin() + static_cast<std::ptrdiff_t>(n_common) + 1, at->path.end()));
        between->children[turn] = std::move(at);
        at = std::move(between);
    } else if (at->is_leaf()) {
        at->value.assign(value.begin(), value.end());
        at->change();
        return;
    }
    at->change();
    insert_below(at->children[nibbles[n_common]], nibbles.subspan(n_common + 1), value);
}

bool StateTrie::erase(const guest::Hash& key, NodeSet& witness) {
    return erase_below(root_, nibbles_of(key), witness);
}

bool StateTrie::erase_below(Owner& at, ByteView nibbles, NodeSet& witness) {
    if (at->is_leaf()) {
        at.reset();
        return false;
    }
    const std::size_t depth = at->path.size();
    bool collapsed = erase_below(at->children[nibbles[depth]], nibbles.subspan(depth + 1), witness);
    at->change();
    join_only_child(at, witness, collapsed);
    return collapsed;
}

void StateTrie::join_only_child(Owner& at, NodeSet& witness, bool& collapsed) {
    const auto is_there = [](const Owner& child) { return child != nullptr; };
    if (std::ranges::count_if(at->children, is_there) != 1) return;
    auto* const found = std::ranges::find_if(at->children, is_there);
    Owner child = std::move(*found);
    if (!child->is_changed()) {
        add(witness, child->outer, false);
        collapsed = true;
    }
    Bytes path = at->path;
    path.push_back(static_cast<std::uint8_t>(found - at->children.begin()));
    path.insert(path.end(), child->path.begin(), child->path.end());
    child->change_path(std::move(path));
    at = std::move(child);
}

guest::Hash StateTrie::root() {
    return root_ == nullptr ? guest::kEmptyTrieRoot : guest::keccak256(root_->encode());
}

void StateTrie::collect(const guest::Hash& key, NodeSet& witness) const {
    const Bytes nibbles = nibbles_of(key);
    ByteView rest = nibbles;
    for (const Node* node = root_.get(); node != nullptr;) {
        add(witness, node->outer, node == root_.get());
        if (node->is_leaf() || common_prefix(node->path, rest) < node->path.size()) return;
        if (!node->path.empty()) add(witness, node->branch, false);
        const std::uint8_t turn = rest[node->path.size()];
        rest = rest.subspan(node->path.size() + 1);
        node = node->children[turn].get();
    }
}

}  // namespace zk::devnet

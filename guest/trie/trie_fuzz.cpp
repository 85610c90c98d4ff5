// Tries on arbitrary bytes. A node that is accepted encodes back to its bytes; operations over arbitrary linked nodes end in answers or in a failure that
// stays; operations on whole tries give the roots of tries built from nothing.

#include "guest/keccak/keccak.hpp"
#include "guest/test/source.hpp"
#include "guest/trie/partial_trie.hpp"

#include <algorithm>
#include <map>

namespace {

using namespace zk::guest;
using zk::Bytes;
using zk::ByteView;
using zk::test::require;
using zk::test::Source;

void try_node(ByteView bytes) {
    for (const bool allow_values : {false, true}) {
        Arena arena;
        const auto node = decode_trie_node(arena, bytes, allow_values, "node");
        if (!node) {
            require(!node.error().field.empty() && !node.error().expected.empty());
            continue;
        }
        Bytes scratch;
        require(std::ranges::equal(encode_trie_node(scratch, **node), bytes));
    }
}

// A key of 32 bytes from two: which byte differs from zero, and its value.
Bytes make_key(Source& source) {
    Bytes key(32, 0);
    const std::uint8_t at = source.byte();
    key[at % 32] = source.byte();
    key[at / 32 * 4] ^= at;
    return key;
}

// A value put and what was there put back, or the key removed again, leave the root as it was: contents have one trie.
void insert_and_undo(PartialTrie& trie, const rlp::Failure& failure, const Bytes& key, const Bytes& value) {
    const Hash root = trie.root();
    const ByteView present = trie.get(key);
    const Bytes before(present.begin(), present.end());
    trie.insert(key, value);
    if (before.empty()) {
        trie.erase(key);
    } else {
        trie.insert(key, before);
    }
    require(trie.root() == root || failure);
    require(failure || std::ranges::equal(trie.get(key), before));
}

// Nodes, each a length (two bytes) and its bytes, in which a0 and the index of an earlier node stand for that node's hash. The last is the root.
void try_linked_nodes(Source source) {
    std::vector<Bytes> nodes;
    const std::size_t n = source.byte() % 12;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t length = source.byte() + source.byte() % 3 * std::size_t{256};
        const ByteView raw = source.take(length);
        Bytes node(raw.begin(), raw.end());
        for (std::size_t at = 0; at + 33 <= node.size(); ++at) {
            if (node[at] != 0xa0 || node[at + 1] >= i) continue;
            const Hash hash = keccak256(nodes[node[at + 1]]);
            std::ranges::copy(hash, node.begin() + static_cast<std::ptrdiff_t>(at) + 1);
            at += 32;
        }
        nodes.push_back(std::move(node));
    }
    const std::vector<ByteView> views(nodes.begin(), nodes.end());
    const NodeStore store(views);
    Arena arena;
    rlp::Failure failure;
    PartialTrie trie(store, arena, failure, "trie", nodes.empty() ? Hash{} : keccak256(nodes.back()));
    for (int step = 0; step < 24; ++step) {
        const std::uint8_t operation = source.byte();
        const Bytes key = make_key(source);
        const Bytes value(1 + operation / 4, operation);
        switch (operation % 4) {
            case 0:
                require(!failure || trie.get(key).empty());
                break;
            case 1:
                insert_and_undo(trie, failure, key, value);
                trie.insert(key, value);
                require(failure.has_value() != std::ranges::equal(trie.get(key), value));
                break;
            case 2:
                trie.erase(key);
                require(trie.get(key).empty());
                break;
            default:
                static_cast<void>(trie.root());
                break;
        }
    }
}

template <bool kHashedKeys>
void try_operations(Source source) {
    const NodeStore store;
    Arena arena;
    rlp::Failure failure;
    BasicPartialTrie<kHashedKeys> trie(store, arena, failure, "trie");
    struct Ascending {
        bool operator()(const Bytes& a, const Bytes& b) const { return std::ranges::lexicographical_compare(a, b); }
    };
    std::map<Bytes, Bytes, Ascending> map;
    for (int step = 0; step < 64 && !source.done(); ++step) {
        const std::uint8_t operation = source.byte();
        Bytes key = make_key(source);
        if (!kHashedKeys) key.resize(source.byte() % 33);
        if (operation % 3 == 0) {
            trie.erase(key);
            map.erase(key);
        } else {
            map[key] = Bytes(1 + operation / 8, operation);
            trie.insert(key, map[key]);
        }
        if (operation % 5 != 0) continue;
        std::vector<TrieEntry> entries;
        for (const auto& [each, value] : map) entries.push_back({each, value});
        require(trie.root() == trie_root(entries));
    }
    for (const auto& [key, value] : map) require(std::ranges::equal(trie.get(key), value));
    require(!failure);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Source source(ByteView(data, size));
    switch (source.byte() % 4) {
        case 0:
            try_node(source.take(size));
            break;
        case 1:
            try_linked_nodes(source);
            break;
        case 2:
            try_operations<true>(source);
            break;
        default:
            try_operations<false>(source);
            break;
    }
    return 0;
}

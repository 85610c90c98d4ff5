// Alterations of trie nodes and codes: each by itself, and with the hashes above it made right, up to another state root.
#include "guest/keccak/keccak.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/test/random.hpp"

#include "tests/negative/alterations.hpp"

#include <algorithm>

namespace zk::negative {
namespace {

using guest::Hash;

using Strings = std::vector<Bytes> OwnedChunk::*;

// Replaces a hash wherever a node holds it, and then the hash of that node, up to the state root.
void replace_hash(OwnedChunk& chunk, const Hash& old_hash, const Hash& new_hash) {
    if (chunk.blocks.front().prev_state_root == old_hash) chunk.blocks.front().prev_state_root = new_hash;
    for (Bytes& node : chunk.nodes) {
        const Hash before = guest::keccak256(node);
        bool changed = false;
        for (auto at = node.begin();; at += 32) {
            at = std::search(at, node.end(), old_hash.begin(), old_hash.end());
            if (at == node.end()) break;
            std::ranges::copy(new_hash, at);
            changed = true;
        }
        if (changed) replace_hash(chunk, before, guest::keccak256(node));
    }
}

// Puts `altered` in the place of a node or code whose hash something refers to, and makes all references right.
void replace_and_rehash(OwnedChunk& chunk, Strings strings, std::size_t i, const Bytes& altered) {
    const Hash before = guest::keccak256((chunk.*strings)[i]);
    (chunk.*strings)[i] = altered;
    replace_hash(chunk, before, guest::keccak256(altered));
}

std::vector<Bytes> items_of(const Bytes& node) {
    guest::rlp::Failure failure;
    guest::rlp::Reader outer(node, failure);
    guest::rlp::Reader list = outer.list("node");
    std::vector<Bytes> items;
    while (!list.done()) {
        const ByteView item = list.raw_item("item");
        items.emplace_back(item.begin(), item.end());
    }
    return failure ? std::vector<Bytes>() : items;
}

Bytes node_of(const std::vector<Bytes>& items) {
    guest::rlp::Writer out;
    const std::size_t list = out.begin_list();
    for (const Bytes& item : items) out.raw(item);
    out.end_list(list);
    return out.take();
}

// Each with the hashes left as they are, and again with all of them made right.
void add_both(
    Alterations& out,
    const std::string& kind,
    Strings strings,
    std::size_t i,
    const std::string& how,
    const std::function<void(Bytes&)>& change
) {
    const std::string where = std::to_string(i) + " " + how;
    out.push_back({kind, where, [=](OwnedChunk& c) { change((c.*strings)[i]); }});
    out.push_back({kind + "_rehashed", where, [=](OwnedChunk& c) {
                       Bytes altered = (c.*strings)[i];
                       change(altered);
                       replace_and_rehash(c, strings, i, altered);
                   }});
}

void add_strings(
    Alterations& out,
    const std::string& name,
    Strings strings,
    const OwnedChunk& chunk,
    const OwnedChunk& donor,
    test::Random& random
) {
    const std::vector<Bytes>& all = chunk.*strings;
    const std::vector<Bytes>& foreign = donor.*strings;
    const auto list =
        [&](const char* kind, const std::string& where, const std::function<void(std::vector<Bytes>&)>& change) {
            out.push_back({name + kind, where, [strings, change](OwnedChunk& c) { change(c.*strings); }});
        };
    list("_list_empty", "", [](std::vector<Bytes>& s) { s.clear(); });
    list("_list_order", "reversed", [](std::vector<Bytes>& s) { std::ranges::reverse(s); });
    list("_added", "nothing", [](std::vector<Bytes>& s) { s.emplace_back(); });
    list("_added", "no RLP", [](std::vector<Bytes>& s) { s.insert(s.begin(), Bytes(40, 0xff)); });
    for (const Bytes& each : foreign) {
        if (std::ranges::find(all, each) != all.end()) continue;
        list("_added", "a foreign one", [&each](std::vector<Bytes>& s) { s.push_back(each); });
        break;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string where = std::to_string(i);
        const std::size_t n = all[i].size();
        list("_removed", where, [i](std::vector<Bytes>& s) { s.erase(s.begin() + static_cast<std::ptrdiff_t>(i)); });
        list("_repeated", where, [i](std::vector<Bytes>& s) { s.emplace_back(s[i]); });
        list("_emptied", where, [i](std::vector<Bytes>& s) { s[i].clear(); });
        list("_cut", where, [i, size = random.below(n)](std::vector<Bytes>& s) { s[i].resize(size); });
        list("_longer", where, [i](std::vector<Bytes>& s) { s[i].push_back(0); });
        if (all.size() > 1) {
            const std::size_t other = (i + 1 + random.below(all.size() - 1)) % all.size();
            list("_replaced", where + " by " + std::to_string(other), [i, other](std::vector<Bytes>& s) {
                s[i] = s[other];
            });
        }
        if (!foreign.empty()) {
            const Bytes& other = foreign[random.below(foreign.size())];
            list("_foreign", where, [i, &other](std::vector<Bytes>& s) { s[i] = other; });
        }
        const std::size_t byte = random.below(n);
        const auto mask = static_cast<std::uint8_t>(1u << random.below(8));
        add_both(out, name + "_flipped", strings, i, "byte " + std::to_string(byte), [byte, mask](Bytes& b) {
            b[byte] ^= mask;
        });
    }
}

void add_structure(Alterations& out, const OwnedChunk& chunk, test::Random& random) {
    for (std::size_t i = 0; i < chunk.nodes.size(); ++i) {
        const std::vector<Bytes> items = items_of(chunk.nodes[i]);
        const auto change_items = [&](const char* kind, std::function<void(std::vector<Bytes>&)> change) {
            add_both(out, kind, &OwnedChunk::nodes, i, "", [change = std::move(change)](Bytes& node) {
                std::vector<Bytes> parts = items_of(node);
                change(parts);
                node = node_of(parts);
            });
        };
        if (items.size() == 17) {
            std::vector<std::size_t> used;
            for (std::size_t k = 0; k < 16; ++k) {
                if (items[k].size() > 1) used.push_back(k);
            }
            const std::size_t first = used[random.below(used.size())];
            const std::size_t second = (first + 1 + random.below(15)) % 16;
            change_items("node_children_swapped", [first, second](std::vector<Bytes>& p) {
                std::swap(p[first], p[second]);
            });
            change_items("node_child_removed", [first](std::vector<Bytes>& p) { p[first] = {0x80}; });
            change_items("node_branch_value", [](std::vector<Bytes>& p) { p[16] = {0x07}; });
        } else if (items.size() == 2) {
            change_items("node_path_longer", [](std::vector<Bytes>& p) {
                if (p[0].size() > 1) {
                    p[0].push_back(0x11);
                    ++p[0][0];
                }
            });
            change_items("node_kind_turned", [](std::vector<Bytes>& p) {
                std::uint8_t& flags = p[0].size() > 1 ? p[0][1] : p[0][0];
                flags ^= 0x20;
            });
            // The last byte of a leaf's item is the end of a code hash or of a slot's value; of an extension's, of a hash.
            change_items("node_value", [](std::vector<Bytes>& p) { p[1].back() ^= 1; });
            // A balance or nonce, or the high bytes of a value.
            change_items("node_value", [](std::vector<Bytes>& p) { p[1][p[1].size() > 8 ? 5 : 0] ^= 1; });
        }
    }
}

}  // namespace

void add_state_alterations(Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed) {
    test::Random random(seed ^ 0x57a7e);
    add_strings(out, "node", &OwnedChunk::nodes, chunk, donor, random);
    add_strings(out, "code", &OwnedChunk::codes, chunk, donor, random);
    add_structure(out, chunk, random);
}

}  // namespace zk::negative

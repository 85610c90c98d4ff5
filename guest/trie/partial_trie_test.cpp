#include "guest/trie/partial_trie.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <random>

namespace zk::guest {
namespace {

using Json = nlohmann::json;

struct Ascending {
    bool operator()(const Bytes& a, const Bytes& b) const { return std::ranges::lexicographical_compare(a, b); }
};
using KeyedValues = std::map<Bytes, Bytes, Ascending>;

Hash rebuilt_root(const KeyedValues& map) {
    std::vector<TrieEntry> entries;
    for (const auto& [key, value] : map) entries.push_back({key, value});
    return trie_root(entries);
}

// All nodes of the trie over `map` that have a hash, built by plain recursion: what a complete witness holds.
class FullWitness {
  public:
    explicit FullWitness(const KeyedValues& map) {
        std::vector<std::pair<Bytes, Bytes>> entries;
        for (const auto& [key, value] : map) {
            Bytes nibbles;
            for (const std::uint8_t byte : key) {
                nibbles.push_back(byte >> 4);
                nibbles.push_back(byte & 15);
            }
            entries.emplace_back(nibbles, value);
        }
        const Bytes rlp = entries.empty() ? Bytes{0x80} : build(entries, 0);
        root = keccak256(rlp);
        if (rlp.size() < 32) nodes.push_back(rlp);
    }

    [[nodiscard]] std::vector<ByteView> views() const { return {nodes.begin(), nodes.end()}; }

    std::vector<Bytes> nodes;
    Hash root{};

  private:
    using Entries = std::vector<std::pair<Bytes, Bytes>>;

    static Bytes compact(const Bytes& nibbles, bool is_leaf) {
        Bytes out;
        std::size_t i = 0;
        const int flag = is_leaf ? 2 : 0;
        if (nibbles.size() % 2 == 1) {
            out.push_back(static_cast<std::uint8_t>((flag + 1) << 4 | nibbles[i++]));
        } else {
            out.push_back(static_cast<std::uint8_t>(flag << 4));
        }
        for (; i < nibbles.size(); i += 2) out.push_back(static_cast<std::uint8_t>(nibbles[i] << 4 | nibbles[i + 1]));
        return out;
    }

    Bytes keep(rlp::Writer& writer) {
        Bytes rlp = writer.take();
        if (rlp.size() >= 32) nodes.push_back(rlp);
        return rlp;
    }

    static void add_child(rlp::Writer& writer, const Bytes& child) {
        if (child.size() < 32) {
            writer.raw(child);
        } else {
            writer.string(keccak256(child));
        }
    }

    Bytes build(const Entries& entries, std::size_t depth) {
        rlp::Writer writer;
        if (entries.size() == 1) {
            const auto& [key, value] = entries[0];
            writer.string(compact(Bytes(key.begin() + static_cast<std::ptrdiff_t>(depth), key.end()), true))
                .string(value);
            writer.end_list(0);
            return keep(writer);
        }
        std::size_t end = depth;
        const Bytes& first = entries.front().first;
        const Bytes& last = entries.back().first;
        while (end < first.size() && first[end] == last[end]) ++end;
        if (end != depth) {
            const Bytes child = build(entries, end);
            const auto begin = first.begin();
            writer.string(compact(
                Bytes(begin + static_cast<std::ptrdiff_t>(depth), begin + static_cast<std::ptrdiff_t>(end)), false
            ));
            add_child(writer, child);
            writer.end_list(0);
            return keep(writer);
        }
        for (std::uint8_t digit = 0; digit < 16; ++digit) {
            Entries below;
            for (const auto& entry : entries) {
                if (entry.first[depth] == digit) below.push_back(entry);
            }
            if (below.empty()) {
                writer.string({});
            } else {
                add_child(writer, build(below, depth + 1));
            }
        }
        writer.string({});
        writer.end_list(0);
        return keep(writer);
    }
};

// A trie with what it needs.
template <class Trie>
struct Owned {
    explicit Owned(std::span<const ByteView> nodes = {}, const Hash& root = kEmptyTrieRoot)
        : store(nodes),
          trie(store, arena, failure, "trie", root) {}

    [[nodiscard]] std::string message() const {
        if (!failure) return "none";
        std::array<char, 256> buffer;
        return std::string(write_message(buffer, *failure));
    }

    NodeStore store;
    Arena arena;
    rlp::Failure failure;
    Trie trie;
};

Bytes bytes_of(ByteView view) {
    return {view.begin(), view.end()};
}

// A key of 32 bytes; few different first bytes and long common parts make every kind of node.
Bytes random_key(std::mt19937_64& random, int style) {
    Bytes key(32, 0);
    switch (style) {
        case 0:  // as hashes are
            for (auto& byte : key) byte = static_cast<std::uint8_t>(random());
            break;
        case 1:  // long extensions, branches at the end
            for (std::size_t i = 0; i < 3; ++i) key[31 - 13 * i] = static_cast<std::uint8_t>(random() % 4 * 0x11);
            break;
        default:  // the last two nibbles only: nodes within nodes
            key[31] = static_cast<std::uint8_t>(random());
            break;
    }
    return key;
}

Bytes random_value(std::mt19937_64& random) {
    Bytes value(1 + random() % (random() % 3 == 0 ? 100 : 3));
    for (auto& byte : value) byte = static_cast<std::uint8_t>(random());
    return value;
}

// Runs one official file; updates with null delete.
template <class Trie>
std::size_t run_official(const std::string& file, bool is_secure) {
    std::size_t n = 0;
    const auto text_bytes = [](const std::string& text) {
        return text.starts_with("0x") ? from_hex(text).value() : Bytes(text.begin(), text.end());
    };
    const Json cases = Json::parse(test::read_text(test::vectors_path("ethereum/TrieTests/" + file)));
    for (const auto& [name, each] : cases.items()) {
        Owned<Trie> owned;
        KeyedValues map;
        const auto update = [&](const Json& key, const Json& value) {
            Bytes key_bytes = text_bytes(key.template get<std::string>());
            if (is_secure) {
                const Hash hash = keccak256(key_bytes);
                key_bytes.assign(hash.begin(), hash.end());
            }
            if (value.is_null()) {
                owned.trie.erase(key_bytes);
                map.erase(key_bytes);
            } else {
                map[key_bytes] = text_bytes(value.template get<std::string>());
                owned.trie.insert(key_bytes, map[key_bytes]);
            }
        };
        if (each["in"].is_array()) {
            for (const Json& pair : each["in"]) update(pair[0], pair[1]);
        } else {
            for (const auto& [key, value] : each["in"].items()) update(Json(key), value);
        }
        const Hash root = owned.trie.root();
        EXPECT_EQ(to_hex(root), each["root"].template get<std::string>()) << file << ": " << name;
        for (const auto& [key, value] : map) EXPECT_EQ(bytes_of(owned.trie.get(key)), value) << file << ": " << name;
        EXPECT_EQ(owned.message(), "none");
        ++n;
    }
    return n;
}

TEST(PartialTrie, Official) {
    ZK_NEEDS_VECTORS(test::vectors_path("ethereum/TrieTests"));
    EXPECT_EQ(run_official<AnyKeyTrie>("trieanyorder.json", false), 7u);
    EXPECT_EQ(run_official<AnyKeyTrie>("trietest.json", false), 5u);
    EXPECT_EQ(run_official<PartialTrie>("trieanyorder_secureTrie.json", true), 7u);
    EXPECT_EQ(run_official<PartialTrie>("trietest_secureTrie.json", true), 3u);
    EXPECT_EQ(run_official<PartialTrie>("hex_encoded_securetrie_test.json", true), 3u);
}

TEST(PartialTrie, EveryOrderOfAnOfficialCaseGivesItsRoot) {
    ZK_NEEDS_VECTORS(test::vectors_path("ethereum/TrieTests"));
    const Json cases = Json::parse(test::read_text(test::vectors_path("ethereum/TrieTests/trieanyorder.json")));
    for (const auto& [name, each] : cases.items()) {
        std::vector<std::pair<std::string, std::string>> pairs;
        for (const auto& [key, value] : each["in"].items()) pairs.emplace_back(key, value.get<std::string>());
        if (pairs.size() > 5) continue;
        std::ranges::sort(pairs);
        do {
            Owned<AnyKeyTrie> owned;
            for (const auto& [key, value] : pairs) {
                const auto raw = [](const std::string& t) {
                    return t.starts_with("0x") ? from_hex(t).value() : Bytes(t.begin(), t.end());
                };
                owned.trie.insert(raw(key), raw(value));
            }
            EXPECT_EQ(to_hex(owned.trie.root()), each["root"].get<std::string>()) << name;
        } while (std::ranges::next_permutation(pairs).found);
    }
}

TEST(PartialTrie, RandomChangesAsRebuiltFromNothing) {
    std::mt19937_64 random(20261122);
    for (int style = 0; style < 3; ++style) {
        for (int round = 0; round < 40; ++round) {
            Owned<PartialTrie> owned;
            KeyedValues map;
            std::vector<Bytes> keys;
            for (int step = 0; step < 120; ++step) {
                const bool old = !keys.empty() && random() % 2 == 0;
                Bytes key = old ? keys[random() % keys.size()] : random_key(random, style);
                if (random() % 5 < 2) {
                    owned.trie.erase(key);
                    map.erase(key);
                } else {
                    const Bytes value = random_value(random);
                    owned.trie.insert(key, value);
                    map[key] = value;
                }
                keys.push_back(std::move(key));
                if (random() % 4 == 0) {
                    ASSERT_EQ(to_hex(owned.trie.root()), to_hex(rebuilt_root(map)))
                        << style << ", " << round << ", " << step;
                }
            }
            for (const Bytes& key : keys) {
                const auto found = map.find(key);
                EXPECT_EQ(bytes_of(owned.trie.get(key)), found == map.end() ? Bytes() : found->second);
            }
            for (const Bytes& key : keys) owned.trie.erase(key);
            EXPECT_EQ(owned.trie.root(), kEmptyTrieRoot);
            EXPECT_EQ(owned.message(), "none");
        }
    }
}

TEST(PartialTrie, RandomChangesWithKeysOfAnyLength) {
    std::mt19937_64 random(20261123);
    for (int round = 0; round < 60; ++round) {
        Owned<AnyKeyTrie> owned;
        KeyedValues map;
        for (int step = 0; step < 100; ++step) {
            Bytes key(random() % 4, 0);
            for (auto& byte : key) byte = static_cast<std::uint8_t>(random() % 3 * 0x10 + random() % 2);
            if (random() % 5 < 2) {
                owned.trie.erase(key);
                map.erase(key);
            } else {
                map[key] = random_value(random);
                owned.trie.insert(key, map[key]);
            }
            ASSERT_EQ(to_hex(owned.trie.root()), to_hex(rebuilt_root(map))) << round << ", " << step;
        }
        EXPECT_EQ(owned.message(), "none");
    }
}

TEST(PartialTrie, RandomChangesOverAWitness) {
    std::mt19937_64 random(20261124);
    for (int style = 0; style < 3; ++style) {
        for (int round = 0; round < 30; ++round) {
            KeyedValues map;
            for (int i = 0; i < 80; ++i) map[random_key(random, style)] = random_value(random);
            const FullWitness witness(map);
            ASSERT_EQ(to_hex(witness.root), to_hex(rebuilt_root(map)));
            const auto views = witness.views();
            Owned<PartialTrie> owned(views, witness.root);
            EXPECT_EQ(owned.trie.root(), witness.root);
            for (const auto& [key, value] : map) ASSERT_EQ(bytes_of(owned.trie.get(key)), value);
            EXPECT_TRUE(owned.trie.get(random_key(random, 0)).empty());
            for (int step = 0; step < 120; ++step) {
                Bytes key = random_key(random, style);
                if (random() % 3 != 0 && !map.empty()) {
                    auto at = map.begin();
                    std::advance(at, static_cast<std::ptrdiff_t>(random() % map.size()));
                    key = at->first;
                }
                if (random() % 2 == 0) {
                    owned.trie.erase(key);
                    map.erase(key);
                } else {
                    map[key] = random_value(random);
                    owned.trie.insert(key, map[key]);
                }
                if (step % 8 == 0) {
                    ASSERT_EQ(to_hex(owned.trie.root()), to_hex(rebuilt_root(map)));
                }
            }
            ASSERT_EQ(to_hex(owned.trie.root()), to_hex(rebuilt_root(map)));
            EXPECT_EQ(owned.message(), "none");
        }
    }
}

// Every operation over a witness that lacks some nodes gives what it gives over the whole one, or fails for good.
TEST(PartialTrie, AMissingNodeIsAFailureOrWasNotNeeded) {
    std::mt19937_64 random(20261125);
    std::size_t n_failures = 0;
    std::size_t n_equal = 0;
    for (int round = 0; round < 2000; ++round) {
        const int style = round % 2;
        KeyedValues map;
        for (int i = 0; i < 12; ++i)
            map[random_key(random, style)] = Bytes(40, static_cast<std::uint8_t>(random() | 1));
        const FullWitness witness(map);
        auto views = witness.views();
        const std::size_t removed = random() % views.size();
        views.erase(views.begin() + static_cast<std::ptrdiff_t>(removed));
        Owned<PartialTrie> owned(views, witness.root);
        bool failed = false;
        for (int step = 0; step < 6 && !failed; ++step) {
            Bytes key = random_key(random, style);
            if (random() % 3 != 0 && !map.empty()) {
                auto at = map.begin();
                std::advance(at, static_cast<std::ptrdiff_t>(random() % map.size()));
                key = at->first;
            }
            const auto found = map.find(key);
            const Bytes expected = found == map.end() ? Bytes() : found->second;
            const Bytes got = bytes_of(owned.trie.get(key));
            if (!owned.failure) {
                EXPECT_EQ(got, expected);
            }
            if (random() % 2 == 0) {
                owned.trie.erase(key);
                map.erase(key);
            } else {
                map[key] = random_value(random);
                owned.trie.insert(key, map[key]);
            }
            const Hash root = owned.trie.root();
            failed = owned.failure.has_value();
            if (!failed) {
                EXPECT_EQ(to_hex(root), to_hex(rebuilt_root(map)));
            }
        }
        if (!failed) {
            ++n_equal;
            continue;
        }
        ++n_failures;
        EXPECT_EQ(
            owned.message(), "trie: expected its nodes in the witness, got " + to_hex(keccak256(witness.nodes[removed]))
        );
        for (const auto& [key, value] : map) EXPECT_TRUE(owned.trie.get(key).empty());  // for good
    }
    EXPECT_GT(n_failures, 300u);
    EXPECT_GT(n_equal, 300u);
}

// Two leaves below one branch: removing one needs the other, even though no key leads there.
TEST(PartialTrie, TheLoneSiblingOfARemovedKeyMustBeThere) {
    KeyedValues map;
    Bytes a(32, 0);
    Bytes b(32, 0);
    a[0] = 0x10;
    b[0] = 0x20;
    map[a] = Bytes(40, 1);
    map[b] = Bytes(40, 2);
    const FullWitness witness(map);
    ASSERT_EQ(witness.nodes.size(), 3u);
    for (std::size_t i = 0; i < 2; ++i) {
        std::vector<ByteView> views = witness.views();
        views.erase(views.begin() + static_cast<std::ptrdiff_t>(i));
        const Bytes& present = i == 0 ? b : a;
        Owned<PartialTrie> owned(views, witness.root);
        owned.trie.insert(present, Bytes(40, 3));  // needs no sibling
        EXPECT_EQ(owned.message(), "none");
        owned.trie.erase(present);
        EXPECT_EQ(
            owned.message(), "trie: expected its nodes in the witness, got " + to_hex(keccak256(witness.nodes[i]))
        );
    }
}

// One extension over a branch that the witness lacks: a key that leaves the extension needs nothing of the branch.
TEST(PartialTrie, SplittingAnExtensionNeedsNothingBelowIt) {
    KeyedValues map;
    for (std::uint8_t i = 0; i < 4; ++i) {
        Bytes key(32, 7);
        key[20] = i;
        map[key] = Bytes(40, i);
    }
    const FullWitness witness(map);
    std::vector<ByteView> root_alone;
    for (const Bytes& node : witness.nodes) {
        if (keccak256(node) == witness.root) root_alone.emplace_back(node);
    }
    ASSERT_EQ(root_alone.size(), 1u);
    for (std::uint32_t at = 0; at < 41; ++at) {  // the path has 41 nibbles
        Owned<PartialTrie> owned(root_alone, witness.root);
        KeyedValues grown = map;
        Bytes key(32, 7);
        key[20] = 0;
        key[at / 2] = static_cast<std::uint8_t>(key[at / 2] ^ (at % 2 == 0 ? 0x10 : 0x01));
        EXPECT_TRUE(owned.trie.get(key).empty());
        grown[key] = Bytes(33, 9);
        owned.trie.insert(key, grown[key]);
        EXPECT_EQ(to_hex(owned.trie.root()), to_hex(rebuilt_root(grown)));
        EXPECT_EQ(owned.message(), "none");
        owned.trie.erase(key);
        if (at < 40) {
            EXPECT_EQ(owned.trie.root(), witness.root);
            EXPECT_EQ(owned.message(), "none");
        } else {  // only the hash of the branch is left, and what lies there must be known
            EXPECT_NE(owned.message(), "none");
        }
    }
}

TEST(PartialTrie, EqualSubtriesAreChangedApart) {
    KeyedValues map;
    for (std::uint8_t high = 0; high < 2; ++high) {
        for (std::uint8_t low = 0; low < 3; ++low) {
            Bytes key(32, 0);
            key[0] = static_cast<std::uint8_t>(high << 4);
            key[9] = low;
            map[key] = Bytes(40, low);
        }
    }
    const FullWitness witness(map);
    const auto views = witness.views();
    Owned<PartialTrie> owned(views, witness.root);
    const Bytes first = map.begin()->first;
    map[first] = Bytes(40, 9);
    owned.trie.insert(first, map[first]);
    for (const auto& [key, value] : map) EXPECT_EQ(bytes_of(owned.trie.get(key)), value);
    EXPECT_EQ(to_hex(owned.trie.root()), to_hex(rebuilt_root(map)));
}

// --- nodes that no trie has ---

std::string refusal_of_root(const Bytes& node, const std::vector<Bytes>& others = {}) {
    std::vector<ByteView> views = {node};
    views.insert(views.end(), others.begin(), others.end());
    Owned<PartialTrie> owned(views, keccak256(node));
    static_cast<void>(owned.trie.get(Bytes(32, 0)));
    return owned.message();
}

Bytes list_of(const std::vector<Bytes>& items) {
    rlp::Writer writer;
    for (const Bytes& item : items) writer.raw(item);
    writer.end_list(0);
    return writer.take();
}

Bytes string_item(const Bytes& string) {
    return rlp::Writer().string(string).take();
}

Bytes leaf_path(std::size_t n_nibbles) {
    Bytes path(1 + n_nibbles / 2, 0);
    path[0] = n_nibbles % 2 == 0 ? 0x20 : 0x30;
    return path;
}

TEST(PartialTrie, MalformedNodesAreRefused) {
    const Bytes value = string_item(Bytes(40, 5));
    const Bytes hash = string_item(Bytes(32, 0xee));
    const Bytes leaf = list_of({string_item(leaf_path(64)), value});
    EXPECT_EQ(refusal_of_root(leaf), "none");

    std::vector<Bytes> branch(17, Bytes{0x80});
    EXPECT_EQ(refusal_of_root(list_of(branch)), "trie: expected branches with at least two children");
    branch[3] = hash;
    EXPECT_EQ(refusal_of_root(list_of(branch)), "trie: expected branches with at least two children");
    branch[5] = hash;
    EXPECT_EQ(refusal_of_root(list_of(branch)), "none");
    branch[16] = string_item({1});
    EXPECT_EQ(refusal_of_root(list_of(branch)), "trie: expected branches without a value");
    branch[16] = Bytes{0x80};
    for (const Bytes& bad :
         {string_item(Bytes(31, 1)),
          string_item(Bytes(33, 1)),
          string_item({1}),
          list_of({string_item(Bytes(40, 1))})}) {
        branch[7] = bad;
        EXPECT_EQ(
            refusal_of_root(list_of(branch)), "trie: expected children that are empty, hashes or nodes below 32 bytes"
        );
    }
    branch.resize(16, Bytes{0x80});
    branch[7] = Bytes{0x80};
    EXPECT_NE(refusal_of_root(list_of(branch)), "none");  // 16 items
    branch.resize(18, Bytes{0x80});
    EXPECT_NE(refusal_of_root(list_of(branch)), "none");

    // Paths.
    for (const std::size_t n : {62u, 63u, 65u, 66u}) {
        EXPECT_EQ(
            refusal_of_root(list_of({string_item(leaf_path(n)), value})),
            "trie: expected keys of 64 half-bytes, got " + std::to_string(n)
        );
    }
    for (const std::uint8_t first : {0x01, 0x21, 0x40, 0x50, 0x80, 0xff}) {
        Bytes path = leaf_path(64);
        path[0] = first;
        EXPECT_EQ(
            refusal_of_root(list_of({string_item(path), value})),
            "trie: expected a compact path that begins with 00, 1n, 20 or 3n"
        ) << int{first};
    }
    EXPECT_EQ(refusal_of_root(list_of({string_item({}), value})), "trie: expected a compact path");
    EXPECT_EQ(refusal_of_root(list_of({list_of({}), value})), "trie: expected a compact path");
    EXPECT_EQ(refusal_of_root(list_of({string_item({0}), hash})), "trie: expected extensions with a path");
    EXPECT_EQ(
        refusal_of_root(list_of({string_item({0x11}), Bytes{0x80}})),
        "trie: expected extensions of two items with a child"
    );
    EXPECT_EQ(
        refusal_of_root(list_of({string_item(leaf_path(64)), Bytes{0x80}})), "trie: expected leaves with a value"
    );
    EXPECT_NE(refusal_of_root(list_of({string_item(leaf_path(64)), list_of({value})})), "none");
    EXPECT_NE(refusal_of_root(list_of({string_item(leaf_path(64)), value, value})), "none");
    EXPECT_NE(refusal_of_root(list_of({value})), "none");
    EXPECT_NE(refusal_of_root(list_of({})), "none");
    EXPECT_EQ(refusal_of_root(value), "trie: expected nodes that are lists");
    EXPECT_EQ(refusal_of_root({}), "trie: expected an RLP item, but the list ended");
    Bytes longer = leaf;
    longer.push_back(0);
    EXPECT_EQ(refusal_of_root(longer), "trie: expected no more bytes, got 1");
    EXPECT_NE(refusal_of_root(Bytes(leaf.begin(), leaf.end() - 1)), "none");
    // A length in a longer form than needed.
    Bytes long_form = {0xf9, 0x00};
    long_form.insert(long_form.end(), leaf.begin() + 1, leaf.end());
    ASSERT_EQ(leaf[0], 0xf8);
    EXPECT_NE(refusal_of_root(long_form), "none");
}

TEST(PartialTrie, AnExtensionLeadsToABranch) {
    const Bytes value = string_item(Bytes(40, 5));
    const Bytes leaf = list_of({string_item(leaf_path(63)), value});
    const Hash leaf_hash = keccak256(leaf);
    const Bytes extension = list_of({string_item({0x10}), string_item(bytes_of(leaf_hash))});
    EXPECT_EQ(refusal_of_root(extension, {leaf}), "trie: expected a branch below an extension");
    const Bytes second = list_of({string_item({0x10}), string_item(Bytes(32, 1))});
    const Bytes first = list_of({string_item({0x10}), string_item(bytes_of(keccak256(second)))});
    EXPECT_EQ(refusal_of_root(first, {second}), "trie: expected a branch below an extension");
    // Within the extension itself.
    const Bytes small = list_of({string_item(leaf_path(63).size() > 3 ? Bytes{0x30} : Bytes{}), string_item({7})});
    EXPECT_NE(refusal_of_root(list_of({string_item({0x10}), small})), "none");
    // No nibble left for the branch.
    const Bytes path(33, 0);
    EXPECT_EQ(
        refusal_of_root(list_of({string_item(path), string_item(Bytes(32, 1))})),
        "trie: expected keys of 64 half-bytes, got 64"
    );
}

TEST(PartialTrie, ASmallNodeHasNoHashBelowTheRoot) {
    Bytes inner = {0xc2, 0x30, 0x01};  // a leaf without more path
    std::vector<Bytes> branch(17, Bytes{0x80});
    branch[0] = string_item(bytes_of(keccak256(inner)));
    branch[1] = branch[0];
    EXPECT_EQ(
        refusal_of_root(list_of(branch), {inner}), "trie: expected nodes below 32 bytes within their parents, got 3"
    );
}

TEST(NodeStore, FindsWhatWasGivenAndNothingElse) {
    std::mt19937_64 random(5);
    std::vector<Bytes> strings = {{}, {1}, {1}, Bytes(600, 2)};
    for (int i = 0; i < 1000; ++i) strings.push_back(random_value(random));
    const std::vector<ByteView> views(strings.begin(), strings.end());
    const NodeStore store(views);
    for (const Bytes& string : strings) {
        const auto found = store.find(keccak256(string));
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(bytes_of(*found), string);
        Hash other = keccak256(string);
        other[31] ^= 1;
        EXPECT_FALSE(store.find(other).has_value());
    }
    EXPECT_FALSE(NodeStore().find(Hash{}).has_value());
    EXPECT_FALSE(NodeStore(std::span<const ByteView>()).find(Hash{}).has_value());
    EXPECT_EQ(store.hashes().size(), strings.size());
}

}  // namespace
}  // namespace zk::guest

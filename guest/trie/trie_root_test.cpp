#include "guest/trie/trie_root.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace zk::guest {
namespace {

using Json = nlohmann::json;

struct Ascending {
    bool operator()(const Bytes& a, const Bytes& b) const { return std::ranges::lexicographical_compare(a, b); }
};
using KeyedValues = std::map<Bytes, Bytes, Ascending>;

Bytes bytes_of(const std::string& text) {
    return text.starts_with("0x") ? from_hex(text).value() : Bytes(text.begin(), text.end());
}

Hash root_of(const KeyedValues& map) {
    std::vector<TrieEntry> entries;
    for (const auto& [key, value] : map) entries.push_back({key, value});
    return trie_root(entries);
}

// Runs one official file; updates with null delete. Returns how many cases ran.
std::size_t run_official(const std::string& file, bool is_secure) {
    std::size_t n = 0;
    const Json cases = Json::parse(test::read_text(test::vectors_path("ethereum/TrieTests/" + file)));
    for (const auto& [name, each] : cases.items()) {
        KeyedValues map;
        const auto update = [&](const Json& key, const Json& value) {
            Bytes key_bytes = bytes_of(key.get<std::string>());
            if (is_secure) {
                const Hash hash = keccak256(key_bytes);
                key_bytes.assign(hash.begin(), hash.end());
            }
            if (value.is_null()) {
                map.erase(key_bytes);
            } else {
                map[key_bytes] = bytes_of(value.get<std::string>());
            }
        };
        if (each["in"].is_array()) {
            for (const Json& pair : each["in"]) update(pair[0], pair[1]);
        } else {
            for (const auto& [key, value] : each["in"].items()) update(Json(key), value);
        }
        EXPECT_EQ(to_hex(root_of(map)), each["root"].get<std::string>()) << file << ": " << name;
        ++n;
    }
    return n;
}

TEST(TrieRoot, Official) {
    ZK_NEEDS_VECTORS(test::vectors_path("ethereum/TrieTests"));
    EXPECT_EQ(run_official("trieanyorder.json", false), 7u);
    EXPECT_EQ(run_official("trieanyorder_secureTrie.json", true), 7u);
    EXPECT_EQ(run_official("trietest.json", false), 5u);
    EXPECT_EQ(run_official("trietest_secureTrie.json", true), 3u);
    EXPECT_EQ(run_official("hex_encoded_securetrie_test.json", true), 3u);
}

TEST(TrieRoot, EmptyIsTheHashOfTheEmptyString) {
    EXPECT_EQ(trie_root({}), kEmptyTrieRoot);
    EXPECT_EQ(list_root({}), kEmptyTrieRoot);
    EXPECT_EQ(keccak256(Bytes{0x80}), kEmptyTrieRoot);
}

TEST(TrieRoot, AListIsTheTrieOverRlpIndices) {
    for (const std::size_t n : {1u, 2u, 3u, 17u, 127u, 128u, 129u, 255u, 256u, 257u, 700u}) {
        KeyedValues map;
        std::vector<Bytes> values;
        for (std::size_t i = 0; i < n; ++i) {
            values.emplace_back(1 + i % 90, static_cast<std::uint8_t>(i + 1));
            map[rlp::Writer().uint(i).take()] = values.back();
        }
        const std::vector<ByteView> views(values.begin(), values.end());
        EXPECT_EQ(list_root(views), root_of(map)) << n << " values";
    }
}

TEST(TrieRoot, EveryValueAndItsPlaceCount) {
    std::vector<Bytes> values;
    for (std::size_t i = 0; i < 20; ++i) values.emplace_back(40, static_cast<std::uint8_t>(i));
    const auto root = [&values] { return list_root(std::vector<ByteView>(values.begin(), values.end())); };
    const Hash expected = root();
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i][39] ^= 1;
        EXPECT_NE(root(), expected) << i;
        values[i][39] ^= 1;
        std::swap(values[i], values[(i + 1) % values.size()]);
        EXPECT_NE(root(), expected) << i;
        std::swap(values[i], values[(i + 1) % values.size()]);
    }
    EXPECT_EQ(root(), expected);
    values.pop_back();
    EXPECT_NE(root(), expected);
}

}  // namespace
}  // namespace zk::guest

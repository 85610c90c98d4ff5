#include "guest/keyed_hash.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/state/flat_map.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <vector>

namespace zk::guest {
namespace {

using Words = std::array<std::uint32_t, 8>;
constexpr std::size_t kKeys = 4096;
constexpr unsigned kLog = 13;

std::uint32_t bucket(const HashKey& hash, const Words& key) {
    std::uint32_t words[8];
    std::copy(key.begin(), key.end(), words);
    return hash(words) >> (32 - kLog);
}

/// Pairs of keys in one bucket.
std::size_t collisions(const HashKey& hash, const std::vector<Words>& keys) {
    std::vector<std::size_t> n(std::size_t{1} << kLog);
    std::size_t pairs = 0;
    for (const Words& key : keys) pairs += n[bucket(hash, key)]++;
    return pairs;
}

HashKey key_of(std::uint64_t seed) {
    test::Random random(seed);
    Hash bytes;
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
    return HashKey(bytes);
}

// What contracts like to use as keys, and what suits multiplication badly: a universal hash has 2^-12 collisions a pair at most, on average over keys.
TEST(HashKey, SpreadsKeysThatDifferInFewBits) {
    const std::vector<std::pair<std::string, std::function<Words(std::uint32_t)>>> families = {
        {"low word counts", [](std::uint32_t i) { return Words{i}; }},
        {"second word counts",
         [](std::uint32_t i) {
             return Words{0, i};
         }},
        {"last word counts",
         [](std::uint32_t i) {
             return Words{1, 2, 3, 4, 5, 6, 7, i};
         }},
        {"upper half of a word", [](std::uint32_t i) { return Words{i << 16}; }},
        {"top bits",
         [](std::uint32_t i) {
             return Words{0, 0, 0, 0, 0, 0, 0, i << 20};
         }},
        {"two words opposite",
         [](std::uint32_t i) {
             return Words{i, 0, 0u - i};
         }},
        {"a pair counts",
         [](std::uint32_t i) {
             return Words{i & 63, i >> 6};
         }},
        {"all words the same",
         [](std::uint32_t i) {
             return Words{i, i, i, i, i, i, i, i};
         }},
    };
    constexpr std::size_t kSeeds = 20;
    constexpr std::size_t kPairs = kKeys * (kKeys - 1) / 2;
    for (const auto& [name, key] : families) {
        std::vector<Words> keys;
        for (std::uint32_t i = 0; i < kKeys; ++i) keys.push_back(key(i));
        std::size_t sum = 0;
        for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) sum += collisions(key_of(seed), keys);
        EXPECT_LT(sum, kSeeds * kPairs >> (kLog - 1)) << name;
    }
}

// How far linear probing walks in a table half full, for keys in arithmetic progression: few long walks under any key.
TEST(HashKey, MakesNoClustersOfProgressions) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const HashKey hash = key_of(seed);
        std::vector<bool> taken(std::size_t{1} << kLog);
        std::size_t n_steps = 0;
        std::size_t longest = 0;
        for (std::uint32_t i = 0; i < kKeys; ++i) {
            std::size_t at = bucket(hash, {0, 0, 0, 0, 0, 0, 0, i});
            std::size_t steps = 0;
            for (; taken[at]; at = (at + 1) & (taken.size() - 1)) ++steps;
            taken[at] = true;
            n_steps += steps;
            longest = std::max(longest, steps);
        }
        EXPECT_LT(n_steps, 2 * kKeys) << seed;
        EXPECT_LT(longest, 120u) << seed;
    }
}

TEST(HashKey, CollisionsUnderOneKeyAreNoneUnderAnother) {
    const HashKey known;
    const std::uint32_t opposite = -load_u32le(keccak256(Bytes(33)).data());
    std::vector<Words> keys;
    for (std::uint32_t i = 0; i < kKeys; ++i) keys.push_back({opposite, i});
    EXPECT_EQ(collisions(known, keys), kKeys * (kKeys - 1) / 2);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_LT(collisions(key_of(seed), keys), 4 * kKeys) << seed;
}

TEST(HashKey, EveryWordMatters) {
    const HashKey hash = key_of(1);
    std::uint32_t words[13] = {};
    const std::uint32_t zero = hash(words);
    for (std::uint32_t& word : words) {
        word = 1;
        EXPECT_NE(hash(words), zero);
        word = 0;
    }
}

TEST(FlatMap, FindsWhatWasPutAndNothingElse) {
    const HashKey hash = key_of(2);
    FlatMap<Words> map(hash);
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(map.find({}), FlatMap<Words>::kNone);
        for (std::uint32_t i = 0; i < 1000; ++i) map.insert({i, round == 0 ? 0u : 1u}, i);
        for (std::uint32_t i = 0; i < 1000; ++i) {
            EXPECT_EQ(map.find({i, round == 0 ? 0u : 1u}), i);
            EXPECT_EQ(map.find({i, 2}), FlatMap<Words>::kNone);
        }
        map.clear();
    }
}

}  // namespace
}  // namespace zk::guest

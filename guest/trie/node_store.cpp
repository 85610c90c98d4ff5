#include "guest/trie/node_store.hpp"

#include "guest/keccak/keccak.hpp"

#include <algorithm>
#include <bit>

namespace zk::guest {

NodeStore::NodeStore(std::span<const ByteView> strings, const HashKey& key)
    : key_(key),
      strings_(strings.begin(), strings.end()) {
    hashes_.reserve(strings.size());
    buckets_.assign(std::bit_ceil(2 * strings.size() + 2), kNone);
    shift_ = 32 - static_cast<unsigned>(std::countr_zero(buckets_.size()));
    const std::size_t mask = buckets_.size() - 1;
    for (std::uint32_t i = 0; i < strings.size(); ++i) {
        const Hash& hash = hashes_.emplace_back(keccak256(strings[i]));
        std::size_t at = first(hash.data());
        while (buckets_[at] != kNone && hashes_[buckets_[at]] != hash) at = (at + 1) & mask;
        if (buckets_[at] == kNone) buckets_[at] = i;
    }
}

std::size_t NodeStore::first(const std::uint8_t* digest) const {
    // Eight bytes: a node's author cannot make many that agree in them.
    const std::uint32_t words[2] = {load_u32le(digest), load_u32le(digest + 4)};
    return key_(words) >> shift_;
}

std::optional<ByteView> NodeStore::find(const std::uint8_t* digest) const {
    if (buckets_.empty()) return std::nullopt;
    const std::size_t mask = buckets_.size() - 1;
    for (std::size_t at = first(digest); buckets_[at] != kNone; at = (at + 1) & mask) {
        const Hash& hash = hashes_[buckets_[at]];
        if (std::equal(hash.begin(), hash.end(), digest)) return strings_[buckets_[at]];
    }
    return std::nullopt;
}

}  // namespace zk::guest

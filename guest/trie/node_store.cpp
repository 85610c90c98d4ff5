#include "guest/trie/node_store.hpp"

#include "guest/keccak/keccak.hpp"

#include <algorithm>
#include <bit>

namespace zk::guest {

NodeStore::NodeStore(std::span<const ByteView> strings) : strings_(strings.begin(), strings.end()) {
    hashes_.reserve(strings.size());
    buckets_.assign(std::bit_ceil(2 * strings.size() + 1), kNone);
    const std::size_t mask = buckets_.size() - 1;
    for (std::uint32_t i = 0; i < strings.size(); ++i) {
        const Hash& hash = hashes_.emplace_back(keccak256(strings[i]));
        std::size_t at = load_u32le(hash.data()) & mask;
        while (buckets_[at] != kNone && hashes_[buckets_[at]] != hash) at = (at + 1) & mask;
        if (buckets_[at] == kNone) buckets_[at] = i;
    }
}

std::optional<ByteView> NodeStore::find(const std::uint8_t* digest) const {
    if (buckets_.empty()) return std::nullopt;
    const std::size_t mask = buckets_.size() - 1;
    for (std::size_t at = load_u32le(digest) & mask; buckets_[at] != kNone; at = (at + 1) & mask) {
        const Hash& hash = hashes_[buckets_[at]];
        if (std::equal(hash.begin(), hash.end(), digest)) return strings_[buckets_[at]];
    }
    return std::nullopt;
}

}  // namespace zk::guest

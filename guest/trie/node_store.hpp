#pragma once
// Byte strings found by their keccak256: the trie nodes of a witness, or its codes. Each is hashed once, when the store is made; what is found
// therefore is what the hash commits to, whoever supplied it.

#include "base/bytes.hpp"
#include "guest/keyed_hash.hpp"
#include "guest/types.hpp"

#include <optional>
#include <span>
#include <vector>

namespace zk::guest {

class NodeStore {
  public:
    NodeStore() = default;
    /// In any order; repeated strings count once. The views are kept.
    explicit NodeStore(std::span<const ByteView> strings, const HashKey& key = HashKey());

    /// `digest` points to 32 bytes.
    [[nodiscard]] std::optional<ByteView> find(const std::uint8_t* digest) const;
    [[nodiscard]] std::optional<ByteView> find(const Hash& digest) const { return find(digest.data()); }

    /// Hashes in the order given.
    [[nodiscard]] const std::vector<Hash>& hashes() const { return hashes_; }

  private:
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};

    [[nodiscard]] std::size_t first(const std::uint8_t* digest) const;

    HashKey key_;
    unsigned shift_ = 0;  ///< of a hash of the digest's first words, to make it an index of buckets_
    std::vector<ByteView> strings_;
    std::vector<Hash> hashes_;
    std::vector<std::uint32_t> buckets_;  ///< open addressing, at most half full
};

}  // namespace zk::guest

#pragma once
// A hash map from fixed-size keys to indices, open addressing, no removal: all that the state needs. Hashing is not keyed: keys that collide only cost
// time, which the prover spends on itself.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace zk::guest {

/// Key: trivially copyable, without padding, comparable.
template <class Key>
class FlatMap {
  public:
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};

    [[nodiscard]] std::uint32_t find(const Key& key) const {
        if (buckets_.empty()) return kNone;
        for (std::size_t at = slot_of(key);; at = (at + 1) & (buckets_.size() - 1)) {
            const std::uint32_t entry = buckets_[at];
            if (entry == kNone) return kNone;
            if (entries_[entry].key == key) return entries_[entry].value;
        }
    }

    /// The key must be absent.
    void insert(const Key& key, std::uint32_t value) {
        if (2 * (entries_.size() + 1) > buckets_.size()) grow();
        entries_.push_back({key, value});
        place(static_cast<std::uint32_t>(entries_.size() - 1));
    }

    void clear() {
        buckets_.clear();
        entries_.clear();
    }

  private:
    struct Entry {
        Key key;
        std::uint32_t value;
    };

    [[nodiscard]] std::size_t slot_of(const Key& key) const {
        std::uint32_t words[sizeof(Key) / 4];
        static_assert(sizeof(Key) % 4 == 0);
        std::memcpy(words, &key, sizeof(Key));
        std::uint32_t h = 0x9e3779b9u;
        for (const std::uint32_t word : words) h = (h ^ word) * 0x85ebca6bu + (h >> 15);
        return (h ^ h >> 13) & (buckets_.size() - 1);
    }
    void place(std::uint32_t entry) {
        std::size_t at = slot_of(entries_[entry].key);
        while (buckets_[at] != kNone) at = (at + 1) & (buckets_.size() - 1);
        buckets_[at] = entry;
    }
    void grow() {
        buckets_.assign(buckets_.empty() ? 16 : 2 * buckets_.size(), kNone);
        for (std::uint32_t i = 0; i < entries_.size(); ++i) place(i);
    }

    std::vector<std::uint32_t> buckets_;
    std::vector<Entry> entries_;
};

}  // namespace zk::guest

#pragma once
// A hash map from fixed-size keys to indices, open addressing, no removal: all that the state needs.

#include "guest/keyed_hash.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace zk::guest {

/// Key: trivially copyable, without padding, whole words, equal where its bytes are.
template <class Key>
class FlatMap {
  public:
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};

    /// The key is borrowed.
    explicit FlatMap(const HashKey& hash) : hash_(&hash) {}

    [[nodiscard]] std::uint32_t find(const Key& key) const {
        if (buckets_.empty()) return kNone;
        const Words words = words_of(key);
        const std::size_t mask = buckets_.size() - 1;
        for (std::size_t at = first(words);; at = (at + 1) & mask) {
            const std::uint32_t entry = buckets_[at];
            if (entry == kNone) return kNone;
            if (entries_[entry].key == words) return entries_[entry].value;
        }
    }

    /// The key must be absent.
    void insert(const Key& key, std::uint32_t value) {
        if (2 * (entries_.size() + 1) > buckets_.size()) grow();
        entries_.push_back({words_of(key), value});
        place(static_cast<std::uint32_t>(entries_.size() - 1));
    }

    void clear() {
        buckets_.clear();
        entries_.clear();
        shift_ = kShiftOfNone;
    }

  private:
    static_assert(sizeof(Key) % 4 == 0);
    static constexpr std::size_t kWords = sizeof(Key) / 4;
    static constexpr unsigned kFirstLog = 4;
    static constexpr unsigned kShiftOfNone = 32 - kFirstLog + 1;  // one more than that of the first buckets

    struct Words {
        std::uint32_t word[kWords];

        friend bool operator==(const Words& a, const Words& b) {
            std::uint32_t difference = 0;
            for (std::size_t i = 0; i < kWords; ++i) difference |= a.word[i] ^ b.word[i];
            return difference == 0;
        }
    };
    struct Entry {
        Words key;
        std::uint32_t value;
    };

    static Words words_of(const Key& key) {
        Words out;
        const void* const at = &key;
        // Keys of bytes may lie anywhere; where they are aligned, words are loaded.
        if (reinterpret_cast<std::uintptr_t>(at) % 4 == 0) {
            std::memcpy(out.word, __builtin_assume_aligned(at, 4), sizeof(Key));
        } else {
            std::memcpy(out.word, at, sizeof(Key));
        }
        return out;
    }
    [[nodiscard]] std::size_t first(const Words& words) const { return (*hash_)(words.word) >> shift_; }
    void place(std::uint32_t entry) {
        const std::size_t mask = buckets_.size() - 1;
        std::size_t at = first(entries_[entry].key);
        while (buckets_[at] != kNone) at = (at + 1) & mask;
        buckets_[at] = entry;
    }
    void grow() {
        buckets_.assign(buckets_.empty() ? std::size_t{1} << kFirstLog : 2 * buckets_.size(), kNone);
        --shift_;
        for (std::uint32_t i = 0; i < entries_.size(); ++i) place(i);
    }

    const HashKey* hash_;
    unsigned shift_ = kShiftOfNone;  ///< of a hash, to make it an index of buckets_
    std::vector<std::uint32_t> buckets_;
    std::vector<Entry> entries_;
};

}  // namespace zk::guest

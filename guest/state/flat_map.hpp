#pragma once
// A hash map from fixed-size keys to indices, open addressing, no removal: all that the state needs. Hashing is not keyed: keys that collide only cost
// time, which the prover spends on itself.

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

    [[nodiscard]] std::uint32_t find(const Key& key) const {
        if (buckets_.empty()) return kNone;
        const Words words = words_of(key);
        const std::size_t mask = buckets_.size() - 1;
        for (std::size_t at = hash(words) & mask;; at = (at + 1) & mask) {
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
    }

  private:
    static_assert(sizeof(Key) % 4 == 0);
    static constexpr std::size_t kWords = sizeof(Key) / 4;

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
    static std::size_t hash(const Words& words) {
        std::uint32_t h = 0x9e3779b9u;
        for (const std::uint32_t word : words.word) h = (h ^ word) * 0x85ebca6bu + (h >> 15);
        return h ^ h >> 13;
    }
    void place(std::uint32_t entry) {
        const std::size_t mask = buckets_.size() - 1;
        std::size_t at = hash(entries_[entry].key) & mask;
        while (buckets_[at] != kNone) at = (at + 1) & mask;
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

#include "vm/memory/digest_map.hpp"

#include <utility>

namespace zk::vm {

DigestMap::DigestMap() : keys_(1024, 0), values_(1024) {}

std::size_t DigestMap::slot_of(std::uint32_t key) const noexcept {
    const std::size_t mask = keys_.size() - 1;
    // Fibonacci hashing: neighbouring labels spread over the table.
    std::size_t slot = static_cast<std::size_t>(std::uint64_t{key} * 0x9E3779B97F4A7C15u >> 32) & mask;
    while (keys_[slot] != 0 && keys_[slot] != key) slot = (slot + 1) & mask;
    return slot;
}

const Digest* DigestMap::find(std::uint32_t key) const noexcept {
    const std::size_t slot = slot_of(key);
    return keys_[slot] == 0 ? nullptr : &values_[slot];
}

void DigestMap::set(std::uint32_t key, const Digest& value) {
    std::size_t slot = slot_of(key);
    if (keys_[slot] == 0) {
        if (2 * (n_entries_ + 1) > keys_.size()) {
            grow();
            slot = slot_of(key);
        }
        keys_[slot] = key;
        ++n_entries_;
    }
    values_[slot] = value;
}

void DigestMap::grow() {
    const std::vector<std::uint32_t> keys = std::exchange(keys_, std::vector<std::uint32_t>(2 * keys_.size(), 0));
    const std::vector<Digest> values = std::exchange(values_, std::vector<Digest>(keys_.size()));
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i] == 0) continue;
        const std::size_t slot = slot_of(keys[i]);
        keys_[slot] = keys[i];
        values_[slot] = values[i];
    }
}

}  // namespace zk::vm

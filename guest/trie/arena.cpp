#include "guest/trie/arena.hpp"

#include <algorithm>

namespace zk::guest {

void Arena::grow(std::size_t n) {
    const std::size_t n_bytes = std::max(n, kChunkBytes);
    chunks_.emplace_back(new std::uint8_t[n_bytes]);  // not zeroed
    next_ = chunks_.back().get();
    left_ = n_bytes;
}

ByteView Arena::copy(ByteView bytes) {
    std::uint8_t* const out = allocate(bytes.size());
    std::copy(bytes.begin(), bytes.end(), out);
    return {out, bytes.size()};
}

}  // namespace zk::guest

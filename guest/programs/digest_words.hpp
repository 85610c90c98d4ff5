#pragma once

#include "base/bytes.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/platform/host.hpp"

namespace zk::guest {

/// A digest as public words: little-endian, byte 0 in the low byte of word 0.
inline PublicWords digest_words(const Hash& hash) {
    PublicWords words;
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = load_u32le(hash.data() + 4 * i);
    return words;
}

}  // namespace zk::guest

#pragma once
// Root of a Merkle-Patricia trie built from scratch (Yellow Paper, appendix D).

#include "base/bytes.hpp"
#include "guest/types.hpp"

#include <span>

namespace zk::guest {

struct TrieEntry {
    ByteView key;
    ByteView value;
};

/// keccak256(0x80): the root of the trie without entries.
inline constexpr Hash kEmptyTrieRoot = {0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45,
                                        0xe6, 0x92, 0xc0, 0xf8, 0x6e, 0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c,
                                        0xad, 0xc0, 0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21};

/// Root over `entries`, which are strictly ascending by key (as byte strings); values are not empty. Recursion is as
/// deep as the longest key has half-bytes.
[[nodiscard]] Hash trie_root(std::span<const TrieEntry> entries);

/// Root of a list: value i under the key RLP(i). At most 2^16 values.
[[nodiscard]] Hash list_root(std::span<const ByteView> values);

}  // namespace zk::guest

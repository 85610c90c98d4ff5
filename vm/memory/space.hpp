#pragma once
// Address spaces, words and leaves of the memory bus and of the memory tree (docs/protocol.md, memory tree).

#include <array>
#include <cstdint>

namespace zk::vm {

/// The two high bits of a leaf's label.
enum class Space : std::uint8_t {
    kRegisters = 0,  ///< 32 words; word 0 (x0) is zero and never written
    kMemory = 1,     ///< word index = byte address / 4, below 2^29
    kPublic = 2,     ///< 8 words
};

inline constexpr int kTreeDepth = 28;
inline constexpr int kLeafIndexBits = 26;
inline constexpr std::uint32_t kLeafWords = 8;

using LeafWords = std::array<std::uint32_t, kLeafWords>;

/// Label at depth 28: space (2 bits) || leaf index (26 bits). A node at depth d has the label's high d bits.
constexpr std::uint32_t leaf_label(Space space, std::uint32_t leaf) noexcept {
    return static_cast<std::uint32_t>(space) << kLeafIndexBits | leaf;
}
constexpr Space space_of_label(std::uint32_t label) noexcept {
    return static_cast<Space>(label >> kLeafIndexBits);
}
/// Index within its space of word 0 of the leaf.
constexpr std::uint32_t first_word_of_label(std::uint32_t label) noexcept {
    return (label & ((1u << kLeafIndexBits) - 1)) * kLeafWords;
}

/// A leaf of a state: label at depth 28 and its words.
struct Leaf {
    std::uint32_t label;
    LeafWords words;

    friend bool operator==(const Leaf&, const Leaf&) = default;
};

/// A leaf with at least one access in a segment. times[i]: clock of the last access of word i, 0 when that word had
/// none (then its value is unchanged).
struct TouchedLeaf {
    std::uint32_t label;
    LeafWords first;
    LeafWords last;
    LeafWords times;

    friend bool operator==(const TouchedLeaf&, const TouchedLeaf&) = default;
};

}  // namespace zk::vm

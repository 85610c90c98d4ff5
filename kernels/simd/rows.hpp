#pragma once
// Rows of 16 words <-> vectors that hold one word of every row.

#include <cstddef>
#include <cstdint>

namespace zk::simd {
namespace {

/// kLanes rows of 16 words: word j of every row in out[j].
template <class L>
ZK_LANE void load_rows(typename L::V (&out)[16], const std::uint32_t* rows) {
    for (std::size_t half = 0; half < 16; half += L::kLanes) {
        typename L::V block[L::kLanes];
        for (std::size_t i = 0; i < L::kLanes; ++i) block[i] = L::load(rows + 16 * i + half);
        L::transpose(block);
        for (std::size_t i = 0; i < L::kLanes; ++i) out[half + i] = block[i];
    }
}
template <class L>
ZK_LANE void store_rows(std::uint32_t* rows, const typename L::V (&in)[16]) {
    for (std::size_t half = 0; half < 16; half += L::kLanes) {
        typename L::V block[L::kLanes];
        for (std::size_t i = 0; i < L::kLanes; ++i) block[i] = in[half + i];
        L::transpose(block);
        for (std::size_t i = 0; i < L::kLanes; ++i) L::store(rows + 16 * i + half, block[i]);
    }
}

}  // namespace
}  // namespace zk::simd

#pragma once

#include "kernels/simd/kernels.hpp"
#include "kernels/simd/poseidon.hpp"
#include "kernels/simd/rows.hpp"

namespace zk::simd {
namespace {

template <class L>
struct Hash {
    using V = typename L::V;

    static void permute_states(Word* states, std::size_t n) {
        for (std::size_t i = 0; i < n; i += L::kLanes) {
            V s[16];
            load_rows<L>(s, states + 16 * i);
            permute<L>(s);
            store_rows<L>(states + 16 * i, s);
        }
    }

    static void compress(Word* parents, const Word* children, std::size_t n) {
        for (std::size_t i = 0; i < n; i += L::kLanes) {
            V s[16];
            load_rows<L>(s, children + 16 * i);
            V left[8];
            for (int j = 0; j < 8; ++j) left[j] = s[j];
            permute<L>(s);
            for (int j = 0; j < 8; ++j) left[j] = add<L>(left[j], s[j]);
            L::store_blocks_of_8(parents + 8 * i, left);
        }
    }

    static void hash_leaves(
        Word* out,
        const Word* const* columns,
        std::size_t n_columns,
        std::size_t first_leaf,
        std::size_t n,
        int log_positions
    ) {
        const std::size_t n_positions = std::size_t{1} << log_positions;
        for (std::size_t i = 0; i < n; i += L::kLanes) {
            V s[16];
            for (V& x : s) x = L::zero();
            const std::size_t first = (first_leaf + i) << log_positions;
            int filled = 0;
            for (std::size_t at = first; at < first + n_positions; ++at) {
                for (std::size_t c = 0; c < n_columns; ++c) {
                    s[filled++] =
                        log_positions == 0 ? L::load(columns[c] + at) : L::load_strided(columns[c] + at, n_positions);
                    if (filled < kPoseidonRate) continue;
                    permute<L>(s);
                    filled = 0;
                }
            }
            if (filled > 0) {
                for (; filled < kPoseidonRate; ++filled) s[filled] = L::zero();
                permute<L>(s);
            }
            V digest[8];
            for (int j = 0; j < 8; ++j) digest[j] = s[j];
            L::store_blocks_of_8(out + 8 * i, digest);
        }
    }

    static std::uint64_t grind(const Word* state, Word mask, std::uint64_t first, std::size_t n) {
        Word words[L::kLanes];
        for (std::size_t i = 0; i < L::kLanes; ++i) {
            words[i] = to_montgomery(static_cast<std::uint32_t>((first + i) % kP));
        }
        V nonce = L::load(words);
        const V step = L::broadcast(to_montgomery(static_cast<std::uint32_t>(L::kLanes)));
        for (std::size_t i = 0; i < n; i += L::kLanes) {
            V s[16];
            s[0] = nonce;
            for (int j = 1; j < 8; ++j) s[j] = L::zero();
            for (int j = 8; j < 16; ++j) s[j] = L::broadcast(state[j]);
            permute<L>(s);
            const V canonical = mul<L>(s[0], L::broadcast(1));  // Montgomery reduction of the word itself
            const std::uint32_t fits = L::zero_mask(L::bit_and(canonical, L::broadcast(mask)));
            if (fits != 0) return first + i + static_cast<std::uint64_t>(__builtin_ctz(fits));
            nonce = add<L>(nonce, step);
        }
        return first + n;
    }

    static constexpr HashKernels kKernels = {permute_states, compress, hash_leaves, grind};
};

}  // namespace
}  // namespace zk::simd

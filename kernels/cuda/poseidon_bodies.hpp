#pragma once
// Poseidon2 kernels: permutations, leaves, tree layers, nonce search. One thread a permutation.

#include "kernels/cuda/body.hpp"
#include "kernels/cuda/poseidon_words.hpp"

#include <cstddef>

namespace zk::cuda {

/// A Digest in device memory: 32-byte aligned, so that one travels as two 16-byte accesses. Same bytes as zk::Digest.
struct alignas(32) DeviceDigest {
    std::uint32_t words[8];
};
static_assert(sizeof(DeviceDigest) == sizeof(Digest));

/// A PoseidonState in device memory, likewise.
struct alignas(32) DeviceState {
    std::uint32_t words[kPoseidonWidth];
};
static_assert(sizeof(DeviceState) == sizeof(PoseidonState));

/// Column-major matrix in device memory: element i of column j is data[j * stride + i].
struct DeviceColumns {
    Felt* data = nullptr;
    std::size_t stride = 0;
    std::uint32_t count = 0;
};

/// states[i] = permutation of states[i], i < n.
/// Floor: 128 B and 4,900 instructions a state; 4,900 / 33.5 T/s is 5 times the time of the bytes at 4.8 TB/s: bound by arithmetic.
struct PermuteBody {
    static constexpr std::uint32_t kMaxThreads = 256;

    DeviceState* states = nullptr;
    std::uint32_t n = 0;
    PoseidonTable table = kPoseidonTable;

    [[nodiscard]] LaunchShape shape() const { return {blocks_for(n, kMaxThreads), 1, kMaxThreads, 0, 1}; }

    ZK_HD void run(int, ThreadIndex at, std::uint32_t*) const {
        const std::uint32_t i = at.block_x * kMaxThreads + at.thread;
        if (i >= n) return;
        DeviceState state = states[i];
        permute_words(state.words, table);
        states[i] = state;
    }
};

/// out[i] = poseidon_hash of leaf first_leaf + i: positions [leaf << log_positions, (leaf + 1) << log_positions) of all columns,
/// position-major. Neighbouring threads take neighbouring leaves, hence read neighbouring words of a column (stride 2^log_positions; the other
/// positions of a sector are read later from cache).
/// Floor per 8 elements: 32 B and 4,900 instructions: bound by arithmetic by a factor 20.
struct LeafBody {
    static constexpr std::uint32_t kMaxThreads = 256;

    DeviceDigest* out = nullptr;
    const Felt* columns = nullptr;  ///< element i of column j at j * stride + i
    std::size_t stride = 0;
    std::size_t first_leaf = 0;
    std::uint32_t n_columns = 0;
    std::uint32_t n_leaves = 0;
    int log_positions = 0;
    PoseidonTable table = kPoseidonTable;

    [[nodiscard]] LaunchShape shape() const { return {blocks_for(n_leaves, kMaxThreads), 1, kMaxThreads, 0, 1}; }

    /// Walks a leaf in absorption order.
    struct Reader {
        const Felt* position;  ///< element of column 0
        const Felt* next;
        std::size_t stride;
        std::uint32_t n_columns;
        std::uint32_t column;
        std::uint32_t left;

        ZK_HD std::uint32_t take() {
            if (left == 0) return 0;
            const std::uint32_t word = next->montgomery();
            --left;
            next += stride;
            if (++column == n_columns) {
                column = 0;
                next = ++position;
            }
            return word;
        }
    };

    ZK_HD void run(int, ThreadIndex at, std::uint32_t*) const {
        const std::uint32_t i = at.block_x * kMaxThreads + at.thread;
        if (i >= n_leaves) return;
        const Felt* const begin = columns + ((first_leaf + i) << log_positions);
        Reader reader{begin, begin, stride, n_columns, 0, n_columns << log_positions};
        std::uint32_t s[kPoseidonWidth];
        std::uint32_t block[kPoseidonRate];
        ZK_UNROLL
        for (std::uint32_t& word : s) word = 0;
        // The next block is loaded before the permutation that hides its latency.
        const std::uint32_t n_blocks = (reader.left + kPoseidonRate - 1) / kPoseidonRate;
        ZK_UNROLL
        for (std::uint32_t& word : block) word = reader.take();
        ZK_NO_UNROLL
        for (std::uint32_t b = 0; b < n_blocks; ++b) {
            ZK_UNROLL
            for (int k = 0; k < kPoseidonRate; ++k) s[k] = block[k];
            ZK_UNROLL
            for (std::uint32_t& word : block) word = reader.take();
            permute_words(s, table);
        }
        DeviceDigest digest;
        ZK_UNROLL
        for (int k = 0; k < 8; ++k) digest.words[k] = s[k];
        out[i] = digest;
    }
};

/// Up to kMaxLevels tree layers in one launch. layers[0][i] = node(children[2i], children[2i + 1]) for i < n_parents, and layers[l] from
/// layers[l - 1]. For levels > 1, n_parents is a power of two (or a multiple of kMaxThreads).
/// A block owns kMaxThreads parents and everything above them; upper levels read shared memory (two buffers in turn, word-major), not
/// device memory, and idle warps leave their issue slots to other blocks.
/// Floor per parent: 96 B and 4,900 instructions: bound by arithmetic.
struct CompressBody {
    static constexpr std::uint32_t kMaxThreads = 128;
    static constexpr int kMaxLevels = 8;

    const DeviceDigest* children = nullptr;
    DeviceDigest* layers[kMaxLevels] = {};
    std::uint32_t n_parents = 0;
    int levels = 1;
    PoseidonTable table = kPoseidonTable;

    [[nodiscard]] LaunchShape shape() const {
        const std::uint32_t shared = levels > 1 ? 8 * (kMaxThreads + kMaxThreads / 2) : 0;
        return {blocks_for(n_parents, kMaxThreads), 1, kMaxThreads, shared, levels};
    }

    ZK_HD void run(int level, ThreadIndex at, std::uint32_t* shared) const {
        const std::uint32_t width = kMaxThreads >> level;  // nodes of this level a block makes
        const std::uint32_t node = at.block_x * width + at.thread;
        if (at.thread >= width || node >= n_parents >> level) return;
        // Even levels write the first buffer (stride kMaxThreads), odd levels the second (stride kMaxThreads / 2).
        constexpr std::uint32_t kSecond = 8 * kMaxThreads;
        std::uint32_t s[kPoseidonWidth];
        if (level == 0) {
            const DeviceDigest left = children[2 * std::size_t{node}];
            const DeviceDigest right = children[2 * std::size_t{node} + 1];
            ZK_UNROLL
            for (int k = 0; k < 8; ++k) {
                s[k] = left.words[k];
                s[k + 8] = right.words[k];
            }
        } else {
            const bool from_second = level % 2 == 0;
            const std::uint32_t* const from = shared + (from_second ? kSecond : 0);
            const std::uint32_t stride = from_second ? kMaxThreads / 2 : kMaxThreads;
            ZK_UNROLL
            for (std::uint32_t k = 0; k < 8; ++k) {
                s[k] = from[k * stride + 2 * at.thread];
                s[k + 8] = from[k * stride + 2 * at.thread + 1];
            }
        }
        std::uint32_t left[8];
        ZK_UNROLL
        for (int k = 0; k < 8; ++k) left[k] = s[k];
        permute_words(s, table);
        DeviceDigest digest;
        ZK_UNROLL
        for (int k = 0; k < 8; ++k) digest.words[k] = add_words(s[k], left[k]);
        layers[level][node] = digest;
        if (level + 1 == levels) return;
        const bool to_second = level % 2 == 1;
        std::uint32_t* const to = shared + (to_second ? kSecond : 0);
        const std::uint32_t stride = to_second ? kMaxThreads / 2 : kMaxThreads;
        ZK_UNROLL
        for (std::uint32_t k = 0; k < 8; ++k) to[k * stride + at.thread] = digest.words[k];
    }
};

/// *best = min(*best, smallest fitting nonce of [first, first + count)); first + count <= p. A nonce fits as CommitOps::grind says. Threads above a
/// known nonce stop at once; the minimum does not depend on their order.
/// Floor per nonce: 4,900 instructions, no memory.
struct GrindBody {
    static constexpr std::uint32_t kMaxThreads = 256;

    std::uint32_t* best = nullptr;
    std::uint32_t capacity[kPoseidonWidth - kPoseidonRate] = {};
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t mask = 0;  ///< 2^bits - 1
    PoseidonTable table = kPoseidonTable;

    [[nodiscard]] LaunchShape shape() const { return {blocks_for(count, kMaxThreads), 1, kMaxThreads, 0, 1}; }

    ZK_HD void run(int, ThreadIndex at, std::uint32_t*) const {
        const std::uint32_t i = at.block_x * kMaxThreads + at.thread;
        if (i >= count) return;
        const std::uint32_t nonce = first + i;
        if (peek(best) < nonce) return;
        std::uint32_t s[kPoseidonWidth];
        s[0] = Felt(nonce).montgomery();
        ZK_UNROLL
        for (int k = 1; k < kPoseidonRate; ++k) s[k] = 0;
        ZK_UNROLL
        for (int k = 0; k < kPoseidonWidth - kPoseidonRate; ++k) s[kPoseidonRate + k] = capacity[k];
        permute_words(s, table);
        if ((Felt::from_montgomery(s[0]).value() & mask) == 0) lower(best, nonce);
    }

  private:
    ZK_HD static std::uint32_t peek(const std::uint32_t* at) { return *static_cast<const volatile std::uint32_t*>(at); }
    ZK_HD static void lower(std::uint32_t* at, std::uint32_t nonce) {
#if defined(__CUDA_ARCH__)
        atomicMin(at, nonce);
#else
        *at = min_word(*at, nonce);
#endif
    }
};

}  // namespace zk::cuda

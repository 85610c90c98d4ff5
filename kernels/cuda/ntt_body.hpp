#pragma once
// One pass of the transform between natural and bit-reversed order: the layers of index bits [low, low + bits) in a tile of shared memory.
//
// The index of an element is (group | row | lane): `bits` row bits above `low` lane bits. A tile has all 2^bits rows of one group and 2^log_lanes
// neighbouring lanes, so device memory is read and written once a pass in runs of 2^log_lanes words (at least 8, a 32-byte sector; the pass with
// low = 0 has tiles of contiguous memory). Forward (decimation in frequency), the rows get a transform of length 2^bits, then element (row,
// lane) is multiplied by w_{2^(low + bits)}^(lane * brev(row)); what remains are transforms of length 2^low over the lanes, the next pass. Backward is
// the mirror image. A thread keeps 2^B <= 16 rows in registers for B layers, a *round*; between rounds the tile is in shared memory (the first
// round of a strided pass reads, the last one writes device memory directly).
//
// Floor an element of a transform of 2^n: n / 2 butterflies of 7 instructions, 8 for each inner boundary of passes (the twiddle), and 8 B a pass: at
// n = 21 (two passes) 82 instructions against 16 B (14 B when half of the input is zero), 2.4 ps against 3.3 (2.9) ps on an H200: bound by memory,
// narrowly.

#include "kernels/cuda/body.hpp"
#include "kernels/cuda/device_field.hpp"
#include "kernels/cuda/ntt_tables.hpp"

#include <cstddef>

namespace zk::cuda {

/// The `bits` low bits of i reversed, i < 2^bits, bits <= 32.
ZK_HD constexpr std::uint32_t reverse_bits(std::uint32_t i, int bits) {
#if defined(__CUDA_ARCH__)
    return bits == 0 ? 0 : __brev(i) >> (32 - bits);
#else
    std::uint32_t out = 0;
    for (int k = 0; k < bits; ++k) out |= ((i >> k) & 1u) << (bits - 1 - k);
    return out;
#endif
}

/// Shared-memory word of tile element t: one word of padding after 32 keeps strides of 16 and of 32 and more free of bank conflicts.
ZK_HD constexpr std::uint32_t padded(std::uint32_t t) {
    return t + (t >> 5);
}

template <bool kInverse>
struct NttPassBody {
    static constexpr std::uint32_t kMaxThreads = 512;
    static constexpr int kLeastBlocks = 2;
    static constexpr int kMaxRoundBits = 4;

    const Felt* source = nullptr;  ///< column j at j * source_stride; may be `target` (in place)
    Felt* target = nullptr;
    std::size_t source_stride = 0;
    std::size_t target_stride = 0;
    std::uint32_t n_columns = 0;  ///< <= kMaxGridY
    int log_n = 0;
    int low = 0;
    int bits = 0;       ///< 1..13
    int log_lanes = 0;  ///< <= low; 0 when low is 0
    /// Forward: source elements from 2^log_limit on are zero and are not read. log_limit < log_n needs the pass of the top bits.
    int log_limit = 0;
    Felt scale = Felt::one();  ///< inverse: 1/n in the pass of the top bits, else one
    NttTables tables;

    [[nodiscard]] ZK_HD constexpr int log_tile() const { return bits + log_lanes; }
    [[nodiscard]] ZK_HD constexpr int n_rounds() const { return (bits + kMaxRoundBits - 1) / kMaxRoundBits; }
    /// Tiles of contiguous memory are copied through shared memory by a phase of its own: its rounds of bit 0 would be scattered.
    [[nodiscard]] ZK_HD constexpr bool copies() const { return low == 0; }

    [[nodiscard]] LaunchShape shape() const {
        const std::uint32_t tile = 1u << log_tile();
        const std::uint32_t threads = tile / 16 < 32 ? 32 : tile / 16;
        return {1u << (log_n - log_tile()), n_columns, threads, padded(tile), n_rounds() + (copies() ? 1 : 0)};
    }

    struct Tile {
        const Felt* source;
        Felt* target;
        std::uint32_t threads;
        std::uint32_t group;       ///< index bits above the rows
        std::uint32_t first_lane;  ///< of the tile

        [[nodiscard]] ZK_HD std::uint32_t global(std::uint32_t t, int low_bit, int n_bits, int lane_bits) const {
            const std::uint32_t row = t >> lane_bits;
            const std::uint32_t lane = first_lane + (t & ((1u << lane_bits) - 1));
            return (group << (low_bit + n_bits)) | (row << low_bit) | lane;
        }
    };

    ZK_HD void run(int phase, ThreadIndex at, std::uint32_t* shared) const {
        const int log_lane_tiles = low - log_lanes;
        Tile tile;
        tile.source = source + at.block_y * source_stride;
        tile.target = target + at.block_y * target_stride;
        tile.threads = (1u << log_tile()) / 16 < 32 ? 32 : (1u << log_tile()) / 16;
        tile.group = at.block_x >> log_lane_tiles;
        tile.first_lane = (at.block_x & ((1u << log_lane_tiles) - 1)) << log_lanes;
        const int rounds = n_rounds();
        int round = phase;  // forward: rounds, then the copy; backward: the copy, then rounds in mirrored order
        if (copies()) {
            if (phase == (kInverse ? 0 : rounds)) {
                copy(tile, at.thread, shared);
                return;
            }
            if (kInverse) --round;
        }
        if (kInverse) round = rounds - 1 - round;
        // Round k of the forward order has B bits; the first ones take the remainder.
        const int least = bits / rounds;
        const int extra = bits % rounds;
        const int B = least + (round < extra ? 1 : 0);
        const int above = round * least + (round < extra ? round : extra);
        const int base = bits - above - B;
        switch (B) {
            case 1:
                do_round<1>(tile, base, at.thread, shared);
                break;
            case 2:
                do_round<2>(tile, base, at.thread, shared);
                break;
            case 3:
                do_round<3>(tile, base, at.thread, shared);
                break;
            default:
                do_round<4>(tile, base, at.thread, shared);
                break;
        }
    }

  private:
    ZK_HD void copy(const Tile& tile, std::uint32_t thread, std::uint32_t* shared) const {
        const std::uint32_t n = 1u << log_tile();
        for (std::uint32_t t = thread; t < n; t += tile.threads) {
            const std::uint32_t index = tile.global(t, low, bits, log_lanes);
            if (kInverse) {
                shared[padded(t)] = tile.source[index].montgomery();
            } else {
                tile.target[index] = Felt::from_montgomery(shared[padded(t)]);
            }
        }
    }

    /// w_{2^(low + bits)}^exponent (or its inverse), exponent < 2^(low + bits).
    [[nodiscard]] ZK_HD Felt root(std::uint32_t exponent) const {
        const std::uint32_t e = exponent << (Felt::kTwoAdicity - low - bits);
        return mul(tables.fine[e & ((1u << kLogFine) - 1)], tables.coarse[e >> kLogFine]);
    }

    /// The layers of row bits [base, base + B).
    template <int B>
    ZK_HD void do_round(const Tile& tile, int base, std::uint32_t thread, std::uint32_t* shared) const {
        constexpr std::uint32_t kRows = 1u << B;
        const bool top = base + B == bits;
        const bool bottom = base == 0;
        const bool strided = low > 0;
        // Forward starts at the top rows and ends at the bottom ones, backward the other way.
        const bool load_device = kInverse ? bottom && strided : top;
        const bool store_device = kInverse ? top : bottom && strided;
        const int shift = base + log_lanes;  // tile bits below this round's
        const std::uint32_t n_items = 1u << (log_tile() - B);
        for (std::uint32_t item = thread; item < n_items; item += tile.threads) {
            const std::uint32_t below = item & ((1u << shift) - 1);
            const std::uint32_t above = item >> shift;
            const std::uint32_t first = (above << (shift + B)) | below;
            const std::uint32_t row_below = below >> log_lanes;
            Felt v[kRows];
            ZK_UNROLL
            for (std::uint32_t e = 0; e < kRows; ++e) {
                const std::uint32_t t = first + (e << shift);
                if (load_device) {
                    const std::uint32_t index = tile.global(t, low, bits, log_lanes);
                    v[e] = kInverse || index >> log_limit == 0 ? tile.source[index] : Felt::zero();
                } else {
                    v[e] = Felt::from_montgomery(shared[padded(t)]);
                }
            }
            const std::uint32_t lane = tile.first_lane + (below & ((1u << log_lanes) - 1));
            if (kInverse && bottom && strided) twist<B>(v, above, lane);
            butterflies<B>(v, base, row_below, !kInverse && top && log_limit < log_n);
            if (!kInverse && bottom && strided) twist<B>(v, above, lane);
            if (kInverse && !strided && low + bits == log_n && top) {
                ZK_UNROLL
                for (std::uint32_t e = 0; e < kRows; ++e) v[e] = mul(v[e], scale);
            }
            ZK_UNROLL
            for (std::uint32_t e = 0; e < kRows; ++e) {
                const std::uint32_t t = first + (e << shift);
                if (store_device) {
                    tile.target[tile.global(t, low, bits, log_lanes)] = v[e];
                } else {
                    shared[padded(t)] = v[e].montgomery();
                }
            }
        }
    }

    template <int B>
    ZK_HD void butterflies(Felt (&v)[1 << B], int base, std::uint32_t row_below, bool upper_half_zero) const {
        ZK_UNROLL
        for (int step = 0; step < B; ++step) {
            const int k = kInverse ? step : B - 1 - step;
            const std::uint32_t half = 1u << k;
            // w_{2^(base + k + 1)}^j at tables.small[2^(base + k) + j], j = the row's bits below base + k
            const Felt* const roots = tables.small + (std::size_t{1} << (base + k)) + row_below;
            ZK_UNROLL
            for (std::uint32_t e = 0; e < (1u << B); ++e) {
                if ((e & half) != 0) continue;
                const Felt w = roots[(e & (half - 1)) << base];
                const Felt a = v[e];
                if (kInverse) {
                    const Felt b = mul(v[e + half], w);
                    v[e] = add(a, b);
                    v[e + half] = sub(a, b);
                } else if (k == B - 1 && upper_half_zero) {
                    v[e + half] = mul(a, w);
                } else {
                    const Felt b = v[e + half];
                    v[e] = add(a, b);
                    v[e + half] = mul_difference(a, b, w);
                }
            }
        }
    }

    /// v[e] *= scale * root(lane * brev(row)), row = (above << B) | e: over e in bit-reversed order these are powers of one root.
    template <int B>
    ZK_HD void twist(Felt (&v)[1 << B], std::uint32_t above, std::uint32_t lane) const {
        Felt factor = root(lane * reverse_bits(above, bits - B));
        if (kInverse) factor = mul(factor, scale);
        const Felt step = root(lane << (bits - B));
        ZK_UNROLL
        for (std::uint32_t m = 0; m < (1u << B); ++m) {
            std::uint32_t e = 0;
            ZK_UNROLL
            for (int k = 0; k < B; ++k) e |= ((m >> k) & 1u) << (B - 1 - k);
            v[e] = mul(v[e], factor);
            if (m + 1 < (1u << B)) factor = mul(factor, step);
        }
    }
};

}  // namespace zk::cuda

#pragma once
// A whole Merkle tree as kernels on a queue (device stream or host emulation).

#include "kernels/cuda/poseidon_bodies.hpp"

namespace zk::cuda {

/// A tree of 2^depth leaves as a heap of 2^(depth + 1) digests: layer d occupies [2^d, 2^(d + 1)), the root is 1, entry 0 is unused.
struct DeviceTree {
    DeviceDigest* heap = nullptr;
    int depth = 0;

    [[nodiscard]] DeviceDigest* layer(int d) const { return heap + (std::size_t{1} << d); }
    static constexpr std::size_t size(int depth) { return std::size_t{2} << depth; }
};

/// How many layers the launch makes whose first layer has 2^log_parents nodes. Wide layers fill the device alone, and threads idle in a fused one;
/// narrower ones (below one thread for each of an H200's 132 * 1,024) are fused because their launches would cost more than their work.
constexpr int fused_levels(int log_parents) {
    constexpr int kLogFill = 17;
    constexpr int kLogBlock = 7;
    if (log_parents > kLogFill) return 1;
    if (log_parents > kLogBlock) return 4;
    return log_parents + 1;
}

/// Fills layers depth - 1 .. 0 from layer(depth).
template <class Queue>
void enqueue_tree(Queue& queue, const DeviceTree& tree) {
    for (int d = tree.depth; d > 0;) {
        CompressBody body;
        body.children = tree.layer(d);
        body.n_parents = std::uint32_t{1} << (d - 1);
        body.levels = fused_levels(d - 1);
        for (int l = 0; l < body.levels; ++l) body.layers[l] = tree.layer(d - 1 - l);
        d -= body.levels;
        queue.run(body);
    }
}

}  // namespace zk::cuda

#pragma once
// A kernel is a *body*: a trivially copyable struct of its arguments with
//   static constexpr std::uint32_t kMaxThreads;              threads a block at most, for the register budget
//   static constexpr int kLeastBlocks;                       optional: blocks of kMaxThreads that a multiprocessor must hold
//   LaunchShape shape() const;                               grid, block, shared words, phases
//   ZK_HD void run(int phase, ThreadIndex at, std::uint32_t* shared) const;   what one thread does in one phase
// Between two phases all threads of a block meet (a barrier); within a phase threads of a launch touch disjoint memory, or read only.
// The CUDA kernel (launch.cuh) and the host emulation (emulation.hpp) run the same body.

#include "kernels/field/felt.hpp"

#include <cstdint>

namespace zk::cuda {

struct LaunchShape {
    std::uint32_t grid_x = 0;  ///< 0: nothing to launch
    std::uint32_t grid_y = 1;  ///< below 65,536
    std::uint32_t threads = 0;
    std::uint32_t shared_words = 0;  ///< at most 12,288 (48 KiB)
    int phases = 1;
};

struct ThreadIndex {
    std::uint32_t block_x = 0;
    std::uint32_t block_y = 0;
    std::uint32_t thread = 0;
};

/// Blocks of `threads` that cover `count` items; 0 for none.
constexpr std::uint32_t blocks_for(std::uint64_t count, std::uint32_t threads) {
    return static_cast<std::uint32_t>((count + threads - 1) / threads);
}

inline constexpr std::uint32_t kMaxGridY = 65535;

}  // namespace zk::cuda

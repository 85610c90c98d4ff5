#pragma once
// The one kernel template: runs a body's phases with a barrier between two. For .cu files.

#include "kernels/cuda/body.hpp"
#include "kernels/device/check.hpp"
#include "kernels/device/stream.hpp"

#include <stdexcept>

namespace zk::cuda {

template <class Body>
constexpr int least_blocks() {
    if constexpr (requires { Body::kLeastBlocks; }) return Body::kLeastBlocks;
    return 0;  // no bound
}

/// The body stays in the constant bank (__grid_constant__): no thread copies it.
template <class Body>
__global__ void __launch_bounds__(Body::kMaxThreads, least_blocks<Body>())
    run_body(const __grid_constant__ Body body, int phases) {
    extern __shared__ std::uint32_t shared[];
    const ThreadIndex at{blockIdx.x, blockIdx.y, threadIdx.x};
    for (int phase = 0; phase < phases; ++phase) {
        if (phase != 0) __syncthreads();
        body.run(phase, at, shared);
    }
}

template <class Body>
void launch(const device::Stream& stream, const Body& body, const char* name) {
    const LaunchShape shape = body.shape();
    if (shape.grid_x == 0) return;
    if (shape.threads > Body::kMaxThreads || shape.grid_y == 0 || shape.grid_y > kMaxGridY) {
        throw std::logic_error(std::string(name) + ": the launch shape leaves the body's bounds");
    }
    const dim3 grid(shape.grid_x, shape.grid_y);
    run_body<<<grid, shape.threads, shape.shared_words * sizeof(std::uint32_t), stream.get()>>>(body, shape.phases);
    device::check_launch(name);
}

}  // namespace zk::cuda

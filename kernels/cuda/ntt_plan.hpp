#pragma once
// How a transform of 2^log_n elements is cut into passes, and the passes as kernels on a queue (device stream or host emulation).

#include "kernels/cuda/ntt_body.hpp"
#include "kernels/cuda/poseidon_bodies.hpp"

#include <array>

namespace zk::cuda {

struct NttPass {
    int low = 0;
    int bits = 0;
    int log_lanes = 0;
};

struct NttPlan {
    std::array<NttPass, 3> passes{};  ///< top bits first
    int n_passes = 0;
};

/// 0 <= log_n <= 27. One pass up to 2^13, two up to 2^23, else three. Tiles hold 2^12 elements (2^13 where two passes need it), so three or more
/// blocks share a multiprocessor.
constexpr NttPlan make_ntt_plan(int log_n) {
    NttPlan plan;
    const auto push = [&](int low, int bits, int log_lanes) {
        plan.passes[static_cast<std::size_t>(plan.n_passes++)] = {low, bits, log_lanes};
    };
    constexpr int kLogTile = 12;
    constexpr int kLeastLogLanes = 3;
    const auto lanes = [](int bits) { return bits + kLeastLogLanes > kLogTile ? kLeastLogLanes : kLogTile - bits; };
    if (log_n == 0) return plan;
    if (log_n <= kLogSmall) {
        push(0, log_n, 0);
    } else if (log_n <= 23) {
        const int last = log_n <= 22 ? kLogTile : kLogSmall;
        push(last, log_n - last, lanes(log_n - last));
        push(0, last, 0);
    } else {
        const int upper = log_n - kLogTile;
        const int first = (upper + 1) / 2;
        push(log_n - first, first, lanes(first));
        push(kLogTile, upper - first, lanes(upper - first));
        push(0, kLogTile, 0);
    }
    return plan;
}

/// Enqueues the passes for columns of 2^log_n elements. Forward: source columns hold 2^log_source elements (log_source <= log_n; the rest is zero)
/// and may be the target. Inverse: log_source == log_n. Columns beyond one grid go into further launches. tables: of that direction.
template <bool kInverse, class Queue>
void enqueue_ntt(
    Queue& queue,
    DeviceColumns target,
    const Felt* source,
    std::size_t source_stride,
    int log_source,
    int log_n,
    NttTables tables
) {
    const NttPlan plan = make_ntt_plan(log_n);
    for (std::uint32_t column = 0; column < target.count; column += kMaxGridY) {
        const std::uint32_t count = target.count - column < kMaxGridY ? target.count - column : kMaxGridY;
        Felt* const to = target.data + column * target.stride;
        for (int step = 0; step < plan.n_passes; ++step) {
            const NttPass& pass = plan.passes[static_cast<std::size_t>(kInverse ? plan.n_passes - 1 - step : step)];
            NttPassBody<kInverse> body;
            body.source = step == 0 ? source + column * source_stride : to;
            body.target = to;
            body.source_stride = step == 0 ? source_stride : target.stride;
            body.target_stride = target.stride;
            body.n_columns = count;
            body.log_n = log_n;
            body.low = pass.low;
            body.bits = pass.bits;
            body.log_lanes = pass.log_lanes;
            body.log_limit = !kInverse && step == 0 ? log_source : log_n;
            const bool top = pass.low + pass.bits == log_n;
            body.scale = kInverse && top ? Felt(std::uint32_t{1} << log_n).inverse() : Felt::one();
            body.tables = tables;
            queue.run(body);
        }
    }
}

}  // namespace zk::cuda

#pragma once
// How the CPU back ends share an index range between OpenMP threads.

#include <algorithm>
#include <cstddef>

namespace zk {

/// Calls body(begin, end) on disjoint ranges that cover [0, n), each but the last a multiple of `grain` long, from at most `threads` threads.
/// Runs on the caller when one grain covers everything. `body` must not throw. grain >= 1.
template <class Body>
void parallel_ranges(int threads, std::size_t n, std::size_t grain, const Body& body) {
    if (n == 0) return;
    const std::size_t n_grains = (n + grain - 1) / grain;
    const std::size_t n_ranges = std::min(n_grains, static_cast<std::size_t>(std::max(threads, 1)));
    if (n_ranges <= 1) {
        body(std::size_t{0}, n);
        return;
    }
    const int team = static_cast<int>(n_ranges);
#pragma omp parallel for num_threads(team) schedule(static, 1)
    for (int t = 0; t < team; ++t) {
        const std::size_t begin = n_grains * static_cast<std::size_t>(t) / n_ranges * grain;
        const std::size_t end = std::min(n, n_grains * static_cast<std::size_t>(t + 1) / n_ranges * grain);
        body(begin, end);
    }
}

/// Sum of body(begin, end) over such ranges. Value needs operator+=.
template <class Value, class Body>
Value parallel_sum(int threads, std::size_t n, std::size_t grain, const Value& zero, const Body& body) {
    Value total = zero;
    parallel_ranges(threads, n, grain, [&](std::size_t begin, std::size_t end) {
        const Value part = body(begin, end);
#pragma omp critical(zk_parallel_sum)
        total += part;
    });
    return total;
}

/// For maps out[i] = f(in[2i], in[2i + 1]) that work in place: ranges are run in phases [2^k, 2^(k+1)), so that no thread overwrites what
/// another still reads. Within a range the body goes upwards.
template <class Body>
void parallel_halving_in_place(int threads, std::size_t n, std::size_t grain, const Body& body) {
    std::size_t begin = std::min(n, 2 * grain);
    body(std::size_t{0}, begin);
    while (begin < n) {
        const std::size_t end = std::min(n, 2 * begin);
        parallel_ranges(threads, end - begin, grain, [&](std::size_t from, std::size_t to) {
            body(begin + from, begin + to);
        });
        begin = end;
    }
}

}  // namespace zk

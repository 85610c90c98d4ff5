// cuda/<operation>/<shape>: the kernels on device memory, timed by CUDA events (the host's clock plays no part; launches of one iteration are
// enqueued together). items/s counts what the floor counts: permutations, butterflies, cells, elements. bytes/s counts the least traffic: each
// input read once, each output written once a pass. The device's ceilings are measured in the same run: cuda/copy (bytes) and the rates of the
// instructions that the kernels are made of (cuda/imad and those after it). Without a usable GPU the program says why and exits with 3.

#include "kernels/cuda/merkle_plan.hpp"
#include "kernels/cuda/ntt_plan.hpp"
#include "kernels/cuda/queue.hpp"
#include "kernels/device/buffer.hpp"
#include "kernels/device/query.hpp"

#include <benchmark/benchmark.h>

#include "perf/cuda_ceilings.hpp"

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

namespace zk {
namespace {

using device::DeviceBuffer;
using device::Event;
using device::Stream;

Stream& stream() {
    static Stream one;
    return one;
}

/// Random elements, a block of 2^20 repeated: zeros run cooler and faster than data, and making gigabytes on the host would take longer than the
/// measurement.
DeviceBuffer<Felt> random_felts(std::size_t n) {
    static const std::vector<Felt> kBlock = [] {
        std::vector<Felt> out(std::size_t{1} << 20);
        std::mt19937 engine(20240611);
        for (Felt& x : out) {
            x = Felt::from_montgomery(static_cast<std::uint32_t>(std::uint64_t{engine()} * Felt::kModulus >> 32));
        }
        return out;
    }();
    DeviceBuffer<Felt> out(n);
    std::size_t done = std::min(n, kBlock.size());
    device::upload<Felt>(stream(), out.view().subview(0, done), std::span(kBlock).first(done));
    while (done < n) {
        const std::size_t count = std::min(done, n - done);
        device::check(
            cudaMemcpyAsync(
                out.data() + done, out.data(), count * sizeof(Felt), cudaMemcpyDeviceToDevice, stream().get()
            ),
            "cudaMemcpyAsync"
        );
        done += count;
    }
    stream().synchronize();
    return out;
}

const DeviceBuffer<Felt>& table_memory() {
    static const DeviceBuffer<Felt> kOne = [] {
        const std::vector<Felt> host = cuda::make_ntt_tables();
        DeviceBuffer<Felt> out(host.size());
        device::upload<Felt>(stream(), out.view(), host);
        stream().synchronize();
        return out;
    }();
    return kOne;
}

/// Runs `work` (which enqueues on stream()) until the benchmark has enough; each iteration is timed by events around it.
template <class Work>
void time_on_device(benchmark::State& state, double items, double bytes, Work&& work) {
    const Event start(Event::Timing::on), stop(Event::Timing::on);
    work();  // warm: module load, caches of the tables
    stream().synchronize();
    for (auto _ : state) {
        start.record(stream());
        work();
        stop.record(stream());
        stop.synchronize();
        state.SetIterationTime(static_cast<double>(stop.elapsed_ms(start)) / 1e3);
    }
    const auto iterations = static_cast<double>(state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(iterations * items));
    state.SetBytesProcessed(static_cast<std::int64_t>(iterations * bytes));
}

// --- ceilings ---

void copy(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const DeviceBuffer<Felt> from = random_felts(n);
    const DeviceBuffer<Felt> to(n);
    const double bytes = 2.0 * static_cast<double>(n) * sizeof(Felt);
    time_on_device(state, static_cast<double>(n), bytes, [&] {
        device::check(
            cudaMemcpyAsync(to.data(), from.data(), n * sizeof(Felt), cudaMemcpyDeviceToDevice, stream().get()),
            "cudaMemcpyAsync"
        );
    });
}

template <perf::Instruction kInstruction>
void ceiling(benchmark::State& state) {
    const auto blocks = static_cast<std::uint32_t>(state.range(0));
    const DeviceBuffer<std::uint32_t> out(std::size_t{blocks} * perf::kCeilingThreads);
    const double operations = static_cast<double>(blocks) * perf::kCeilingThreads * perf::kCeilingOperations;
    time_on_device(state, operations, 0, [&] { perf::run_ceiling(stream(), kInstruction, out.data(), blocks); });
}

// --- hash ---

void permute(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const DeviceBuffer<Felt> states = random_felts(16 * n);
    cuda::DeviceQueue queue(stream());
    cuda::PermuteBody body;
    body.states = reinterpret_cast<cuda::DeviceState*>(states.data());
    body.n = static_cast<std::uint32_t>(n);
    time_on_device(state, static_cast<double>(n), 128.0 * static_cast<double>(n), [&] { queue.run(body); });
}

/// {leaves, columns, log_positions}; items are permutations.
void hash_leaves(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const auto width = static_cast<std::uint32_t>(state.range(1));
    const int log_positions = static_cast<int>(state.range(2));
    const std::size_t stride = n << log_positions;
    const DeviceBuffer<Felt> columns = random_felts(width * stride);
    const DeviceBuffer<cuda::DeviceDigest> digests(n);
    cuda::LeafBody body;
    body.out = digests.data();
    body.columns = columns.data();
    body.stride = stride;
    body.n_columns = width;
    body.n_leaves = static_cast<std::uint32_t>(n);
    body.log_positions = log_positions;
    cuda::DeviceQueue queue(stream());
    const std::size_t blocks = ((std::size_t{width} << log_positions) + kPoseidonRate - 1) / kPoseidonRate;
    const double bytes = 4.0 * static_cast<double>(width * stride) + 32.0 * static_cast<double>(n);
    time_on_device(state, static_cast<double>(n * blocks), bytes, [&] { queue.run(body); });
}

/// {depth}; items are nodes.
void tree(benchmark::State& state) {
    const int depth = static_cast<int>(state.range(0));
    const DeviceBuffer<Felt> memory = random_felts(8 * cuda::DeviceTree::size(depth));
    const cuda::DeviceTree heap{reinterpret_cast<cuda::DeviceDigest*>(memory.data()), depth};
    cuda::DeviceQueue queue(stream());
    const double nodes = static_cast<double>(std::size_t{1} << depth);
    time_on_device(state, nodes, 64.0 * nodes, [&] { cuda::enqueue_tree(queue, heap); });
}

/// {nonces}: a mask no nonce fits (30 bits of a residue are rarely zero), so that all are tried.
void grind(benchmark::State& state) {
    const DeviceBuffer<std::uint32_t> best(1);
    const std::uint32_t none = Felt::kModulus;
    cuda::GrindBody body;
    body.best = best.data();
    body.count = static_cast<std::uint32_t>(state.range(0));
    body.mask = (1u << 30) - 1;
    for (std::uint32_t k = 0; k < 8; ++k) body.capacity[k] = 1000 + k;
    cuda::DeviceQueue queue(stream());
    device::upload<std::uint32_t>(stream(), best.view(), {&none, 1});
    stream().synchronize();
    time_on_device(state, static_cast<double>(body.count), 0, [&] { queue.run(body); });
}

// --- transform ---

double butterflies(int log_n, std::uint32_t columns) {
    return static_cast<double>(columns) * static_cast<double>(std::size_t{1} << log_n) * log_n / 2;
}

/// {log_message, columns}; rate 1/2; items are codeword elements.
void encode(benchmark::State& state) {
    const int log_message = static_cast<int>(state.range(0));
    const auto width = static_cast<std::uint32_t>(state.range(1));
    const std::size_t n = std::size_t{2} << log_message;
    const DeviceBuffer<Felt> messages = random_felts(width * n / 2);
    const DeviceBuffer<Felt> codewords(width * n);
    cuda::DeviceQueue queue(stream());
    const auto cells = static_cast<double>(width * n);
    const int passes = cuda::make_ntt_plan(log_message + 1).n_passes;
    state.counters["butterflies"] =
        benchmark::Counter(butterflies(log_message + 1, width), benchmark::Counter::kIsIterationInvariantRate);
    time_on_device(state, cells, (8.0 * passes - 2.0) * cells, [&] {
        cuda::enqueue_ntt<false>(
            queue,
            {codewords.data(), n, width},
            messages.data(),
            n / 2,
            log_message,
            log_message + 1,
            cuda::ntt_tables(table_memory().data(), false)
        );
    });
}

template <bool kInverse>
void ntt(benchmark::State& state) {
    const int log_n = static_cast<int>(state.range(0));
    const auto width = static_cast<std::uint32_t>(state.range(1));
    const std::size_t n = std::size_t{1} << log_n;
    const DeviceBuffer<Felt> values = random_felts(width * n);
    cuda::DeviceQueue queue(stream());
    const double bytes = 8.0 * cuda::make_ntt_plan(log_n).n_passes * static_cast<double>(width * n);
    time_on_device(state, butterflies(log_n, width), bytes, [&] {
        cuda::enqueue_ntt<kInverse>(
            queue,
            {values.data(), n, width},
            values.data(),
            n,
            log_n,
            log_n,
            cuda::ntt_tables(table_memory().data(), kInverse)
        );
    });
}

/// {log_message, columns, log_positions}: encode, leaves and tree; items are message cells (the unit of "LDE + commit").
void commit(benchmark::State& state) {
    const int log_message = static_cast<int>(state.range(0));
    const auto width = static_cast<std::uint32_t>(state.range(1));
    const int log_positions = static_cast<int>(state.range(2));
    const std::size_t n = std::size_t{2} << log_message;
    const int depth = log_message + 1 - log_positions;
    const DeviceBuffer<Felt> messages = random_felts(width * n / 2);
    const DeviceBuffer<Felt> codewords(width * n);
    const DeviceBuffer<cuda::DeviceDigest> digests(cuda::DeviceTree::size(depth));
    const cuda::DeviceTree heap{digests.data(), depth};
    cuda::LeafBody leaves;
    leaves.out = heap.layer(depth);
    leaves.columns = codewords.data();
    leaves.stride = n;
    leaves.n_columns = width;
    leaves.n_leaves = std::uint32_t{1} << depth;
    leaves.log_positions = log_positions;
    cuda::DeviceQueue queue(stream());
    time_on_device(state, static_cast<double>(width * n / 2), 0, [&] {
        cuda::enqueue_ntt<false>(
            queue,
            {codewords.data(), n, width},
            messages.data(),
            n / 2,
            log_message,
            log_message + 1,
            cuda::ntt_tables(table_memory().data(), false)
        );
        queue.run(leaves);
        cuda::enqueue_tree(queue, heap);
    });
}

// --- field ---

template <cuda::BinaryOp kOp>
void felt_binary(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const DeviceBuffer<Felt> a = random_felts(n), b = random_felts(n);
    const DeviceBuffer<Felt> out(n);
    cuda::DeviceQueue queue(stream());
    time_on_device(state, static_cast<double>(n), 12.0 * static_cast<double>(n), [&] {
        queue.run(cuda::FeltBinaryBody<kOp>{out.data(), a.data(), b.data(), n});
    });
}

void ext_mul(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const DeviceBuffer<Felt> a = random_felts(5 * n), b = random_felts(5 * n);
    const DeviceBuffer<Felt> out(5 * n);
    cuda::DeviceQueue queue(stream());
    time_on_device(state, static_cast<double>(n), 60.0 * static_cast<double>(n), [&] {
        queue.run(cuda::ExtBinaryBody<cuda::BinaryOp::mul>{
            ExtSpan{out.data(), n, n}, ConstExtSpan{a.data(), n, n}, ConstExtSpan{b.data(), n, n}});
    });
}

void felt_inverse(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const DeviceBuffer<Felt> values = random_felts(n);
    cuda::DeviceQueue queue(stream());
    time_on_device(state, static_cast<double>(n), 8.0 * static_cast<double>(n), [&] {
        queue.run(cuda::FeltInverseBody{values.data(), n});
    });
}

void ext_inverse(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const DeviceBuffer<Felt> values = random_felts(5 * n);
    cuda::DeviceQueue queue(stream());
    time_on_device(state, static_cast<double>(n), 40.0 * static_cast<double>(n), [&] {
        queue.run(cuda::ExtInverseBody{ExtSpan{values.data(), n, n}});
    });
}

constexpr std::int64_t kMi = 1 << 20;

// Sizes: several times an H200's 50 MB of L2, and far above a launch.
BENCHMARK(copy)->Name("cuda/copy")->Arg(256 * kMi)->UseManualTime();
BENCHMARK(ceiling<perf::Instruction::imad>)->Name("cuda/imad")->Arg(8448)->UseManualTime();
BENCHMARK(ceiling<perf::Instruction::imad_wide>)->Name("cuda/imad_wide")->Arg(8448)->UseManualTime();
BENCHMARK(ceiling<perf::Instruction::imad_high>)->Name("cuda/imad_high")->Arg(8448)->UseManualTime();
BENCHMARK(ceiling<perf::Instruction::add_min>)->Name("cuda/add_min")->Arg(8448)->UseManualTime();
BENCHMARK(ceiling<perf::Instruction::product>)->Name("cuda/product")->Arg(8448)->UseManualTime();
BENCHMARK(permute)->Name("cuda/permute")->Arg(8 * kMi)->UseManualTime();
BENCHMARK(hash_leaves)
    ->Name("cuda/hash_leaves")
    ->Args({2 * kMi, 160, 0})
    ->Args({kMi / 2, 40, 2})
    ->Args({kMi / 8, 10, 4})
    ->UseManualTime();
BENCHMARK(tree)->Name("cuda/tree")->Arg(17)->Arg(21)->Arg(23)->UseManualTime();
BENCHMARK(grind)->Name("cuda/grind")->Arg(kMi)->Arg(16 * kMi)->UseManualTime();
BENCHMARK(encode)
    ->Name("cuda/encode")
    ->Args({20, 40})
    ->Args({20, 160})
    ->Args({22, 160})
    ->Args({24, 16})
    ->UseManualTime();
BENCHMARK(ntt<false>)
    ->Name("cuda/ntt")
    ->Args({13, 8192})
    ->Args({21, 64})
    ->Args({23, 32})
    ->Args({25, 8})
    ->UseManualTime();
BENCHMARK(ntt<true>)->Name("cuda/inverse_ntt")->Args({13, 8192})->Args({21, 64})->Args({23, 32})->UseManualTime();
BENCHMARK(commit)->Name("cuda/commit")->Args({20, 40, 2})->Args({20, 160, 0})->Args({22, 160, 0})->UseManualTime();
BENCHMARK(felt_binary<cuda::BinaryOp::add>)->Name("cuda/felt_add")->Arg(128 * kMi)->UseManualTime();
BENCHMARK(felt_binary<cuda::BinaryOp::mul>)->Name("cuda/felt_mul")->Arg(128 * kMi)->UseManualTime();
BENCHMARK(ext_mul)->Name("cuda/ext_mul")->Arg(32 * kMi)->UseManualTime();
BENCHMARK(felt_inverse)->Name("cuda/felt_inverse")->Arg(256 * kMi)->UseManualTime();
BENCHMARK(ext_inverse)->Name("cuda/ext_inverse")->Arg(32 * kMi)->UseManualTime();

}  // namespace
}  // namespace zk

int main(int argc, char** argv) {
    const zk::device::DeviceQuery query = zk::device::query_device();
    const std::string missing = query.device ? zk::cuda::missing_kernel_image() : query.reason;
    if (!missing.empty()) {
        std::fprintf(stderr, "cuda_bench: no usable GPU: %s\n", missing.c_str());
        return 3;
    }
    benchmark::AddCustomContext("device", query.device->name);
    benchmark::AddCustomContext("multiprocessors", std::to_string(query.device->n_multiprocessors));
    benchmark::AddCustomContext("compute_capability", std::to_string(query.device->compute_capability));
    benchmark::AddCustomContext("l2_bytes", std::to_string(query.device->l2_bytes));
    benchmark::AddCustomContext("cuda_driver", std::to_string(query.device->driver_version));
    benchmark::AddCustomContext("cuda_runtime", std::to_string(query.device->runtime_version));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

// Stages of the prover on a synthetic machine of the size of the RV32 mix: 40 cells and 18 interactions a row.
#include "kernels/backend/backend.hpp"
#include "stark/prover/prover.hpp"
#include "stark/verifier/verifier.hpp"

#include <benchmark/benchmark.h>

#include <random>

namespace zk::stark {
namespace {

constexpr std::uint32_t kColumns = 40;
constexpr std::uint32_t kPairs = 9;

/// Nine sends and nine receives of 6-field tuples that cancel within the row, and 20 constraints of degree 3 on triples of columns.
Machine mix_machine() {
    AirBuilder b;
    std::vector<Expr> columns;
    for (std::uint32_t j = 0; j < kColumns; ++j) columns.push_back(b.main_column("c" + std::to_string(j)));
    for (std::uint32_t i = 0; i < kPairs; ++i) {
        std::vector<Expr> fields;
        for (std::uint32_t k = 0; k < 6; ++k) fields.push_back(columns[(4 * i + k) % kColumns]);
        b.send("send", 1 + i, columns[0], fields);
        b.receive("receive", 1 + i, columns[0], fields);
    }
    for (std::uint32_t i = 1; i + 2 < kColumns; i += 2) {
        b.assert_zero("cubic", columns[0] * (columns[i] - 1) * (columns[i + 1] - columns[i] - columns[0]));
    }
    std::vector<Table> tables;
    tables.push_back({"mix", b.take(), false, 0, true});
    return Machine("mix", std::move(tables));
}

void prove_mix(benchmark::State& state) {
    const auto log_rows = static_cast<int>(state.range(0));
    const auto backend = make_cpu_backend(static_cast<int>(state.range(1)));
    const auto alone = make_single_collective();
    const Machine machine = mix_machine();
    ProvingKey key(*backend, machine, kStandard128, Trace(), {});
    std::mt19937 random(7);
    Trace trace(0, log_rows, kColumns);
    for (std::size_t row = 0; row < trace.height(); ++row) {
        trace.column(0)[row] = Felt::one();
        for (std::uint32_t j = 1; j < kColumns; ++j) {
            const bool even = j % 2 == 0;
            trace.column(j)[row] =
                even ? trace.column(j - 1)[row] + Felt::one() : Felt(static_cast<std::uint32_t>(random()));
        }
    }
    ProverReport report;
    for (auto _ : state) {
        const Proof proof = prove({*backend, *alone, nullptr, &report}, key, {}, {}, {trace});
        state.PauseTiming();
        const VerifyError error = verify(machine, kStandard128, key.verifying_key(), {}, {}, proof);
        if (!error.ok()) state.SkipWithError(error.what());
        state.ResumeTiming();
    }
    const auto n = static_cast<double>(state.iterations());
    const auto rows = static_cast<double>(trace.height());
    state.SetLabel(backend->name());
    state.counters["rows/s"] = benchmark::Counter(rows * n, benchmark::Counter::kIsRate);
    state.counters["commit_us"] = report.commit_s / n / rows * 1e6;
    state.counters["gkr_us"] = report.gkr_s / n / rows * 1e6;
    state.counters["zerocheck_us"] = report.zerocheck_s / n / rows * 1e6;
    state.counters["opening_us"] = report.opening_s / n / rows * 1e6;
    state.counters["grinding_s"] = report.grinding_s / n;
}

BENCHMARK(prove_mix)
    ->Name("stark/prove/mix")
    ->Args({16, 1})
    ->Args({18, 1})
    ->Args({20, 1})
    ->Args({20, 2})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace zk::stark

BENCHMARK_MAIN();

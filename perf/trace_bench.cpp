// traces/<program>/<threads>: cycles per second of trace generation for one recorded segment of 2^18 cycles; counters give its size a cycle.
//   walk    sums and rewrites an array of 16,384 words: loads, stores, additions, branches
//   random  generated code with every instruction of RV32IM

#include "kernels/backend/backend.hpp"
#include "vm/chips/program/program_table.hpp"
#include "vm/executor/machine.hpp"
#include "vm/machine/cost_model.hpp"
#include "vm/machine/trace_generation.hpp"
#include "vm/memory/initial_state.hpp"
#include "vm/testing/random_program.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::Label;

constexpr std::uint32_t kCycles = 1u << 18;

Program walk_program() {
    Assembler a;
    const Label again = a.here();
    a.li(8, testing::kDataAddress);
    a.li(9, testing::kDataAddress + 4 * 16384);
    const Label word = a.here();
    a.imm(Op::kLw, 5, 8, 0);
    a.reg(Op::kAdd, 6, 6, 5);
    a.imm(Op::kXori, 5, 6, 0x55);
    a.store(Op::kSw, 5, 0, 8);
    a.imm(Op::kAddi, 8, 8, 4);
    a.branch(Op::kBltu, 8, 9, word);
    a.jal(0, again);
    return a.program();
}

struct Recorded {
    Program program;
    SegmentRecord record;
    TreeUpdate tree;
};

Recorded record(Program program) {
    Recorded out{std::move(program), {}, {}};
    SegmentLimits limits;
    limits.max_cycles = kCycles;
    Machine counting(out.program, {});
    const auto planned = counting.count_segment(limits).value();
    Machine machine(out.program, {});
    if (!machine.record_segment(out.record, planned)) std::abort();
    const auto backend = make_cpu_backend(1);
    MemoryTree tree(*backend, initial_leaves(out.program));
    out.tree = tree.update(*backend, out.record.touched);
    return out;
}

void generate(benchmark::State& state, const Recorded& recorded) {
    const stark::Machine machine = make_rv32im_machine();
    const auto threads = static_cast<int>(state.range(0));
    SegmentCost cost;
    for (auto _ : state) {
        const std::vector<stark::Trace> traces =
            generate_traces(machine, recorded.program, recorded.record, recorded.tree, threads);
        cost = cost_of(machine, traces);
        benchmark::DoNotOptimize(traces.data());
    }
    const double cycles = recorded.record.n_cycles;
    state.SetItemsProcessed(state.iterations() * recorded.record.n_cycles);
    state.counters["cells/cycle"] = static_cast<double>(cost.cells) / cycles;
    state.counters["interactions/cycle"] = static_cast<double>(cost.interactions) / cycles;
}

void walk(benchmark::State& state) {
    static const Recorded kRecorded = record(walk_program());
    generate(state, kRecorded);
}
void random(benchmark::State& state) {
    static const Recorded kRecorded = record(testing::random_program(5, 60000).program());
    generate(state, kRecorded);
}

BENCHMARK(walk)->Name("traces/walk")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(random)->Name("traces/random")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace zk::vm

BENCHMARK_MAIN();

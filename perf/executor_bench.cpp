// executor/<pass>/<program>: instructions per second of one core. executor/tree/<n>: a segment's update of the memory
// tree with n touched leaves, half of them changed; items are leaves.
//   loop    4 instructions round and round: dispatch alone
//   sort    shell sort of 65,536 words: loads, stores, unpredictable branches
//   mix     multiplications, divisions, shifts, sub-word accesses
//   random  generated straight-line code of 20,000 instructions: no loop is short enough to be predicted well
//   scatter a store to another page every 5 instructions: first accesses of leaves, page faults

#include "kernels/backend/backend.hpp"
#include "vm/executor/machine.hpp"
#include "vm/memory/memory_tree.hpp"
#include "vm/testing/random_program.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::kDataAddress;
using testing::Label;

Program loop_program() {
    Assembler a;
    a.li(5, 0);
    a.li(6, 1);
    a.li(7, 10'000'000);
    const Label again = a.here();
    a.reg(Op::kAdd, 8, 5, 6);
    a.reg(Op::kAdd, 5, 6, 8);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    return a.program();
}

Program sort_program() {
    constexpr std::uint32_t kWords = 1 << 16;
    Assembler a;
    a.li(8, kDataAddress);
    a.li(9, kDataAddress + 4 * kWords);
    // Fill with a linear congruential sequence.
    a.li(5, 12345);
    a.li(6, 1664525);
    a.li(7, 1013904223);
    a.reg(Op::kAdd, 10, 8, 0);
    const Label fill = a.here();
    a.reg(Op::kMul, 5, 5, 6);
    a.reg(Op::kAdd, 5, 5, 7);
    a.store(Op::kSw, 5, 0, 10);
    a.imm(Op::kAddi, 10, 10, 4);
    a.branch(Op::kBne, 10, 9, fill);
    // For gap (in bytes) 2^17, 2^16, .. 4: insertion sort of the words that lie a gap apart.
    a.li(11, 4 * kWords / 2);
    const Label pass = a.here();
    a.reg(Op::kAdd, 12, 8, 11);
    const Label element = a.here();
    a.imm(Op::kLw, 13, 12, 0);
    a.reg(Op::kAdd, 14, 12, 0);
    const Label down = a.here();
    const Label place = a.label();
    a.reg(Op::kSub, 15, 14, 11);
    a.branch(Op::kBltu, 15, 8, place);
    a.imm(Op::kLw, 16, 15, 0);
    a.branch(Op::kBgeu, 13, 16, place);
    a.store(Op::kSw, 16, 0, 14);
    a.reg(Op::kAdd, 14, 15, 0);
    a.jal(0, down);
    a.bind(place);
    a.store(Op::kSw, 13, 0, 14);
    a.imm(Op::kAddi, 12, 12, 4);
    a.branch(Op::kBne, 12, 9, element);
    a.imm(Op::kSrli, 11, 11, 1);
    a.imm(Op::kAndi, 11, 11, -4);
    a.branch(Op::kBne, 11, 0, pass);
    a.exit(0);
    return a.program();
}

Program mix_program() {
    Assembler a;
    a.li(8, kDataAddress);
    a.li(5, 0x9E3779B9);
    a.li(6, 0x85EBCA6B);
    a.li(7, 1'500'000);
    const Label again = a.here();
    a.reg(Op::kMul, 9, 5, 6);
    a.reg(Op::kMulhu, 10, 5, 6);
    a.reg(Op::kXor, 5, 9, 10);
    a.imm(Op::kSlli, 11, 5, 13);
    a.imm(Op::kSrli, 12, 5, 19);
    a.reg(Op::kOr, 5, 11, 12);
    a.imm(Op::kAndi, 13, 5, 0x3FC);
    a.reg(Op::kAdd, 13, 13, 8);
    a.imm(Op::kLbu, 14, 13, 1);
    a.store(Op::kSh, 5, 2, 13);
    a.reg(Op::kRemu, 15, 10, 6);
    a.reg(Op::kAdd, 5, 5, 14);
    a.reg(Op::kSltu, 16, 15, 5);
    a.reg(Op::kSub, 6, 6, 16);
    a.imm(Op::kOri, 6, 6, 1);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    return a.program();
}

/// The generated program's code, 400 times: its ecalls become nops.
Program straight_program() {
    const Assembler made = testing::random_program(4, 20'000);
    const Program one = made.program();
    Assembler a;
    a.data = made.data;
    a.li(30, 400);
    a.upper(Op::kLui, 31, 0x600000);
    a.store(Op::kSw, 30, 0, 31);
    const Label again = a.here();
    for (const std::uint32_t word : one.words) a.word(decode(word).op == Op::kEcall ? 0x13 : word);
    a.upper(Op::kLui, 31, 0x600000);
    a.imm(Op::kLw, 30, 31, 0);
    a.imm(Op::kAddi, 30, 30, -1);
    a.store(Op::kSw, 30, 0, 31);
    const Label end = a.label();
    a.branch(Op::kBeq, 30, 0, end);
    a.jal(0, again);
    a.bind(end);
    a.exit(0);
    return a.program();
}

Program scatter_program() {
    Assembler a;
    a.li(6, 0x10000000);
    a.li(7, 50'000);
    a.upper(Op::kLui, 8, 0x1000);
    const Label again = a.here();
    a.store(Op::kSw, 7, 0, 6);
    a.reg(Op::kAdd, 6, 6, 8);
    a.imm(Op::kAddi, 7, 7, -1);
    a.imm(Op::kAddi, 9, 9, 1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    return a.program();
}

[[noreturn]] void stop(const Error& error) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    std::abort();
}

void count(benchmark::State& state, const Program& program) {
    std::uint64_t cycles = 0;
    for (auto _ : state) {
        const Result<Execution> run = execute(program, {});
        if (!run) stop(run.error());
        cycles += run->plan.total_cycles();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(cycles));
}

void record(benchmark::State& state, const Program& program) {
    const Result<Execution> run = execute(program, {});
    if (!run) stop(run.error());
    SegmentRecord kept;  // one record for all segments, as the prover does it
    std::uint64_t cycles = 0;
    for (auto _ : state) {
        Machine machine(program, {});
        for (const PlannedSegment& segment : run->plan.segments) {
            const Result<void> recorded = machine.record_segment(kept, segment);
            if (!recorded) stop(recorded.error());
            benchmark::DoNotOptimize(kept.touched.data());
        }
        cycles += machine.cycles();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(cycles));
}

void update_tree(benchmark::State& state) {
    const auto n = static_cast<std::uint32_t>(state.range(0));
    const std::unique_ptr<Backend> ops = make_cpu_backend(1);
    std::vector<TouchedLeaf> touched;
    for (std::uint32_t i = 0; i < n; ++i) {
        // Runs of 16 leaves: what code that walks through its data touches.
        const std::uint32_t label = leaf_label(Space::kMemory, 0x20000 + i / 16 * 1024 + i % 16);
        touched.push_back({label, {}, {}, {4, 8}});
        if (i % 2 == 0) touched.back().last[3] = i + 1;
    }
    for (auto _ : state) {
        state.PauseTiming();
        MemoryTree tree(*ops, {});
        state.ResumeTiming();
        benchmark::DoNotOptimize(tree.update(*ops, touched));
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * n);
    state.SetLabel(ops->name());
}

}  // namespace
}  // namespace zk::vm

int main(int argc, char** argv) {
    using namespace zk::vm;
    const std::pair<const char*, Program> programs[] = {
        {"loop", loop_program()},
        {"sort", sort_program()},
        {"mix", mix_program()},
        {"random", straight_program()},
        {"scatter", scatter_program()}};
    for (const auto& [name, program] : programs) {
        const Program* const p = &program;
        benchmark::RegisterBenchmark(("executor/count/" + std::string(name)).c_str(), [p](benchmark::State& s) {
            count(s, *p);
        })->Unit(benchmark::kMillisecond);
        benchmark::RegisterBenchmark(("executor/record/" + std::string(name)).c_str(), [p](benchmark::State& s) {
            record(s, *p);
        })->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark("executor/tree", update_tree)
        ->Arg(1 << 10)
        ->Arg(1 << 14)
        ->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

// The whole machine: programs are executed, recorded and traced; rows and buses must hold.

#include "vm/executor/machine.hpp"

#include "vm/chips/program/program_table.hpp"
#include "vm/isa/keccak_f.hpp"
#include "vm/isa/sha256.hpp"
#include "vm/machine/cost_model.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/testing/proving.hpp"
#include "vm/testing/random_program.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::TracedSegment;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

void expect_holds(const Program& program, const std::vector<TracedSegment>& segments) {
    const stark::ProgramColumns columns = program_columns(program);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        EXPECT_EQ(joined(testing::violations(testing::rv32im(), columns, segments[i])), "") << "segment " << i;
    }
}

TEST(Machine, RandomProgramsHoldInOneSegmentAndInSeveral) {
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Program program = testing::random_program(seed, 400, seed != 1).program();
        expect_holds(program, testing::trace_segments(program));
        expect_holds(program, testing::trace_segments(program, {}, 500));
    }
}

// Input, hints across leaves, output, many segments: hints and reveal near cuts.
TEST(Machine, HintsAndPublicWordsHoldAcrossCuts) {
    testing::Assembler a;
    a.data.assign(512, 0xffffffff);
    a.li(5, testing::kDataAddress + 20);
    const testing::Label more = a.here();
    a.reg(Op::kHintLength, 6, 0, 0);
    const testing::Label done = a.label();
    a.branch(Op::kBeq, 6, 0, done);
    a.li(7, 40);
    const testing::Label small = a.label();
    a.branch(Op::kBltu, 6, 7, small);
    a.imm(Op::kAddi, 6, 7, 0);
    a.bind(small);
    a.reg(Op::kHintRead, 0, 5, 6);
    a.reg(Op::kReveal, 0, 5, 0);
    a.imm(Op::kSlli, 6, 6, 2);
    a.reg(Op::kAdd, 5, 5, 6);
    a.jal(0, more);
    a.bind(done);
    a.exit(3);
    Bytes input(1000);
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<Bytes::value_type>(i * 7);
    const Program program = a.program();
    for (const std::uint32_t cycles : {16u, 17u, 1u << 20}) {
        const std::vector<TracedSegment> segments = testing::trace_segments(program, input, cycles);
        expect_holds(program, segments);
        EXPECT_EQ(segments.back().statement.exit_code, 3u);
        for (std::size_t i = 1; i < segments.size(); ++i) {
            EXPECT_EQ(segments[i].statement.pc0, segments[i - 1].statement.pc1);
            EXPECT_EQ(segments[i].statement.root0, segments[i - 1].statement.root1);
        }
    }
}

TEST(Machine, TracesDoNotDependOnThreads) {
    const Program program = testing::random_program(11, 1000, true).program();
    const std::vector<TracedSegment> one = testing::trace_segments(program, {}, 1u << 20, 1);
    for (const int threads : {2, 7}) {
        const std::vector<TracedSegment> other = testing::trace_segments(program, {}, 1u << 20, threads);
        ASSERT_EQ(one.size(), other.size());
        for (std::size_t s = 0; s < one.size(); ++s) {
            ASSERT_EQ(one[s].traces.size(), other[s].traces.size());
            for (std::size_t t = 0; t < one[s].traces.size(); ++t) {
                EXPECT_EQ(one[s].traces[t].table, other[s].traces[t].table);
                EXPECT_EQ(one[s].traces[t].log_height, other[s].traces[t].log_height);
                EXPECT_TRUE(one[s].traces[t].cells == other[s].traces[t].cells);
            }
        }
    }
}

// Shape order: heights fall, then tables rise; fixed tables exactly once, at their heights.
TEST(Machine, TracesAreInShapeOrder) {
    const Program program = testing::random_program(12, 500).program();
    const stark::Machine& machine = testing::rv32im();
    for (const TracedSegment& segment : testing::trace_segments(program, {}, 300)) {
        std::array<int, kTables> instances{};
        for (std::size_t t = 0; t < segment.traces.size(); ++t) {
            const stark::Trace& trace = segment.traces[t];
            ++instances[trace.table];
            EXPECT_EQ(trace.n_columns, machine.tables()[trace.table].air.n_main);
            if (t == 0) continue;
            const stark::Trace& before = segment.traces[t - 1];
            EXPECT_TRUE(
                before.log_height > trace.log_height ||
                (before.log_height == trace.log_height && before.table < trace.table)
            );
        }
        for (std::size_t t = 0; t < kTables; ++t) {
            EXPECT_TRUE(!machine.tables()[t].fixed || instances[t] == 1);
            EXPECT_LE(instances[t], 2);
        }
    }
}

// What the executor counts against the limit is what the tables hold.
TEST(Machine, AcceleratorCellsAreThoseOfTheTables) {
    const std::vector<stark::Table>& tables = testing::rv32im().tables();
    EXPECT_EQ(kKeccakFCells, tables[kKeccakFTable].air.n_main + kKeccakRounds * tables[kKeccakRoundTable].air.n_main);
    EXPECT_EQ(kMulModCells, tables[kMulModTable].air.n_main);
    EXPECT_EQ(kAddModCells, tables[kAddModTable].air.n_main);
    EXPECT_EQ(kMemoryCopyCells, tables[kMemoryCopyTable].air.n_main);
    EXPECT_EQ(
        kSha256CompressCells,
        tables[kSha256CompressTable].air.n_main + kSha256Groups * tables[kSha256RoundsTable].air.n_main
    );
    EXPECT_EQ(kCopiedWordCells, tables[kCopiedWordTable].air.n_main);
}

/// With accelerators or without.
class CostEstimate : public ::testing::TestWithParam<bool> {};

TEST_P(CostEstimate, IsCloseAndNotBelow) {
    const Program program = testing::random_program(13, 4000, GetParam()).program();
    const Result<Execution> run = execute(program, {});
    ASSERT_TRUE(run.has_value());
    const std::vector<TracedSegment> segments = testing::trace_segments(program);
    ASSERT_EQ(segments.size(), run->plan.segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const SegmentCost actual = cost_of(testing::rv32im(), segments[i].traces);
        const SegmentCost estimate =
            estimate_cost(testing::rv32im(), run->plan.segments[i], program_log_height(program));
        EXPECT_GE(estimate.cells, actual.cells);
        EXPECT_LE(estimate.cells, 2 * actual.cells);
        EXPECT_GE(2 * estimate.interactions, actual.interactions);
        EXPECT_LE(estimate.interactions, 2 * actual.interactions);
    }
}

INSTANTIATE_TEST_SUITE_P(Machine, CostEstimate, ::testing::Bool());

}  // namespace
}  // namespace zk::vm

// Generated programs and every instruction at its edges, against the plain model of vm/testing/reference_machine.hpp.

#include "vm/executor/machine.hpp"
#include "vm/testing/random_program.hpp"
#include "vm/testing/reference_machine.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ReferenceMachine;

ReferenceMachine make_reference(const Program& program, std::vector<std::uint32_t> hints = {}) {
    ReferenceMachine reference(program.words, program.code_base * 4, program.entry * 4, std::move(hints));
    for (const ImageWord& word : program.image) reference.store(word.index * 4, 4, word.value);
    return reference;
}

/// Runs the program to its end in the model and in both passes of the machine; compares what can be seen.
void expect_same_end(const Program& program) {
    ReferenceMachine reference = make_reference(program);
    ASSERT_EQ(reference.run(10'000'000), ReferenceMachine::Status::kExited);

    Machine counting(program, {});
    const Result<PlannedSegment> segment = counting.count_segment({1u << 24, ~0u, ~0u, ~0u});
    ASSERT_TRUE(segment) << segment.error().message();
    Machine recording(program, {});
    SegmentRecord record;
    const Result<void> recorded = recording.record_segment(record, *segment);
    ASSERT_TRUE(recorded) << recorded.error().message();

    for (const Machine* machine : {&counting, &recording}) {
        ASSERT_TRUE(machine->exited());
        EXPECT_EQ(machine->exit_code(), reference.exit_code);
        EXPECT_EQ(machine->cycles(), reference.steps);
        EXPECT_EQ(machine->log(), reference.log);
        EXPECT_EQ(machine->public_words(), reference.public_words);
        for (int x = 0; x < 32; ++x) {
            EXPECT_EQ(machine->reg(x), reference.x[static_cast<std::size_t>(x)]) << "x" << x;
        }
        for (std::uint32_t i = 0; i < testing::kRandomDataWords; ++i) {
            const std::uint32_t address = testing::kDataAddress + 4 * i;
            ASSERT_EQ(machine->word(address / 4), reference.load(address, 4)) << std::hex << address;
        }
    }
}

TEST(ExecutorDifferential, RandomPrograms) {
    constexpr std::uint32_t kFirstSeed = 1000;
    constexpr std::uint32_t kPrograms = 300;
    RecordProperty("first_seed", static_cast<int>(kFirstSeed));
    for (std::uint32_t seed = kFirstSeed; seed < kFirstSeed + kPrograms; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        expect_same_end(testing::random_program(seed, 400).program());
        if (HasFatalFailure() || HasNonfatalFailure()) break;
    }
}

TEST(ExecutorDifferential, RandomProgramsWithAccelerators) {
    constexpr std::uint32_t kFirstSeed = 5000;
    constexpr std::uint32_t kPrograms = 60;
    RecordProperty("first_seed", static_cast<int>(kFirstSeed));
    for (std::uint32_t seed = kFirstSeed; seed < kFirstSeed + kPrograms; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        expect_same_end(testing::random_program(seed, 400, true).program());
        if (HasFatalFailure() || HasNonfatalFailure()) break;
    }
}

const std::vector<std::uint32_t> kEdges = {
    0,          1,          2,          3,          5,          31,         32,         33,
    0x7F,       0x80,       0xFF,       0x100,      0x7FFF,     0x8000,     0xFFFF,     0x10000,
    0x10001,    0x00800000, 0x3FFFFFFF, 0x40000000, 0x7FFFFFFE, 0x7FFFFFFF, 0x80000000, 0x80000001,
    0xAAAAAAAA, 0x55555555, 0xFFFF0000, 0xFFFF8000, 0xFFFFFF80, 0xFFFFFFE0, 0xFFFFFFFE, 0xFFFFFFFF};

static_assert(testing::kRandomDataWords == 32 * 32, "one result for each pair of edges");

/// Stores results one after the other at kDataAddress; uses x8.
class Results {
  public:
    explicit Results(Assembler& a) : a_(a) { a_.li(8, testing::kDataAddress); }
    void take(int source) {
        a_.store(Op::kSw, source, 0, 8);
        a_.imm(Op::kAddi, 8, 8, 4);
        ++n_;
    }
    void run() {
        ASSERT_LE(n_, testing::kRandomDataWords);
        a_.data.assign(testing::kRandomDataWords, 0xDEADBEEF);
        a_.exit(0);
        expect_same_end(a_.program());
    }

  private:
    Assembler& a_;
    std::uint32_t n_ = 0;
};

std::string name_of_case(const ::testing::TestParamInfo<Op>& instance) {
    return std::string(name_of(instance.param));
}

class EdgesOfPairs : public ::testing::TestWithParam<Op> {};

TEST_P(EdgesOfPairs, GiveTheModelsResults) {
    ASSERT_EQ(kEdges.size(), 32u);
    Assembler a;
    Results results(a);
    for (const std::uint32_t left : kEdges) {
        a.li(5, left);
        for (const std::uint32_t right : kEdges) {
            a.li(6, right);
            a.reg(GetParam(), 7, 5, 6);
            results.take(7);
        }
    }
    results.run();
}

// rd equal to a source, both sources equal, and x0 in each place.
TEST_P(EdgesOfPairs, RegistersMayCoincide) {
    Assembler a;
    Results results(a);
    const int places[][3] = {{5, 5, 6}, {6, 5, 6}, {5, 5, 5}, {0, 5, 6}, {7, 0, 6}, {7, 5, 0}, {7, 0, 0}, {0, 0, 0}};
    for (const auto& [rd, rs1, rs2] : places) {
        a.li(5, 0x80000007);
        a.li(6, 0xFFFFFFFD);
        a.reg(GetParam(), rd, rs1, rs2);
        for (const int x : {0, 5, 6, 7}) results.take(x);
    }
    results.run();
}

INSTANTIATE_TEST_SUITE_P(
    Executor,
    EdgesOfPairs,
    ::testing::Values(
        Op::kAdd,
        Op::kSub,
        Op::kXor,
        Op::kOr,
        Op::kAnd,
        Op::kSll,
        Op::kSrl,
        Op::kSra,
        Op::kSlt,
        Op::kSltu,
        Op::kMul,
        Op::kMulh,
        Op::kMulhsu,
        Op::kMulhu,
        Op::kDiv,
        Op::kDivu,
        Op::kRem,
        Op::kRemu
    ),
    name_of_case
);

class EdgesOfImmediates : public ::testing::TestWithParam<Op> {};

TEST_P(EdgesOfImmediates, GiveTheModelsResults) {
    const Op op = GetParam();
    const bool is_shift = op == Op::kSlli || op == Op::kSrli || op == Op::kSrai;
    constexpr int kImmediates[16] = {-2048, -2047, -1024, -256, -129, -128, -2, -1, 0, 1, 2, 127, 128, 255, 1024, 2047};
    Assembler a;
    Results results(a);
    for (const std::uint32_t left : kEdges) {
        a.li(5, left);
        for (int i = 0; i < (is_shift ? 32 : 16); ++i) {
            a.imm(op, 7, 5, is_shift ? i : kImmediates[i]);
            results.take(7);
        }
    }
    results.run();
}

TEST_P(EdgesOfImmediates, RegistersMayCoincide) {
    Assembler a;
    Results results(a);
    const int places[][2] = {{5, 5}, {0, 5}, {5, 0}, {0, 0}};
    for (const auto& [rd, rs1] : places) {
        a.li(5, 0x80000007);
        a.imm(GetParam(), rd, rs1, 21);
        results.take(0);
        results.take(5);
    }
    results.run();
}

INSTANTIATE_TEST_SUITE_P(
    Executor,
    EdgesOfImmediates,
    ::testing::Values(
        Op::kAddi, Op::kXori, Op::kOri, Op::kAndi, Op::kSlli, Op::kSrli, Op::kSrai, Op::kSlti, Op::kSltiu
    ),
    name_of_case
);

class EdgesOfBranches : public ::testing::TestWithParam<Op> {};

TEST_P(EdgesOfBranches, AreTakenAsInTheModel) {
    Assembler a;
    Results results(a);
    for (const std::uint32_t left : kEdges) {
        a.li(5, left);
        for (const std::uint32_t right : kEdges) {
            const testing::Label taken = a.label();
            a.li(6, right);
            a.li(7, 1);
            a.branch(GetParam(), 5, 6, taken);
            a.li(7, 2);
            a.bind(taken);
            results.take(7);
        }
    }
    results.run();
}

// The farthest word ahead is 4092 bytes away, the farthest back 4096.
TEST_P(EdgesOfBranches, ReachTheirBounds) {
    const bool equal_takes = GetParam() == Op::kBeq || GetParam() == Op::kBge || GetParam() == Op::kBgeu;
    Assembler a;
    Results results(a);
    const testing::Label ahead = a.label(), back = a.label(), start = a.label(), end = a.label();
    a.li(5, 0);
    a.li(6, equal_takes ? 0 : 1);
    a.branch(GetParam(), 5, 6, ahead);
    for (int i = 1; i < 4092 / 4; ++i) a.word(0);
    a.bind(ahead);
    results.take(6);

    a.jal(0, start);
    a.bind(back);
    a.jal(0, end);
    for (int i = 1; i < 4096 / 4; ++i) a.word(0);
    a.bind(start);
    a.branch(GetParam(), 5, 6, back);
    a.word(0);
    a.bind(end);
    results.take(5);
    results.run();
}

INSTANTIATE_TEST_SUITE_P(
    Executor,
    EdgesOfBranches,
    ::testing::Values(Op::kBeq, Op::kBne, Op::kBlt, Op::kBge, Op::kBltu, Op::kBgeu),
    name_of_case
);

TEST(ExecutorEdges, UpperImmediates) {
    Assembler a;
    Results results(a);
    for (const std::uint32_t value : kEdges) {
        a.upper(Op::kLui, 5, value & 0xFFFFF000u);
        results.take(5);
        a.upper(Op::kAuipc, 5, value & 0xFFFFF000u);
        results.take(5);
        a.upper(Op::kAuipc, 0, value & 0xFFFFF000u);
        results.take(0);
    }
    results.run();
}

TEST(ExecutorEdges, SubWordLoadsAndStoresAtEveryOffset) {
    Assembler a;
    Results results(a);
    const std::uint32_t scratch = testing::kDataAddress + 4 * 900;
    a.li(9, scratch);
    for (const std::uint32_t value : {0x807F01FFu, 0x7F80FF01u, 0x8000FFFFu, 0x7FFF8000u}) {
        a.li(5, value);
        a.store(Op::kSw, 5, 0, 9);
        for (const Op op : {Op::kLb, Op::kLbu, Op::kLh, Op::kLhu, Op::kLw}) {
            const int size = op == Op::kLw ? 4 : op == Op::kLh || op == Op::kLhu ? 2 : 1;
            for (int offset = 0; offset < 4; offset += size) {
                a.imm(op, 6, 9, offset);
                results.take(6);
                a.imm(op, 0, 9, offset);
                results.take(0);
            }
        }
        for (const Op op : {Op::kSb, Op::kSh, Op::kSw}) {
            const int size = op == Op::kSw ? 4 : op == Op::kSh ? 2 : 1;
            for (int offset = 0; offset < 4; offset += size) {
                a.li(6, 0x55AA33CC);
                a.store(Op::kSw, 6, 0, 9);
                a.store(op, 5, offset, 9);
                a.imm(Op::kLw, 7, 9, 0);
                results.take(7);
            }
        }
    }
    // The extreme offsets, and a base that is the destination.
    a.imm(Op::kAddi, 10, 9, -2047);
    a.imm(Op::kLbu, 6, 10, 2047);
    results.take(6);
    a.imm(Op::kAddi, 10, 9, 2000);
    a.imm(Op::kLw, 10, 10, -2000);
    results.take(10);
    results.run();
}

TEST(ExecutorEdges, FirstAndLastWordOfMemory) {
    Assembler a;
    Results results(a);
    a.li(9, 0x7FFFFFFC);
    a.li(5, 0xC0FFEE01);
    a.store(Op::kSw, 5, 0, 9);
    a.store(Op::kSh, 5, 2, 9);
    a.imm(Op::kLbu, 6, 9, 3);
    results.take(6);
    a.store(Op::kSb, 5, 0, 0);
    a.imm(Op::kLw, 7, 0, 0);
    results.take(7);
    a.imm(Op::kAddi, 10, 0, -1);  // the address wraps around to 2
    a.imm(Op::kLb, 7, 10, 3);
    results.take(7);
    results.run();
}

TEST(ExecutorEdges, JumpsLinkAndMaskBitZero) {
    Assembler a;
    Results results(a);
    for (const int low_bits : {0, 1}) {
        for (const int rd : {0, 1, 5}) {  // 5: the destination is the base
            const testing::Label over = a.label();
            a.upper(Op::kAuipc, 5, 0);
            a.imm(Op::kAddi, 5, 5, 100 + low_bits);
            a.imm(Op::kJalr, rd, 5, -100 + 16);
            a.word(0);
            results.take(rd);
            a.jal(rd, over);
            a.word(0);
            a.bind(over);
            results.take(rd);
        }
    }
    // A target that carries over 2^32.
    a.upper(Op::kLui, 5, 0);
    a.imm(Op::kAddi, 5, 5, -4);
    a.upper(Op::kAuipc, 6, 0);
    a.reg(Op::kSub, 5, 6, 5);
    a.imm(Op::kJalr, 1, 5, 12);
    a.word(0);
    results.take(1);
    results.run();
}

TEST(ExecutorEdges, JalReachesAMegabyte) {
    Assembler a;
    Results results(a);
    const testing::Label ahead = a.label(), back = a.label();
    a.jal(1, ahead);
    for (int i = 1; i < (1 << 18) - 1; ++i) a.word(0);
    a.bind(ahead);
    results.take(1);

    a.upper(Op::kAuipc, 7, 1u << 20);  // to start
    a.imm(Op::kJalr, 0, 7, 8);
    a.bind(back);
    a.upper(Op::kAuipc, 7, 1u << 20);  // to end
    a.imm(Op::kJalr, 0, 7, 8);
    for (int i = 2; i < 1 << 18; ++i) a.word(0);
    a.jal(1, back);
    a.word(0);
    results.take(1);
    results.run();
}

}  // namespace
}  // namespace zk::vm

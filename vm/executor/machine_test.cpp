// Errors, host calls, segments and records.

#include "vm/executor/machine.hpp"

#include "base/host_calls.hpp"
#include "kernels/backend/backend.hpp"
#include "vm/isa/u256.hpp"
#include "vm/memory/initial_state.hpp"
#include "vm/memory/memory_tree.hpp"
#include "vm/testing/random_program.hpp"
#include "vm/testing/record_checker.hpp"
#include "vm/testing/reference_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <tuple>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::kCodeAddress;
using testing::kDataAddress;
using testing::ReferenceMachine;

constexpr SegmentLimits kUnlimited{1u << 24, ~0u, ~0u, ~0u};

// -------------------------------------------------------------------------------------------------------- observers

class Trail final : public MachineObserver {
  public:
    explicit Trail(const Machine& machine) : machine_(machine) {}
    void executed(std::uint32_t pc) override {
        EXPECT_EQ(pc, next_);
        next_ = machine_.pc();
        ++n;
    }
    void begin() { next_ = machine_.pc(); }
    std::uint64_t n = 0;

  private:
    const Machine& machine_;
    std::uint32_t next_ = 0;
};

// Observed segments are those of the fast loop, and the observer sees every instruction once, in order.
TEST(Observer, SegmentsAreTheSame) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        const Program program = testing::random_program(seed, 300).program();
        for (const SegmentLimits& limits : {kUnlimited, SegmentLimits{97, 3, 60}}) {
            Machine plain(program, {});
            Machine observed(program, {});
            Trail trail(observed);
            trail.begin();
            while (!plain.exited()) {
                const auto expected = plain.count_segment(limits);
                const auto got = observed.observe_segment(limits, trail);
                ASSERT_TRUE(expected && got);
                ASSERT_EQ(*got, *expected);
            }
            EXPECT_TRUE(observed.exited());
            EXPECT_EQ(trail.n, plain.cycles());
            EXPECT_EQ(observed.public_words(), plain.public_words());
        }
    }
}

// ---------------------------------------------------------------------------------------------------------- errors

struct Mistake {
    const char* name;
    const char* message;  ///< part of the error
    std::function<void(Assembler&)> emit;
};

class ExecutionError : public ::testing::TestWithParam<Mistake> {};

// Both passes refuse, name the pc, and the model errs at the same instruction.
TEST_P(ExecutionError, EndsExecution) {
    Assembler a;
    a.data = {1, 2, 3};
    a.li(8, kDataAddress);
    GetParam().emit(a);
    const std::uint32_t last = a.address();
    a.exit(0);
    const Program program = a.program();

    const Result<Execution> counted = execute(program, {}, kUnlimited);
    ASSERT_FALSE(counted);
    const std::string message = counted.error().message();
    EXPECT_NE(message.find(GetParam().message), std::string::npos) << message;
    EXPECT_NE(message.find("pc 0x"), std::string::npos) << message;

    Machine machine(program, {});
    SegmentRecord record;
    PlannedSegment segment;
    segment.n_cycles = 1000;
    const Result<void> recorded = machine.record_segment(record, segment);
    ASSERT_FALSE(recorded);
    EXPECT_EQ(recorded.error().message(), message);

    ReferenceMachine reference(program.words, kCodeAddress, kCodeAddress, {0});
    for (const ImageWord& image : program.image) reference.store(image.index * 4, 4, image.value);
    EXPECT_EQ(reference.run(1000), ReferenceMachine::Status::kError);
    EXPECT_LT(reference.pc, last);
    EXPECT_EQ(machine.cycles(), reference.steps);
    EXPECT_EQ(machine.pc() * 4, reference.pc);
}

std::function<void(Assembler&)> access(Op op, std::uint32_t address) {
    return [=](Assembler& a) {
        a.li(9, address);
        if (op >= Op::kSw) {
            a.store(op, 0, 0, 9);
        } else {
            a.imm(op, 5, 9, 0);
        }
    };
}
std::function<void(Assembler&)> word(std::uint32_t value) {
    return [=](Assembler& a) { a.word(value); };
}
std::function<void(Assembler&)> jump_to(std::uint32_t address) {
    return [=](Assembler& a) {
        a.li(9, address);
        a.imm(Op::kJalr, 1, 9, 0);
    };
}
std::function<void(Assembler&)> call(std::uint32_t funct7, std::uint32_t rs1, std::uint32_t rs2) {
    return [=](Assembler& a) {
        a.li(5, rs1);
        a.li(6, rs2);
        const Op op = funct7 == kFunct7HintRead ? Op::kHintRead : Op::kReveal;
        a.reg(op, 0, 5, op == Op::kHintRead ? 6 : 0);
    };
}
std::function<void(Assembler&)> keccak(std::uint32_t pointer) {
    return [=](Assembler& a) {
        a.li(5, pointer);
        a.reg(Op::kKeccakF, 0, 5, 0);
    };
}
std::function<void(Assembler&)> sha256(std::uint32_t state, std::uint32_t block) {
    return [=](Assembler& a) {
        a.li(5, state);
        a.li(6, block);
        a.reg(Op::kSha256Compress, 0, 5, 6);
    };
}
/// A 256-bit operation on three operands; a pointer other than zero replaces that of a, b, m or the result.
std::function<void(Assembler&)> u256(
    Op op, const U256Words& x, const U256Words& y, const U256Words& m, std::array<std::uint32_t, 4> pointers = {}
) {
    return [=](Assembler& a) {
        a.data.clear();
        for (const U256Words* words : {&x, &y, &m}) a.data.insert(a.data.end(), words->begin(), words->end());
        a.data.resize(32);
        constexpr std::array<int, 4> kRegisters = {10, 11, kModulusRegister, 12};
        for (std::uint32_t i = 0; i < 4; ++i) {
            a.li(kRegisters[i], pointers[i] != 0 ? pointers[i] : kDataAddress + 32 * i);
        }
        a.reg(op, 12, 10, 11);
    };
}
std::function<void(Assembler&)> copy(std::uint32_t source, std::uint32_t n_words, std::uint32_t destination) {
    return [=](Assembler& a) {
        a.li(5, source);
        a.li(6, n_words);
        a.li(7, destination);
        a.reg(Op::kMemoryCopy, 7, 5, 6);
    };
}
std::function<void(Assembler&)> ecall(std::uint32_t number, std::uint32_t a1, std::uint32_t a2) {
    return [=](Assembler& a) {
        a.li(17, number);
        a.li(11, a1);
        a.li(12, a2);
        a.ecall();
    };
}

INSTANTIATE_TEST_SUITE_P(
    Executor,
    ExecutionError,
    ::testing::Values(
        Mistake{"LoadWordAtOne", "multiple of 4, got 0x00800001", access(Op::kLw, kDataAddress + 1)},
        Mistake{"LoadWordAtTwo", "multiple of 4", access(Op::kLw, kDataAddress + 2)},
        Mistake{"LoadHalfAtOne", "multiple of 2", access(Op::kLh, kDataAddress + 1)},
        Mistake{"LoadHalfUnsignedAtThree", "multiple of 2", access(Op::kLhu, kDataAddress + 3)},
        Mistake{"StoreWordAtThree", "multiple of 4", access(Op::kSw, kDataAddress + 3)},
        Mistake{"StoreHalfAtOne", "multiple of 2", access(Op::kSh, kDataAddress + 1)},
        Mistake{"LoadAboveLimit", "below 2^31, got 0x80000000", access(Op::kLw, 0x80000000)},
        Mistake{"LoadByteAtTheTop", "below 2^31, got 0xffffffff", access(Op::kLbu, 0xFFFFFFFF)},
        Mistake{"StoreAboveLimit", "below 2^31", access(Op::kSb, 0x80000000)},
        Mistake{"LoadToX0StillChecks", "multiple of 4", [](Assembler& a) { a.imm(Op::kLw, 0, 8, 2); }},
        Mistake{"IllegalZero", "a legal instruction, got 0x00000000", word(0)},
        Mistake{"IllegalOnes", "a legal instruction, got 0xffffffff", word(0xFFFFFFFF)},
        Mistake{"Ebreak", "a legal instruction", word(0x00100073)},
        Mistake{"FenceI", "a legal instruction", word(0x0000100F)},
        Mistake{"Csr", "a legal instruction", word(0xC0002573)},
        Mistake{"JumpIntoData", "a target inside the code, got 0x00800000", jump_to(kDataAddress)},
        Mistake{"JumpBelowCode", "a target inside the code", jump_to(kCodeAddress - 4)},
        Mistake{"JumpToZero", "a target inside the code, got 0x00000000", jump_to(0)},
        Mistake{"JumpToBitOne", "a target inside the code", jump_to(kCodeAddress + 2)},
        Mistake{"JumpToBitsOneAndZero", "a target inside the code", jump_to(kCodeAddress + 3)},
        Mistake{"JumpAbove2To31", "a target inside the code", jump_to(0x80000000 + kCodeAddress)},
        Mistake{"BranchToHalfWord", "a target inside the code", word(0x00000163)},  // beq x0, x0, 2
        Mistake{"BranchOut", "a target inside the code", word(0x80000063)},         // beq x0, x0, -4096
        Mistake{"JalToHalfWord", "a target inside the code", word(0x0020006F)},
        Mistake{"JalOut", "a target inside the code", word(0x8000006F)},
        Mistake{"UnknownEcall", "in a7, got 1", ecall(1, 0, 0)},
        Mistake{"EcallBrk", "in a7, got 214", ecall(214, 0, 0)},
        Mistake{"WriteBeyondMemory", "below 2^31", ecall(64, 0x7FFFFFFF, 2)},
        Mistake{"WriteOverflows", "below 2^31", ecall(64, 0xFFFFFFFF, 0xFFFFFFFF)},
        Mistake{"HintPointer", "multiple of 4", call(kFunct7HintRead, kDataAddress + 2, 1)},
        Mistake{"HintNoWords", "1 to 1024 words, got 0", call(kFunct7HintRead, kDataAddress, 0)},
        Mistake{"HintTooManyWords", "1 to 1024 words, got 1025", call(kFunct7HintRead, kDataAddress, 1025)},
        Mistake{"HintHugeCount", "1 to 1024 words", call(kFunct7HintRead, kDataAddress, 0xFFFFFFFF)},
        Mistake{"HintRange", "range below 2^31", call(kFunct7HintRead, 0x7FFFFFFC, 2)},
        Mistake{"HintHighPointer", "range below 2^31", call(kFunct7HintRead, 0xFFFFFFFC, 1)},
        Mistake{"HintsExhausted", "has left, got 2", call(kFunct7HintRead, kDataAddress, 2)},
        Mistake{"RevealPointer", "multiple of 4", call(kFunct7Reveal, kDataAddress + 1, 0)},
        Mistake{"RevealRange", "range below 2^31", call(kFunct7Reveal, 0x7FFFFFE4, 0)},
        Mistake{"KeccakPointer", "multiple of 4, got 0x00800002", keccak(kDataAddress + 2)},
        Mistake{"KeccakRange", "range below 2^31", keccak(0x7FFFFF3C)},
        Mistake{"KeccakHighPointer", "range below 2^31", keccak(0xFFFFFFFC)},
        Mistake{"Sha256StatePointer", "multiple of 4, got 0x00800002", sha256(kDataAddress + 2, kDataAddress)},
        Mistake{"Sha256BlockPointer", "multiple of 4, got 0x00800001", sha256(kDataAddress, kDataAddress + 1)},
        Mistake{"Sha256StateRange", "range below 2^31, got 0x7fffffe4", sha256(0x7FFFFFE4, kDataAddress)},
        Mistake{"Sha256BlockRange", "range below 2^31, got 0x7fffffc4", sha256(kDataAddress, 0x7FFFFFC4)},
        Mistake{"Sha256HighState", "range below 2^31", sha256(0xFFFFFFFC, kDataAddress)},
        Mistake{"Sha256HighBlock", "range below 2^31", sha256(kDataAddress, 0x80000000)},
        Mistake{"UnknownAccelerator", "a legal instruction", word(kCustom0 | kAcceleratorFunct3 << 12 | 7u << 25)},
        Mistake{"U256PointerA", "multiple of 4, got 0x00800001", u256(Op::kMulMod, {1}, {1}, {2}, {kDataAddress + 1})},
        Mistake{"U256PointerB", "multiple of 4", u256(Op::kMulDiv, {1}, {1}, {2}, {0, kDataAddress + 2})},
        Mistake{"U256PointerModulus", "multiple of 4", u256(Op::kAddMod, {1}, {1}, {3}, {0, 0, kDataAddress + 3})},
        Mistake{"U256PointerResult", "multiple of 4", u256(Op::kSubMod, {1}, {1}, {3}, {0, 0, 0, kDataAddress + 1})},
        Mistake{"U256RangeA", "range below 2^31, got 0x7fffffe4", u256(Op::kMulMod, {1}, {1}, {2}, {0x7FFFFFE4})},
        Mistake{"U256RangeB", "range below 2^31", u256(Op::kMulMod, {1}, {1}, {2}, {0, 0x80000000})},
        Mistake{"U256RangeModulus", "range below 2^31", u256(Op::kMulMod, {1}, {1}, {2}, {0, 0, 0xFFFFFFFC})},
        Mistake{"U256RangeResult", "range below 2^31", u256(Op::kMulMod, {1}, {1}, {2}, {0, 0, 0, 0x7FFFFFE4})},
        // 2^255 2 / 1 = 2^256.
        Mistake{
            "U256Quotient",
            "a b / m below 2^256, got 0x8000",
            u256(Op::kMulMod, {0, 0, 0, 0, 0, 0, 0, 1u << 31}, {2}, {1})},
        Mistake{
            "U256QuotientOfDiv", "a b / m below 2^256", u256(Op::kMulDiv, {0, 0, 0, 0, 0, 0, 0, 1u << 31}, {2}, {1})},
        Mistake{"U256Sum", "below the modulus m, got 0x0000", u256(Op::kAddMod, {5}, {5}, {5})},
        Mistake{"U256DifferenceAbove", "below the modulus m", u256(Op::kSubMod, {6}, {1}, {5})},
        Mistake{"U256DifferenceBelow", "below the modulus m", u256(Op::kSubMod, {0}, {6}, {5})},
        Mistake{"CopyNoWords", "1 to 1024 words, got 0", copy(kDataAddress, 0, kDataAddress)},
        Mistake{"CopyTooManyWords", "1 to 1024 words, got 1025", copy(kDataAddress, 1025, kDataAddress)},
        Mistake{"CopyHugeCount", "1 to 1024 words", copy(kDataAddress, 0xFFFFFFFF, kDataAddress)},
        Mistake{"CopySource", "multiple of 4, got 0x00800001", copy(kDataAddress + 1, 1, kDataAddress)},
        Mistake{"CopyDestination", "multiple of 4, got 0x00800003", copy(kDataAddress, 1, kDataAddress + 3)},
        Mistake{"CopySourceRange", "range below 2^31", copy(0x7FFFFFF8, 3, kDataAddress)},
        Mistake{"CopyDestinationRange", "range below 2^31", copy(kDataAddress, 3, 0x7FFFFFF8)},
        Mistake{"CopyHighDestination", "range below 2^31", copy(kDataAddress, 1, 0xFFFFFFFC)}
    ),
    [](const auto& instance) { return instance.param.name; }
);

TEST(ExecutionErrors, RunningOffTheEndOfTheCode) {
    Assembler a;
    a.li(5, 7);
    const Result<Execution> execution = execute(a.program(), {});
    ASSERT_FALSE(execution);
    EXPECT_EQ(
        execution.error().message(), "execution: pc 0x00100004, cycle 1: expected a pc inside the code, got 0x00100004"
    );
}

TEST(ExecutionErrors, AnErrorNamesPcInstructionAndCycle) {
    Assembler a;
    a.li(5, 6);
    a.imm(Op::kLw, 6, 5, 0);
    const Result<Execution> execution = execute(a.program(), {});
    ASSERT_FALSE(execution);
    EXPECT_EQ(
        execution.error().message(),
        "execution: pc 0x00100004 (lw x6, x5, 0), cycle 1: expected an address that is a multiple of 4, got 0x00000006"
    );
}

TEST(ExecutionErrors, StepLimitIsExact) {
    Assembler a;
    a.li(5, 1);
    a.exit(3);
    const Program program = a.program();  // 4 instructions
    EXPECT_TRUE(execute(program, {}, kUnlimited, {4, 0}));
    const Result<Execution> stopped = execute(program, {}, kUnlimited, {3, 0});
    ASSERT_FALSE(stopped);
    EXPECT_NE(stopped.error().message().find("step limit"), std::string::npos);

    Assembler endless;
    const testing::Label here = endless.here();
    endless.jal(0, here);
    for (const std::uint32_t max_cycles : {16u, 1000u, 1u << 20}) {
        EXPECT_FALSE(execute(endless.program(), {}, {max_cycles, ~0u, ~0u}, {100'000, 0}));
    }
}

// ------------------------------------------------------------------------------------------------------- host calls

TEST(HostCalls, HintsArriveFramedAndLengthCountsDown) {
    Assembler a;
    a.data.assign(8, 0xFFFFFFFF);
    a.li(8, kDataAddress);
    a.reg(Op::kHintLength, 20, 0, 0);
    a.li(5, 3);
    a.reg(Op::kHintRead, 0, 8, 5);
    a.reg(Op::kHintLength, 21, 0, 0);
    a.reg(Op::kHintLength, 0, 0, 0);
    a.exit(0);
    const Program program = a.program();
    const Bytes input{1, 2, 3, 4, 5};
    Machine machine(program, input);
    ASSERT_TRUE(machine.count_segment(kUnlimited));
    EXPECT_EQ(machine.reg(20), 3u);
    EXPECT_EQ(machine.reg(21), 0u);
    EXPECT_EQ(machine.word(kDataAddress / 4), 5u);
    EXPECT_EQ(machine.word(kDataAddress / 4 + 1), 0x04030201u);
    EXPECT_EQ(machine.word(kDataAddress / 4 + 2), 5u);
    EXPECT_EQ(machine.word(kDataAddress / 4 + 3), 0xFFFFFFFFu);
}

TEST(HostCalls, LastRevealCounts) {
    Assembler a;
    a.data = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    a.li(8, kDataAddress);
    a.reg(Op::kReveal, 0, 8, 0);
    a.imm(Op::kAddi, 8, 8, 8);
    a.reg(Op::kReveal, 0, 8, 0);
    a.exit(77);
    const Result<Execution> execution = execute(a.program(), {});
    ASSERT_TRUE(execution) << execution.error().message();
    EXPECT_EQ(execution->public_words, (std::array<std::uint32_t, 8>{3, 4, 5, 6, 7, 8, 9, 10}));
    EXPECT_EQ(execution->exit_code, 77u);
}

TEST(HostCalls, WithoutRevealTheWordsAreZeroAndTheExitCodeHas32Bits) {
    Assembler a;
    a.exit(0x87654321);
    const Result<Execution> execution = execute(a.program(), {});
    ASSERT_TRUE(execution);
    EXPECT_EQ(execution->public_words, (std::array<std::uint32_t, 8>{}));
    EXPECT_EQ(execution->exit_code, 0x87654321u);
}

TEST(HostCalls, LogIsBoundedAndWriteReturnsTheLength) {
    Assembler a;
    a.data = {0x64636261};
    a.li(11, kDataAddress);
    a.li(12, 4);
    a.li(17, 64);
    a.ecall();
    a.reg(Op::kAdd, 20, 10, 0);
    a.ecall();
    a.exit(0);
    const Program program = a.program();
    Machine machine(program, {}, {1000, 6});
    ASSERT_TRUE(machine.count_segment(kUnlimited));
    EXPECT_EQ(machine.log(), "abcdab");
    EXPECT_EQ(machine.reg(20), 4u);
}

TEST(HostCalls, StartState) {
    Assembler a;
    a.exit(0);
    const Program program = a.program();
    const Machine machine(program, {});
    EXPECT_EQ(machine.pc() * 4, kCodeAddress);
    for (int x = 0; x < 32; ++x) EXPECT_EQ(machine.reg(x), x == 2 ? 0x7FFF0000u : 0u);
    EXPECT_EQ(machine.word(0x7FFF0000 / 4), 0u);
}

// ------------------------------------------------------------------------------------------------------- segments

/// Random code between hint reads and reveals, some calls in loops: every family occurs.
Program everything_program(std::uint32_t seed) {
    const Assembler a = testing::random_program(seed, 300, true);
    // random_program ends with ecall 93 in its last instruction; this prologue runs before it, entered at the same
    // address.
    Assembler whole;
    whole.data = a.data;
    whole.li(5, 9);
    whole.li(6, kDataAddress + 64);
    const testing::Label again = whole.here();
    whole.reg(Op::kHintLength, 7, 0, 0);
    whole.reg(Op::kHintRead, 0, 6, 5);
    whole.reg(Op::kReveal, 0, 6, 0);
    whole.reg(Op::kKeccakF, 0, 6, 0);
    whole.imm(Op::kAddi, 28, 6, 16);
    whole.reg(Op::kMemoryCopy, 28, 6, 5);
    whole.reg(Op::kSha256Compress, 0, 6, 28);
    whole.imm(Op::kAddi, 6, 6, 36);
    whole.imm(Op::kAddi, 5, 5, -1);
    whole.branch(Op::kBne, 5, 0, again);
    const Program program = a.program();
    for (const std::uint32_t w : program.words) whole.word(w);
    return whole.program();
}

Bytes some_input() {
    Bytes input(4 * 60 + 3);
    std::iota(input.begin(), input.end(), std::uint8_t{17});
    return input;
}

/// Sizes of the record's lists in the order of Family.
std::array<std::uint32_t, kFamilies> rows_of(const SegmentRecord& r) {
    const std::size_t sizes[kFamilies] = {
        r.add.size(),         r.bitwise.size(),        r.compare.size(),      r.shift.size(),       r.upper.size(),
        r.jump.size(),        r.jump_register.size(),  r.branch_equal.size(), r.branch_less.size(), r.load_word.size(),
        r.load_sub.size(),    r.store_word.size(),     r.store_sub.size(),    r.mul.size(),         r.mul_high.size(),
        r.divide.size(),      r.hint_length.size(),    r.hint_read.size(),    r.reveal.size(),      r.exit.size(),
        r.write.size(),       r.fence.size(),          r.keccak_f.size(),     r.mul_mod.size(),     r.add_mod.size(),
        r.memory_copy.size(), r.sha256_compress.size()};
    std::array<std::uint32_t, kFamilies> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(sizes[i]);
    return rows;
}

class Segments : public ::testing::TestWithParam<std::uint32_t> {};

// A plan cut fine and one uncut see the same execution; what is counted is what is recorded; records close; roots
// chain.
TEST_P(Segments, PlansRecordsAndRootsAgree) {
    const std::uint32_t max_cycles = GetParam();
    const Bytes input = some_input();
    const std::unique_ptr<Backend> ops = make_reference_backend(1);
    std::array<bool, kFamilies> seen{};
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Program program = everything_program(seed);
        const Result<Execution> whole = execute(program, input, kUnlimited);
        ASSERT_TRUE(whole) << whole.error().message();
        ASSERT_EQ(whole->plan.segments.size(), 1u);
        const Result<Execution> cut = execute(program, input, {max_cycles, ~0u, ~0u});
        ASSERT_TRUE(cut) << cut.error().message();
        EXPECT_EQ(cut->plan.total_cycles(), whole->plan.total_cycles());
        EXPECT_EQ(cut->exit_code, whole->exit_code);
        EXPECT_EQ(cut->public_words, whole->public_words);
        EXPECT_EQ(cut->log, whole->log);
        for (std::size_t i = 0; i + 1 < cut->plan.segments.size(); ++i) {
            EXPECT_EQ(cut->plan.segments[i].n_cycles, max_cycles);
        }

        Machine machine(program, input);
        MemoryTree tree(*ops, initial_leaves(program));
        EXPECT_EQ(tree.root(), MemoryTree(*ops, machine.leaves()).root());
        SegmentRecord record;
        std::uint32_t pc = program.entry;
        std::array<std::uint32_t, kFamilies> sum{};
        for (std::size_t i = 0; i < cut->plan.segments.size(); ++i) {
            SCOPED_TRACE("segment " + std::to_string(i));
            const PlannedSegment& planned = cut->plan.segments[i];
            const Result<void> recorded = machine.record_segment(record, planned);
            ASSERT_TRUE(recorded) << recorded.error().message();
            EXPECT_EQ(testing::find_imbalance(program, record), "");
            EXPECT_EQ(record.start_pc, pc);
            EXPECT_EQ(record.start_pc, planned.start_pc);
            EXPECT_EQ(record.n_cycles, planned.n_cycles);
            EXPECT_EQ(record.exited, i + 1 == cut->plan.segments.size());
            pc = record.end_pc;

            ASSERT_EQ(rows_of(record), planned.rows);
            EXPECT_EQ(record.hint_words.size(), planned.hint_words);
            EXPECT_EQ(record.copied_words.size(), planned.copied_words);
            for (std::size_t f = 0; f < sum.size(); ++f) sum[f] += planned.rows[f];

            const TreeUpdate update = tree.update(*ops, record.touched);
            EXPECT_EQ(update.root_after, MemoryTree(*ops, machine.leaves()).root());
            const auto is_memory = [](const auto& row) { return row.depth >= 2 && row.label >> (row.depth - 2) == 1; };
            EXPECT_EQ(std::ranges::count_if(update.nodes, is_memory), planned.tree_rows);
            EXPECT_EQ(
                std::ranges::count_if(
                    update.leaves, [](const TreeLeafRow& row) { return space_of_label(row.label) == Space::kMemory; }
                ),
                planned.memory_leaves
            );
        }
        EXPECT_EQ(sum, whole->plan.segments[0].rows);
        EXPECT_EQ(record.exit_code, whole->exit_code);
        EXPECT_EQ(record.public_words, whole->public_words);
        for (std::size_t f = 0; f < sum.size(); ++f) seen[f] = seen[f] || sum[f] != 0;
    }
    for (std::size_t f = 0; f < seen.size(); ++f) {
        EXPECT_TRUE(seen[f]) << "no row of family " << name_of(static_cast<Family>(f));
    }
}

INSTANTIATE_TEST_SUITE_P(Executor, Segments, ::testing::Values(17u, 64u, 333u, 1000u, 1u << 20));

auto comparable(const SegmentRecord& record) {
    return std::tie(record.touched, record.fetch_counts, record.end_pc, record.exit_code);
}

TEST(SegmentPlans, AnySegmentCanBeRecordedAlone) {
    const Bytes input = some_input();
    const Program program = everything_program(9);
    const Result<Execution> run = execute(program, input, {100, ~0u, ~0u});
    ASSERT_TRUE(run);
    const std::vector<PlannedSegment>& segments = run->plan.segments;
    ASSERT_GT(segments.size(), 4u);

    Machine in_order(program, input);
    std::vector<SegmentRecord> records(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) ASSERT_TRUE(in_order.record_segment(records[i], segments[i]));
    for (std::size_t k = segments.size(); k-- > 0;) {
        Machine machine(program, input);
        for (std::size_t i = 0; i < k; ++i) ASSERT_TRUE(machine.skip(segments[i].n_cycles));
        SegmentRecord record;
        ASSERT_TRUE(machine.record_segment(record, segments[k]));
        EXPECT_EQ(comparable(record), comparable(records[k])) << "segment " << k;
        EXPECT_EQ(testing::accesses_of(program, record).size(), testing::accesses_of(program, records[k]).size());
    }
}

TEST(SegmentPlans, PassesMayBeMixedOnOneMachine) {
    const Bytes input = some_input();
    const Program program = everything_program(10);
    const Result<Execution> run = execute(program, input, {100, ~0u, ~0u});
    ASSERT_TRUE(run);
    Machine machine(program, input);
    SegmentRecord record;
    for (std::size_t i = 0; i < run->plan.segments.size(); ++i) {
        const PlannedSegment& planned = run->plan.segments[i];
        if (i % 3 == 0) {
            ASSERT_TRUE(machine.record_segment(record, planned));
            EXPECT_EQ(testing::find_imbalance(program, record), "");
        } else if (i % 3 == 1) {
            ASSERT_TRUE(machine.skip(planned.n_cycles));
        } else {
            const Result<PlannedSegment> counted = machine.count_segment({100, ~0u, ~0u});
            ASSERT_TRUE(counted);
            EXPECT_EQ(*counted, planned);
        }
    }
    EXPECT_TRUE(machine.exited());
    EXPECT_EQ(machine.exit_code(), run->exit_code);
}

TEST(SegmentPlans, PlansThatDoNotFitAreRefused) {
    Assembler a;
    a.exit(1);
    const Program program = a.program();
    PlannedSegment segment;
    SegmentRecord record;
    for (const std::uint32_t n_cycles : {0u, 4u, kMaxSegmentCycles, kMaxSegmentCycles + 1, ~0u}) {
        Machine machine(program, {});
        segment.n_cycles = n_cycles;
        const Result<void> recorded = machine.record_segment(record, segment);
        ASSERT_FALSE(recorded) << n_cycles;
        EXPECT_NE(recorded.error().message().find("segment plan"), std::string::npos);
    }
    segment.n_cycles = 3;
    PlannedSegment too_many_rows = segment;
    too_many_rows.rows[0] = too_many_rows.rows[1] = 0x80000000u;
    PlannedSegment too_many_hints = segment;
    too_many_hints.hint_words = 2;  // the stream is its length alone
    for (const PlannedSegment& bad : {too_many_rows, too_many_hints}) {
        Machine machine(program, {});
        const Result<void> recorded = machine.record_segment(record, bad);
        ASSERT_FALSE(recorded);
        EXPECT_NE(recorded.error().message().find("segment plan"), std::string::npos);
    }
    Machine machine(program, {});
    EXPECT_FALSE(machine.skip(4));
    Machine exact(program, {});
    EXPECT_TRUE(exact.skip(3));
    EXPECT_TRUE(exact.exited());
}

TEST(SegmentPlans, LimitsThatAdmitNoSegmentAreRefused) {
    Assembler a;
    a.exit(1);
    const Program program = a.program();
    EXPECT_TRUE(execute(program, {}, {1, 1, 1}));
    EXPECT_TRUE(execute(program, {}, {kMaxSegmentCycles, 0, 1}));
    EXPECT_FALSE(execute(program, {}, {0, 1, 1}));
    EXPECT_FALSE(execute(program, {}, {kMaxSegmentCycles + 1, 1, 1}));
    EXPECT_FALSE(execute(program, {}, {1, 1, 0}));
}

TEST(SegmentPlans, HintWordsAreLimited) {
    Assembler a;
    a.li(5, 10);
    a.li(6, kDataAddress);
    a.li(7, 12);
    const testing::Label again = a.here();
    a.reg(Op::kHintRead, 0, 6, 5);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    const Program program = a.program();
    const Bytes input(4 * 200);
    const Result<Execution> run = execute(program, input, {1000, 35, ~0u});
    ASSERT_TRUE(run) << run.error().message();
    ASSERT_EQ(run->plan.segments.size(), 4u);
    for (const PlannedSegment& segment : run->plan.segments) EXPECT_EQ(segment.hint_words, 30u);
    // One read above the limit still gets a segment of its own.
    const Result<Execution> narrow = execute(program, input, {1000, 5, ~0u});
    ASSERT_TRUE(narrow);
    EXPECT_EQ(narrow->plan.segments.size(), 12u);
}

TEST(SegmentPlans, AcceleratorCellsAreLimited) {
    Assembler a;
    a.li(6, kDataAddress);
    a.li(7, 12);
    const testing::Label again = a.here();
    a.reg(Op::kKeccakF, 0, 6, 0);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    const Program program = a.program();
    const Result<Execution> run = execute(program, {}, {1000, ~0u, ~0u, 4 * kKeccakFCells - 1});
    ASSERT_TRUE(run) << run.error().message();
    ASSERT_EQ(run->plan.segments.size(), 4u);
    for (const PlannedSegment& segment : run->plan.segments) {
        EXPECT_EQ(segment.accelerator_cells, 3 * kKeccakFCells);
        EXPECT_EQ(segment.rows[static_cast<std::size_t>(Family::kKeccakF)], 3u);
    }
    // One call above the limit still gets a segment of its own.
    const Result<Execution> narrow = execute(program, {}, {1000, ~0u, ~0u, 5});
    ASSERT_TRUE(narrow);
    EXPECT_EQ(narrow->plan.segments.size(), 12u);
    // What a plan from a file says is not believed.
    PlannedSegment forged = run->plan.segments[0];
    forged.rows = {};
    forged.rows[static_cast<std::size_t>(Family::kKeccakF)] = 4;
    Machine machine(program, {});
    SegmentRecord record;
    const Result<void> recorded = machine.record_segment(record, forged);
    ASSERT_FALSE(recorded);
    EXPECT_NE(recorded.error().message().find("cells of accelerator rows"), std::string::npos)
        << recorded.error().message();
}

// Compressions count too, and stop before new leaves; cut or not, they leave the same words behind.
TEST(SegmentPlans, Sha256CellsAndLeavesAreLimited) {
    Assembler a;
    a.data.assign(600, 7);
    a.li(6, kDataAddress + 20);
    a.li(8, kDataAddress + 44);
    a.li(7, 12);
    const testing::Label again = a.here();
    a.reg(Op::kSha256Compress, 0, 6, 8);
    a.imm(Op::kAddi, 8, 8, 96);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    const Program program = a.program();
    const Result<Execution> whole = execute(program, {}, kUnlimited);
    const Result<Execution> run = execute(program, {}, {1000, ~0u, ~0u, 4 * kSha256CompressCells - 1});
    ASSERT_TRUE(whole && run);
    ASSERT_EQ(run->plan.segments.size(), 4u);
    for (const PlannedSegment& segment : run->plan.segments) {
        EXPECT_EQ(segment.accelerator_cells, 3 * kSha256CompressCells);
        EXPECT_EQ(segment.rows[static_cast<std::size_t>(Family::kSha256Compress)], 3u);
    }
    PlannedSegment forged = run->plan.segments[0];
    forged.rows = {};
    forged.rows[static_cast<std::size_t>(Family::kSha256Compress)] = 4;
    Machine machine(program, {});
    SegmentRecord record;
    const Result<void> recorded = machine.record_segment(record, forged);
    ASSERT_FALSE(recorded);
    EXPECT_NE(recorded.error().message().find("cells of accelerator rows"), std::string::npos)
        << recorded.error().message();

    const Result<Execution> cut = execute(program, {}, {1000, ~0u, 30, ~0u});
    ASSERT_TRUE(cut);
    EXPECT_GT(cut->plan.segments.size(), 2u);
    Machine once(program, {}), pieces(program, {});
    ASSERT_TRUE(once.record_segment(record, whole->plan.segments[0]));
    for (const PlannedSegment& segment : cut->plan.segments) {
        ASSERT_TRUE(pieces.record_segment(record, segment));
        EXPECT_EQ(testing::find_imbalance(program, record), "");
    }
    for (std::uint32_t i = 0; i < 600; ++i)
        EXPECT_EQ(once.word(kDataAddress / 4 + i), pieces.word(kDataAddress / 4 + i));
}

// 256-bit operations count too, in the threaded interpreter as well.
TEST(SegmentPlans, CellsOf256BitOperationsAreLimited) {
    Assembler a;
    a.data.assign(8, 0);
    a.li(6, kDataAddress);
    a.imm(Op::kAddi, kModulusRegister, 6, 0);
    a.li(7, 100);
    const testing::Label again = a.here();
    a.reg(Op::kMulMod, 6, 6, 6);
    a.reg(Op::kSubMod, 6, 6, 6);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    const Program program = a.program();
    const Result<Execution> run =
        execute(program, {}, {1000, ~0u, ~0u, 20 * (kMulModCells + kAddModCells) + kMulModCells - 1});
    ASSERT_TRUE(run) << run.error().message();
    ASSERT_EQ(run->plan.segments.size(), 5u);
    for (const PlannedSegment& segment : run->plan.segments) {
        EXPECT_EQ(segment.accelerator_cells, 20 * (kMulModCells + kAddModCells));
        EXPECT_EQ(segment.rows[static_cast<std::size_t>(Family::kMulMod)], 20u);
        EXPECT_EQ(segment.rows[static_cast<std::size_t>(Family::kAddMod)], 20u);
    }
}

TEST(Accelerators, MemoryCopyReadsBeforeItWrites) {
    for (const int distance : {-12, -4, 0, 4, 12, 400}) {
        Assembler a;
        for (std::uint32_t i = 0; i < 300; ++i) a.data.push_back(i);
        a.li(5, kDataAddress + 400);
        a.li(6, 20);
        a.imm(Op::kAddi, 7, 5, distance);
        a.reg(Op::kMemoryCopy, 7, 5, 6);
        a.exit(0);
        const Program program = a.program();
        Machine machine(program, {});
        ASSERT_TRUE(machine.count_segment(kUnlimited));
        for (std::uint32_t i = 0; i < 300; ++i) {
            const std::uint32_t first = 100 + static_cast<std::uint32_t>(distance / 4);
            const std::uint32_t expected = i - first < 20 ? 100 + i - first : i;
            EXPECT_EQ(machine.word(kDataAddress / 4 + i), expected) << distance << " " << i;
        }
    }
}

// x0 in the rd field is a pointer like any register: address 0.
TEST(Accelerators, MemoryCopyToX0WritesAddressZero) {
    Assembler a;
    a.data = {77, 88};
    a.li(5, kDataAddress);
    a.li(6, 2);
    a.reg(Op::kMemoryCopy, 0, 5, 6);
    a.exit(0);
    const Program program = a.program();
    Machine machine(program, {});
    ASSERT_TRUE(machine.count_segment(kUnlimited));
    EXPECT_EQ(machine.word(0), 77u);
    EXPECT_EQ(machine.word(1), 88u);
}

// 50 words may lie in eight leaves: a call that would open too many ends the segment before it, and leaves everything as it was.
TEST(SegmentPlans, AcceleratorsStopBeforeNewLeaves) {
    Assembler a;
    a.data.assign(600, 7);
    a.li(5, 43);
    a.li(6, kDataAddress + 20);
    a.li(8, kDataAddress + 4 * 600);
    a.li(7, 6);
    const testing::Label again = a.here();
    a.reg(Op::kKeccakF, 0, 6, 0);
    a.reg(Op::kMemoryCopy, 8, 6, 5);
    a.imm(Op::kAddi, 8, 8, 172);
    a.imm(Op::kAddi, 6, 6, 200);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    const Program program = a.program();
    const Result<Execution> whole = execute(program, {}, kUnlimited);
    const Result<Execution> cut = execute(program, {}, {1000, ~0u, 30, ~0u});
    ASSERT_TRUE(whole && cut);
    EXPECT_EQ(whole->plan.segments.size(), 1u);
    EXPECT_GT(cut->plan.segments.size(), 2u);
    EXPECT_EQ(cut->plan.total_cycles(), whole->plan.total_cycles());
    Machine once(program, {}), pieces(program, {});
    SegmentRecord record;
    ASSERT_TRUE(once.record_segment(record, whole->plan.segments[0]));
    for (const PlannedSegment& segment : cut->plan.segments) {
        ASSERT_TRUE(pieces.record_segment(record, segment));
        EXPECT_EQ(testing::find_imbalance(program, record), "");
    }
    for (std::uint32_t i = 0; i < 1000; ++i)
        EXPECT_EQ(once.word(kDataAddress / 4 + i), pieces.word(kDataAddress / 4 + i));
}

TEST(SegmentPlans, TreeRowsAreLimited) {
    // One store a page for 400 pages: each new leaf has several nodes of its own.
    Assembler a;
    a.li(6, 0x10000000);
    a.li(7, 400);
    a.upper(Op::kLui, 8, 0x1000);
    const testing::Label again = a.here();
    a.store(Op::kSw, 7, 0, 6);
    a.reg(Op::kAdd, 6, 6, 8);
    a.imm(Op::kAddi, 7, 7, -1);
    a.branch(Op::kBne, 7, 0, again);
    a.exit(0);
    const Program program = a.program();
    const Result<Execution> run = execute(program, {}, {10000, ~0u, 500});
    ASSERT_TRUE(run) << run.error().message();
    ASSERT_GT(run->plan.segments.size(), 5u);
    Machine machine(program, {});
    SegmentRecord record;
    std::uint32_t leaves = 0;
    for (const PlannedSegment& segment : run->plan.segments) {
        EXPECT_LT(segment.tree_rows, 500u + 26);
        leaves += segment.memory_leaves;
        ASSERT_TRUE(machine.record_segment(record, segment));
        EXPECT_EQ(testing::find_imbalance(program, record), "");
        EXPECT_EQ(rows_of(record), segment.rows);
    }
    EXPECT_EQ(leaves, 400u);
    EXPECT_TRUE(machine.exited());
}

// ------------------------------------------------------------------------------------------- the checker itself

TEST(RecordChecker, FindsAlteredRecords) {
    const Bytes input = some_input();
    const Program program = everything_program(11);
    Machine machine(program, input);
    SegmentRecord good;
    const Result<Execution> run = execute(program, input, {500, ~0u, ~0u});
    ASSERT_TRUE(run);
    ASSERT_TRUE(machine.record_segment(good, run->plan.segments[0]));
    ASSERT_EQ(testing::find_imbalance(program, good), "");
    ASSERT_FALSE(
        good.mul_mod.empty() || good.add.empty() || good.load_word.empty() || good.store_sub.empty() ||
        good.branch_less.empty()
    );

    const std::function<void(SegmentRecord&)> alterations[] = {
        [](SegmentRecord& r) { r.add[3].a.value ^= 1; },
        [](SegmentRecord& r) { r.add[3].a.time ^= 4; },
        [](SegmentRecord& r) { r.add.pop_back(); },
        [](SegmentRecord& r) { r.load_word[0].memory.value += 1; },
        [](SegmentRecord& r) { r.store_sub[0].memory.previous += 1; },
        [](SegmentRecord& r) { r.store_sub[0].memory.value += 1; },
        [](SegmentRecord& r) { r.branch_less[0].next_pc += 1; },
        [](SegmentRecord& r) { r.hint_words[1].index += 1; },
        [](SegmentRecord& r) { r.reveal[0].words[7].time += 1; },
        [](SegmentRecord& r) { r.keccak_f[0].words[49].value ^= 1; },
        [](SegmentRecord& r) { r.keccak_f[1].words[0].time += 4; },
        [](SegmentRecord& r) { r.sha256_compress[0].state[7].value ^= 1; },
        [](SegmentRecord& r) { r.sha256_compress[0].block[15].time += 1; },
        [](SegmentRecord& r) { r.sha256_compress[1].b.value += 4; },
        [](SegmentRecord& r) { r.mul_mod[0].modulus[7].time += 1; },
        [](SegmentRecord& r) { r.mul_mod[0].result[0].value ^= 1; },
        [](SegmentRecord& r) { r.mul_mod[0].result_pointer.value += 4; },
        [](SegmentRecord& r) { r.copied_words[2].source.value ^= 1; },
        [](SegmentRecord& r) { r.copied_words[3].destination.time += 4; },
        [](SegmentRecord& r) { r.memory_copy[0].destination.value += 4; },
        [](SegmentRecord& r) { r.touched[1].last[0] += 1; },
        [](SegmentRecord& r) { r.touched[1].times[0] += 4; },
        [](SegmentRecord& r) { r.touched.pop_back(); },
        [](SegmentRecord& r) { r.fetch_counts[2] += 1; },
        [](SegmentRecord& r) { r.end_pc += 1; },
        [](SegmentRecord& r) { r.end_clock += 4; },
        [](SegmentRecord& r) { r.exit_code = 1; },
    };
    for (std::size_t i = 0; i < std::size(alterations); ++i) {
        SegmentRecord bad = good;
        alterations[i](bad);
        EXPECT_NE(testing::find_imbalance(program, bad), "") << "alteration " << i;
    }
}

}  // namespace
}  // namespace zk::vm

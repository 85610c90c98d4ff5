#pragma once
// The RV32IM machine as an interpreter. One object is one execution: it starts at the program's entry and is advanced
// segment by segment, each either counted (pass 1, cuts and counts) or recorded (pass 2, leaves a SegmentRecord).
// Both move the same state, so passes may be mixed.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "vm/elf/program.hpp"
#include "vm/memory/space.hpp"
#include "vm/records/segment_record.hpp"
#include "vm/segment/segment_plan.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zk::vm {

struct MachineState;

struct MachineOptions {
    /// Executing one more instruction is an error.
    std::uint64_t step_limit = std::uint64_t{1} << 40;
    /// What ecall 64 writes beyond this is dropped.
    std::size_t max_log_bytes = std::size_t{1} << 20;
};

/// Sees an execution instruction by instruction.
class MachineObserver {
  public:
    /// The instruction at `pc` (word index) was executed; the machine stands before the next one.
    virtual void executed(std::uint32_t pc) = 0;

  protected:
    MachineObserver() = default;
    MachineObserver(const MachineObserver&) = default;
    MachineObserver& operator=(const MachineObserver&) = default;
    ~MachineObserver() = default;
};

class Machine {
  public:
    /// `program` and `input` must outlive the machine. input.size() < 2^32. Throws std::system_error when the address
    /// space (about 4.3 GiB, reserved, used as touched) cannot be mapped.
    Machine(const Program& program, ByteView input, const MachineOptions& options = {});
    ~Machine();
    Machine(Machine&&) noexcept;
    Machine& operator=(Machine&&) noexcept;

    /// Pass 1: runs one segment and counts it. A segment holds at least one instruction. Precondition: !exited(). An
    /// error names pc, instruction and cause; the machine is then unusable.
    Result<PlannedSegment> count_segment(const SegmentLimits& limits);
    /// The same, slower, with `observer` called after each instruction.
    Result<PlannedSegment> observe_segment(const SegmentLimits& limits, MachineObserver& observer);

    /// Runs exactly n_cycles instructions without counting rows; an error when the program ends before. n_cycles <=
    /// 2^32 - 1.
    Result<void> skip(std::uint32_t n_cycles);

    /// Pass 2: runs exactly n_cycles instructions (1 .. 2^26 - 2) and records them into `out`, which is cleared
    /// first. The planned segment's row counts reserve the memory (they may be zero; more rows than cycles, or more
    /// hint words than are left, are an error). An error when the program ends before, or execution errs.
    Result<void> record_segment(SegmentRecord& out, const PlannedSegment& segment);

    [[nodiscard]] bool exited() const noexcept;
    [[nodiscard]] std::uint32_t exit_code() const noexcept;  ///< zero before exit
    [[nodiscard]] std::uint64_t cycles() const noexcept;     ///< instructions executed, the exiting one included
    [[nodiscard]] std::uint32_t pc() const noexcept;         ///< word index of the next instruction
    [[nodiscard]] std::uint32_t reg(int index) const noexcept;
    [[nodiscard]] std::uint32_t word(std::uint32_t index) const noexcept;  ///< memory, index below 2^29
    [[nodiscard]] const std::array<std::uint32_t, 8>& public_words() const noexcept;
    /// Bytes written by ecall 64 so far, up to the limit.
    [[nodiscard]] const std::string& log() const noexcept;
    /// The non-zero leaves of the present state (and some that became zero), labels ascending: MemoryTree of these
    /// has the present root.
    [[nodiscard]] std::vector<Leaf> leaves() const;

  private:
    std::unique_ptr<MachineState> state_;
};

/// What a whole execution yields.
struct Execution {
    SegmentPlan plan;
    std::uint32_t exit_code = 0;
    std::array<std::uint32_t, 8> public_words{};
    std::string log;
};

/// Pass 1 from start to exit.
Result<Execution> execute(
    const Program& program, ByteView input, const SegmentLimits& limits = {}, const MachineOptions& options = {}
);

}  // namespace zk::vm

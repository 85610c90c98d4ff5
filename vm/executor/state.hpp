#pragma once
// The machine's state, shared by its two interpreters: the threaded one (fast_loop.cpp) that only moves it, and the
// precise one (precise_loop.hpp) that also checks, counts or records. Private to vm/executor.

#include "base/host_calls.hpp"
#include "vm/executor/machine.hpp"
#include "vm/executor/mapping.hpp"

#include <bit>

namespace zk::vm {

static_assert(std::endian::native == std::endian::little, "the machine's memory is addressed by host bytes");

/// One predecoded instruction of the threaded interpreter.
struct FastOp {
    const void* handler;
    std::uint8_t rd;  ///< kNowhere for x0, unless it is read
    std::uint8_t rs1;
    std::uint8_t rs2;
    std::uint32_t imm;    ///< branches and jal: distance to the target in bytes of FastOp; 256-bit operations: their Op
    std::int32_t aux;     ///< branches and jal: what a taken one adds to the remaining cycles
    std::uint32_t taken;  ///< branches and jal: times taken in this segment
};

/// Where the threaded interpreter's writes to x0 go.
inline constexpr std::uint8_t kNowhere = 32;

/// Why an instruction was not executed.
struct Fault {
    const char* expected;
    std::string got;
};

struct MachineState {
    MachineState(const Program& program, ByteView input, const MachineOptions& options);

    // --- the execution ---
    const Program* program;
    ByteView input;
    MachineOptions options;
    std::uint32_t pc;  ///< index into program->code; may be outside
    std::uint64_t cycles = 0;
    std::array<std::uint32_t, 33> x{};
    std::array<std::uint32_t, 8> public_words{};
    std::uint64_t hint_position = 0;  ///< words of the stream already read
    bool exited = false;
    std::uint32_t exit_code = 0;
    std::string log;

    // --- memory: 2^29 words; marks as a heap, node n of depth d at 2^d + label, leaves at depth 26 ---
    static constexpr std::uint32_t kFirstLeafMark = 1u << kLeafIndexBits;
    static constexpr std::uint8_t kInSegment = 1;
    static constexpr std::uint8_t kEver = 2;
    Mapping memory;
    Mapping marks;
    Mapping times;                              ///< of each memory word; mapped when a segment is first recorded
    std::vector<std::uint32_t> touched_leaves;  ///< of this segment, in order of first access
    std::vector<std::uint32_t> all_leaves;      ///< of the execution
    [[nodiscard]] std::uint8_t* bytes() const noexcept { return static_cast<std::uint8_t*>(memory.data()); }
    [[nodiscard]] std::uint32_t* words() const noexcept { return static_cast<std::uint32_t*>(memory.data()); }
    [[nodiscard]] std::uint8_t* leaf_marks() const noexcept {
        return static_cast<std::uint8_t*>(marks.data()) + kFirstLeafMark;
    }

    // --- the segment being counted ---
    SegmentLimits limits;
    std::int64_t remaining = 0;  ///< cycles that the segment may still take
    std::uint32_t tree_rows = 0;
    std::uint64_t hint_words = 0;
    std::uint64_t accelerator_cells = 0;
    std::uint64_t copied_words = 0;
    std::uint32_t writes = 0;

    // --- threaded code: ops[i] for code[i], one more that leaves the code ---
    std::vector<FastOp> ops;
    std::vector<std::uint32_t> run_length;  ///< instructions from i to the next jal or jalr, that one included
    /// Differences of execution counts (modulo 2^32): +1 where a run is entered, -1 behind its last instruction.
    std::vector<std::uint32_t> entered;

    [[nodiscard]] std::uint32_t n_code() const noexcept { return static_cast<std::uint32_t>(program->code.size()); }
    [[nodiscard]] std::uint64_t hint_stream_words() const noexcept { return 1 + (input.size() + 3) / 4; }
    [[nodiscard]] std::uint32_t hint_word(std::uint64_t position) const noexcept;

    void predecode();

    /// Whether the segment has room for so many cells more; it always has for the first ones.
    [[nodiscard]] bool admit_cells(std::uint32_t n_cells) const noexcept {
        return accelerator_cells == 0 || accelerator_cells + n_cells <= limits.max_accelerator_cells;
    }

    /// A 256-bit operation, executed if nothing stands in its way: neither an error nor a leaf to be touched first.
    bool u256(const FastOp& op) noexcept;

    /// First access of a memory leaf in the segment being counted.
    void mark(std::uint32_t leaf);
    /// The same unless the tree rows have reached their limit: then false, and nothing is marked.
    bool touch(std::uint32_t leaf);
    void clear_marks() noexcept;
    /// Adds to rows what the counters say was executed, and resets them.
    void collect_counts(PlannedSegment& segment);

    [[nodiscard]] tl::unexpected<Error> error_at(const Fault& fault) const;
    /// Machine::count_segment; with an observer (not null) observe_segment: every instruction then runs precisely.
    Result<PlannedSegment> count(const SegmentLimits& segment_limits, MachineObserver* observer);
};

/// With a state: runs from pc as long as whole runs fit into `remaining` and nothing special happens; leaves pc at
/// the first instruction not executed. Precondition: pc < n_code, remaining >= run_length[pc]. Always returns the
/// handlers of the operations, in the order of Op, then that of leaving.
const void* const* run_fast(MachineState* state);

}  // namespace zk::vm

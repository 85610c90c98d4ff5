#pragma once
// Where an execution is cut. A plan follows from program, input and configuration alone, never from the machine it
// was made on; it is stored with the task and replayed by whoever proves a segment. It does not change what is
// proven.

#include "vm/isa/instruction.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace zk::vm {

/// The clock of the state behind a segment's last instruction, 4 + 4 n, and the phases above it stay below 2^28.
inline constexpr std::uint32_t kMaxSegmentCycles = (1u << 26) - 2;

/// Cells that one accelerator call adds to the tables, for the segment limit: rows times columns, as in
/// vm/machine/rv32im.cpp (tested there).
inline constexpr std::uint32_t kKeccakFCells = 257 + 24 * 2472;
inline constexpr std::uint32_t kSha256CompressCells = 179 + 8 * 1401;
inline constexpr std::uint32_t kMulModCells = 276;
inline constexpr std::uint32_t kAddModCells = 165;
/// Of a memory_copy and of each of its words.
inline constexpr std::uint32_t kMemoryCopyCells = 14;
inline constexpr std::uint32_t kCopiedWordCells = 13;

/// A segment ends before the first instruction that would exceed max_cycles, max_hint_words or max_accelerator_cells (a
/// single call above one of the latter two gets a segment of its own), or that would touch a new leaf when
/// max_tree_rows is reached: tree rows may exceed it by what one instruction adds.
struct SegmentLimits {
    /// Instructions in a segment, 1 .. kMaxSegmentCycles. Configurations use 2^18 .. 2^24.
    std::uint32_t max_cycles = 1u << 20;
    /// Rows of the hint-word table.
    std::uint32_t max_hint_words = 1u << 20;
    /// Rows of the tree's node table, at least 1.
    std::uint32_t max_tree_rows = 1u << 21;
    /// Cells of the accelerators' tables before padding; about the memory of a million plain instructions.
    std::uint32_t max_accelerator_cells = 32u << 20;
};

/// One segment of a plan: its length and, for the cost model and for allocating, what the counting pass saw in it.
struct PlannedSegment {
    std::uint32_t n_cycles = 0;
    std::uint32_t start_pc = 0;  ///< word index
    std::array<std::uint32_t, kFamilies> rows{};
    std::uint32_t hint_words = 0;
    std::uint32_t copied_words = 0;
    std::uint32_t memory_leaves = 0;  ///< touched leaves of the memory space
    std::uint32_t tree_rows = 0;      ///< touched nodes of the memory space's subtree, leaves excluded
    std::uint32_t accelerator_cells = 0;

    friend bool operator==(const PlannedSegment&, const PlannedSegment&) = default;
};

struct SegmentPlan {
    SegmentLimits limits;
    std::vector<PlannedSegment> segments;

    [[nodiscard]] std::uint64_t total_cycles() const noexcept {
        std::uint64_t sum = 0;
        for (const PlannedSegment& segment : segments) sum += segment.n_cycles;
        return sum;
    }
};

}  // namespace zk::vm

#pragma once
// What a planned segment will cost to prove, from what the counting pass saw. Planners and reports use it; nothing proven depends on it.

#include "stark/air/machine.hpp"
#include "stark/air/trace.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/segment/segment_plan.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace zk::vm {

/// Sizes after padding: what the prover commits to and runs through the GKR.
struct SegmentCost {
    std::uint64_t cells = 0;
    std::uint64_t interactions = 0;

    friend bool operator==(const SegmentCost&, const SegmentCost&) = default;
};

/// Rows of each table, fixed ones at their heights. Exact for instructions that have a table of their own; where two tables share a family (register
/// and immediate forms) all rows are put into the wider one, every touched node and leaf is taken to change, and one word in two of the
/// touched memory leaves to be refreshed.
std::array<std::uint64_t, kTables> estimate_rows(const PlannedSegment& segment, int program_log_height);

/// Of `estimate_rows`, with the heights that trace generation would choose.
SegmentCost estimate_cost(const stark::Machine& machine, const PlannedSegment& segment, int program_log_height);

/// Of traces as they are.
SegmentCost cost_of(const stark::Machine& machine, std::span<const stark::Trace> traces);

}  // namespace zk::vm

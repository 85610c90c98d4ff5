#pragma once
// A program executed, recorded and turned into traces, for tests of tables and of the whole machine.

#include "base/bytes.hpp"
#include "stark/air/checker.hpp"
#include "vm/elf/program.hpp"
#include "vm/machine/segment.hpp"

#include <string>
#include <vector>

namespace zk::vm::testing {

/// The machine; built once.
const stark::Machine& rv32im();

struct TracedSegment {
    std::vector<stark::Trace> traces;
    SegmentStatement statement;
};

/// Every segment of a run, cut after max_cycles instructions. Throws std::runtime_error when execution errs.
std::vector<TracedSegment> trace_segments(
    const Program& program, ByteView input = {}, std::uint32_t max_cycles = 1u << 20, int threads = 2
);

/// Everything that rows and buses get wrong; empty for a right segment.
std::vector<std::string> violations(
    const stark::Machine& machine, const stark::ProgramColumns& program, const TracedSegment& segment
);

}  // namespace zk::vm::testing

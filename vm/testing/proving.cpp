#include "vm/testing/proving.hpp"

#include "kernels/backend/backend.hpp"
#include "vm/chips/program/program_table.hpp"
#include "vm/executor/machine.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/machine/trace_generation.hpp"
#include "vm/memory/initial_state.hpp"

#include <stdexcept>

namespace zk::vm::testing {

const stark::Machine& rv32im() {
    static const stark::Machine kMachine = make_rv32im_machine();
    return kMachine;
}

std::vector<TracedSegment> trace_segments(
    const Program& program, ByteView input, std::uint32_t max_cycles, int threads
) {
    const auto backend = make_cpu_backend(threads);
    SegmentLimits limits;
    limits.max_cycles = max_cycles;
    const Result<Execution> execution = execute(program, input, limits);
    if (!execution) throw std::runtime_error(execution.error().message());
    Machine machine(program, input);
    MemoryTree tree(*backend, initial_leaves(program));
    std::vector<TracedSegment> segments;
    SegmentRecord record;
    for (const PlannedSegment& planned : execution->plan.segments) {
        if (const auto recorded = machine.record_segment(record, planned); !recorded) {
            throw std::runtime_error(recorded.error().message());
        }
        const TreeUpdate update = tree.update(*backend, record.touched);
        segments.push_back(
            {generate_traces(rv32im(), program, record, update, threads), statement_of(Digest{}, record, update)}
        );
    }
    return segments;
}

std::vector<std::string> violations(
    const stark::Machine& machine, const stark::ProgramColumns& program, const TracedSegment& segment
) {
    std::vector<std::string> found;
    for (const stark::Trace& trace : segment.traces) {
        for (std::string& text : stark::check_rows(machine.tables()[trace.table], trace, &program)) {
            found.push_back(std::move(text));
        }
    }
    const std::vector<stark::BoundaryTerm> boundary = boundary_terms(segment.statement);
    for (std::string& text : stark::check_buses(machine, segment.traces, &program, boundary)) {
        found.push_back(std::move(text));
    }
    return found;
}

}  // namespace zk::vm::testing

#pragma once

#include "stark/air/machine.hpp"
#include "stark/air/trace.hpp"
#include "vm/elf/program.hpp"
#include "vm/memory/memory_tree.hpp"
#include "vm/records/segment_record.hpp"

#include <vector>

namespace zk::vm {

/// The main columns of one recorded segment, in shape order: log height descending, then table. Tables without rows are absent, fixed ones present
/// once. `machine` is the rv32im one, `tree` the update by record.touched. The result does not depend on `threads` (>= 1).
std::vector<stark::Trace> generate_traces(
    const stark::Machine& machine,
    const Program& program,
    const SegmentRecord& record,
    const TreeUpdate& tree,
    int threads
);

}  // namespace zk::vm

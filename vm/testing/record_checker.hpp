#pragma once

#include "vm/elf/program.hpp"
#include "vm/records/segment_record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zk::vm::testing {

/// One access of the memory bus: consumes (space, index, before, time_before), produces (space, index, after, time).
struct BusAccess {
    Space space;
    std::uint32_t index;
    std::uint32_t before;
    std::uint32_t time_before;
    std::uint32_t after;
    std::uint32_t time;
};

/// Every access of the record, family by family.
std::vector<BusAccess> accesses_of(const Program& program, const SegmentRecord& record);

/// Plays the buses over a record: memory tuples (initial ones of the touched leaves, each access, final ones) cancel,
/// times rise, states (pc, clock) form one chain from start to end, fetch counts are those of the rows. Empty when
/// all is well, else the first thing that is not.
std::string find_imbalance(const Program& program, const SegmentRecord& record);

}  // namespace zk::vm::testing

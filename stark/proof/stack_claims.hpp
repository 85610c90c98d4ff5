#pragma once
// The claim "sum_c rho^c opening_c = sum W Q" seen by stack columns: which blocks of which stack column carry which committed column.

#include "stark/proof/geometry.hpp"

#include <cstdint>
#include <vector>

namespace zk::stark {

/// A committed column in the stack: rows [offset, offset + 2^log_height) of the flat array, the program's part after the segment's.
struct StackedColumn {
    std::uint64_t offset = 0;
    int log_height = 0;
};

/// All committed columns in the order of the openings.
std::vector<StackedColumn> stacked_columns(const Geometry& geometry, const Machine& machine);

}  // namespace zk::stark

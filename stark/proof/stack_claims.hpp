#pragma once
// The claim "sum_c eq(rho, c) opening_c = sum W Q" seen by stack columns: which blocks of which stack column carry which committed column.

#include "stark/proof/geometry.hpp"
#include "stark/transcript/transcript.hpp"

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

/// Draws rho, one challenge a bit of a column's number, and returns eq(rho, c) for every opening c. A point and not the powers of one element: a wrong
/// opening survives with probability log2(columns) / |F|, not columns / |F|.
std::vector<FeltExt> draw_opening_weights(Transcript& transcript, const Geometry& geometry);

}  // namespace zk::stark

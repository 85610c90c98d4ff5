#pragma once

#include "stark/air/machine.hpp"
#include "stark/air/trace.hpp"

#include <span>

namespace zk::vm {

/// Traces of the four lookup tables (bits, range14, range12, shift_lookup): how often the rows of `traces` look up each of their rows. Reads the
/// machine's record, so it cannot disagree with it. Values that no row has are left out: the buses of such traces do not balance.
std::vector<stark::Trace> count_lookups(
    const stark::Machine& machine, std::span<const stark::Trace> traces, int threads
);

}  // namespace zk::vm

#pragma once
// What a prover's trace gets wrong, said plainly: for tests and debugging. The protocol proves the same two things.

#include "stark/air/machine.hpp"
#include "stark/air/trace.hpp"

#include <span>
#include <string>
#include <vector>

namespace zk::stark {

/// The program columns' values of the machine's program table: n_program columns of 2^log_height rows.
using ProgramColumns = Trace;

/// "table.label row r" of every violated constraint, at most `limit`.
std::vector<std::string> check_rows(
    const Table& table, const Trace& trace, const ProgramColumns* program, std::size_t limit = 16
);

/// Every tuple whose multiplicities do not cancel over all instances and boundary terms, as "bus b (fields): sum s, from label..., ...",
/// at most `limit`. Exact, by sorting; memory grows with the number of interactions.
std::vector<std::string> check_buses(
    const Machine& machine,
    std::span<const Trace> traces,
    const ProgramColumns* program,
    std::span<const BoundaryTerm> boundary,
    std::size_t limit = 16
);

/// Value of a closed-form column at row `row`.
Felt closed_form_at(const ClosedForm& form, std::size_t row);

}  // namespace zk::stark

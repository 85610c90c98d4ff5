#pragma once
// A small machine that uses everything the protocol has: tables of free height, once or twice; range and AND tables of closed form; program
// columns; boundary terms; degree 3; a table without interactions.

#include "stark/air/machine.hpp"
#include "stark/air/trace.hpp"
#include "stark/prover/prover.hpp"

#include <cstdint>
#include <vector>

namespace zk::stark::testing {

enum ToyTable : std::uint32_t { kSteps, kCubes, kBytes, kProgramRows, kAlone };

/// Stack of 2^13 rows (2^14 above 2^14 steps), so that heights above and below it occur. One codeword is committed while folding the small stack, two
/// while folding the large one.
const Machine& toy_machine();

/// n_steps chained steps x -> x + code[pc] (mod p), pc -> pc + 1 mod 16, each with a byte looked up; n_cubes rows of y = x^3 balanced among themselves.
struct ToyInput {
    std::size_t n_steps = 100;
    std::size_t n_cubes = 20;
    std::size_t n_alone = 40;
    std::uint32_t seed = 1;
};

struct ToyRun {
    std::vector<Trace> traces;    ///< shape order
    std::vector<Felt> statement;  ///< first and last value of the chain, number of steps
    std::vector<BoundaryTerm> boundary;
};

ToyRun run_toy(const ToyInput& input);
std::vector<BoundaryTerm> toy_boundary(std::span<const Felt> statement);

/// Sixteen rows: pc, increment.
Trace toy_program();

}  // namespace zk::stark::testing

#pragma once

#include "vm/testing/assembler.hpp"
#include "vm/testing/row_oracle.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace zk::vm::testing {

/// x7 := a op b; with an immediate form, b is the immediate.
struct AluCase {
    Op op;
    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t expected;
};

/// Computes every case, with a in x5 and b in x6, then each operation with overlapping registers (x5 := x5 op x5), and exits.
Program alu_program(const std::vector<AluCase>& cases);

/// The word that a row writes to a register; empty when it writes none.
std::optional<std::uint32_t> written(const Verdict& verdict, std::uint32_t reg);

/// The rows that write x7 hold and write the expected values, in order.
void expect_known_answers(const ChipRows& rows, const std::vector<AluCase>& cases);

}  // namespace zk::vm::testing

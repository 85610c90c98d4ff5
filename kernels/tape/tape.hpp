#pragma once
// A straight-line program over registers, evaluated on many lanes at once: how a back end sees the constraints of a table.
// stark/air compiles its recorded expressions to tapes; kernels know nothing of tables.

#include "kernels/field/felt.hpp"

#include <cstdint>
#include <vector>

namespace zk {

struct Tape {
    enum class Op : std::uint8_t {
        kInput,     ///< r[dst] = inputs[a]
        kConstant,  ///< r[dst] = constants[a]
        kAdd,       ///< r[dst] = r[a] + r[b]
        kSub,       ///< r[dst] = r[a] - r[b]
        kMul,       ///< r[dst] = r[a] * r[b]
        kOutput,    ///< result += coefficients[b] * r[a]   (dst unused)
    };
    struct Instruction {
        Op op;
        std::uint16_t dst;
        std::uint16_t a;
        std::uint16_t b;
    };

    std::vector<Instruction> instructions;
    std::vector<Felt> constants;
    std::uint16_t n_registers = 0;
    /// Registers below this hold what was computed, the others inputs only: those need no memory.
    std::uint16_t n_computed = 0;
    std::uint16_t n_inputs = 0;
    std::uint16_t n_coefficients = 0;
};

}  // namespace zk

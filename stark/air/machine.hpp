#pragma once
// A machine: its tables in order, and the heights that it fixes. Identified by a digest of everything recorded.

#include "kernels/hash/poseidon2.hpp"
#include "stark/air/air.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zk::stark {

inline constexpr int kMinLogHeight = 4;
inline constexpr int kMaxLogHeight = 24;
/// Heights of the stack: the final message's at least, and a codeword of twice as many values fits the field's 2-adic subgroup at most.
inline constexpr int kMinLogStack = 6;
inline constexpr int kMaxLogStack = 26;
/// Fixed height of a table whose height the verifying key gives (the program table).
inline constexpr int kHeightFromKey = -1;

struct Table {
    std::string name;
    Air air;
    /// A fixed table appears exactly once in every proof, at `fixed_log_height`. Tables with program or closed-form columns are fixed.
    bool fixed = false;
    int fixed_log_height = 0;
    /// Each row of such a table is at most one instruction: the verifier bounds the sum of their heights so that clocks cannot wrap.
    bool is_instruction = false;
};

struct MachineLimits {
    int log_stack_small = 20;  ///< m
    int log_stack_large = 22;  ///< m of segments with more than `large_above_rows` instruction rows
    std::uint64_t large_above_rows = 1u << 22;
    std::uint64_t max_instruction_rows = 1u << 26;
    std::uint64_t max_interactions = 1u << 30;
};

class Machine {
  public:
    /// Throws std::logic_error when a table breaks a rule: a non-fixed table whose all-zero row violates a constraint or has a nonzero
    /// multiplicity, no main column, columns of closed form in a non-fixed table, program columns in two tables or in one that has not the
    /// key's height, one bus with two tuple lengths; or when a stack height is out of range.
    Machine(std::string name, std::vector<Table> tables, MachineLimits limits = {});

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::vector<Table>& tables() const { return tables_; }
    [[nodiscard]] const MachineLimits& limits() const { return limits_; }
    /// Hash of every node, constraint, interaction, fixed column, height rule and limit, in order (labels excluded).
    [[nodiscard]] const Digest& digest() const { return digest_; }
    /// Index of the one table with program columns, or -1.
    [[nodiscard]] int program_table() const { return program_table_; }

  private:
    std::string name_;
    std::vector<Table> tables_;
    MachineLimits limits_;
    Digest digest_{};
    int program_table_ = -1;
};

}  // namespace zk::stark

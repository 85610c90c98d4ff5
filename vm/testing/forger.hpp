#pragma once
// Looks for a forged row as a forger would: alters a cell, then repairs what that broke, cell by cell, without changing what the row consumes.

#include "stark/air/checker.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zk::vm::testing {

class Forger {
  public:
    /// `air` must outlive the forger. When `without` is the label of a constraint or interaction, all checks of that label are dropped.
    explicit Forger(const stark::Air& air, const std::string& without = {});

    /// A row that holds, consumes what `honest` consumes (its fetch too) and produces something else; empty when none was found with the given effort
    /// (repairs tried for each first alteration).
    [[nodiscard]] std::optional<std::vector<Felt>> forge(std::span<const Felt> honest, int effort = 200) const;

  private:
    struct Equation {
        stark::NodeId node;
        std::vector<std::uint32_t> columns;  ///< that it depends on
    };
    struct Search;

    const stark::Air& air_;
    std::string without_;
    std::vector<Equation> equations_;  ///< constraints, then what must stay as it is
    std::size_t n_constraints_ = 0;
};

}  // namespace zk::vm::testing

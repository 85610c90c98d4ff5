#pragma once
// Looks for a forged row as a forger would: alters a cell, then repairs what that broke, cell by cell, without changing what the row consumes.

#include "stark/air/checker.hpp"
#include "vm/testing/row_values.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zk::vm::testing {

class Forger {
  public:
    /// `air` must outlive the forger. When `without` is the label of a constraint or interaction, all checks of that label are dropped.
    explicit Forger(const stark::Air& air, const std::string& without = {});

    /// A row that holds, consumes what `honest` consumes (its fetch too) and produces something else, or whose fetch is that of `honest` and a
    /// multiplicity neither 0 nor 1; empty when none was found with the given effort (repairs tried for each first alteration).
    [[nodiscard]] std::optional<std::vector<Felt>> forge(std::span<const Felt> honest, int effort = 200) const;

  private:
    struct Equation {
        stark::NodeId node;
        std::vector<std::uint32_t> columns;  ///< that it depends on
    };
    struct Search;

    /// Alters each of the columns `first`; `accept` judges a row in which every equation has its target.
    [[nodiscard]] std::optional<std::vector<Felt>> search(
        std::span<const Felt> honest,
        const std::vector<Felt>& targets,
        const std::vector<std::uint32_t>& first,
        int effort,
        const auto& accept
    ) const;
    /// Every lookup that is made once has an answer.
    [[nodiscard]] bool answers(std::span<const Felt> values) const;
    [[nodiscard]] bool says_other_than_once(std::span<const Felt> values) const;

    const stark::Air& air_;
    Dependents dependents_;
    std::string without_;
    std::vector<Equation> equations_;  ///< constraints, then what must stay as it is
};

}  // namespace zk::vm::testing

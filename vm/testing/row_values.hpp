#pragma once
// A table's nodes on one row of which single cells change: what depends on a cell is computed again, and nothing else.

#include "stark/air/air.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace zk::vm::testing {

/// For every column the nodes that depend on it, operands before their users.
class Dependents {
  public:
    explicit Dependents(const stark::Air& air);

    [[nodiscard]] const std::vector<stark::NodeId>& of(std::uint32_t column) const { return nodes_[column]; }

  private:
    std::vector<std::vector<stark::NodeId>> nodes_;
};

class RowValues {
  public:
    /// `air` and `dependents`, which are its own, must outlive this. One value for every column.
    RowValues(const stark::Air& air, const Dependents& dependents, std::span<const Felt> row);

    void set(std::uint32_t column, Felt value);

    [[nodiscard]] std::span<const Felt> row() const { return row_; }
    /// As stark::evaluate_nodes of row().
    [[nodiscard]] std::span<const Felt> nodes() const { return nodes_; }

  private:
    const stark::Air& air_;
    const Dependents& dependents_;
    std::vector<Felt> row_;
    std::vector<Felt> nodes_;
};

}  // namespace zk::vm::testing

#pragma once
// Which expressions a table's constraints leave the values 0 and 1 only. Multiplicities must be such: a prover may take any other field element, with
// which a row says a thing several times, or unsays what another row says.

#include "stark/air/air.hpp"

#include <array>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace zk::vm::testing {

class BooleanExpressions {
  public:
    /// `air` must outlive it.
    explicit BooleanExpressions(const stark::Air& air);

    /// What an interaction sends or receives how often: its numerator, without the sign of a receive.
    [[nodiscard]] stark::NodeId multiplicity(const stark::Interaction& interaction) const;

    /// Every row that satisfies the constraints gives the expression one of the values 0 and 1. Either "x(x - 1) = 0" is a constraint, or the expression
    /// is one of flags, columns with such a constraint, and no assignment of 0 and 1 to the flags that satisfies the constraints between flags alone
    /// gives it another value. Never true of an expression that is free; may be false of one that is bound in other ways.
    [[nodiscard]] bool contains(stark::NodeId node) const;

  private:
    /// Values at random points: equal for equal polynomials, and for others of degree <= 4 with a chance of 2^-110.
    using Values = std::array<Felt, 4>;

    [[nodiscard]] bool is_asserted(const Values& x) const;
    [[nodiscard]] bool is_decided_by_flags(stark::NodeId node) const;
    [[nodiscard]] const std::vector<std::uint32_t>& columns(stark::NodeId node) const;
    [[nodiscard]] bool are_flags(std::span<const std::uint32_t> columns) const;

    const stark::Air& air_;
    std::vector<Values> values_;  ///< of the nodes
    std::set<std::array<std::uint32_t, 4>> constraints_;
    std::vector<bool> is_flag_;  ///< by column
    mutable std::map<stark::NodeId, std::vector<std::uint32_t>> columns_;
    mutable std::map<stark::NodeId, bool> known_;
};

}  // namespace zk::vm::testing

#pragma once

#include "stark/prover/state.hpp"

#include <vector>

namespace zk::stark {

/// A column of closed form over all 2^log_height rows.
std::vector<Felt> materialize(const ClosedForm& form, int log_height);

/// All columns of an instance over all rows; those of closed form are made here.
class ColumnValues {
  public:
    ColumnValues(const ProverState& state, const InstanceLayout& layout);

    [[nodiscard]] const Felt* operator[](std::size_t j) const { return columns_[j]; }
    [[nodiscard]] std::size_t size() const { return columns_.size(); }

  private:
    std::vector<const Felt*> columns_;
    std::vector<std::vector<Felt>> made_;
};

/// eq over the variables after the lowest: out[y] = in[2y] + in[2y + 1].
ExtArray drop_variable(const ExtArray& in);

/// All values of scale * eq(point, .).
ExtArray eq_array(const Backend& backend, std::span<const FeltExt> point, const FeltExt& scale);

}  // namespace zk::stark

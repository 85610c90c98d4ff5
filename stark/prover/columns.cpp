#include "stark/prover/columns.hpp"

namespace zk::stark {

std::vector<Felt> materialize(const ClosedForm& form, int log_height) {
    std::vector<Felt> values(std::size_t{1} << log_height, Felt::zero());
    for (const IndexMonomial& m : form) {
        if (m.bits < values.size()) values[m.bits] += Felt(m.coefficient);
    }
    // Each value is the sum over the subsets of its bits: one pass per variable.
    for (int k = 0; k < log_height; ++k) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if ((i >> k & 1) != 0) values[i] += values[i ^ (std::size_t{1} << k)];
        }
    }
    return values;
}

ColumnValues::ColumnValues(const ProverState& state, const InstanceLayout& layout) {
    const Air& air = state.machine.tables()[layout.instance.table].air;
    for (std::uint32_t j = 0; j < air.n_committed(); ++j) columns_.push_back(state.column(layout, j).data());
    made_.reserve(air.closed_forms.size());
    for (const ClosedForm& form : air.closed_forms) {
        made_.push_back(materialize(form, static_cast<int>(layout.instance.log_height)));
        columns_.push_back(made_.back().data());
    }
}

ExtArray drop_variable(const ExtArray& in) {
    ExtArray out(in.size() / 2);
    const ConstExtSpan from = in.span();
    const ExtSpan to = out.span();
    for (int k = 0; k < FeltExt::kDegree; ++k) {
        const Felt* const source = from.plane(k);
        Felt* const target = to.plane(k);
        for (std::size_t y = 0; y < to.size; ++y) target[y] = source[2 * y] + source[2 * y + 1];
    }
    return out;
}

ExtArray eq_array(const Backend& backend, std::span<const FeltExt> point, const FeltExt& scale) {
    ExtArray eq(std::size_t{1} << point.size());
    backend.eq_table(eq.span(), point, scale);
    return eq;
}

}  // namespace zk::stark

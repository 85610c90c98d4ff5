#include "stark/proof/stack_claims.hpp"

#include "stark/proof/multilinear.hpp"
#include "stark/soundness/preset.hpp"

namespace zk::stark {

std::vector<StackedColumn> stacked_columns(const Geometry& geometry, const Machine& machine) {
    std::vector<StackedColumn> columns;
    for (const InstanceLayout& layout : geometry.instances) {
        const auto h = static_cast<int>(layout.instance.log_height);
        const std::uint32_t n_main = machine.tables()[layout.instance.table].air.n_main;
        for (std::uint32_t j = 0; j < n_main; ++j) {
            columns.push_back({layout.first_column_offset + (std::uint64_t{j} << h), h});
        }
    }
    const std::uint64_t program = std::uint64_t{geometry.segment_width} << geometry.log_stack;
    for (std::uint32_t j = 0; j < geometry.n_program_columns; ++j) {
        columns.push_back({program + (std::uint64_t{j} << geometry.program_log_height), geometry.program_log_height});
    }
    return columns;
}

std::vector<FeltExt> draw_opening_weights(Transcript& transcript, const Geometry& geometry) {
    std::vector<FeltExt> rho(static_cast<std::size_t>(ceil_log2(geometry.n_openings())));
    for (FeltExt& coordinate : rho) coordinate = transcript.challenge("rho");
    std::vector<FeltExt> weights = eq_values(rho);
    weights.resize(geometry.n_openings());
    return weights;
}

}  // namespace zk::stark

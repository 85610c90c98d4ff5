#include "stark/proof/geometry.hpp"

namespace zk::stark {
namespace {

std::uint64_t ceil_shift(std::uint64_t x, int bits) {
    return (x + (std::uint64_t{1} << bits) - 1) >> bits;
}

/// Least k with width * 2^k >= 128, at most 4 and at most the number of folds.
int leaf_positions(std::uint32_t width, int n_folds) {
    int k = 0;
    while (k < 4 && k < n_folds && (std::uint64_t{width} << k) < 128) ++k;
    return k;
}

ShapeError check_shape(const Machine& machine, const VerifyingKey& key, std::span<const Instance> shape) {
    const std::vector<Table>& tables = machine.tables();
    if (shape.empty()) return ShapeError::kEmpty;
    std::vector<std::uint8_t> count(tables.size(), 0);
    std::uint64_t instruction_rows = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const Instance& instance = shape[i];
        if (instance.table >= tables.size()) return ShapeError::kTableUnknown;
        if (instance.log_height < kMinLogHeight || instance.log_height > kMaxLogHeight)
            return ShapeError::kHeightOutOfRange;
        if (i > 0) {
            const Instance& before = shape[i - 1];
            const bool ordered = before.log_height > instance.log_height ||
                                 (before.log_height == instance.log_height && before.table < instance.table);
            if (!ordered) return ShapeError::kOrder;
        }
        const Table& table = tables[instance.table];
        if (++count[instance.table] > (table.fixed ? 1 : 2)) {
            return table.fixed ? ShapeError::kFixedTable : ShapeError::kTooManyInstances;
        }
        if (table.fixed) {
            const int height =
                table.fixed_log_height == kHeightFromKey ? key.program_log_height : table.fixed_log_height;
            if (static_cast<int>(instance.log_height) != height) return ShapeError::kFixedTable;
        }
        if (table.is_instruction) instruction_rows += std::uint64_t{1} << instance.log_height;
    }
    for (std::size_t t = 0; t < tables.size(); ++t) {
        if (tables[t].fixed && count[t] != 1) return ShapeError::kFixedTable;
    }
    if (instruction_rows > machine.limits().max_instruction_rows) return ShapeError::kInstructionRows;
    return ShapeError::kNone;
}

}  // namespace

ShapeError derive_geometry(
    Geometry& geometry,
    const Machine& machine,
    const VerifyingKey& key,
    std::span<const Instance> shape,
    std::size_t n_boundary_terms
) {
    const ShapeError error = check_shape(machine, key, shape);
    if (error != ShapeError::kNone) return error;

    geometry = {};
    geometry.log_max_height = static_cast<int>(shape[0].log_height);
    std::uint64_t cells = 0;
    std::uint64_t instruction_rows = 0;
    for (const Instance& instance : shape) {
        const Table& table = machine.tables()[instance.table];
        const Air& air = table.air;
        geometry.instances.push_back(
            {instance, cells, geometry.n_main_columns, geometry.n_leaves, geometry.n_constraints}
        );
        cells += std::uint64_t{air.n_main} << instance.log_height;
        geometry.n_main_columns += air.n_main;
        geometry.n_leaves += static_cast<std::uint64_t>(air.interactions.size()) << instance.log_height;
        geometry.n_constraints += static_cast<std::uint32_t>(air.constraints.size());
        if (table.is_instruction) instruction_rows += std::uint64_t{1} << instance.log_height;
    }
    geometry.n_interactions = geometry.n_leaves + n_boundary_terms;
    if (geometry.n_interactions > machine.limits().max_interactions) return ShapeError::kInteractions;
    geometry.gkr_depth = ceil_log2(geometry.n_leaves);

    const MachineLimits& limits = machine.limits();
    geometry.log_stack = instruction_rows > limits.large_above_rows ? limits.log_stack_large : limits.log_stack_small;
    geometry.segment_width = static_cast<std::uint32_t>(ceil_shift(cells, geometry.log_stack));
    if (machine.program_table() >= 0) {
        geometry.n_program_columns = machine.tables()[machine.program_table()].air.n_program;
        geometry.program_log_height = key.program_log_height;
        // They start at a multiple of 2^m, hence at one of their height: a column is opened at offset / height.
        if (geometry.program_log_height > geometry.log_stack) return ShapeError::kProgramHeight;
        geometry.program_width = static_cast<std::uint32_t>(
            ceil_shift(std::uint64_t{geometry.n_program_columns} << geometry.program_log_height, geometry.log_stack)
        );
    }
    geometry.column_bits = ceil_log2(geometry.width());
    geometry.log_leaf = leaf_positions(geometry.segment_width, geometry.n_folds());
    geometry.log_program_leaf = program_leaf_positions(geometry.log_stack);
    for (int left = geometry.n_folds() - geometry.log_leaf; left > 0; left -= 3)
        geometry.fold_groups.push_back(left < 3 ? left : 3);
    return ShapeError::kNone;
}

}  // namespace zk::stark

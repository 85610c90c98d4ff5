#pragma once

#include "kernels/field/felt.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace zk::stark {

/// The main columns of one instance of a table: column-major, 2^log_height rows each, padding rows zero and last.
struct Trace {
    std::uint32_t table = 0;
    int log_height = 0;
    std::uint32_t n_columns = 0;
    std::vector<Felt> cells;  ///< n_columns << log_height

    Trace() = default;
    Trace(std::uint32_t table_index, int height_log, std::uint32_t width)
        : table(table_index),
          log_height(height_log),
          n_columns(width),
          cells(std::size_t{width} << height_log, Felt::zero()) {}

    [[nodiscard]] std::size_t height() const { return std::size_t{1} << log_height; }
    [[nodiscard]] std::span<Felt> column(std::size_t j) { return {cells.data() + (j << log_height), height()}; }
    [[nodiscard]] std::span<const Felt> column(std::size_t j) const {
        return {cells.data() + (j << log_height), height()};
    }
};

/// Heights of the instances that hold n_rows rows: the smallest 2^a, or 2^a + 2^b when that saves at least 2^14 rows or 2^21 cells (a second instance
/// costs an opening for each column); each >= 2^4. Empty for n_rows == 0. Rows go to the first instance until it is full.
std::vector<int> instance_heights(std::size_t n_rows, std::size_t n_columns);

/// A term that the verifier itself adds to the bus sum: +-1 / fp(bus, fields), from the statement.
struct BoundaryTerm {
    bool receive = false;  ///< numerator -1
    std::uint32_t bus = 0;
    std::vector<Felt> fields;
};

}  // namespace zk::stark

#include "stark/air/trace.hpp"

#include "stark/air/machine.hpp"

#include <algorithm>
#include <bit>

namespace zk::stark {

std::vector<int> instance_heights(std::size_t n_rows, std::size_t n_columns) {
    if (n_rows == 0) return {};
    constexpr std::size_t kRowsWorthSplitting = std::size_t{1} << 14;
    constexpr std::size_t kCellsWorthSplitting = std::size_t{1} << 21;
    const int whole = std::max(kMinLogHeight, static_cast<int>(std::bit_width(n_rows - 1)));
    if (whole > kMinLogHeight) {
        const int first = whole - 1;
        const std::size_t rest = n_rows - (std::size_t{1} << first);
        const int second = std::max(kMinLogHeight, static_cast<int>(std::bit_width(rest - 1)));
        if (second < first) {
            const std::size_t saved = (std::size_t{1} << first) - (std::size_t{1} << second);
            if (saved >= kRowsWorthSplitting || saved * n_columns >= kCellsWorthSplitting) return {first, second};
        }
    }
    return {whole};
}

}  // namespace zk::stark

#include "vm/testing/row_values.hpp"

#include "stark/air/evaluate.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/testing/proving.hpp"

#include <gtest/gtest.h>

#include <random>

namespace zk::vm {
namespace {

TEST(RowValues, AreThoseOfTheWholeRowAfterEachChange) {
    std::mt19937 random(5);
    for (const stark::Table& table : testing::rv32im().tables()) {
        const stark::Air& air = table.air;
        const testing::Dependents dependents(air);
        std::vector<Felt> row(air.n_columns());
        for (Felt& cell : row) cell = Felt(random());
        testing::RowValues values(air, dependents, row);
        for (int i = 0; i < 50; ++i) {
            const auto j = static_cast<std::uint32_t>(random() % row.size());
            row[j] = Felt(random());
            values.set(j, row[j]);
            const std::vector<Felt> whole = stark::evaluate_nodes<Felt>(air, std::span<const Felt>(row));
            ASSERT_TRUE(std::ranges::equal(values.nodes(), whole)) << table.name << ": " << air.column_names[j];
            ASSERT_TRUE(std::ranges::equal(values.row(), row)) << table.name;
        }
    }
}

}  // namespace
}  // namespace zk::vm

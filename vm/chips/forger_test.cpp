// A search for forged rows in every instruction table; and that it would find them, if a check were missing.

#include "vm/testing/forger.hpp"

#include "vm/testing/chip_programs.hpp"
#include "vm/testing/random_program.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::ChipRows;
using testing::Forger;

const Program& program() {
    static const Program kProgram = testing::random_program(21, 1500).program();
    return kProgram;
}

/// Some rows of a table, spread over the run.
std::vector<std::vector<Felt>> sample(const ChipRows& rows, std::size_t n) {
    std::vector<std::vector<Felt>> out;
    const std::size_t step = std::max<std::size_t>(1, rows.rows.size() / n);
    for (std::size_t r = 0; r < rows.rows.size() && out.size() < n; r += step) out.push_back(rows.rows[r]);
    return out;
}

TEST(ForgedRows, NoneAreFound) {
    for (std::uint32_t id = 0; id <= kDivideTable; ++id) {
        const ChipRows rows(static_cast<TableId>(id), program());
        const stark::Table& table = rows.oracle().table();
        const Forger forger(table.air);
        ASSERT_FALSE(rows.rows.empty()) << table.name;
        for (const std::vector<Felt>& row : sample(rows, 4)) {
            EXPECT_FALSE(forger.forge(row, 60).has_value()) << table.name;
        }
    }
}

// The search is worth something: with a check left out it finds what the check is for.
TEST(ForgedRows, AreFoundWhenACheckIsMissing) {
    const std::vector<std::pair<TableId, std::string>> checks = {
        {kAddTable, "result.hi"},          {kAddTable, "add.hi"},
        {kAddImmediateTable, "result.lo"}, {kAddImmediateTable, "carry.hi"},
        {kBitwiseTable, "and2"},           {kBitwiseTable, "result.lo"},
        {kCompareTable, "less"},           {kCompareTable, "less.difference"},
        {kBranchEqualTable, "next_pc"},    {kBranchEqualTable, "equal.inverse"},
        {kLoadSubTable, "bytes"},          {kLoadSubTable, "sign"},
        {kStoreSubTable, "rs2.bytes"},     {kStoreSubTable, "half"},
        {kMulTable, "carry.hi"},           {kMulTable, "product.lo"},
        {kMulHighTable, "product3"},       {kDivideTable, "product.hi"},
        {kShiftTable, "amount"},           {kJumpRegisterTable, "bit0"},
        {kLoadSubTable, "writes"},         {kLoadSubTable, "is_signed"},
        {kBranchLessTable, "is_signed"},   {kDivideTable, "is_divu"},
    };
    for (const auto& [id, check] : checks) {
        const ChipRows rows(id, program());
        const stark::Table& table = rows.oracle().table();
        const Forger forger(table.air, check);
        const std::vector<std::vector<Felt>> some = sample(rows, 12);
        const auto finds = [&](const std::vector<Felt>& row) { return forger.forge(row, 100).has_value(); };
        EXPECT_TRUE(std::any_of(some.begin(), some.end(), finds)) << table.name << " without " << check;
    }
}

}  // namespace
}  // namespace zk::vm

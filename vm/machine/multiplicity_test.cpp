// Multiplicities of the whole machine: what rows say, they say once or not at all. The arguments of docs/machine.md rest on it, and the verifier cannot
// tell: a row with a multiplicity of -1 takes back what another row says.

#include "vm/testing/multiplicity.hpp"

#include "vm/chips/common/buses.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/testing/proving.hpp"
#include "vm/testing/row_oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace zk::vm {
namespace {

using testing::BooleanExpressions;

/// Labels of the interactions whose multiplicity the constraints do not force to be boolean.
std::vector<std::string> free_multiplicities(const stark::Air& air) {
    const BooleanExpressions booleans(air);
    std::vector<std::string> found;
    for (const stark::Interaction& i : air.interactions) {
        if (!booleans.contains(booleans.multiplicity(i))) found.push_back(i.label);
    }
    return found;
}

TEST(Multiplicities, AreBooleanByConstraint) {
    for (const stark::Table& table : testing::rv32im().tables()) {
        if (table.fixed) continue;
        EXPECT_EQ(free_multiplicities(table.air), std::vector<std::string>{}) << table.name;
    }
}

// A fixed table is free to say how often it answers, so it answers lookups and nothing else; other tables answer no lookup but that of node digests.
TEST(Multiplicities, AreFreeInAnswersAlone) {
    const std::vector<stark::Table>& tables = testing::rv32im().tables();
    for (std::uint32_t id = 0; id < kTables; ++id) {
        for (const stark::Interaction& i : tables[id].air.interactions) {
            const bool sends = testing::is_sent(tables[id].air, i);
            if (tables[id].fixed) {
                EXPECT_TRUE(!sends && !testing::is_link(i.bus) && i.bus != kCompressBus) << tables[id].name << i.label;
            } else if (!sends && !testing::is_link(i.bus)) {
                EXPECT_TRUE(id == kCompressTable && i.bus == kCompressBus) << tables[id].name << i.label;
            }
        }
    }
}

// Without any one of these constraints the multiplicity of some interaction is free.
TEST(Multiplicities, AreFreeWithoutAConstraint) {
    const std::vector<std::tuple<TableId, std::string, std::string>> cases = {
        {kSetTable, "real", "state"},
        {kSetTable, "writes", "rd.now"},
        {kAddTable, "real", "rd.now"},
        {kBitwiseTable, "real", "and0"},
        {kCompareTable, "is_signed", "less.sign_x"},
        {kShiftTable, "real", "byte0"},
        {kShiftTable, "is_arithmetic", "sign"},
        {kBranchLessTable, "is_signed", "less.sign_y"},
        {kJumpRegisterTable, "writes", "rd.now"},
        {kLoadWordTable, "writes", "rd.prev"},
        {kLoadSubTable, "is_signed", "sign"},
        {kLoadSubTable, "writes", "rd.now"},
        {kDivideTable, "is_div", "negative_x"},
        {kDivideTable, "is_divu", "negative_x"},
        {kDivideTable, "is_rem", "negative_x"},
        {kDivideTable, "is_remu", "negative_x"},
        {kDivideTable, "by_zero", "below.lo"},
        {kDivideTable, "by_zero.only_real", "below.lo"},
        {kMulModTable, "is_full", "gap"},
        {kMulModTable, "top", "gap"},
        {kAddModTable, "top", "gap"},
        {kHintWordTable, "real", "memory.now"},
        {kHintWordTable, "last", "next"},
        {kHintWordTable, "last.only_real", "next"},
        {kRefreshTable, "real", "now"},
        {kTreeNodeTable, "real", "node"},
        {kTreeNodeTable, "touches_left", "left"},
        {kTreeNodeTable, "touches_right", "right"},
        {kTreeNodeTable, "changed", "hash.final"},
        {kTreeLeafTable, "real", "first0"},
        {kTreeLeafTable, "changed", "hash.final"},
        {kCompressTable, "real", "node"},
        {kKeccakRoundTable, "real", "output"},
        {kMemoryCopyTable, "real", "words"},
        {kSha256CompressTable, "real", "before"},
        {kSha256RoundsTable, "real", "output"},
        {kCopiedWordTable, "real", "destination.now"},
        {kCopiedWordTable, "last", "next"},
        {kCopiedWordTable, "last.only_real", "next"},
    };
    for (const auto& [id, constraint, interaction] : cases) {
        const stark::Table& table = testing::rv32im().tables()[id];
        stark::Air air = table.air;
        const auto is_left_out = [&, &label = constraint](const stark::Constraint& c) { return c.label == label; };
        EXPECT_EQ(std::erase_if(air.constraints, is_left_out), 1u) << table.name << "." << constraint;
        const std::vector<std::string> found = free_multiplicities(air);
        EXPECT_NE(std::find(found.begin(), found.end(), interaction), found.end())
            << table.name << "." << interaction << " without " << constraint;
    }
}

// The verifier bounds the rows of instruction tables, and so the clock: each row takes one step at most, and no other table takes any.
TEST(StateBus, IsOfInstructionTablesAlone) {
    for (const stark::Table& table : testing::rv32im().tables()) {
        int sent = 0;
        int received = 0;
        for (const stark::Interaction& i : table.air.interactions) {
            if (i.bus != kStateBus) continue;
            ++(testing::is_sent(table.air, i) ? sent : received);
        }
        const bool is_exit = table.name == "exit";
        EXPECT_EQ(received, table.is_instruction ? 1 : 0) << table.name;
        EXPECT_EQ(sent, table.is_instruction && !is_exit ? 1 : 0) << table.name;
    }
}

}  // namespace
}  // namespace zk::vm

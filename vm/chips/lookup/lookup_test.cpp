#include "vm/chips/lookup/lookup.hpp"

#include "stark/air/checker.hpp"
#include "vm/machine/rv32im.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace zk::vm {
namespace {

/// Value of closed-form column j of a table at a row.
std::uint32_t at(const stark::Table& table, std::size_t j, std::size_t row) {
    return stark::closed_form_at(table.air.closed_forms[j], row).value();
}

TEST(LookupTables, EveryRowIsWhatItSays) {
    const stark::Table bits = bits_table();
    for (std::uint32_t row = 0; row < 1u << kBitsLogHeight; ++row) {
        ASSERT_EQ(at(bits, 0, row), row);
        ASSERT_EQ(at(bits, 1, row), row & 0xff);
        ASSERT_EQ(at(bits, 2, row), row >> 8);
        ASSERT_EQ(at(bits, 3, row), (row & 0xff) & row >> 8);
    }
    const stark::Table range14 = range14_table();
    for (std::uint32_t row = 0; row < 1u << kRange14LogHeight; ++row) ASSERT_EQ(at(range14, 0, row), row);
    const stark::Table range12 = range12_table();
    for (std::uint32_t row = 0; row < 1u << kRange12LogHeight; ++row) ASSERT_EQ(at(range12, 0, row), row);
    const stark::Table shift = shift_lookup_table();
    for (std::uint32_t row = 0; row < 1u << kShiftLogHeight; ++row) {
        const std::uint32_t byte = row & 0xff;
        const std::uint32_t amount = row >> 8 & 7;
        const std::uint32_t direction = row >> 11;
        const std::uint32_t multiplier = direction == 1 ? 256u >> amount : 1u << amount;
        ASSERT_EQ(at(shift, 0, row), byte);
        ASSERT_EQ(at(shift, 1, row), amount);
        ASSERT_EQ(at(shift, 2, row), direction);
        ASSERT_EQ(at(shift, 3, row), multiplier);
        ASSERT_EQ(at(shift, 4, row), byte * multiplier / 256);
    }
}

// The verifier evaluates these columns itself, with at most 500 multiplications each.
TEST(LookupTables, ClosedFormsAreSmall) {
    for (const stark::Table& table : {bits_table(), range14_table(), range12_table(), shift_lookup_table()}) {
        EXPECT_TRUE(table.fixed);
        for (const stark::ClosedForm& form : table.air.closed_forms) {
            std::size_t multiplications = form.size();
            for (const stark::IndexMonomial& m : form)
                multiplications += static_cast<std::size_t>(std::popcount(m.bits));
            EXPECT_LE(multiplications, 800u) << table.name;
            EXPECT_LE(form.size(), 128u) << table.name;
        }
    }
}

TEST(LookupTables, ClosedFormOfAnyFunction) {
    const auto value = [](std::uint32_t i) { return i * i * 977 + 5; };
    const stark::ClosedForm form = closed_form_of(3, 4, value);
    for (std::uint32_t row = 0; row < 256; ++row)
        EXPECT_EQ(stark::closed_form_at(form, row).value(), value(row >> 3 & 15));
}

}  // namespace
}  // namespace zk::vm

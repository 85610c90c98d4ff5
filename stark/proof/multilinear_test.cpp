#include "stark/proof/multilinear.hpp"

#include "stark/air/checker.hpp"

#include <gtest/gtest.h>

#include <random>

namespace zk::stark {
namespace {

FeltExt random_ext(std::mt19937& random) {
    FeltExt x;
    for (Felt& c : x.c) c = Felt(static_cast<std::uint32_t>(random()));
    return x;
}

std::vector<FeltExt> random_point(std::mt19937& random, std::size_t n) {
    std::vector<FeltExt> point(n);
    for (FeltExt& x : point) x = random_ext(random);
    return point;
}

/// A column of 2^(4 + high.size()) rows at (z, high) by definition: interpolation over the 16th roots of unity, multilinear above.
FeltExt brute_force(const std::vector<Felt>& column, const FeltExt& z, std::span<const FeltExt> high) {
    FeltExt sum = FeltExt::zero();
    const Felt omega = Felt::root_of_unity(4);
    for (std::size_t row = 0; row < column.size(); ++row) {
        FeltExt basis = FeltExt::one();  // prod (z - omega^j) / (omega^i - omega^j)
        for (std::size_t j = 0; j < 16; ++j) {
            if (j == row % 16) continue;
            basis *= (z - FeltExt(omega.pow(j))) * (omega.pow(row % 16) - omega.pow(j)).inverse();
        }
        sum += basis * eq_at(high, row / 16) * column[row];
    }
    return sum;
}

TEST(Multilinear, SkipLagrangeIsTheBasisOfTheSubgroup) {
    std::mt19937 random(11);
    const Felt omega = Felt::root_of_unity(4);
    for (std::size_t i = 0; i < 16; ++i) {
        const auto basis = skip_lagrange(FeltExt(omega.pow(i)));
        for (std::size_t j = 0; j < 16; ++j) EXPECT_EQ(basis[j], i == j ? FeltExt::one() : FeltExt::zero());
    }
    const FeltExt z = random_ext(random);
    const auto basis = skip_lagrange(z);
    for (std::size_t power = 0; power < 16; ++power) {
        FeltExt sum = FeltExt::zero();
        for (std::size_t i = 0; i < 16; ++i) sum += basis[i] * omega.pow(i * power);
        EXPECT_EQ(sum, z.pow(power));
    }
}

TEST(Multilinear, ClosedFormsEqualTheirMaterializedColumns) {
    std::mt19937 random(12);
    const std::vector<std::pair<ClosedForm, int>> forms{
        {index_bits(0, 4), 4},
        {index_bits(0, 9), 9},
        {index_bits(3, 5), 8},
        {index_and(0, 4, 4), 8},
        {index_and(2, 5, 3), 8},
        {{{5, 0}, {7, 0b11}}, 6},
        {{{1, 0b10010001}}, 8},
        {{{3, 1u << 9}, {2, 1}}, 7},  // the last has a bit above its height
    };
    for (const auto& [form, log_height] : forms) {
        std::vector<Felt> column;
        for (std::size_t row = 0; row < (std::size_t{1} << log_height); ++row)
            column.push_back(closed_form_at(form, row));
        const FeltExt z = random_ext(random);
        const std::vector<FeltExt> high = random_point(random, static_cast<std::size_t>(log_height - 4));
        EXPECT_EQ(evaluate_closed_form(form, skip_lagrange(z), high), brute_force(column, z, high)) << log_height;
    }
}

TEST(Multilinear, EqAgreesWithItsTable) {
    std::mt19937 random(13);
    const std::vector<FeltExt> point = random_point(random, 5);
    const std::vector<FeltExt> table = eq_values(point);
    FeltExt sum = FeltExt::zero();
    for (std::size_t i = 0; i < table.size(); ++i) {
        EXPECT_EQ(table[i], eq_at(point, i));
        sum += table[i];
    }
    EXPECT_EQ(sum, FeltExt::one());
    const FeltExt x = random_ext(random);
    EXPECT_EQ(eq1(x, FeltExt::one()), x);
    EXPECT_EQ(eq1(x, FeltExt::zero()), FeltExt::one() - x);
}

TEST(Multilinear, InterpolationReproducesPolynomials) {
    std::mt19937 random(14);
    const std::vector<FeltExt> cubic = random_point(random, 4);
    const auto at = [&](std::uint32_t x, std::size_t n) {
        return horner(std::span<const FeltExt>(cubic).first(n), FeltExt(Felt(x)));
    };
    const FeltExt x = random_ext(random);
    EXPECT_EQ(
        interpolate(std::array<FeltExt, 3>{at(0, 3), at(1, 3), at(2, 3)}, x),
        horner(std::span<const FeltExt>(cubic).first(3), x)
    );
    EXPECT_EQ(interpolate(std::array<FeltExt, 4>{at(0, 4), at(1, 4), at(2, 4), at(3, 4)}, x), horner(cubic, x));
}

}  // namespace
}  // namespace zk::stark

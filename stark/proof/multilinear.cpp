#include "stark/proof/multilinear.hpp"

namespace zk::stark {

std::vector<FeltExt> eq_values(std::span<const FeltExt> point) {
    std::vector<FeltExt> values{FeltExt::one()};
    values.resize(std::size_t{1} << point.size());
    for (std::size_t k = 0; k < point.size(); ++k) {
        const std::size_t half_size = std::size_t{1} << k;
        for (std::size_t i = 0; i < half_size; ++i) {
            values[half_size + i] = values[i] * point[k];
            values[i] -= values[half_size + i];
        }
    }
    return values;
}

std::array<FeltExt, 16> skip_lagrange(const FeltExt& z) {
    const Felt omega_inverse = Felt::root_of_unity(4).inverse();
    const Felt sixteenth = Felt(16).inverse();
    std::array<FeltExt, 4> powers;  // z^(2^j)
    powers[0] = z;
    for (int j = 1; j < 4; ++j) powers[j] = powers[j - 1].square();
    std::array<FeltExt, 16> basis;
    Felt shift = Felt::one();  // omega^-i
    for (FeltExt& value : basis) {
        Felt power = shift;
        value = FeltExt(sixteenth);
        for (int j = 0; j < 4; ++j) {
            value *= FeltExt::one() + powers[j] * power;
            power *= power;
        }
        shift *= omega_inverse;
    }
    return basis;
}

FeltExt horner(std::span<const FeltExt> coefficients, const FeltExt& z) {
    FeltExt value = FeltExt::zero();
    for (std::size_t i = coefficients.size(); i-- > 0;) value = value * z + coefficients[i];
    return value;
}

FeltExt interpolate(const std::array<FeltExt, 3>& s, const FeltExt& x) {
    const FeltExt x1 = x - FeltExt::one();
    const FeltExt x2 = x1 - FeltExt::one();
    return s[0] * (x1 * x2 * half()) - s[1] * (x * x2) + s[2] * (x * x1 * half());
}

FeltExt interpolate(const std::array<FeltExt, 4>& s, const FeltExt& x) {
    const Felt sixth = Felt(6).inverse();
    const FeltExt x1 = x - FeltExt::one();
    const FeltExt x2 = x1 - FeltExt::one();
    const FeltExt x3 = x2 - FeltExt::one();
    const FeltExt low = x * x1;
    const FeltExt high = x2 * x3;
    return (s[3] * (low * x2) - s[0] * (x1 * high)) * sixth + (s[1] * (x * high) - s[2] * (low * x3)) * half();
}

FeltExt evaluate_closed_form(
    const ClosedForm& form, std::span<const FeltExt, 16> lagrange, std::span<const FeltExt> high
) {
    std::array<FeltExt, 16> low;  // low[m] = sum of L_i over the i that contain the bits of m
    for (std::size_t m = 0; m < 16; ++m) {
        low[m] = FeltExt::zero();
        for (std::size_t i = 0; i < 16; ++i) {
            if ((i & m) == m) low[m] += lagrange[i];
        }
    }
    FeltExt sum = FeltExt::zero();
    for (const IndexMonomial& monomial : form) {
        FeltExt term = low[monomial.bits & 15] * Felt(monomial.coefficient);
        for (std::uint32_t bits = monomial.bits >> 4, k = 0; bits != 0; bits >>= 1, ++k) {
            if ((bits & 1) == 0) continue;
            // A bit above the table's height is zero on every row.
            term = k < high.size() ? term * high[k] : FeltExt::zero();
        }
        sum += term;
    }
    return sum;
}

}  // namespace zk::stark

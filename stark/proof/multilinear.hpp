#pragma once
// Small evaluations that prover and verifier share. Variable 0 is the lowest bit. Freestanding.

#include "kernels/field/felt_ext.hpp"
#include "stark/air/air.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace zk::stark {

/// eq(x, y) of one variable.
inline FeltExt eq1(const FeltExt& x, const FeltExt& y) {
    const FeltExt xy = x * y;
    return FeltExt::one() - x - y + xy + xy;
}

/// eq(point, bits of index).
inline FeltExt eq_at(std::span<const FeltExt> point, std::uint64_t index) {
    FeltExt product = FeltExt::one();
    for (std::size_t k = 0; k < point.size(); ++k) {
        product *= (index >> k & 1) != 0 ? point[k] : FeltExt::one() - point[k];
    }
    return product;
}

/// All 2^n values of eq(point, .).
std::vector<FeltExt> eq_values(std::span<const FeltExt> point);

/// L_i(z), i < 16: the Lagrange basis over the 16th roots of unity omega^i, each (1/16) prod_{j<4} (1 + (z omega^-i)^(2^j)); no inversion.
std::array<FeltExt, 16> skip_lagrange(const FeltExt& z);

/// Polynomial with the given coefficients at z.
FeltExt horner(std::span<const FeltExt> coefficients, const FeltExt& z);

/// The polynomial of degree <= 2 with values s[0], s[1], s[2] at 0, 1, 2; and of degree <= 3 with four values.
FeltExt interpolate(const std::array<FeltExt, 3>& s, const FeltExt& x);
FeltExt interpolate(const std::array<FeltExt, 4>& s, const FeltExt& x);

/// Column of closed form of a table of 2^log_height rows at (r_0, r_1, ...): low four index bits by the skip basis, the others multilinear.
FeltExt evaluate_closed_form(
    const ClosedForm& form, std::span<const FeltExt, 16> lagrange, std::span<const FeltExt> high
);

/// Inverses of small constants, as field elements.
inline Felt half() {
    return Felt(2).inverse();
}

}  // namespace zk::stark

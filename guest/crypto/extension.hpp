#pragma once
// The tower over which pairings of curves with embedding degree 12 take their values: Fp2 = Fp[u] / (u^2 + 1),
// Fp6 = Fp2[v] / (v^3 - xi), Fp12 = Fp6[w] / (w^2 - v), so that w^6 = xi (Devegili, O hEigeartaigh, Scott, Dahab,
// "Multiplication and squaring on pairing-friendly fields").

#include "guest/crypto/prime_field.hpp"

#include <array>

namespace zk::guest::crypto {

/// `Field` has modulus 3 mod 4.
template <class Field>
struct Fp2 {
    Field c0;
    Field c1;

    static constexpr Fp2 one() { return {Field::one(), Field()}; }
    [[nodiscard]] constexpr bool is_zero() const { return c0.is_zero() && c1.is_zero(); }
    friend constexpr bool operator==(const Fp2&, const Fp2&) = default;
    friend constexpr Fp2 operator+(const Fp2& x, const Fp2& y) { return {x.c0 + y.c0, x.c1 + y.c1}; }
    friend constexpr Fp2 operator-(const Fp2& x, const Fp2& y) { return {x.c0 - y.c0, x.c1 - y.c1}; }
    friend constexpr Fp2 operator*(const Fp2& x, const Fp2& y) {
        const Field low = x.c0 * y.c0;
        const Field high = x.c1 * y.c1;
        if constexpr (Field::kAccelerated) return {low - high, x.c0 * y.c1 + x.c1 * y.c0};
        return {low - high, (x.c0 + x.c1) * (y.c0 + y.c1) - low - high};
    }
    /// This = x y; either may be this.
    constexpr void set_product(const Fp2& x, const Fp2& y) {
        if constexpr (!Field::kAccelerated) {
            *this = x * y;
            return;
        }
        const Field low = x.c0 * y.c0;
        const Field high = x.c1 * y.c1;
        const Field cross = x.c0 * y.c1;
        c1.set_product(x.c1, y.c0);
        c1 += cross;
        c0.set_difference(low, high);
    }
    friend constexpr Fp2 operator*(const Fp2& x, const Field& y) { return {x.c0 * y, x.c1 * y}; }
    constexpr Fp2& operator+=(const Fp2& y) {
        c0 += y.c0;
        c1 += y.c1;
        return *this;
    }
    constexpr Fp2& operator-=(const Fp2& y) {
        c0 -= y.c0;
        c1 -= y.c1;
        return *this;
    }
    constexpr Fp2& operator*=(const Fp2& y) {
        set_product(*this, y);
        return *this;
    }
    constexpr Fp2 operator-() const { return {-c0, -c1}; }
    [[nodiscard]] constexpr Fp2 doubled() const { return *this + *this; }
    [[nodiscard]] constexpr Fp2 times_three_halves() const {
        return {c0.times_three_halves(), c1.times_three_halves()};
    }
    [[nodiscard]] constexpr Fp2 square() const { return {(c0 + c1) * (c0 - c1), (c0 * c1).doubled()}; }
    [[nodiscard]] constexpr Fp2 conjugate() const { return {c0, -c1}; }
    /// Zero for zero.
    [[nodiscard]] constexpr Fp2 inverse() const {
        const Field factor = (c0.square() + c1.square()).inverse();
        return {c0 * factor, -(c1 * factor)};
    }
    /// A square root, if there is one, from those of the norm and of (c0 +- root of the norm) / 2.
    [[nodiscard]] std::optional<Fp2> sqrt() const {
        if (c1.is_zero()) {
            if (const std::optional<Field> root = c0.sqrt()) return Fp2{*root, Field()};
            return Fp2{Field(), *(-c0).sqrt()};  // -1 is no square
        }
        const std::optional<Field> norm = (c0.square() + c1.square()).sqrt();
        if (!norm) return std::nullopt;
        const Field half = Field::from_u32(2).inverse();
        std::optional<Field> root = ((c0 + *norm) * half).sqrt();
        if (!root) root = ((c0 - *norm) * half).sqrt();
        if (!root) return std::nullopt;
        return Fp2{*root, c1 * half * root->inverse()};
    }
};

/// `Tower` has `Field` and `times_xi(Fp2)`.
template <class Tower>
struct Fp6 {
    using Coefficient = Fp2<typename Tower::Field>;

    Coefficient c0;
    Coefficient c1;
    Coefficient c2;

    static constexpr Fp6 one() { return {Coefficient::one(), {}, {}}; }
    friend constexpr bool operator==(const Fp6&, const Fp6&) = default;
    friend constexpr Fp6 operator+(const Fp6& x, const Fp6& y) { return {x.c0 + y.c0, x.c1 + y.c1, x.c2 + y.c2}; }
    friend constexpr Fp6 operator-(const Fp6& x, const Fp6& y) { return {x.c0 - y.c0, x.c1 - y.c1, x.c2 - y.c2}; }
    friend constexpr Fp6 operator*(const Fp6& x, const Fp6& y) {
        const Coefficient a = x.c0 * y.c0;
        const Coefficient b = x.c1 * y.c1;
        const Coefficient c = x.c2 * y.c2;
        return {
            a + Tower::times_xi((x.c1 + x.c2) * (y.c1 + y.c2) - b - c),
            (x.c0 + x.c1) * (y.c0 + y.c1) - a - b + Tower::times_xi(c),
            (x.c0 + x.c2) * (y.c0 + y.c2) - a - c + b};
    }
    friend constexpr Fp6 operator*(const Fp6& x, const Coefficient& y) { return {x.c0 * y, x.c1 * y, x.c2 * y}; }
    /// x (y0 + y1 v).
    [[nodiscard]] constexpr Fp6 times_sparse(const Coefficient& y0, const Coefficient& y1) const {
        const Coefficient a = c0 * y0;
        const Coefficient b = c1 * y1;
        return {a + Tower::times_xi((c1 + c2) * y1 - b), (c0 + c1) * (y0 + y1) - a - b, (c0 + c2) * y0 - a + b};
    }
    [[nodiscard]] constexpr Fp6 times_v() const { return {Tower::times_xi(c2), c0, c1}; }
    constexpr Fp6 operator-() const { return {-c0, -c1, -c2}; }
    [[nodiscard]] constexpr Fp6 inverse() const {
        const Coefficient a = c0.square() - Tower::times_xi(c1 * c2);
        const Coefficient b = Tower::times_xi(c2.square()) - c0 * c1;
        const Coefficient c = c1.square() - c0 * c2;
        const Coefficient factor = (c0 * a + Tower::times_xi(c2 * b + c1 * c)).inverse();
        return {a * factor, b * factor, c * factor};
    }
};

/// `Tower` also has `kFrobenius`: xi^(i (p - 1) / 6) for i = 0..5.
template <class Tower>
struct Fp12 {
    using Half = Fp6<Tower>;
    using Coefficient = typename Half::Coefficient;

    Half c0;
    Half c1;

    static constexpr Fp12 one() { return {Half::one(), {}}; }
    friend constexpr bool operator==(const Fp12&, const Fp12&) = default;
    friend constexpr Fp12 operator*(const Fp12& x, const Fp12& y) {
        const Half a = x.c0 * y.c0;
        const Half b = x.c1 * y.c1;
        return {a + b.times_v(), (x.c0 + x.c1) * (y.c0 + y.c1) - a - b};
    }
    constexpr Fp12& operator*=(const Fp12& y) { return *this = *this * y; }
    [[nodiscard]] constexpr Fp12 square() const {
        const Half product = c0 * c1;
        return {(c0 + c1) * (c0 + c1.times_v()) - product - product.times_v(), product + product};
    }
    /// To the power p^6.
    [[nodiscard]] constexpr Fp12 conjugate() const { return {c0, -c1}; }
    [[nodiscard]] constexpr Fp12 inverse() const {
        const Half factor = (c0 * c0 - (c1 * c1).times_v()).inverse();
        return {c0 * factor, -(c1 * factor)};
    }
    /// To the power p.
    [[nodiscard]] constexpr Fp12 frobenius() const {
        const auto& g = Tower::kFrobenius;
        return {
            {c0.c0.conjugate(), c0.c1.conjugate() * g[2], c0.c2.conjugate() * g[4]},
            {c1.c0.conjugate() * g[1], c1.c1.conjugate() * g[3], c1.c2.conjugate() * g[5]}};
    }
    /// The square of an element of order dividing p^4 - p^2 + 1 (Granger, Scott, "Faster squaring in the cyclotomic
    /// subgroup of sixth degree extensions").
    [[nodiscard]] constexpr Fp12 cyclotomic_square() const {
        const auto [a0, a1] = square_over(c0.c0, c1.c1);
        const auto [b0, b1] = square_over(c1.c0, c0.c2);
        const auto [d0, d1] = square_over(c0.c1, c1.c2);
        const auto less_twice = [](const Coefficient& t, const Coefficient& z) { return (t - z).doubled() + t; };
        const auto plus_twice = [](const Coefficient& t, const Coefficient& z) { return (t + z).doubled() + t; };
        return {
            {less_twice(a0, c0.c0), less_twice(b0, c0.c1), less_twice(d0, c0.c2)},
            {plus_twice(Tower::times_xi(d1), c1.c0), plus_twice(a1, c1.c1), plus_twice(b1, c1.c2)}};
    }

  private:
    // (x + y s)^2 with s^2 = xi.
    static constexpr std::array<Coefficient, 2> square_over(const Coefficient& x, const Coefficient& y) {
        const Coefficient xx = x.square();
        const Coefficient yy = y.square();
        return {xx + Tower::times_xi(yy), (x + y).square() - xx - yy};
    }
};

}  // namespace zk::guest::crypto

#pragma once
// Short Weierstrass curves y^2 = x^3 + a x + b with a = 0 or a = -3, points in Jacobian coordinates (x / z^2, y / z^3)
// (Bernstein and Lange, Explicit-Formulas Database). Complete: every pair of points, equal, opposite or at infinity, adds right.

#include "guest/crypto/limbs.hpp"

#include <array>

namespace zk::guest::crypto {

/// Signed digits of a scalar, low first: odd and below 2^(width - 1) in absolute value or zero, at most one of any `width`
/// neighbours not zero (width-w non-adjacent form).
template <int N>
struct SignedDigits {
    std::array<std::int8_t, 32 * N + 1> digits{};
    int n = 0;  ///< position of the highest digit that is not zero, plus one
};

/// 2 <= width <= 8.
template <std::size_t M>
constexpr SignedDigits<static_cast<int>(M)> signed_digits(const std::array<std::uint32_t, M>& scalar, int width) {
    constexpr int N = static_cast<int>(M);
    SignedDigits<N> out;
    const int n_bits = 32 * N;
    std::uint32_t carry = 0;
    for (int at = 0; at < n_bits + 1;) {
        const std::uint32_t here = at < n_bits ? scalar[at / 32] >> (at % 32) & 1 : 0;
        if (here == carry) {
            ++at;
            continue;
        }
        const int take = width < n_bits + 1 - at ? width : n_bits + 1 - at;
        std::uint32_t window = 0;
        for (int i = take - 1; i >= 0; --i) {
            const int from = at + i;
            window = window << 1 | (from < n_bits ? scalar[from / 32] >> (from % 32) & 1 : 0);
        }
        window += carry;
        carry = window >> (width - 1) & 1;
        out.digits[at] = static_cast<std::int8_t>(static_cast<int>(window) - static_cast<int>(carry << width));
        out.n = at + 1;
        at += take;
    }
    return out;
}

template <class Field>
struct AffinePoint {
    Field x;
    Field y;
    bool infinity = false;

    static constexpr AffinePoint at_infinity() { return {Field(), Field(), true}; }
    constexpr AffinePoint operator-() const { return {x, -y, infinity}; }
    friend constexpr bool operator==(const AffinePoint& p, const AffinePoint& q) {
        return p.infinity == q.infinity && (p.infinity || (p.x == q.x && p.y == q.y));
    }
};

/// `Curve` has `Field`, `kMinusThree` (whether a is -3 instead of 0) and `b()`.
template <class Curve>
struct Point {
    using Field = typename Curve::Field;
    using Affine = AffinePoint<Field>;

    Field x = Field::one();
    Field y = Field::one();
    Field z;  ///< zero: the point at infinity

    constexpr Point() = default;
    // NOLINTNEXTLINE(google-explicit-constructor)
    constexpr Point(const Affine& p) : x(p.x), y(p.y), z(p.infinity ? Field() : Field::one()) {}

    static bool on_curve(const Affine& p) {
        if (p.infinity) return true;
        if constexpr (Curve::kMinusThree) {
            return p.y.square() == (p.x.square() - (Field::one() + Field::one().doubled())) * p.x + Curve::b();
        } else {
            return p.y.square() == p.x.square() * p.x + Curve::b();
        }
    }

    [[nodiscard]] constexpr bool infinity() const { return z.is_zero(); }
    constexpr Point operator-() const {
        Point out = *this;
        out.y = -y;
        return out;
    }

    [[nodiscard]] constexpr Affine affine() const {
        if (infinity()) return Affine::at_infinity();
        const Field inverse = z.inverse();
        const Field square = inverse.square();
        return {x * square, y * square * inverse, false};
    }

    /// With y z for the denominator, half the usual 2 y z: that takes the factors 4 and 8 out of the tangent's formulas.
    constexpr void double_in_place() {
        const Field yy = y.square();
        const Field slope = numerator().times_three_halves();
        const Field s = x * yy;
        z *= y;
        x.set_product(slope, slope);
        x -= s;
        x -= s;
        y.set_product(slope, s - x);
        y -= yy.square();
    }
    [[nodiscard]] constexpr Point doubled() const {
        Point out = *this;
        out.double_in_place();
        return out;
    }

    constexpr Point& operator+=(const Point& q) {
        if (infinity()) return *this = q;
        if (q.infinity()) return *this;
        const Field zz_p = z.square();
        const Field zz_q = q.z.square();
        const Field u = x * zz_q;
        const Field s = y * q.z * zz_q;
        add_over(z * q.z, u, s, q.x * zz_p - u, q.y * z * zz_p - s);
        return *this;
    }
    constexpr Point& operator+=(const Affine& q) {
        if (q.infinity) return *this;
        if (infinity()) return *this = q;
        const Field zz = z.square();
        add_over(z, x, y, q.x * zz - x, q.y * zz * z - y);
        return *this;
    }
    friend constexpr Point operator+(Point p, const Point& q) { return p += q; }
    friend constexpr Point operator+(Point p, const Affine& q) { return p += q; }

    friend constexpr bool operator==(const Point& p, const Point& q) {
        if (p.infinity() || q.infinity()) return p.infinity() == q.infinity();
        const Field zz_p = p.z.square();
        const Field zz_q = q.z.square();
        return p.x * zz_q == q.x * zz_p && p.y * zz_q * q.z == q.y * zz_p * p.z;
    }

    /// Adds another point, where (u, s) is this one over the common denominator common_z and (h, r) the other less this one over it; common_z h becomes the
    /// denominator. The first three may be this point's own coordinates.
    constexpr void add_over(const Field& common_z, const Field& u, const Field& s, const Field& h, const Field& r) {
        if (h.is_zero()) {
            if (!r.is_zero()) {
                *this = Point();
            } else {
                double_in_place();
            }
            return;
        }
        const Field hh = h.square();
        const Field hhh = hh * h;
        const Field v = u * hh;
        const Field fall = s * hhh;
        z.set_product(common_z, h);
        x.set_product(r, r);
        x -= hhh;
        x -= v;
        x -= v;
        y.set_product(r, v - x);
        y -= fall;
    }

  private:
    /// x^2 + a / 3 z^4.
    [[nodiscard]] constexpr Field numerator() const {
        if constexpr (Curve::kMinusThree) {
            const Field zz = z.square();
            return (x - zz) * (x + zz);
        } else {
            return x.square();
        }
    }
};

/// scalar * p, any scalar.
template <class Curve, std::size_t M>
Point<Curve> multiply(const Point<Curve>& p, const std::array<std::uint32_t, M>& scalar) {
    constexpr int kWidth = 4;
    std::array<Point<Curve>, 1 << (kWidth - 2)> odd;
    odd[0] = p;
    const Point<Curve> twice = p.doubled();
    for (std::size_t i = 1; i < odd.size(); ++i) odd[i] = odd[i - 1] + twice;
    const auto digits = signed_digits(scalar, kWidth);
    Point<Curve> out;
    for (int i = digits.n - 1; i >= 0; --i) {
        out.double_in_place();
        const std::int8_t digit = digits.digits[i];
        if (digit > 0) out += odd[digit / 2];
        if (digit < 0) out += -odd[-digit / 2];
    }
    return out;
}

}  // namespace zk::guest::crypto

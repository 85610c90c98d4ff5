#pragma once
// Products of ate pairings on curves with embedding degree 12 and a sextic twist (Vercauteren, "Optimal pairings").

#include "guest/crypto/curve.hpp"
#include "guest/crypto/extension.hpp"

#include <span>
#include <utility>
#include <vector>

namespace zk::guest::crypto {

/// `Pairing` has `Tower` (with `kMultiplicativeTwist`: whether the twist is y^2 = x^3 + b xi instead of b / xi), `G1` and
/// `G2` (curves), `kLoop` and `kLoopNegative` (the loop's scalar), `finish` (adds what the loop lacks) and `final_power`.
template <class Pairing>
struct Pairs {
    using Tower = typename Pairing::Tower;
    using Field = typename Tower::Field;
    using Fp2 = crypto::Fp2<Field>;
    using Fp12 = crypto::Fp12<Tower>;
    using G1 = AffinePoint<Field>;
    using G2 = AffinePoint<Fp2>;

    /// One pair on its way through the loop.
    struct Running {
        G1 p;
        G2 q;
        Point<typename Pairing::G2> t;

        /// Multiplies f by the tangent at t and doubles t.
        void double_step(Fp12& f) {
            const Fp2 tangent = t.x.square().times_three_halves();
            const Fp2 zz = t.z.square();
            const Fp2 tail = tangent * t.x - t.y.square();
            const Fp2 slope = tangent * zz;
            t.double_in_place();
            multiply_by_line(f, t.z * zz, slope, tail);
        }
        /// Multiplies f by the line through t and r and adds r, neither t nor -t, to t.
        void add_step(Fp12& f, const G2& r) {
            const Fp2 zz = t.z.square();
            const Fp2 h = r.x * zz - t.x;
            const Fp2 rise = r.y * zz * t.z - t.y;
            t.add_over(t.z, t.x, t.y, h, rise);
            multiply_by_line(f, t.z, rise, rise * r.x - r.y * t.z);
        }

      private:
        // f *= a y - b x w + c w^3 at p, for the multiplicative twist divided by w^-3; factors of Fp2 and w vanish later.
        void multiply_by_line(Fp12& f, const Fp2& a, const Fp2& b, const Fp2& c) const {
            const Fp2 ay = a * p.y;
            const Fp2 bx = -(b * p.x);
            const auto sum = f.c0 + f.c1;
            if constexpr (Tower::kMultiplicativeTwist) {  // (c + bx v) + ay v w
                const auto low = f.c0.times_sparse(c, bx);
                const auto high = (f.c1 * ay).times_v();
                f = {low + high.times_v(), sum.times_sparse(c, bx + ay) - low - high};
            } else {  // ay + (bx + c v) w
                const auto low = f.c0 * ay;
                const auto high = f.c1.times_sparse(bx, c);
                f = {low + high.times_v(), sum.times_sparse(ay + bx, c) - low - high};
            }
        }
    };

    /// Whether the product of the pairings is one. Points are in their subgroups; pairs with a point at infinity count as one.
    static bool product_is_one(std::span<const std::pair<G1, G2>> pairs) {
        std::vector<Running> running;
        for (const auto& [p, q] : pairs) {
            if (!p.infinity && !q.infinity) running.push_back({p, q, q});
        }
        if (running.empty()) return true;
        const auto digits = signed_digits(Pairing::kLoop, 2);
        Fp12 f = Fp12::one();
        for (int i = digits.n - 2; i >= 0; --i) {
            f = f.square();
            for (Running& each : running) {
                each.double_step(f);
                if (digits.digits[i] > 0) each.add_step(f, each.q);
                if (digits.digits[i] < 0) each.add_step(f, -each.q);
            }
        }
        if constexpr (Pairing::kLoopNegative) f = f.conjugate();
        for (Running& each : running) Pairing::finish(f, each);
        // (p^6 - 1)(p^2 + 1), then the curve's own part.
        f = f.conjugate() * f.inverse();
        f = f.frobenius().frobenius() * f;
        return Pairing::final_power(f) == Fp12::one();
    }

    /// f to the power of a scalar, f of order dividing p^4 - p^2 + 1.
    template <std::size_t M>
    static Fp12 power(const Fp12& f, const std::array<std::uint32_t, M>& scalar) {
        const auto digits = signed_digits(scalar, 2);
        const Fp12 inverse = f.conjugate();
        Fp12 out = Fp12::one();
        for (int i = digits.n - 1; i >= 0; --i) {
            out = out.cyclotomic_square();
            if (digits.digits[i] > 0) out *= f;
            if (digits.digits[i] < 0) out *= inverse;
        }
        return out;
    }
};

}  // namespace zk::guest::crypto

#include "guest/crypto/bn254.hpp"

#include "guest/crypto/pairing.hpp"

namespace zk::guest::crypto::bn254 {
namespace {

constexpr Limbs<2> kX = limbs_from_hex<2>("44e992b44a6909f1");  // the parameter of the Barreto-Naehrig family

consteval Field2 constant(const char* c0, const char* c1) {
    return {Field::from_integer(limbs_from_hex<8>(c0)), Field::from_integer(limbs_from_hex<8>(c1))};
}

struct Tower {
    using Field = bn254::Field;
    static constexpr bool kMultiplicativeTwist = false;

    /// x (9 + u).
    static constexpr Field2 times_xi(const Field2& x) {
        if constexpr (Field::kAccelerated) {
            constexpr Field kNine = Field::from_u32(9);
            return {x.c0 * kNine - x.c1, x.c1 * kNine + x.c0};
        }
        const Field2 x8 = x.doubled().doubled().doubled();
        return {x8.c0 + x.c0 - x.c1, x8.c1 + x.c1 + x.c0};
    }
    static constexpr std::array<Field2, 6> kFrobenius = {
        Field2::one(),
        constant(
            "1284b71c2865a7dfe8b99fdd76e68b605c521e08292f2176d60b35dadcc9e470",
            "246996f3b4fae7e6a6327cfe12150b8e747992778eeec7e5ca5cf05f80f362ac"
        ),
        constant(
            "2fb347984f7911f74c0bec3cf559b143b78cc310c2c3330c99e39557176f553d",
            "16c9e55061ebae204ba4cc8bd75a079432ae2a1d0b7c9dce1665d51c640fcba2"
        ),
        constant(
            "063cf305489af5dcdc5ec698b6e2f9b9dbaae0eda9c95998dc54014671a0135a",
            "07c03cbcac41049a0704b5a7ec796f2b21807dc98fa25bd282d37f632623b0e3"
        ),
        constant(
            "05b54f5e64eea80180f3c0b75a181e84d33365f7be94ec72848a1f55921ea762",
            "2c145edbe7fd8aee9f3a80b03b0b1c923685d2ea1bdec763c13b4711cd2b8126"
        ),
        constant(
            "0183c1e74f798649e93a3661a4353ff4425c459b55aa1bd32ea2c810eab7692f",
            "12acf2ca76fd0675a27fb246c7729f7db080cb99678e2ac024c6b8ee6e0c2c4b"
        )};
};

/// The Frobenius map of the curve carried over to the twist; on the subgroup it multiplies by p.
Point<Curve2> frobenius(const Point<Curve2>& q) {
    Point<Curve2> out;
    out.x = q.x.conjugate() * Tower::kFrobenius[2];
    out.y = q.y.conjugate() * Tower::kFrobenius[3];
    out.z = q.z.conjugate();
    return out;
}

G2 frobenius(const G2& q) {
    return {q.x.conjugate() * Tower::kFrobenius[2], q.y.conjugate() * Tower::kFrobenius[3], q.infinity};
}

struct Pairing {
    using Tower = bn254::Tower;
    using G2 = Curve2;
    static constexpr Limbs<3> kLoop = limbs_from_hex<3>("19d797039be763ba8");  // 6 x + 2
    static constexpr bool kLoopNegative = false;

    template <class F, class Running>
    static void finish(F& f, Running& running) {
        const bn254::G2 once = frobenius(running.q);
        running.add_step(f, once);
        running.add_step(f, -frobenius(once));
    }

    /// To (p^4 - p^2 + 1) / r (Devegili, Scott, Dahab, "Implementing cryptographic pairings over Barreto-Naehrig curves").
    template <class F>
    static F final_power(const F& f) {
        const F fx = Pairs<Pairing>::power(f, kX);
        const F fxx = Pairs<Pairing>::power(fx, kX);
        const F fxxx = Pairs<Pairing>::power(fxx, kX);
        const F fp = f.frobenius();
        const F fpp = fp.frobenius();
        const F y0 = fp * fpp * fpp.frobenius();
        const F y1 = f.conjugate();
        const F y2 = fxx.frobenius().frobenius();
        const F y3 = fx.frobenius().conjugate();
        const F y4 = (fx * fxx.frobenius()).conjugate();
        const F y5 = fxx.conjugate();
        const F y6 = (fxxx * fxxx.frobenius()).conjugate();
        // y0 y1^2 y2^6 y3^12 y4^18 y5^30 y6^36.
        const F a = y6.cyclotomic_square() * y4 * y5;
        const F b = y3 * y5 * a;
        const F c = (b.cyclotomic_square() * (a * y2)).cyclotomic_square();
        return (c * y1).cyclotomic_square() * (c * y0);
    }
};

}  // namespace

bool in_subgroup(const G2& q) {
    // [x + 1] Q + psi([x] Q) + psi^2([x] Q) = psi^3([2 x] Q) exactly on the subgroup (El Housni, Guillevic, Piellard,
    // "Co-factor clearing and subgroup membership testing on pairing-friendly curves").
    const Point<Curve2> multiple = multiply<Curve2>(q, kX);
    const Point<Curve2> once = frobenius(multiple);
    const Point<Curve2> twice = frobenius(once);
    const Point<Curve2> left = multiple + q + once + twice;
    return left == frobenius(twice).doubled();
}

bool pairing_product_is_one(std::span<const std::pair<G1, G2>> pairs) {
    return Pairs<Pairing>::product_is_one(pairs);
}

}  // namespace zk::guest::crypto::bn254

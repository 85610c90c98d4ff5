#include "guest/crypto/bls12_381.hpp"

#include "guest/crypto/bls12_381_constants.hpp"
#include "guest/crypto/pairing.hpp"

namespace zk::guest::crypto::bls12_381 {
namespace {

using detail::fp;
using detail::fp2;

constexpr Limbs<2> kMinusX = limbs_from_hex<2>("d201000000010000");  // the family's parameter x is negative

struct Tower {
    using Field = bls12_381::Field;
    static constexpr bool kMultiplicativeTwist = true;

    /// x (1 + u).
    static constexpr Field2 times_xi(const Field2& x) { return {x.c0 - x.c1, x.c0 + x.c1}; }

    static constexpr std::array<Field2, 6> kFrobenius = {
        Field2::one(),
        fp2("1904d3bf02bb0667c231beb4202c0d1f0fd603fd3cbd5f4f7b2443d784bab9c4f67ea53d63e7813d8d0775ed92235fb8",
            "00fc3e2b36c4e03288e9e902231f9fb854a14787b6c7b36fec0c8ec971f63c5f282d5ac14d6c7ec22cf78a126ddc4af3"),
        fp2("0", "1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaac"),
        fp2("06af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09",
            "06af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09"),
        fp2("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad", "0"),
        fp2("05b2cfd9013a5fd8df47fa6b48b1e045f39816240c0b8fee8beadf4d8e9c0566c63a3e6e257f87329b18fae980078116",
            "144e4211384586c16bd3ad4afa99cc9170df3560e77982d0db45f3536814f0bd5871c1908bd478cd1ee605167ff82995")};
};

struct Pairing {
    using Tower = bls12_381::Tower;
    using G2 = Curve2;
    static constexpr Limbs<2> kLoop = kMinusX;
    static constexpr bool kLoopNegative = true;

    template <class F, class Running>
    static void finish(F&, Running&) {}

    /// To 3 (p^4 - p^2 + 1) / r = (x - 1)^2 (x + p) (x^2 + p^2 - 1) + 3 (Hayashida, Hayasaka, Teruya, "Efficient final
    /// exponentiation via cyclotomic structure"); 3 does not divide r.
    template <class F>
    static F final_power(const F& f) {
        const auto to_x = [](const F& base) { return Pairs<Pairing>::power(base, kMinusX).conjugate(); };
        const auto to_x_less_one = [&](const F& base) { return to_x(base) * base.conjugate(); };
        const F a = to_x_less_one(to_x_less_one(f));
        const F b = to_x(a) * a.frobenius();
        const F c = to_x(to_x(b)) * b.frobenius().frobenius() * b.conjugate();
        return c * f.cyclotomic_square() * f;
    }
};

// psi: the Frobenius map of the curve carried over to the twist.
constexpr Field2 kPsiX =
    fp2("0", "1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad");
constexpr Field2 kPsiY =
    fp2("135203e60180a68ee2e9c448d77a2cd91c3dedd930b1cf60ef396489f61eb45e304466cf3e67fa0af1ee7b04121bdea2",
        "6af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09");

Point<Curve2> psi(const Point<Curve2>& q) {
    Point<Curve2> out;
    out.x = q.x.conjugate() * kPsiX;
    out.y = q.y.conjugate() * kPsiY;
    out.z = q.z.conjugate();
    return out;
}

Point<Curve2> times_x(const Point<Curve2>& q) {
    return -multiply<Curve2>(q, kMinusX);
}

/// sgn0 of RFC 9380, 4.1.
bool sign(const Field& x) {
    return x.is_odd();
}

bool sign(const Field2& x) {
    return x.c0.is_zero() ? x.c1.is_odd() : x.c0.is_odd();
}

/// Simplified SWU (RFC 9380, 6.6.2) to the curve y^2 = x^3 + a x + b, not through infinity.
template <class F>
AffinePoint<F> simplified_swu(const F& u, const F& a, const F& b, const F& z) {
    const F zuu = z * u.square();
    const F sum = zuu.square() + zuu;
    const auto right = [&](const F& x) { return (x.square() + a) * x + b; };
    F x = sum.is_zero() ? b * (z * a).inverse() : -(b * a.inverse()) * (F::one() + sum.inverse());
    std::optional<F> y = right(x).sqrt();
    if (!y) {
        x *= zuu;
        y = right(x).sqrt();  // one of the two is a square
    }
    return {x, sign(u) == sign(*y) ? *y : -*y};
}

template <class F, std::size_t N>
F evaluate(const std::array<F, N>& coefficients, const F& x) {
    F out = coefficients[N - 1];
    for (std::size_t i = N - 1; i-- > 0;) out = out * x + coefficients[i];
    return out;
}

/// The rational map (x_n / x_d, y y_n / y_d), infinity where a denominator vanishes.
template <class F, std::size_t A, std::size_t B, std::size_t C, std::size_t D>
AffinePoint<F> isogeny(
    const AffinePoint<F>& p,
    const std::array<F, A>& x_n,
    const std::array<F, B>& x_d,
    const std::array<F, C>& y_n,
    const std::array<F, D>& y_d
) {
    const F x_denominator = evaluate(x_d, p.x);
    const F y_denominator = evaluate(y_d, p.x);
    if (x_denominator.is_zero() || y_denominator.is_zero()) return AffinePoint<F>::at_infinity();
    return {evaluate(x_n, p.x) * x_denominator.inverse(), p.y * evaluate(y_n, p.x) * y_denominator.inverse()};
}

constexpr G1 kGenerator1 = {
    fp("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
    fp("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1")};
constexpr G2 kGenerator2 = {
    fp2("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
        "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"),
    fp2("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801",
        "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")};

}  // namespace

G1 generator1() {
    return kGenerator1;
}

G2 generator2() {
    return kGenerator2;
}

bool in_subgroup(const G1& p) {
    return multiply<Curve1>(p, Scalar::kModulus).infinity();
}

bool in_subgroup(const G2& q) {
    // psi multiplies by x exactly on the subgroup (Scott, "A note on group membership tests for G1, G2 and GT on BLS
    // pairing-friendly curves").
    const Point<Curve2> point(q);
    return psi(point) == times_x(point);
}

G1 map_to_g1(const Field& u) {
    const G1 before = simplified_swu(u, kIsogeny1A, kIsogeny1B, Field::from_u32(11));
    const G1 p =
        isogeny(before, kIsogeny1XNumerator, kIsogeny1XDenominator, kIsogeny1YNumerator, kIsogeny1YDenominator);
    constexpr Limbs<2> kCofactor = limbs_from_hex<2>("d201000000010001");  // 1 - x
    return multiply<Curve1>(p, kCofactor).affine();
}

G2 map_to_g2(const Field2& u) {
    const Field2 z{-Field::from_u32(2), -Field::one()};
    const G2 before = simplified_swu(u, kIsogeny2A, kIsogeny2B, z);
    const Point<Curve2> p =
        isogeny(before, kIsogeny2XNumerator, kIsogeny2XDenominator, kIsogeny2YNumerator, kIsogeny2YDenominator);
    // [x^2 - x - 1] P + [x - 1] psi(P) + psi^2([2] P) (Budroni, Pintore, "Efficient hash maps to G2 on BLS curves").
    const Point<Curve2> xp = times_x(p);
    const Point<Curve2> inner = xp + psi(p);
    return (times_x(inner) + -inner + -p + psi(psi(p.doubled()))).affine();
}

bool pairing_product_is_one(std::span<const std::pair<G1, G2>> pairs) {
    return Pairs<Pairing>::product_is_one(pairs);
}

}  // namespace zk::guest::crypto::bls12_381

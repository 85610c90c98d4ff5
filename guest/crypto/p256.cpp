#include "guest/crypto/p256.hpp"

#include "guest/crypto/curve.hpp"
#include "guest/crypto/prime_field.hpp"

#include <algorithm>
#include <cstdlib>

namespace zk::guest::crypto {
namespace {

struct FieldParameters {
    static constexpr int kLimbs = 8;
    static constexpr Limbs<8> kModulus =
        limbs_from_hex<8>("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
};
struct OrderParameters {
    static constexpr int kLimbs = 8;
    static constexpr Limbs<8> kModulus =
        limbs_from_hex<8>("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
};
using Field = PrimeField<FieldParameters>;
using Scalar = PrimeField<OrderParameters>;

consteval Field constant(const char* digits) {
    return Field::from_integer(limbs_from_hex<8>(digits));
}

struct P256 {
    using Field = PrimeField<FieldParameters>;
    static constexpr bool kMinusThree = true;
    static constexpr Field kB = constant("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    static constexpr const Field& b() { return kB; }
};

constexpr AffinePoint<Field> kGenerator = {
    constant("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
    constant("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")};

constexpr int kWidth = 5;
using Multiples = std::array<Point<P256>, 1 << (kWidth - 2)>;

Multiples odd_multiples(const Point<P256>& p) {
    Multiples out;
    out[0] = p;
    const Point<P256> twice = p.doubled();
    for (std::size_t i = 1; i < out.size(); ++i) out[i] = out[i - 1] + twice;
    return out;
}

void add_digit(Point<P256>& sum, const Multiples& multiples, int digit) {
    if (digit > 0) sum += multiples[static_cast<std::size_t>(digit / 2)];
    if (digit < 0) sum += -multiples[static_cast<std::size_t>(-digit / 2)];
}

}  // namespace

bool verify_p256(const Hash& digest, const Word& r, const Word& s, const Word& x, const Word& y) {
    const auto r_scalar = Scalar::from_bytes(r.data());
    const auto s_scalar = Scalar::from_bytes(s.data());
    const auto x_field = Field::from_bytes(x.data());
    const auto y_field = Field::from_bytes(y.data());
    if (!r_scalar || !s_scalar || r_scalar->is_zero() || s_scalar->is_zero() || !x_field || !y_field) return false;
    // (0, 0) is not on the curve: b is not zero.
    const AffinePoint<Field> key{*x_field, *y_field};
    if (!Point<P256>::on_curve(key)) return false;

    const Scalar inverse = s_scalar->inverse();
    const Scalar message = Scalar::reduced(limbs_from_bytes<8>(digest.data()));
    const auto generator_digits = signed_digits((message * inverse).to_integer(), kWidth);
    const auto key_digits = signed_digits((*r_scalar * inverse).to_integer(), kWidth);
    const Multiples generator_multiples = odd_multiples(kGenerator);
    const Multiples key_multiples = odd_multiples(key);
    Point<P256> sum;
    for (int i = std::max(generator_digits.n, key_digits.n) - 1; i >= 0; --i) {
        sum.double_in_place();
        add_digit(sum, generator_multiples, generator_digits.digits[static_cast<std::size_t>(i)]);
        add_digit(sum, key_multiples, key_digits.digits[static_cast<std::size_t>(i)]);
    }
    if (sum.infinity()) return false;
    return Scalar::reduced(sum.affine().x.to_integer()) == *r_scalar;
}

}  // namespace zk::guest::crypto

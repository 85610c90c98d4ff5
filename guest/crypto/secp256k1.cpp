#include "guest/crypto/secp256k1.hpp"

#include "guest/crypto/secp256k1_table.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/math/u256.hpp"

#include <algorithm>
#include <cstdlib>

namespace zk::guest::crypto {
namespace {

using Field = Secp256k1::Field;
using Scalar = Secp256k1::Scalar;
using Affine = AffinePoint<Field>;
using Jacobian = Point<Secp256k1>;

// The endomorphism (x, y) -> (beta x, y) multiplies points by lambda (Gallant, Lambert, Vanstone, "Faster point
// multiplication on elliptic curves with efficient endomorphisms"); kA1 - kMinusB1 lambda = kA2 + kA1 lambda = 0 mod n.
constexpr Field kBeta =
    Field::from_integer(limbs_from_hex<8>("7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501ee"));
constexpr Limbs<8> kA1 = limbs_from_hex<8>("3086d221a7d46bcde86c90e49284eb15");
constexpr Limbs<8> kMinusB1 = limbs_from_hex<8>("e4437ed6010e88286f547fa90abfe4c3");
constexpr Limbs<8> kA2 = limbs_from_hex<8>("114ca50f7a8e2f3f657c1108d9d44cfd8");
// round(2^384 kA1 / n) and round(2^384 kMinusB1 / n).
constexpr Limbs<8> kG1 = limbs_from_hex<8>("3086d221a7d46bcde86c90e49284eb153daa8a1471e8ca7fe893209a45dbb031");
constexpr Limbs<8> kG2 = limbs_from_hex<8>("e4437ed6010e88286f547fa90abfe4c4221208ac9df506c61571b4ae8ac47f71");

U256 as_u256(const Limbs<8>& x) {
    U256 out;
    out.limbs = x;
    return out;
}

/// round(x y / 2^384).
U256 high_product(const Limbs<8>& x, const Limbs<8>& y) {
    std::array<std::uint32_t, 16> product{};
    for (int i = 0; i < 8; ++i) {
        std::uint64_t carry = 0;
        for (int j = 0; j < 8; ++j) {
            carry += std::uint64_t{x[i]} * y[j] + product[i + j];
            product[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        product[i + 8] = static_cast<std::uint32_t>(carry);
    }
    U256 out;
    for (int i = 0; i < 4; ++i) out.limbs[i] = product[12 + i];
    return out + U256(product[11] >> 31);
}

struct Half {
    bool negative = false;
    Limbs<4> magnitude{};
};

Half half(const U256& x) {
    Half out;
    out.negative = x.negative();
    const U256 magnitude = out.negative ? -x : x;
    std::copy_n(magnitude.limbs.begin(), 4, out.magnitude.begin());
    return out;
}

/// k = low + high lambda mod n with both below 2^128 in absolute value.
struct Split {
    Half low;
    Half high;

    explicit Split(const Scalar& k) {
        const Limbs<8> integer = k.to_integer();
        const U256 c1 = high_product(integer, kG1);
        const U256 c2 = high_product(integer, kG2);
        // Both results are small, so that arithmetic modulo 2^256 in two's complement is exact.
        low = half(as_u256(integer) - c1 * as_u256(kA1) - c2 * as_u256(kA2));
        high = half(c1 * as_u256(kMinusB1) - c2 * as_u256(kA1));
    }
};

constexpr int kPointWidth = 5;
constexpr std::size_t kPointEntries = 1u << (kPointWidth - 2);

/// p, 3p, 5p, ... of a point p, all over one denominator z: affine on the isomorphic curve that z gives.
struct OddMultiples {
    std::array<Affine, kPointEntries> entries;
    Field z;

    explicit OddMultiples(const Affine& p) {
        // On the curve where 2p is affine, adding it is cheap; each sum's z is the previous one times ratios[i].
        const Jacobian twice = Jacobian(p).doubled();
        const Affine step{twice.x, twice.y};
        const Field square = twice.z.square();
        std::array<Field, kPointEntries> ratios;
        Jacobian sum(Affine{p.x * square, p.y * square * twice.z});
        entries[0] = {sum.x, sum.y};
        for (std::size_t i = 1; i < kPointEntries; ++i) {
            const Field zz = sum.z.square();
            // The order is a large prime: multiples this small are neither equal nor opposite.
            ratios[i] = step.x * zz - sum.x;
            sum.add_over(sum.z, sum.x, sum.y, ratios[i], step.y * zz * sum.z - sum.y);
            entries[i] = {sum.x, sum.y};
        }
        Field scale = Field::one();
        for (std::size_t i = kPointEntries - 1; i > 0; --i) {
            scale *= ratios[i];
            const Field scale_square = scale.square();
            entries[i - 1].x *= scale_square;
            entries[i - 1].y *= scale_square * scale;
        }
        z = sum.z * twice.z;
    }
};

/// p += q where q stands on the original curve and p on the isomorphic one of denominator z.
void add_scaled(Jacobian& p, const Affine& q, const Field& z) {
    if (p.infinity()) {
        const Field square = z.square();
        p = Affine{q.x * square, q.y * square * z};
        return;
    }
    const Field scaled = p.z * z;
    const Field zz = scaled.square();
    p.add_over(p.z, p.x, p.y, q.x * zz - p.x, q.y * zz * scaled - p.y);
}

Affine with_sign(const Affine& p, bool negative) {
    return negative ? -p : p;
}

Affine endomorphism(const Affine& p) {
    return {p.x * kBeta, p.y};
}

/// x^((p + 1) / 4): 223 ones, a zero, 22 ones, then 0000 11 00.
Field root_candidate(const Field& x) {
    const Field x2 = x.square() * x;
    const Field x3 = x2.square() * x;
    const Field x6 = x3.square_times(3) * x3;
    const Field x9 = x6.square_times(3) * x3;
    const Field x11 = x9.square_times(2) * x2;
    const Field x22 = x11.square_times(11) * x11;
    const Field x44 = x22.square_times(22) * x22;
    const Field x88 = x44.square_times(44) * x44;
    const Field x176 = x88.square_times(88) * x88;
    const Field x220 = x176.square_times(44) * x44;
    const Field x223 = x220.square_times(3) * x3;
    return ((x223.square_times(23) * x22).square_times(6) * x2).square_times(2);
}

}  // namespace

Jacobian combine(const Scalar& a, const Scalar& b, const Affine& p) {
    if (p.infinity) return combine(a, Scalar(), kGeneratorMultiples[0]);
    const Split split_a(a);
    const Split split_b(b);
    const auto a_low = signed_digits<4>(split_a.low.magnitude, kGeneratorWidth);
    const auto a_high = signed_digits<4>(split_a.high.magnitude, kGeneratorWidth);
    const auto b_low = signed_digits<4>(split_b.low.magnitude, kPointWidth);
    const auto b_high = signed_digits<4>(split_b.high.magnitude, kPointWidth);
    const OddMultiples multiples(p);

    Jacobian out;
    for (int i = std::max({a_low.n, a_high.n, b_low.n, b_high.n}) - 1; i >= 0; --i) {
        out.double_in_place();
        if (const std::int8_t digit = b_low.digits[i]; digit != 0) {
            out += with_sign(multiples.entries[std::abs(digit) / 2], (digit < 0) != split_b.low.negative);
        }
        if (const std::int8_t digit = b_high.digits[i]; digit != 0) {
            out +=
                with_sign(endomorphism(multiples.entries[std::abs(digit) / 2]), (digit < 0) != split_b.high.negative);
        }
        if (const std::int8_t digit = a_low.digits[i]; digit != 0) {
            const Affine& entry = kGeneratorMultiples[std::abs(digit) / 2];
            add_scaled(out, with_sign(entry, (digit < 0) != split_a.low.negative), multiples.z);
        }
        if (const std::int8_t digit = a_high.digits[i]; digit != 0) {
            const Affine entry = endomorphism(kGeneratorMultiples[std::abs(digit) / 2]);
            add_scaled(out, with_sign(entry, (digit < 0) != split_a.high.negative), multiples.z);
        }
    }
    out.z *= multiples.z;
    return out;
}

std::optional<Affine> recover_public_key(const Hash& digest, std::uint8_t y_parity, const Word& r, const Word& s) {
    const std::optional<Scalar> r_scalar = Scalar::from_bytes(r.data());
    const std::optional<Scalar> s_scalar = Scalar::from_bytes(s.data());
    if (y_parity > 1 || !r_scalar || !s_scalar || r_scalar->is_zero() || s_scalar->is_zero()) return std::nullopt;
    // r is below the order, which is below the modulus.
    const Field x = Field::from_integer(limbs_from_bytes<8>(r.data()));
    const Field right = x.square() * x + Secp256k1::b();
    Field y = root_candidate(right);
    if (y.square() != right) return std::nullopt;
    if (y.is_odd() != (y_parity == 1)) y = -y;

    const Scalar inverse = r_scalar->inverse();
    const Scalar message = Scalar::reduced(limbs_from_bytes<8>(digest.data()));
    const Jacobian key = combine(-(message * inverse), *s_scalar * inverse, {x, y});
    if (key.infinity()) return std::nullopt;
    return key.affine();
}

std::optional<Address> recover_address(const Hash& digest, std::uint8_t y_parity, const Word& r, const Word& s) {
    const std::optional<Affine> key = recover_public_key(digest, y_parity, r, s);
    if (!key) return std::nullopt;
    std::array<std::uint8_t, 64> bytes{};
    key->x.to_bytes(bytes.data());
    key->y.to_bytes(bytes.data() + 32);
    const Hash hash = keccak256(bytes);
    Address address{};
    std::copy_n(hash.begin() + 12, address.size(), address.begin());
    return address;
}

}  // namespace zk::guest::crypto

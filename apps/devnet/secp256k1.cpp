#include "apps/devnet/secp256k1.hpp"

#include "guest/keccak/keccak.hpp"

#include <algorithm>
#include <array>

namespace zk::devnet {
namespace {

using guest::Word;

// 256-bit integers as 32-bit limbs, low first.
using U256 = std::array<std::uint32_t, 8>;

U256 from_word(const Word& word) {
    U256 out{};
    for (std::size_t i = 0; i < 32; ++i) out[i / 4] |= std::uint32_t{word[31 - i]} << (8 * (i % 4));
    return out;
}

Word to_bytes(const U256& value) {
    Word out{};
    for (std::size_t i = 0; i < 32; ++i) out[31 - i] = static_cast<std::uint8_t>(value[i / 4] >> (8 * (i % 4)));
    return out;
}

bool is_zero(const U256& a) {
    return a == U256{};
}

bool bit(const U256& a, std::size_t i) {
    return (a[i / 32] >> (i % 32) & 1) != 0;
}

bool less(const U256& a, const U256& b) {
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

// a + b mod 2^256; the carry out.
bool add(U256& out, const U256& a, const U256& b) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        carry += std::uint64_t{a[i]} + b[i];
        out[i] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    return carry != 0;
}

// a - b mod 2^256.
U256 subtract(const U256& a, const U256& b) {
    U256 out{};
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        const std::uint64_t difference = std::uint64_t{a[i]} - b[i] - borrow;
        out[i] = static_cast<std::uint32_t>(difference);
        borrow = difference >> 63;
    }
    return out;
}

// Arithmetic modulo m = 2^256 - c with c below 2^130; values are below m.
class Modulus {
  public:
    explicit Modulus(const U256& m) : m_(m), c_(subtract(U256{}, m)) {}

    [[nodiscard]] const U256& value() const { return m_; }

    [[nodiscard]] U256 plus(const U256& a, const U256& b) const {
        U256 out{};
        const bool carry = add(out, a, b);
        return carry || !less(out, m_) ? subtract(out, m_) : out;
    }
    [[nodiscard]] U256 minus(const U256& a, const U256& b) const { return plus(a, is_zero(b) ? b : subtract(m_, b)); }

    [[nodiscard]] U256 times(const U256& a, const U256& b) const {
        std::array<std::uint32_t, 16> product = multiply(a, b);
        // 2^256 = c mod m: fold the high half down until there is none. It shrinks by 126 bits each time.
        for (;;) {
            U256 low{};
            U256 high{};
            std::copy_n(product.begin(), 8, low.begin());
            std::copy_n(product.begin() + 8, 8, high.begin());
            if (is_zero(high)) return less(low, m_) ? low : subtract(low, m_);
            product = multiply(high, c_);
            std::uint64_t carry = 0;
            for (std::size_t i = 0; i < 16; ++i) {
                carry += std::uint64_t{product[i]} + (i < 8 ? low[i] : 0);
                product[i] = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
        }
    }

    // 1 / a by Fermat: m is prime.
    [[nodiscard]] U256 inverse(const U256& a) const {
        const U256 exponent = subtract(m_, U256{2});
        U256 result{1};
        for (std::size_t i = 256; i-- > 0;) {
            result = times(result, result);
            if (bit(exponent, i)) result = times(result, a);
        }
        return result;
    }

  private:
    static std::array<std::uint32_t, 16> multiply(const U256& a, const U256& b) {
        std::array<std::uint32_t, 16> out{};
        for (std::size_t i = 0; i < 8; ++i) {
            std::uint64_t carry = 0;
            for (std::size_t j = 0; j < 8; ++j) {
                carry += std::uint64_t{a[i]} * b[j] + out[i + j];
                out[i + j] = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
            out[i + 8] = static_cast<std::uint32_t>(carry);
        }
        return out;
    }

    U256 m_;
    U256 c_;
};

// SEC 2, section 2.4.1: field p, order n, generator G.
const Modulus& field() {
    static const Modulus kModulus(U256{
        0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff});
    return kModulus;
}
const Modulus& order() {
    static const Modulus kModulus(U256{
        0xd0364141, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff});
    return kModulus;
}
constexpr U256 kGx = {0x16f81798, 0x59f2815b, 0x2dce28d9, 0x029bfcdb, 0xce870b07, 0x55a06295, 0xf9dcbbac, 0x79be667e};
constexpr U256 kGy = {0xfb10d4b8, 0x9c47d08f, 0xa6855419, 0xfd17b448, 0x0e1108a8, 0x5da4fbfc, 0x26a3c465, 0x483ada77};

// A point in Jacobian coordinates: (X / Z^2, Y / Z^3); Z = 0 is the point at infinity.
struct Point {
    U256 x{};
    U256 y{};
    U256 z{};
};

struct AffinePoint {
    U256 x{};
    U256 y{};
};

// Y != 0: the curve has no point of order two.
Point doubled(const Point& p) {
    const Modulus& f = field();
    if (is_zero(p.z)) return p;
    const U256 yy = f.times(p.y, p.y);
    const U256 xyy = f.times(p.x, yy);
    const U256 s = f.plus(f.plus(xyy, xyy), f.plus(xyy, xyy));  // 4 X Y^2
    const U256 xx = f.times(p.x, p.x);
    const U256 m = f.plus(f.plus(xx, xx), xx);  // 3 X^2, as a = 0
    const U256 yyyy = f.times(yy, yy);
    const U256 four = f.plus(f.plus(yyyy, yyyy), f.plus(yyyy, yyyy));
    Point out;
    out.x = f.minus(f.times(m, m), f.plus(s, s));
    out.y = f.minus(f.times(m, f.minus(s, out.x)), f.plus(four, four));
    const U256 yz = f.times(p.y, p.z);
    out.z = f.plus(yz, yz);
    return out;
}

// p + G for p not G or -G.
Point plus_generator(const Point& p) {
    const Modulus& f = field();
    if (is_zero(p.z)) return {kGx, kGy, U256{1}};
    const U256 zz = f.times(p.z, p.z);
    const U256 h = f.minus(f.times(kGx, zz), p.x);
    const U256 r = f.minus(f.times(kGy, f.times(zz, p.z)), p.y);
    const U256 hh = f.times(h, h);
    const U256 hhh = f.times(hh, h);
    const U256 v = f.times(p.x, hh);
    Point out;
    out.x = f.minus(f.minus(f.times(r, r), hhh), f.plus(v, v));
    out.y = f.minus(f.times(r, f.minus(v, out.x)), f.times(p.y, hhh));
    out.z = f.times(p.z, h);
    return out;
}

// k G for 0 < k < n, from the highest bit down. The sum never meets G or -G before the last addition: the prefix doubled
// would have to be 1 or n - 1, and k = n is excluded.
AffinePoint times_generator(const U256& k) {
    Point sum;
    for (std::size_t i = 256; i-- > 0;) {
        sum = doubled(sum);
        if (bit(k, i)) sum = plus_generator(sum);
    }
    const Modulus& f = field();
    const U256 inverse = f.inverse(sum.z);
    const U256 inverse2 = f.times(inverse, inverse);
    return {f.times(sum.x, inverse2), f.times(sum.y, f.times(inverse2, inverse))};
}

U256 reduced(const U256& value) {
    return less(value, order().value()) ? value : subtract(value, order().value());
}

}  // namespace

Signature sign(const guest::Word& key_bytes, const guest::Hash& digest) {
    const Modulus& n = order();
    const U256 key = from_word(key_bytes);
    const U256 z = reduced(from_word(digest));
    for (std::uint8_t attempt = 0;; ++attempt) {
        const U256 k = from_word(guest::Keccak256().absorb(key_bytes).absorb(digest).absorb({&attempt, 1}).finish());
        if (is_zero(k) || !less(k, n.value())) continue;
        const AffinePoint point = times_generator(k);
        if (!less(point.x, n.value()) || is_zero(point.x)) continue;
        const U256& r = point.x;
        U256 s = n.times(n.inverse(k), n.plus(z, n.times(r, key)));
        if (is_zero(s)) continue;
        auto y_parity = static_cast<std::uint8_t>(point.y[0] & 1);
        const U256 negated = subtract(n.value(), s);
        if (less(negated, s)) {  // -s signs with -R, whose y has the other parity
            s = negated;
            y_parity ^= 1;
        }
        return {to_bytes(r), to_bytes(s), y_parity};
    }
}

guest::Address address_of(const guest::Word& key) {
    const AffinePoint point = times_generator(from_word(key));
    const guest::Hash hash = guest::Keccak256().absorb(to_bytes(point.x)).absorb(to_bytes(point.y)).finish();
    guest::Address address{};
    std::copy(hash.begin() + 12, hash.end(), address.begin());
    return address;
}

}  // namespace zk::devnet

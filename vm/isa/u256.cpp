#include "vm/isa/u256.hpp"

#include <bit>

namespace zk::vm {
namespace {

__extension__ using Double = unsigned __int128;
using Limb = std::uint64_t;
constexpr std::size_t kLimbs = 4;
using Limbs = std::array<Limb, kLimbs>;

constexpr Limbs from_words(const U256Words& words) noexcept {
    Limbs out{};
    for (std::size_t i = 0; i < kLimbs; ++i) out[i] = Limb{words[2 * i + 1]} << 32 | words[2 * i];
    return out;
}

constexpr U256Words to_words(const Limb* limbs) noexcept {
    U256Words out{};
    for (std::size_t i = 0; i < kLimbs; ++i) {
        out[2 * i] = static_cast<std::uint32_t>(limbs[i]);
        out[2 * i + 1] = static_cast<std::uint32_t>(limbs[i] >> 32);
    }
    return out;
}

bool less(const Limb* x, const Limbs& y) noexcept {
    for (std::size_t i = kLimbs; i-- > 0;) {
        if (x[i] != y[i]) return x[i] < y[i];
    }
    return false;
}

/// out = x + y; the carry.
Limb add(Limbs& out, const Limbs& x, const Limbs& y) noexcept {
    Double sum = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
        sum += Double{x[i]} + y[i];
        out[i] = static_cast<Limb>(sum);
        sum >>= 64;
    }
    return static_cast<Limb>(sum);
}

/// out = x - y; the borrow.
Limb subtract(Limbs& out, const Limbs& x, const Limbs& y) noexcept {
    Limb borrow = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
        const Double difference = Double{x[i]} - y[i] - borrow;
        out[i] = static_cast<Limb>(difference);
        borrow = static_cast<Limb>(difference >> 64) & 1;
    }
    return borrow;
}

/// x -= digit y over n limbs and the one above them, and y is added back to a digit that was one too large; the right digit.
Limb subtract_multiple(Limb* x, Limb digit, const Limbs& y, std::size_t n) noexcept {
    Limb carry = 0;
    Limb borrow = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const Double product = Double{digit} * y[i] + carry;
        carry = static_cast<Limb>(product >> 64);
        const Double difference = Double{x[i]} - static_cast<Limb>(product) - borrow;
        x[i] = static_cast<Limb>(difference);
        borrow = static_cast<Limb>(difference >> 64) & 1;
    }
    const Double difference = Double{x[n]} - carry - borrow;
    x[n] = static_cast<Limb>(difference);
    if (static_cast<Limb>(difference >> 64) == 0) return digit;
    Double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += Double{x[i]} + y[i];
        x[i] = static_cast<Limb>(sum);
        sum >>= 64;
    }
    x[n] += static_cast<Limb>(sum);
    return digit - 1;
}

}  // namespace

std::optional<U256Division> multiply_divide(const U256Words& a, const U256Words& b, const U256Words& m) {
    const Limbs x = from_words(a);
    const Limbs y = from_words(b);
    const Limbs modulus = from_words(m);
    std::array<Limb, 2 * kLimbs + 1> u{};
    for (std::size_t i = 0; i < kLimbs; ++i) {
        Limb carry = 0;
        for (std::size_t j = 0; j < kLimbs; ++j) {
            const Double sum = Double{x[i]} * y[j] + u[i + j] + carry;
            u[i + j] = static_cast<Limb>(sum);
            carry = static_cast<Limb>(sum >> 64);
        }
        u[i + kLimbs] = carry;
    }
    std::size_t n = kLimbs;
    while (n > 0 && modulus[n - 1] == 0) --n;
    if (n == 0) return U256Division{to_words(u.data() + kLimbs), to_words(u.data())};
    if (!less(u.data() + kLimbs, modulus)) return std::nullopt;

    // Long division (Knuth, TAOCP 2, 4.3.1, algorithm D), normalised so that the divisor's top bit is set.
    const int shift = std::countl_zero(modulus[n - 1]);
    const auto shifted = [shift](Limb high, Limb low) {
        return shift == 0 ? high : high << shift | low >> (64 - shift);
    };
    Limbs v{};
    for (std::size_t i = n; i-- > 0;) v[i] = shifted(modulus[i], i > 0 ? modulus[i - 1] : 0);
    for (std::size_t i = u.size(); i-- > 0;) u[i] = shifted(u[i], i > 0 ? u[i - 1] : 0);
    Limbs quotient{};
    for (std::size_t j = kLimbs; j-- > 0;) {
        const Limb top = u[j + n];
        Limb digit = ~Limb{0};
        Double rest = Double{u[j + n - 1]} + v[n - 1];
        if (top != v[n - 1]) {
            const Double head = Double{top} << 64 | u[j + n - 1];
            digit = static_cast<Limb>(head / v[n - 1]);
            rest = head - Double{digit} * v[n - 1];
        }
        while (n > 1 && rest >> 64 == 0 && Double{digit} * v[n - 2] > (rest << 64 | u[j + n - 2])) {
            --digit;
            rest += v[n - 1];
        }
        quotient[j] = subtract_multiple(u.data() + j, digit, v, n);
    }
    Limbs remainder{};
    for (std::size_t i = 0; i < n; ++i) remainder[i] = shift == 0 ? u[i] : u[i] >> shift | u[i + 1] << (64 - shift);
    return U256Division{to_words(quotient.data()), to_words(remainder.data())};
}

std::optional<U256Words> u256_result(Op op, const U256Words& a, const U256Words& b, const U256Words& m) {
    if (op == Op::kMulMod || op == Op::kMulDiv) {
        const std::optional<U256Division> division = multiply_divide(a, b, m);
        if (!division) return std::nullopt;
        return op == Op::kMulMod ? division->remainder : division->quotient;
    }
    const Limbs modulus = from_words(m);
    const bool full = modulus == Limbs{};  // every 256-bit integer is below it
    Limbs out{};
    if (op == Op::kAddMod) {
        const Limb carry = add(out, from_words(a), from_words(b));
        if (!full && (carry != 0 || !less(out.data(), modulus))) {
            const Limb borrow = subtract(out, out, modulus);
            if (borrow != carry || !less(out.data(), modulus)) return std::nullopt;
        }
        return to_words(out.data());
    }
    const Limb borrow = subtract(out, from_words(a), from_words(b));
    if (!full && borrow != 0 && add(out, out, modulus) == 0) return std::nullopt;
    if (!full && !less(out.data(), modulus)) return std::nullopt;
    return to_words(out.data());
}

}  // namespace zk::vm

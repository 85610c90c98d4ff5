#include "guest/crypto/modexp.hpp"

#include "guest/math/u256.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace zk::guest::crypto {
namespace {

constexpr std::size_t kDigitBytes = 32;
constexpr unsigned kDigitBits = 256;

/// Digits of 256 bits, which the machine multiplies in one instruction; low first.
using Number = std::vector<U256>;
using Digits = std::span<const U256>;

constexpr U256 kOne(1);

/// Without leading zeros.
Number from_bytes(ByteView bytes) {
    while (!bytes.empty() && bytes.front() == 0) bytes = bytes.subspan(1);
    Number out;
    out.reserve((bytes.size() + kDigitBytes - 1) / kDigitBytes);
    while (!bytes.empty()) {
        const std::size_t n = std::min(bytes.size(), kDigitBytes);
        out.push_back(U256::from_bytes(bytes.data() + bytes.size() - n, n));
        bytes = bytes.first(bytes.size() - n);
    }
    return out;
}

/// x in n bytes; x < 2^(8 n).
Bytes to_bytes(Digits x, std::size_t n) {
    Bytes out(n);
    for (const U256& digit : x) {
        const Word word = digit.to_word();
        const std::size_t taken = std::min(n, kDigitBytes);
        n -= taken;
        std::copy_n(
            word.end() - static_cast<std::ptrdiff_t>(taken), taken, out.begin() + static_cast<std::ptrdiff_t>(n)
        );
    }
    return out;
}

/// x += y; returns whether it went beyond a digit. y is not x.
bool add(U256& x, const U256& y) {
    x += y;
    return x < y;
}

/// x -= y; returns whether it went below zero. y is not x.
bool subtract(U256& x, const U256& y) {
    const bool borrows = x < y;
    x -= y;
    return borrows;
}

/// out = x y in x.size() + y.size() digits, other than x and y.
void multiply(Number& out, Digits x, Digits y) {
    out.assign(x.size() + y.size(), U256());
    for (std::size_t i = 0; i < x.size(); ++i) {
        U256 carry;
        for (std::size_t j = 0; j < y.size(); ++j) {
            U256 low = x[i] * y[j];
            const bool wraps = add(low, carry);
            mul_high(carry, x[i], y[j]);
            if (wraps) carry += kOne;
            if (add(out[i + j], low)) carry += kOne;
        }
        out[i + y.size()] = carry;
    }
}

/// x becomes x mod v in v.size() digits (Knuth, TAOCP 2, 4.3.1, algorithm D). The top bit of v is set, and without its
/// lowest digits the top v.size() digits of x are below v.
void reduce(Number& x, Digits v) {
    const std::size_t n = v.size();
    for (std::size_t j = x.size() - n; j-- > 0;) {
        U256& top = x[j + n];
        // Right or too large by one or two.
        const U256 digit = top < v[n - 1] ? wide_quotient(top, x[j + n - 1], v[n - 1]) : U256::max();
        U256 carry;
        for (std::size_t i = 0; i < n; ++i) {
            U256 low = digit * v[i];
            const bool wraps = add(low, carry);
            mul_high(carry, digit, v[i]);
            if (wraps) carry += kOne;
            if (subtract(x[i + j], low)) carry += kOne;
        }
        top -= carry;
        while (!top.is_zero()) {
            bool carries = false;
            for (std::size_t i = 0; i < n; ++i) {
                U256 added = v[i];
                const bool wraps = carries && add(added, kOne);
                carries = add(x[i + j], added) || wraps;
            }
            if (carries) top += kOne;
        }
    }
    x.resize(n);
}

/// x 2^n in one more digit, n < 256.
Number shifted_left(Digits x, unsigned n) {
    Number out;
    out.reserve(x.size() + 1);
    U256 below;
    for (const U256& digit : x) {
        out.push_back(digit << n | below >> (kDigitBits - n));
        below = digit;
    }
    out.push_back(below >> (kDigitBits - n));
    return out;
}

/// x / 2^n, n < 256.
void shift_right(Number& x, unsigned n) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = x[i] >> n | (i + 1 < x.size() ? x[i + 1] << (kDigitBits - n) : U256());
    }
}

/// base^exponent by `multiply_modulo(out, x, y)`, which sets out, possibly x or y, to x y.
template <class Multiply>
Number power(const Number& base, const Number& exponent, const Multiply& multiply_modulo) {
    Number result(base.size());
    result[0] = kOne;
    if (exponent.empty()) return result;
    const std::size_t n_bits = kDigitBits * exponent.size() - kDigitBits + exponent.back().bit_length();
    const auto bits = [&](std::size_t at, unsigned n) {  // n divides 32, and at is a multiple of n
        return exponent[at / kDigitBits].limbs[at % kDigitBits / 32] >> at % 32 & ((1u << n) - 1);
    };
    constexpr unsigned kWindow = 4;
    if (n_bits <= 32) {
        for (std::size_t i = n_bits; i-- > 0;) {
            if (i + 1 < n_bits) multiply_modulo(result, result, result);
            if (bits(i, 1) == 0) continue;
            if (i + 1 == n_bits) {
                result = base;
            } else {
                multiply_modulo(result, result, base);
            }
        }
        return result;
    }
    std::array<Number, 1 << kWindow> powers;
    powers[0] = result;
    powers[1] = base;
    for (std::size_t i = 2; i < powers.size(); ++i) multiply_modulo(powers[i], powers[i - 1], base);
    for (std::size_t window = (n_bits + kWindow - 1) / kWindow; window-- > 0;) {
        const std::uint32_t digit = bits(window * kWindow, kWindow);
        if ((window + 1) * kWindow >= n_bits) {
            result = powers[digit];
            continue;
        }
        for (unsigned i = 0; i < kWindow; ++i) multiply_modulo(result, result, result);
        if (digit != 0) multiply_modulo(result, result, powers[digit]);
    }
    return result;
}

}  // namespace

Bytes modexp(ByteView base, ByteView exponent, ByteView modulus) {
    const Number divisor = from_bytes(modulus);
    if (divisor.empty()) return Bytes(modulus.size());
    // Everything is computed modulo 2^shift times the modulus, which has its top bit set.
    const auto shift = kDigitBits - static_cast<unsigned>(divisor.back().bit_length());
    Number v = shifted_left(divisor, shift);
    v.pop_back();

    Number reduced = from_bytes(base);
    reduced.resize(std::max(reduced.size(), v.size() - 1) + 1);
    reduce(reduced, v);
    Number result;
    if (v.size() == 1) {
        result = power(reduced, from_bytes(exponent), [&v](Number& out, const Number& x, const Number& y) {
            out.resize(1);
            out[0] = evm_mulmod(x[0], y[0], v[0]);
        });
    } else {
        Number product;
        result = power(reduced, from_bytes(exponent), [&](Number& out, const Number& x, const Number& y) {
            multiply(product, x, y);
            reduce(product, v);
            out = product;
        });
    }
    // (2^shift x mod 2^shift m) / 2^shift is x mod m.
    result = shifted_left(result, shift);
    reduce(result, v);
    shift_right(result, shift);
    return to_bytes(result, modulus.size());
}

}  // namespace zk::guest::crypto

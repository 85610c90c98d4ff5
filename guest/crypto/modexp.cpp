#include "guest/crypto/modexp.hpp"

#include "guest/accelerator/u256.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>

namespace zk::guest::crypto {
namespace {

using Number = std::vector<std::uint32_t>;  // low first
using Digits = std::span<const std::uint32_t>;

void trim(Number& x) {
    while (!x.empty() && x.back() == 0) x.pop_back();
}

/// Without leading zeros.
Number from_bytes(ByteView bytes) {
    while (!bytes.empty() && bytes.front() == 0) bytes = bytes.subspan(1);
    Number out((bytes.size() + 3) / 4);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out[i / 4] |= std::uint32_t{bytes[bytes.size() - 1 - i]} << (8 * (i % 4));
    }
    return out;
}

/// x mod y in y.size() limbs (Knuth, TAOCP 2, 4.3.1, algorithm D). The top limb of y is not zero.
Number remainder(Digits x, Digits y) {
    const std::size_t m = y.size();
    const int shift = std::countl_zero(y.back());
    const auto shifted = [shift](std::uint32_t high, std::uint32_t low) {
        return shift == 0 ? high : high << shift | low >> (32 - shift);
    };
    Number v(m);
    for (std::size_t i = 0; i < m; ++i) v[i] = shifted(y[i], i > 0 ? y[i - 1] : 0);
    Number u(std::max(x.size(), m) + 1);
    for (std::size_t i = 0; i <= x.size(); ++i) {
        u[i] = shifted(i < x.size() ? x[i] : 0, i > 0 ? x[i - 1] : 0);
    }
    for (std::size_t j = u.size() - m; j-- > 0;) {
        const std::uint64_t top = std::uint64_t{u[j + m]} << 32 | u[j + m - 1];
        std::uint64_t digit = ~std::uint32_t{0};
        if (u[j + m] < v[m - 1]) {
            digit = top / v[m - 1];
            std::uint64_t rest = top % v[m - 1];
            while (m > 1 && rest >> 32 == 0 && digit * v[m - 2] > (rest << 32 | u[j + m - 2])) {
                --digit;
                rest += v[m - 1];
            }
        }
        std::uint64_t carry = 0;
        std::uint32_t borrow = 0;
        for (std::size_t i = 0; i < m; ++i) {
            carry += digit * v[i];
            const std::uint64_t difference = std::uint64_t{u[i + j]} - static_cast<std::uint32_t>(carry) - borrow;
            u[i + j] = static_cast<std::uint32_t>(difference);
            borrow = static_cast<std::uint32_t>(difference >> 63);
            carry >>= 32;
        }
        const std::uint64_t difference = std::uint64_t{u[j + m]} - carry - borrow;
        u[j + m] = static_cast<std::uint32_t>(difference);
        // A guessed digit can be too large by one, or by two where the guess was its maximum.
        while (u[j + m] != 0) {
            std::uint64_t sum = 0;
            for (std::size_t i = 0; i < m; ++i) {
                sum += std::uint64_t{u[i + j]} + v[i];
                u[i + j] = static_cast<std::uint32_t>(sum);
                sum >>= 32;
            }
            u[j + m] += static_cast<std::uint32_t>(sum);
        }
    }
    Number out(m);
    for (std::size_t i = 0; i < m; ++i) out[i] = shift == 0 ? u[i] : u[i] >> shift | u[i + 1] << (32 - shift);
    return out;
}

Number shifted_limbs(Digits x, std::size_t n) {
    Number out(n);
    out.insert(out.end(), x.begin(), x.end());
    return out;
}

/// result = base^exponent where multiply(out, x, y) sets out, possibly x or y, to x y; result comes in as one.
template <class Element, class Multiply>
void power(Element& result, const Element& base, const Number& exponent, const Multiply& multiply) {
    if (exponent.empty()) return;
    const auto bit = [&](std::size_t i) { return exponent[i / 32] >> (i % 32) & 1; };
    const std::size_t n_bits = 32 * exponent.size() - static_cast<std::size_t>(std::countl_zero(exponent.back()));
    if (n_bits <= 32) {
        for (std::size_t i = n_bits; i-- > 0;) {
            if (i + 1 < n_bits) multiply(result, result, result);
            if (bit(i) != 0) multiply(result, result, base);
        }
        return;
    }
    constexpr std::size_t kWindow = 4;
    std::array<Element, 1 << kWindow> powers;
    powers.fill(result);
    for (std::size_t i = 1; i < powers.size(); ++i) multiply(powers[i], powers[i - 1], base);
    for (std::size_t window = (n_bits + kWindow - 1) / kWindow; window-- > 0;) {
        const std::uint32_t digit = exponent[window / 8] >> (kWindow * (window % 8)) & 15;
        for (std::size_t i = 0; i < kWindow && (window + 1) * kWindow < n_bits; ++i) multiply(result, result, result);
        if (digit != 0) multiply(result, result, powers[digit]);
    }
}

/// base^exponent mod any modulus below 2^256 but zero, by the machine's product (native builds have none).
[[maybe_unused]] Number power_256(const Number& base, const Number& exponent, const Number& modulus) {
    using accelerator::U256Words;
    const auto words = [](const Number& x) {
        U256Words out{};
        std::copy(x.begin(), x.end(), out.begin());
        return out;
    };
    const U256Words m = words(modulus);
    const auto multiply = [&m](U256Words& out, const U256Words& x, const U256Words& y) {
        accelerator::mul_mod(out, x, y, m);
    };
    U256Words result = accelerator::kOne;
    multiply(result, result, accelerator::kOne);  // zero modulo one
    power(result, words(remainder(base, modulus)), exponent, multiply);
    return {result.begin(), result.end()};
}

/// base^exponent mod an odd modulus, in its number of limbs.
Number power_odd(const Number& base, const Number& exponent, const Number& modulus) {
    const std::size_t n = modulus.size();
    std::uint32_t inverse = 1;
    for (int i = 0; i < 5; ++i) inverse *= 2 - modulus[0] * inverse;
    const std::uint32_t negative_inverse = ~inverse + 1;
    Number t(n);
    // Montgomery's product with interleaved reduction, as in prime_field.hpp.
    const auto multiply = [&](Number& out, const Number& x, const Number& y) {
        std::fill(t.begin(), t.end(), 0);
        std::uint32_t top = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint64_t factor = x[i];
            std::uint64_t product = factor * y[0] + t[0];
            const std::uint64_t m = std::uint32_t{static_cast<std::uint32_t>(product) * negative_inverse};
            std::uint64_t folded = m * modulus[0] + static_cast<std::uint32_t>(product);
            for (std::size_t j = 1; j < n; ++j) {
                product = factor * y[j] + t[j] + (product >> 32);
                folded = m * modulus[j] + static_cast<std::uint32_t>(product) + (folded >> 32);
                t[j - 1] = static_cast<std::uint32_t>(folded);
            }
            const std::uint64_t last = (product >> 32) + (folded >> 32) + top;
            t[n - 1] = static_cast<std::uint32_t>(last);
            top = static_cast<std::uint32_t>(last >> 32);
        }
        if (top != 0 || !std::lexicographical_compare(t.rbegin(), t.rend(), modulus.rbegin(), modulus.rend())) {
            std::uint32_t borrow = 0;
            for (std::size_t i = 0; i < n; ++i) {
                const std::uint64_t difference = std::uint64_t{t[i]} - modulus[i] - borrow;
                t[i] = static_cast<std::uint32_t>(difference);
                borrow = static_cast<std::uint32_t>(difference >> 63);
            }
        }
        out = t;
    };
    const Number plain_one = {1};
    Number result = remainder(shifted_limbs(plain_one, n), modulus);
    power(result, remainder(shifted_limbs(base, n), modulus), exponent, multiply);
    Number one(n);
    one[0] = 1;
    multiply(result, result, one);
    return result;
}

/// x y modulo 2^(32 n) where n = out.size(), the length of all.
void multiply_low(Number& out, const Number& x, const Number& y, Number& scratch) {
    const std::size_t n = out.size();
    scratch.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; i + j < n; ++j) {
            carry += std::uint64_t{x[i]} * y[j] + scratch[i + j];
            scratch[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    out = scratch;
}

void mask(Number& x, std::size_t n_bits) {
    if (n_bits % 32 != 0) x.back() &= (std::uint32_t{1} << (n_bits % 32)) - 1;
}

/// The even modulus odd 2^n_bits, by the Chinese remainder theorem (Koc, "Montgomery reduction with even modulus").
Number power_even(const Number& base, const Number& exponent, const Number& odd, std::size_t n_bits) {
    const std::size_t n = (n_bits + 31) / 32;
    Number scratch;
    const auto multiply = [&](Number& out, const Number& x, const Number& y) { multiply_low(out, x, y, scratch); };
    Number low_base = base;
    low_base.resize(n);
    Number low(n);
    low[0] = 1;
    power(low, low_base, exponent, multiply);
    if (odd == Number{1}) {
        mask(low, n_bits);
        return low;
    }

    Number high = power_odd(base, exponent, odd);
    // 1 / odd mod 2^n_bits, by Newton's iteration: the number of right bits doubles each time.
    Number low_odd = odd;
    low_odd.resize(n);
    Number inverse(n);
    inverse[0] = 1;
    Number correction(n);
    for (std::size_t right = 1; right < n_bits; right *= 2) {
        multiply(correction, low_odd, inverse);
        std::uint32_t borrow = 0;  // 2 - correction
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint64_t difference = std::uint64_t{i == 0 ? 2u : 0u} - correction[i] - borrow;
            correction[i] = static_cast<std::uint32_t>(difference);
            borrow = static_cast<std::uint32_t>(difference >> 63);
        }
        multiply(inverse, inverse, correction);
    }
    // high + odd ((low - high) / odd mod 2^n_bits).
    std::uint32_t borrow = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t difference = std::uint64_t{low[i]} - (i < high.size() ? high[i] : 0) - borrow;
        low[i] = static_cast<std::uint32_t>(difference);
        borrow = static_cast<std::uint32_t>(difference >> 63);
    }
    multiply(low, low, inverse);
    mask(low, n_bits);
    Number out = high;
    out.resize(odd.size() + n);
    for (std::size_t i = 0; i < odd.size(); ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < n; ++j) {
            carry += std::uint64_t{odd[i]} * low[j] + out[i + j];
            out[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        for (std::size_t at = i + n; carry != 0; ++at) {  // the whole is below the modulus
            carry += out[at];
            out[at] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    return out;
}

}  // namespace

Bytes modexp(ByteView base, ByteView exponent, ByteView modulus) {
    Bytes out(modulus.size());
    Number odd = from_bytes(modulus);
    if (odd.empty()) return out;
    const auto give = [&out](const Number& result) {
        for (std::size_t i = 0; i < std::min(out.size(), 4 * result.size()); ++i) {
            out[out.size() - 1 - i] = static_cast<std::uint8_t>(result[i / 4] >> (8 * (i % 4)));
        }
        return out;
    };
    const Number base_limbs = from_bytes(base);
    const Number exponent_limbs = from_bytes(exponent);
    if constexpr (accelerator::kPresent) {
        if (odd.size() <= kU256Words) return give(power_256(base_limbs, exponent_limbs, odd));
    }
    std::size_t n_bits = 0;  // trailing zeros
    while (odd[n_bits / 32] == 0) n_bits += 32;
    n_bits += static_cast<std::size_t>(std::countr_zero(odd[n_bits / 32]));
    if (n_bits != 0) {
        odd.erase(odd.begin(), odd.begin() + static_cast<std::ptrdiff_t>(n_bits / 32));
        for (std::size_t i = 0; n_bits % 32 != 0 && i < odd.size(); ++i) {
            odd[i] >>= n_bits % 32;
            if (i + 1 < odd.size()) odd[i] |= odd[i + 1] << (32 - n_bits % 32);
        }
        trim(odd);
    }
    return give(
        n_bits == 0 ? power_odd(base_limbs, exponent_limbs, odd) : power_even(base_limbs, exponent_limbs, odd, n_bits)
    );
}

}  // namespace zk::guest::crypto

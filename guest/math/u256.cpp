#include "guest/math/u256.hpp"

#include <bit>

namespace zk::guest {
namespace {

using Wide = std::array<std::uint32_t, std::size_t{2} * U256::kLimbs>;

int limbs_used(const std::uint32_t* limbs, int n) {
    while (n > 0 && limbs[n - 1] == 0) --n;
    return n;
}

Wide multiply(const U256& x, const U256& y) {
    Wide out{};
    for (int i = 0; i < U256::kLimbs; ++i) {
        if (x.limbs[i] == 0) continue;
        std::uint64_t carry = 0;
        for (int j = 0; j < U256::kLimbs; ++j) {
            carry += std::uint64_t{x.limbs[i]} * y.limbs[j] + out[i + j];
            out[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        out[i + U256::kLimbs] = static_cast<std::uint32_t>(carry);
    }
    return out;
}

/// Long division (Knuth, TAOCP 2, 4.3.1, algorithm D). `x` has n limbs; quotient, of n limbs, may be null. y != 0.
U256 reduce(std::uint32_t* quotient, const std::uint32_t* x, int n, const U256& y) {
    for (int i = 0; quotient != nullptr && i < n; ++i) quotient[i] = 0;
    n = limbs_used(x, n);
    const int m = limbs_used(y.limbs.data(), U256::kLimbs);
    U256 remainder;
    if (n < m) {
        for (int i = 0; i < n; ++i) remainder.limbs[i] = x[i];
        return remainder;
    }
    if (m == 1) {
        std::uint64_t rest = 0;
        for (int i = n - 1; i >= 0; --i) {
            rest = rest << 32 | x[i];
            if (quotient != nullptr) quotient[i] = static_cast<std::uint32_t>(rest / y.limbs[0]);
            rest %= y.limbs[0];
        }
        remainder.limbs[0] = static_cast<std::uint32_t>(rest);
        return remainder;
    }
    // Normalised so that the divisor's top bit is set.
    const int shift = std::countl_zero(y.limbs[m - 1]);
    std::array<std::uint32_t, 2 * U256::kLimbs + 1> u{};
    std::array<std::uint32_t, U256::kLimbs> v{};
    const auto shifted = [shift](std::uint32_t high, std::uint32_t low) {
        return shift == 0 ? high : high << shift | low >> (32 - shift);
    };
    for (int i = m - 1; i >= 0; --i) v[i] = shifted(y.limbs[i], i > 0 ? y.limbs[i - 1] : 0);
    u[n] = shift == 0 ? 0 : x[n - 1] >> (32 - shift);
    for (int i = n - 1; i >= 0; --i) u[i] = shifted(x[i], i > 0 ? x[i - 1] : 0);

    for (int j = n - m; j >= 0; --j) {
        const std::uint64_t top = std::uint64_t{u[j + m]} << 32 | u[j + m - 1];
        std::uint64_t digit = top / v[m - 1];
        std::uint64_t rest = top % v[m - 1];
        while (digit >> 32 != 0 || digit * v[m - 2] > (rest << 32 | u[j + m - 2])) {
            --digit;
            rest += v[m - 1];
            if (rest >> 32 != 0) break;
        }
        std::uint64_t carry = 0;
        std::uint64_t borrow = 0;
        for (int i = 0; i < m; ++i) {
            carry += digit * v[i];
            const std::uint64_t difference = std::uint64_t{u[i + j]} - static_cast<std::uint32_t>(carry) - borrow;
            u[i + j] = static_cast<std::uint32_t>(difference);
            borrow = difference >> 63;
            carry >>= 32;
        }
        const std::uint64_t difference = std::uint64_t{u[j + m]} - carry - borrow;
        u[j + m] = static_cast<std::uint32_t>(difference);
        if (difference >> 63 != 0) {  // one too many: add back
            --digit;
            std::uint64_t sum = 0;
            for (int i = 0; i < m; ++i) {
                sum += std::uint64_t{u[i + j]} + v[i];
                u[i + j] = static_cast<std::uint32_t>(sum);
                sum >>= 32;
            }
            u[j + m] += static_cast<std::uint32_t>(sum);
        }
        if (quotient != nullptr) quotient[j] = static_cast<std::uint32_t>(digit);
    }
    for (int i = 0; i < m; ++i) {
        remainder.limbs[i] = shift == 0 ? u[i] : u[i] >> shift | u[i + 1] << (32 - shift);
    }
    return remainder;
}

[[maybe_unused]] U256 quotient_of(const U256& x, const U256& y) {
    U256 out{U256::Unset{}};
    accelerator::mul_div(out.limbs, x.limbs, accelerator::kOne, y.limbs);
    return out;
}

[[maybe_unused]] U256 remainder_of(const U256& x, const U256& y) {
    U256 out{U256::Unset{}};
    accelerator::mul_mod(out.limbs, x.limbs, accelerator::kOne, y.limbs);
    return out;
}

/// 2^n, n < 256.
[[maybe_unused]] U256 power_of_two(unsigned n) {
    U256 out;
    out.limbs[n / 32] = std::uint32_t{1} << (n % 32);
    return out;
}

}  // namespace

int U256::bit_length() const {
    const int n = limbs_used(limbs.data(), kLimbs);
    return n == 0 ? 0 : 32 * (n - 1) + static_cast<int>(std::bit_width(limbs[n - 1]));
}

bool add_overflows(U256& sum, const U256& x, const U256& y) {
    std::uint64_t carry = 0;
    for (int i = 0; i < U256::kLimbs; ++i) {
        carry += std::uint64_t{x.limbs[i]} + y.limbs[i];
        sum.limbs[i] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    return carry != 0;
}

bool sub_borrows(U256& difference, const U256& x, const U256& y) {
    std::uint32_t borrow = 0;
    for (int i = 0; i < U256::kLimbs; ++i) {
        const std::uint64_t limb = std::uint64_t{x.limbs[i]} - y.limbs[i] - borrow;
        difference.limbs[i] = static_cast<std::uint32_t>(limb);
        borrow = static_cast<std::uint32_t>(limb >> 63);
    }
    return borrow != 0;
}

void mul_low(U256& product, const U256& x, const U256& y) {
    U256 out;
    for (int i = 0; i < U256::kLimbs; ++i) {
        if (x.limbs[i] == 0) continue;
        std::uint64_t carry = 0;
        for (int k = 0; i + k < U256::kLimbs; ++k) {
            carry += std::uint64_t{x.limbs[i]} * y.limbs[k] + out.limbs[i + k];
            out.limbs[i + k] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    product = out;
}

void mul_high(U256& product, const U256& x, const U256& y) {
    if constexpr (accelerator::kPresent) {
        accelerator::mul_div(product.limbs, x.limbs, y.limbs, accelerator::kTwoTo256);
    } else {
        const Wide wide = multiply(x, y);
        std::copy_n(wide.begin() + U256::kLimbs, U256::kLimbs, product.limbs.begin());
    }
}

U256 operator&(const U256& x, const U256& y) {
    U256 out;
    for (int i = 0; i < U256::kLimbs; ++i) out.limbs[i] = x.limbs[i] & y.limbs[i];
    return out;
}

U256 operator|(const U256& x, const U256& y) {
    U256 out;
    for (int i = 0; i < U256::kLimbs; ++i) out.limbs[i] = x.limbs[i] | y.limbs[i];
    return out;
}

U256 operator^(const U256& x, const U256& y) {
    U256 out;
    for (int i = 0; i < U256::kLimbs; ++i) out.limbs[i] = x.limbs[i] ^ y.limbs[i];
    return out;
}

U256 U256::operator~() const {
    U256 out;
    for (int i = 0; i < kLimbs; ++i) out.limbs[i] = ~limbs[i];
    return out;
}

U256 operator<<(const U256& x, unsigned n) {
    if (n >= 256) return {};
    if constexpr (accelerator::kPresent) return x * power_of_two(n);
    U256 out;
    const auto skip = static_cast<int>(n / 32);
    const unsigned bits = n % 32;
    for (int i = U256::kLimbs - 1; i >= skip; --i) {
        out.limbs[i] = x.limbs[i - skip] << bits;
        if (bits != 0 && i > skip) out.limbs[i] |= x.limbs[i - skip - 1] >> (32 - bits);
    }
    return out;
}

U256 operator>>(const U256& x, unsigned n) {
    if (n >= 256) return {};
    if constexpr (accelerator::kPresent) return quotient_of(x, power_of_two(n));
    U256 out;
    const auto skip = static_cast<int>(n / 32);
    const unsigned bits = n % 32;
    for (int i = 0; i + skip < U256::kLimbs; ++i) {
        out.limbs[i] = x.limbs[i + skip] >> bits;
        if (bits != 0 && i + skip + 1 < U256::kLimbs) out.limbs[i] |= x.limbs[i + skip + 1] << (32 - bits);
    }
    return out;
}

U256 saturating_add(const U256& x, const U256& y) {
    U256 sum;
    return add_overflows(sum, x, y) ? U256::max() : sum;
}

U256 saturating_mul(const U256& x, const U256& y) {
    if constexpr (accelerator::kPresent) {
        U256 high{U256::Unset{}};
        mul_high(high, x, y);
        return high.is_zero() ? x * y : U256::max();
    }
    const Wide product = multiply(x, y);
    if (limbs_used(product.data(), 2 * U256::kLimbs) > U256::kLimbs) return U256::max();
    U256 out;
    for (int i = 0; i < U256::kLimbs; ++i) out.limbs[i] = product[i];
    return out;
}

U256 wide_quotient(const U256& high, const U256& low, const U256& y) {
    if constexpr (accelerator::kPresent) {
        // high (2^256 - 1) = quotient y + rest; what is missing, high + low, is below 3 y.
        const U256 all_ones = U256::max();
        U256 quotient{U256::Unset{}};
        U256 rest{U256::Unset{}};
        accelerator::mul_div(quotient.limbs, high.limbs, all_ones.limbs, y.limbs);
        accelerator::mul_mod(rest.limbs, high.limbs, all_ones.limbs, y.limbs);
        std::uint32_t more = 0;
        U256 rest_of_low = low;
        if (low >= y) {
            rest_of_low -= y;
            ++more;
        }
        accelerator::add_mod(rest.limbs, rest.limbs, high.limbs, y.limbs);
        more += rest < high ? 1 : 0;
        accelerator::add_mod(rest.limbs, rest.limbs, rest_of_low.limbs, y.limbs);
        more += rest < rest_of_low ? 1 : 0;
        return quotient += U256(more);
    }
    Wide dividend;
    std::copy_n(low.limbs.begin(), U256::kLimbs, dividend.begin());
    std::copy_n(high.limbs.begin(), U256::kLimbs, dividend.begin() + U256::kLimbs);
    Wide quotient{};
    reduce(quotient.data(), dividend.data(), 2 * U256::kLimbs, y);
    U256 out{U256::Unset{}};
    std::copy_n(quotient.begin(), U256::kLimbs, out.limbs.begin());
    return out;
}

Division divide(const U256& x, const U256& y) {
    if constexpr (accelerator::kPresent) return {quotient_of(x, y), remainder_of(x, y)};
    Division out;
    out.remainder = reduce(out.quotient.limbs.data(), x.limbs.data(), U256::kLimbs, y);
    return out;
}

U256 evm_div(const U256& x, const U256& y) {
    if (y.is_zero()) return {};
    if constexpr (accelerator::kPresent) return quotient_of(x, y);
    return divide(x, y).quotient;
}

U256 evm_mod(const U256& x, const U256& y) {
    if (y.is_zero()) return {};
    if constexpr (accelerator::kPresent) return remainder_of(x, y);
    return divide(x, y).remainder;
}

U256 evm_sdiv(const U256& x, const U256& y) {
    const U256 quotient = evm_div(x.negative() ? -x : x, y.negative() ? -y : y);
    return x.negative() != y.negative() ? -quotient : quotient;
}

U256 evm_smod(const U256& x, const U256& y) {
    const U256 remainder = evm_mod(x.negative() ? -x : x, y.negative() ? -y : y);
    return x.negative() ? -remainder : remainder;
}

U256 evm_addmod(const U256& x, const U256& y, const U256& modulus) {
    if (modulus.is_zero()) return {};
    if constexpr (accelerator::kPresent) {
        // Both below the modulus, as the instruction wants it.
        U256 out{U256::Unset{}};
        if (x < modulus && y < modulus) {
            accelerator::add_mod(out.limbs, x.limbs, y.limbs, modulus.limbs);
        } else {
            accelerator::add_mod(
                out.limbs, remainder_of(x, modulus).limbs, remainder_of(y, modulus).limbs, modulus.limbs
            );
        }
        return out;
    }
    std::array<std::uint32_t, U256::kLimbs + 1> sum{};
    U256 low;
    sum[U256::kLimbs] = add_overflows(low, x, y) ? 1 : 0;
    for (int i = 0; i < U256::kLimbs; ++i) sum[i] = low.limbs[i];
    return reduce(nullptr, sum.data(), U256::kLimbs + 1, modulus);
}

U256 evm_mulmod(const U256& x, const U256& y, const U256& modulus) {
    if (modulus.is_zero()) return {};
    if constexpr (accelerator::kPresent) {
        // One factor below the modulus, so that the quotient has at most 256 bits.
        U256 out{U256::Unset{}};
        if (x < modulus) {
            accelerator::mul_mod(out.limbs, x.limbs, y.limbs, modulus.limbs);
        } else {
            accelerator::mul_mod(out.limbs, remainder_of(x, modulus).limbs, y.limbs, modulus.limbs);
        }
        return out;
    }
    const Wide product = multiply(x, y);
    return reduce(nullptr, product.data(), 2 * U256::kLimbs, modulus);
}

U256 evm_exp(const U256& base, const U256& exponent) {
    U256 result(1);
    U256 square = base;
    const int n = exponent.bit_length();
    for (int i = 0; i < n; ++i) {
        if (exponent.bit(i)) result *= square;
        if (i + 1 < n) square *= square;
    }
    return result;
}

U256 evm_signextend(const U256& byte, const U256& x) {
    if (byte >= U256(31)) return x;
    const unsigned bits = 8 * (byte.limbs[0] + 1);
    const U256 mask = (U256(1) << bits) - U256(1);
    return x.bit(static_cast<int>(bits) - 1) ? x | ~mask : x & mask;
}

U256 evm_byte(const U256& index, const U256& x) {
    if (index >= U256(32)) return {};
    return (x >> (8 * (31 - index.limbs[0]))) & U256(0xff);
}

U256 evm_shl(const U256& shift, const U256& x) {
    return shift >= U256(256) ? U256() : x << shift.limbs[0];
}

U256 evm_shr(const U256& shift, const U256& x) {
    return shift >= U256(256) ? U256() : x >> shift.limbs[0];
}

U256 evm_sar(const U256& shift, const U256& x) {
    const U256 fill = x.negative() ? U256::max() : U256();
    if (shift >= U256(256)) return fill;
    const unsigned n = shift.limbs[0];
    return n == 0 ? x : (x >> n) | (fill << (256 - n));
}

bool evm_slt(const U256& x, const U256& y) {
    return x.negative() != y.negative() ? x.negative() : x < y;
}

}  // namespace zk::guest

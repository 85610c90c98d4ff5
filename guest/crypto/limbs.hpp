#pragma once
// Unsigned integers of N 32-bit limbs, low limb first: the words of which prime_field.hpp builds its elements.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace zk::guest::crypto {

template <int N>
using Limbs = std::array<std::uint32_t, N>;

namespace detail {
/// Not constexpr: reaching it ends a constant evaluation with an error.
inline void malformed_constant() {}
}  // namespace detail

/// Hexadecimal digits without prefix, at most 8 N of them.
template <int N>
consteval Limbs<N> limbs_from_hex(const char* digits) {
    Limbs<N> out{};
    for (; *digits != 0; ++digits) {
        std::uint32_t low = *digits <= '9' ? *digits - '0' : *digits - 'a' + 10;
        if (low > 15) detail::malformed_constant();
        for (std::uint32_t& limb : out) {
            const std::uint32_t next = limb >> 28;
            limb = limb << 4 | low;
            low = next;
        }
        if (low != 0) detail::malformed_constant();
    }
    return out;
}

/// Big-endian, 4 N bytes.
template <int N>
constexpr Limbs<N> limbs_from_bytes(const std::uint8_t* bytes) {
    Limbs<N> out{};
    for (std::size_t i = 0; i < N; ++i) {
        const std::uint8_t* const at = bytes + 4 * (N - 1 - i);
        out[i] = std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
    }
    return out;
}

template <int N>
constexpr void limbs_to_bytes(std::uint8_t* bytes, const Limbs<N>& x) {
    for (int i = 0; i < 4 * N; ++i) bytes[4 * N - 1 - i] = static_cast<std::uint8_t>(x[i / 4] >> (8 * (i % 4)));
}

template <int N>
constexpr bool is_zero(const Limbs<N>& x) {
    std::uint32_t any = 0;
    for (const std::uint32_t limb : x) any |= limb;
    return any == 0;
}

template <int N>
constexpr bool less(const Limbs<N>& x, const Limbs<N>& y) {
    for (int i = N - 1; i >= 0; --i) {
        if (x[i] != y[i]) return x[i] < y[i];
    }
    return false;
}

/// x += y; returns the carry.
template <int N>
constexpr std::uint32_t add_to(Limbs<N>& x, const Limbs<N>& y) {
    std::uint32_t carry = 0;
    for (int i = 0; i < N; ++i) {
        const std::uint32_t partial = x[i] + carry;
        carry = partial < carry ? 1 : 0;
        x[i] = partial + y[i];
        carry += x[i] < partial ? 1 : 0;
    }
    return carry;
}

/// x -= y; returns the borrow.
template <int N>
constexpr std::uint32_t sub_from(Limbs<N>& x, const Limbs<N>& y) {
    std::uint32_t borrow = 0;
    for (int i = 0; i < N; ++i) {
        const std::uint32_t partial = x[i] - borrow;
        borrow = partial > x[i] ? 1 : 0;
        borrow += partial < y[i] ? 1 : 0;
        x[i] = partial - y[i];
    }
    return borrow;
}

namespace detail {
/// (top, high, low) += x y, by columns: three words hold the sum of up to 2^32 products.
[[gnu::always_inline]] constexpr void accumulate(
    std::uint32_t& top, std::uint32_t& high, std::uint32_t& low, std::uint32_t x, std::uint32_t y
) {
    const std::uint64_t product = std::uint64_t{x} * y;
    low += static_cast<std::uint32_t>(product);
    const std::uint32_t carried =
        static_cast<std::uint32_t>(product >> 32) + (low < static_cast<std::uint32_t>(product) ? 1 : 0);
    high += carried;
    top += high < carried ? 1 : 0;
}
}  // namespace detail

namespace detail {
/// Column K of a product, then on to the next.
template <int N, int K, int... I>
[[gnu::always_inline]] constexpr void
add_column(Limbs<2 * N>& out, std::uint32_t& top, std::uint32_t& high, std::uint32_t& low, const Limbs<N>& x, const Limbs<N>& y, std::integer_sequence<int, I...>) {
    constexpr int kFirst = K < N ? 0 : K - N + 1;
    (accumulate(top, high, low, x[kFirst + I], y[K - kFirst - I]), ...);
    out[K] = low;
    low = high;
    high = top;
    top = 0;
}

template <int N, int... K>
[[gnu::always_inline]] constexpr Limbs<2 * N>
add_columns(const Limbs<N>& x, const Limbs<N>& y, std::integer_sequence<int, K...>) {
    Limbs<2 * N> out{};
    std::uint32_t top = 0;
    std::uint32_t high = 0;
    std::uint32_t low = 0;
    (add_column<N, K>(out, top, high, low, x, y, std::make_integer_sequence<int, (K < N ? K + 1 : 2 * N - 1 - K)>()),
     ...);
    out[2 * N - 1] = low;
    return out;
}
}  // namespace detail

/// The whole product, column by column with everything unrolled: on a machine of 32 registers both factors stay in them.
template <int N>
[[gnu::always_inline]] constexpr Limbs<2 * N> product(const Limbs<N>& x, const Limbs<N>& y) {
    return detail::add_columns<N>(x, y, std::make_integer_sequence<int, 2 * N - 1>());
}

/// x y mod m; y < m. Bit by bit: for constants, and where the machine multiplies as an oracle.
template <int N>
constexpr Limbs<N> product_modulo(const Limbs<N>& x, const Limbs<N>& y, const Limbs<N>& m) {
    Limbs<N> out{};
    const auto add = [&](const Limbs<N>& z) {
        const std::uint32_t carry = add_to<N>(out, z);
        if (carry != 0 || !less<N>(out, m)) sub_from<N>(out, m);
    };
    for (int i = 32 * N - 1; i >= 0; --i) {
        add(Limbs<N>(out));
        if ((x[i / 32] >> (i % 32) & 1) != 0) add(y);
    }
    return out;
}

/// x = (top 2^(32 N) + x) / 2, top 0 or 1.
template <int N>
constexpr void halve(Limbs<N>& x, std::uint32_t top = 0) {
    for (int i = 0; i + 1 < N; ++i) x[i] = x[i] >> 1 | x[i + 1] << 31;
    x[N - 1] = x[N - 1] >> 1 | top << 31;
}

/// x >>= n, 0 < n < 32.
template <int N>
constexpr void shift_right(Limbs<N>& x, int n) {
    for (int i = 0; i + 1 < N; ++i) x[i] = x[i] >> n | x[i + 1] << (32 - n);
    x[N - 1] >>= n;
}

template <int N>
constexpr int bit_length(const Limbs<N>& x) {
    for (int i = N - 1; i >= 0; --i) {
        for (int bit = 31; x[i] != 0 && bit >= 0; --bit) {
            if ((x[i] >> bit & 1) != 0) return 32 * i + bit + 1;
        }
    }
    return 0;
}

template <int N>
constexpr bool bit(const Limbs<N>& x, int i) {
    return (x[i / 32] >> (i % 32) & 1) != 0;
}

}  // namespace zk::guest::crypto

#pragma once
// 256-bit unsigned integers modulo 2^256, in eight 32-bit limbs: the width that the machine multiplies. Signed operations read them as two's
// complement. Freestanding.

#include "guest/accelerator/u256.hpp"
#include "guest/types.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace zk::guest {

struct U256 {
    static constexpr int kLimbs = 8;

    std::array<std::uint32_t, kLimbs> limbs;  ///< low first

    constexpr U256() : limbs{} {}
    /// To be set as a whole before it is read.
    struct Unset {};
    constexpr explicit U256(Unset /*unset*/) {}  // NOLINT(cppcoreguidelines-pro-type-member-init)
    // NOLINTNEXTLINE(google-explicit-constructor): an integer is its own value
    constexpr U256(std::uint64_t value)
        : limbs{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)} {}

    static constexpr U256 max() {
        U256 x;
        for (std::uint32_t& limb : x.limbs) limb = ~0u;
        return x;
    }
    static constexpr U256 from_word(const Word& word) { return from_bytes(word.data(), 32); }
    /// Big-endian bytes, n <= 32.
    static constexpr U256 from_bytes(const std::uint8_t* bytes, std::size_t n) {
        U256 x;
        x.set_bytes(bytes, n);
        return x;
    }
    static constexpr U256 from_address(const Address& address) { return from_bytes(address.data(), address.size()); }

    /// The same as assignment, limb by limb in place: a value made elsewhere would be copied.
    constexpr void set_u32(std::uint32_t value) {
        limbs[0] = value;
        for (std::size_t i = 1; i < kLimbs; ++i) limbs[i] = 0;
    }
    [[gnu::always_inline]] constexpr void set_bytes(const std::uint8_t* bytes, std::size_t n) {
        set_limbs(bytes, n, std::make_index_sequence<kLimbs>());
    }

    [[nodiscard]] constexpr Word to_word() const {
        Word word{};
        to_bytes(word.data());
        return word;
    }
    /// The 32 bytes of to_word.
    constexpr void to_bytes(std::uint8_t* bytes) const {
        for (std::size_t i = 0; i < kLimbs; ++i) {
            std::uint8_t* const at = bytes + 28 - 4 * i;
            at[0] = static_cast<std::uint8_t>(limbs[i] >> 24);
            at[1] = static_cast<std::uint8_t>(limbs[i] >> 16);
            at[2] = static_cast<std::uint8_t>(limbs[i] >> 8);
            at[3] = static_cast<std::uint8_t>(limbs[i]);
        }
    }
    /// The low 20 bytes.
    [[nodiscard]] constexpr Address to_address() const {
        Address address{};
        for (std::size_t i = 0; i < 20; ++i) address[19 - i] = static_cast<std::uint8_t>(limbs[i / 4] >> (8 * (i % 4)));
        return address;
    }

    [[nodiscard]] constexpr bool is_zero() const {
        std::uint32_t any = 0;
        for (const std::uint32_t limb : limbs) any |= limb;
        return any == 0;
    }
    [[nodiscard]] constexpr bool fits_u32() const {
        std::uint32_t any = 0;
        for (int i = 1; i < kLimbs; ++i) any |= limbs[i];
        return any == 0;
    }
    [[nodiscard]] constexpr bool fits_u64() const {
        std::uint32_t any = 0;
        for (int i = 2; i < kLimbs; ++i) any |= limbs[i];
        return any == 0;
    }
    /// The low 64 bits.
    [[nodiscard]] constexpr std::uint64_t low_u64() const { return std::uint64_t{limbs[1]} << 32 | limbs[0]; }
    [[nodiscard]] constexpr bool negative() const { return (limbs[kLimbs - 1] >> 31) != 0; }
    /// Position of the highest set bit plus one; 0 for zero.
    [[nodiscard]] int bit_length() const;
    [[nodiscard]] constexpr bool bit(int i) const { return (limbs[i / 32] >> (i % 32) & 1) != 0; }

    friend constexpr bool operator==(const U256&, const U256&) = default;
    friend constexpr std::strong_ordering operator<=>(const U256& x, const U256& y) {
        for (int i = kLimbs - 1; i >= 0; --i) {
            if (x.limbs[i] != y.limbs[i]) return x.limbs[i] <=> y.limbs[i];
        }
        return std::strong_ordering::equal;
    }

    friend U256 operator+(const U256& x, const U256& y);
    friend U256 operator-(const U256& x, const U256& y);
    friend U256 operator*(const U256& x, const U256& y);
    U256& operator+=(const U256& y);
    U256& operator-=(const U256& y);
    U256& operator*=(const U256& y);
    friend U256 operator&(const U256& x, const U256& y);
    friend U256 operator|(const U256& x, const U256& y);
    friend U256 operator^(const U256& x, const U256& y);
    U256 operator~() const;
    /// Zero from 256 bits on.
    friend U256 operator<<(const U256& x, unsigned n);
    friend U256 operator>>(const U256& x, unsigned n);
    U256 operator-() const { return U256() - *this; }

  private:
    /// Limb i of the n bytes: the four that end 4 i before their end, or what there is of them.
    [[gnu::always_inline]] static constexpr std::uint32_t limb_of(
        const std::uint8_t* bytes, std::size_t n, std::size_t i
    ) {
        const std::uint8_t* const end = bytes + n - std::min(n, 4 * i);
        std::uint32_t limb = 0;
        switch (n - std::min(n, 4 * i)) {
            default:
                limb = std::uint32_t{end[-4]} << 24;
                [[fallthrough]];
            case 3:
                limb |= std::uint32_t{end[-3]} << 16;
                [[fallthrough]];
            case 2:
                limb |= std::uint32_t{end[-2]} << 8;
                [[fallthrough]];
            case 1:
                limb |= end[-1];
                [[fallthrough]];
            case 0:
                return limb;
        }
    }
    template <std::size_t... kIndices>
    [[gnu::always_inline]] constexpr void
    set_limbs(const std::uint8_t* bytes, std::size_t n, std::index_sequence<kIndices...>) {
        ((limbs[kIndices] = limb_of(bytes, n, kIndices)), ...);
    }
};

/// Sum and whether it exceeded 2^256 - 1; difference and whether it fell below 0. The result may be an operand.
bool add_overflows(U256& sum, const U256& x, const U256& y);
bool sub_borrows(U256& difference, const U256& x, const U256& y);
/// The low half of the product, which may be a factor.
void mul_low(U256& product, const U256& x, const U256& y);
/// The high half.
void mul_high(U256& product, const U256& x, const U256& y);

// Where the machine computes, a sum, difference or product in place is a few instructions; returned by value it costs a copy more.

inline U256& U256::operator+=(const U256& y) {
    if constexpr (accelerator::kPresent) {
        accelerator::add_mod(limbs, limbs, y.limbs, accelerator::kTwoTo256);
    } else {
        add_overflows(*this, *this, y);
    }
    return *this;
}
inline U256& U256::operator-=(const U256& y) {
    if constexpr (accelerator::kPresent) {
        accelerator::sub_mod(limbs, limbs, y.limbs, accelerator::kTwoTo256);
    } else {
        sub_borrows(*this, *this, y);
    }
    return *this;
}
inline U256& U256::operator*=(const U256& y) {
    if constexpr (accelerator::kPresent) {
        accelerator::mul_mod(limbs, limbs, y.limbs, accelerator::kTwoTo256);
    } else {
        mul_low(*this, *this, y);
    }
    return *this;
}
inline U256 operator+(const U256& x, const U256& y) {
    U256 out{U256::Unset{}};
    if constexpr (accelerator::kPresent) {
        accelerator::add_mod(out.limbs, x.limbs, y.limbs, accelerator::kTwoTo256);
    } else {
        add_overflows(out, x, y);
    }
    return out;
}
inline U256 operator-(const U256& x, const U256& y) {
    U256 out{U256::Unset{}};
    if constexpr (accelerator::kPresent) {
        accelerator::sub_mod(out.limbs, x.limbs, y.limbs, accelerator::kTwoTo256);
    } else {
        sub_borrows(out, x, y);
    }
    return out;
}
inline U256 operator*(const U256& x, const U256& y) {
    U256 out{U256::Unset{}};
    if constexpr (accelerator::kPresent) {
        accelerator::mul_mod(out.limbs, x.limbs, y.limbs, accelerator::kTwoTo256);
    } else {
        mul_low(out, x, y);
    }
    return out;
}

/// min(x + y, 2^256 - 1) and the same of the product.
U256 saturating_add(const U256& x, const U256& y);
U256 saturating_mul(const U256& x, const U256& y);

/// The integer part of (high 2^256 + low) / y. Preconditions: high < y, and y >= 2^255.
U256 wide_quotient(const U256& high, const U256& low, const U256& y);

struct Division {
    U256 quotient;
    U256 remainder;
};
/// y != 0.
Division divide(const U256& x, const U256& y);

// EVM arithmetic (Yellow Paper, appendix H): division by zero gives zero.
U256 evm_div(const U256& x, const U256& y);
U256 evm_mod(const U256& x, const U256& y);
U256 evm_sdiv(const U256& x, const U256& y);
U256 evm_smod(const U256& x, const U256& y);
U256 evm_addmod(const U256& x, const U256& y, const U256& modulus);
U256 evm_mulmod(const U256& x, const U256& y, const U256& modulus);
U256 evm_exp(const U256& base, const U256& exponent);
U256 evm_signextend(const U256& byte, const U256& x);
U256 evm_byte(const U256& index, const U256& x);
U256 evm_shl(const U256& shift, const U256& x);
U256 evm_shr(const U256& shift, const U256& x);
U256 evm_sar(const U256& shift, const U256& x);
bool evm_slt(const U256& x, const U256& y);

}  // namespace zk::guest

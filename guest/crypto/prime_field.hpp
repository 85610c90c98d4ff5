#pragma once
// Integers modulo an odd prime known at compile time over 32-bit limbs, in Montgomery form with interleaved reduction (Koc,
// Acar, Kaliski, "Analyzing and comparing Montgomery multiplication algorithms", the variant FIOS) or, for primes that bring
// their own product and where the machine computes modulo 256-bit integers, as they are. Values are public, so nothing here tries to run in constant time. No allocation.

#include "guest/accelerator/u256.hpp"
#include "guest/crypto/limbs.hpp"

#include <bit>
#include <optional>
#include <type_traits>

namespace zk::guest::crypto {

/// A modulus with a product of its own: x y mod kModulus of reduced integers, out may be x or y.
template <class Parameters>
concept HasProduct = requires(Limbs<Parameters::kLimbs>& out) { Parameters::multiply(out, out, out); };

/// `Parameters` has `kLimbs` and `kModulus`, an odd prime of Limbs<kLimbs> whose top limb is not zero, and may have `multiply`.
/// Every element is kept reduced, so that equal elements have equal limbs.
template <class Parameters>
class PrimeField {
  public:
    static constexpr int kLimbs = Parameters::kLimbs;
    static constexpr int kBytes = 4 * kLimbs;
    using Integer = Limbs<kLimbs>;
    static constexpr Integer kModulus = Parameters::kModulus;
    /// The machine adds and multiplies as one instruction each: two sums cost more than a product, a copy not much less.
    static constexpr bool kAccelerated = accelerator::kPresent && kLimbs == 8;

    constexpr PrimeField() : limbs_{} {}  ///< zero
    static constexpr PrimeField one() { return raw(kOne); }
    /// x < modulus.
    static constexpr PrimeField from_integer(const Integer& x) {
        if constexpr (!kMontgomery) return raw(x);
        PrimeField out(kUnset);
        multiply(out.limbs_, x, kSquare);
        return out;
    }
    static constexpr PrimeField from_u32(std::uint32_t x) {
        Integer integer{};
        integer[0] = x;
        return from_integer(integer);
    }
    /// Big-endian, kBytes bytes; nothing when the integer is not below the modulus.
    static std::optional<PrimeField> from_bytes(const std::uint8_t* bytes) {
        const Integer x = limbs_from_bytes<kLimbs>(bytes);
        if (!less<kLimbs>(x, kModulus)) return std::nullopt;
        return from_integer(x);
    }
    /// Any integer below 2^(32 kLimbs), reduced.
    static PrimeField reduced(Integer x) {
        while (!less<kLimbs>(x, kModulus)) sub_from<kLimbs>(x, kModulus);
        return from_integer(x);
    }

    [[nodiscard]] constexpr Integer to_integer() const {
        if constexpr (!kMontgomery) return limbs_;
        Integer one{};
        one[0] = 1;
        Integer out{};
        multiply(out, limbs_, one);
        return out;
    }
    void to_bytes(std::uint8_t* bytes) const { limbs_to_bytes<kLimbs>(bytes, to_integer()); }

    [[nodiscard]] constexpr bool is_zero() const { return crypto::is_zero<kLimbs>(limbs_); }
    /// Whether the integer in [0, modulus) is odd.
    [[nodiscard]] constexpr bool is_odd() const { return (to_integer()[0] & 1) != 0; }
    friend constexpr bool operator==(const PrimeField&, const PrimeField&) = default;

    friend constexpr PrimeField operator+(const PrimeField& x, const PrimeField& y) {
        PrimeField out(kUnset);
        add(out.limbs_, x.limbs_, y.limbs_);
        return out;
    }
    friend constexpr PrimeField operator-(const PrimeField& x, const PrimeField& y) {
        PrimeField out(kUnset);
        subtract(out.limbs_, x.limbs_, y.limbs_);
        return out;
    }
    friend constexpr PrimeField operator*(const PrimeField& x, const PrimeField& y) {
        PrimeField out(kUnset);
        multiply(out.limbs_, x.limbs_, y.limbs_);
        return out;
    }
    // In place: where the machine computes, copying an element costs as much as a product.
    constexpr PrimeField& operator+=(const PrimeField& y) {
        add(limbs_, limbs_, y.limbs_);
        return *this;
    }
    constexpr PrimeField& operator-=(const PrimeField& y) {
        subtract(limbs_, limbs_, y.limbs_);
        return *this;
    }
    constexpr PrimeField& operator*=(const PrimeField& y) {
        multiply(limbs_, limbs_, y.limbs_);
        return *this;
    }
    /// This = x y, this = x - y; either may be this.
    constexpr void set_product(const PrimeField& x, const PrimeField& y) { multiply(limbs_, x.limbs_, y.limbs_); }
    constexpr void set_difference(const PrimeField& x, const PrimeField& y) { subtract(limbs_, x.limbs_, y.limbs_); }
    constexpr PrimeField operator-() const {
        PrimeField out(kUnset);
        subtract(out.limbs_, kZero, limbs_);
        return out;
    }
    [[nodiscard]] constexpr PrimeField doubled() const { return *this + *this; }
    [[nodiscard]] constexpr PrimeField square() const { return *this * *this; }
    /// This squared n times.
    [[nodiscard]] PrimeField square_times(int n) const {
        PrimeField out = *this;
        for (int i = 0; i < n; ++i) out *= out;
        return out;
    }
    /// Three halves of this.
    [[nodiscard]] constexpr PrimeField times_three_halves() const {
        if constexpr (kAccelerated) {
            if (!std::is_constant_evaluated()) {
                PrimeField scaled(kUnset);
                multiply(scaled.limbs_, limbs_, kThreeHalves);
                return scaled;
            }
        }
        PrimeField out = doubled() + *this;
        out.halve_in_place();
        return out;
    }

    /// By windows of four bits.
    template <std::size_t M>
    [[nodiscard]] constexpr PrimeField power(const std::array<std::uint32_t, M>& exponent) const {
        std::array<PrimeField, 16> powers;
        powers[0] = one();
        for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * *this;
        PrimeField out = one();
        bool started = false;
        for (int i = 8 * static_cast<int>(M) - 1; i >= 0; --i) {
            const std::uint32_t digit = exponent[i / 8] >> (4 * (i % 8)) & 15;
            for (int k = 0; started && k < 4; ++k) out *= out;
            if (digit == 0) continue;
            out *= powers[digit];
            started = true;
        }
        return out;
    }

    /// Zero for zero. A power where the machine multiplies, else binary extended Euclid: far fewer cycles when multiplying is done limb by limb.
    [[nodiscard]] constexpr PrimeField inverse() const {
        if constexpr (kAccelerated) {
            if (!std::is_constant_evaluated()) return power(kMinusTwo);
        }
        if (is_zero()) return {};
        Integer one{};
        one[0] = 1;
        Integer u = limbs_;
        Integer v = kModulus;
        // u = x a, v = y a for a = limbs_ / R^2: the inverse comes out in Montgomery form.
        PrimeField x = raw(kSquare);
        PrimeField y;
        while (u != one && v != one) {
            while ((u[0] & 1) == 0) {
                halve<kLimbs>(u);
                x.halve_in_place();
            }
            while ((v[0] & 1) == 0) {
                halve<kLimbs>(v);
                y.halve_in_place();
            }
            if (!less<kLimbs>(u, v)) {
                sub_from<kLimbs>(u, v);
                x -= y;
            } else {
                sub_from<kLimbs>(v, u);
                y -= x;
            }
        }
        return u == one ? x : y;
    }

    /// A square root, if there is one; the modulus must be 3 mod 4.
    [[nodiscard]] std::optional<PrimeField> sqrt() const {
        static_assert((kModulus[0] & 3) == 3);
        const PrimeField root = power(kQuarter);
        if (root.square() != *this) return std::nullopt;
        return root;
    }

  private:
    static constexpr bool kMontgomery = !HasProduct<Parameters> && !kAccelerated;
    static constexpr bool kFull = (kModulus[kLimbs - 1] >> 31) != 0;  // sums of two elements may carry out

    /// To be set as a whole before it is read.
    struct Unset {};
    static constexpr Unset kUnset{};
    constexpr explicit PrimeField(Unset /*unset*/) {}  // NOLINT(cppcoreguidelines-pro-type-member-init)

    static constexpr PrimeField raw(const Integer& limbs) {
        PrimeField out;
        out.limbs_ = limbs;
        return out;
    }

    constexpr void halve_in_place() {
        const std::uint32_t carry = (limbs_[0] & 1) != 0 ? add_to<kLimbs>(limbs_, kModulus) : 0;
        halve<kLimbs>(limbs_, carry);
    }

    // -1 / modulus mod 2^32, by Newton's iteration.
    static constexpr std::uint32_t kNegativeInverse = [] {
        std::uint32_t inverse = 1;
        for (int i = 0; i < 5; ++i) inverse *= 2 - kModulus[0] * inverse;
        return ~inverse + 1;
    }();

    static constexpr Integer power_of_two(int exponent) {
        Integer x{};
        x[0] = 1;
        for (int i = 0; i < exponent; ++i) {
            Integer twice = x;
            const std::uint32_t carry = add_to<kLimbs>(twice, x);
            if (carry != 0 || !less<kLimbs>(twice, kModulus)) sub_from<kLimbs>(twice, kModulus);
            x = twice;
        }
        return x;
    }
    static constexpr Integer kOne = power_of_two(kMontgomery ? 32 * kLimbs : 0);         // R mod modulus
    static constexpr Integer kSquare = power_of_two(kMontgomery ? 2 * 32 * kLimbs : 0);  // R^2 mod modulus
    static constexpr Integer kZero{};
    static constexpr Integer kThreeHalves = [] {  // (modulus + 3) / 2, outside Montgomery form
        Integer x = kModulus;
        Integer three{};
        three[0] = 3;
        const std::uint32_t carry = add_to<kLimbs>(x, three);
        halve<kLimbs>(x, carry);
        return x;
    }();
    static constexpr Integer kMinusTwo = [] {  // modulus - 2
        Integer x = kModulus;
        Integer two{};
        two[0] = 2;
        sub_from<kLimbs>(x, two);
        return x;
    }();
    static constexpr Integer kQuarter = [] {  // (modulus + 1) / 4
        Integer x = kModulus;
        shift_right<kLimbs>(x, 2);
        Integer one{};
        one[0] = 1;
        add_to<kLimbs>(x, one);
        return x;
    }();

    /// Sum and difference of reduced integers, reduced; out may be x or y.
    static constexpr void add(Integer& out, const Integer& x, const Integer& y) {
        if constexpr (kAccelerated) {
            if (!std::is_constant_evaluated()) return accelerator::add_mod(out, x, y, kModulus);
        }
        Integer sum = x;
        const std::uint32_t carry = add_to<kLimbs>(sum, y);
        if (carry != 0 || !less<kLimbs>(sum, kModulus)) sub_from<kLimbs>(sum, kModulus);
        out = sum;
    }
    static constexpr void subtract(Integer& out, const Integer& x, const Integer& y) {
        if constexpr (kAccelerated) {
            if (!std::is_constant_evaluated()) return accelerator::sub_mod(out, x, y, kModulus);
        }
        Integer difference = x;
        if (sub_from<kLimbs>(difference, y) != 0) add_to<kLimbs>(difference, kModulus);
        out = difference;
    }

    /// out = x y / R mod modulus, R being 1 outside Montgomery form; x any integer below 2^(32 kLimbs), y reduced. out may be x or y.
    static constexpr void multiply(Integer& out, const Integer& x, const Integer& y) {
        if constexpr (kAccelerated) {
            if (!std::is_constant_evaluated()) return accelerator::mul_mod(out, x, y, kModulus);
            out = product_modulo<kLimbs>(x, y, kModulus);
            return;
        } else if constexpr (!kMontgomery) {
            return Parameters::multiply(out, x, y);
        }
        Integer t{};
        std::uint32_t top = 0;
        for (int i = 0; i < kLimbs; ++i) {
            const std::uint64_t factor = x[i];
            std::uint64_t product = factor * y[0] + t[0];
            const std::uint64_t m = std::uint32_t{static_cast<std::uint32_t>(product) * kNegativeInverse};
            std::uint64_t folded = m * kModulus[0] + static_cast<std::uint32_t>(product);
            for (int j = 1; j < kLimbs; ++j) {
                product = factor * y[j] + t[j] + (product >> 32);
                folded = m * kModulus[j] + static_cast<std::uint32_t>(product) + (folded >> 32);
                t[j - 1] = static_cast<std::uint32_t>(folded);
            }
            const std::uint64_t last = (product >> 32) + (folded >> 32) + (kFull ? top : 0);
            t[kLimbs - 1] = static_cast<std::uint32_t>(last);
            top = static_cast<std::uint32_t>(last >> 32);
        }
        if ((kFull && top != 0) || !less<kLimbs>(t, kModulus)) sub_from<kLimbs>(t, kModulus);
        out = t;
    }

    Integer limbs_;
};

}  // namespace zk::guest::crypto

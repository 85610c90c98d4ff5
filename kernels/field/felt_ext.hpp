#pragma once
// The challenge field: BabyBear[x] / (x^5 - 2). The degree is this one alias; nothing else assumes it.

#include "kernels/field/felt.hpp"

#include <array>
#include <cstddef>
#include <type_traits>

namespace zk {

/// c[0] + c[1] x + ... + c[D-1] x^(D-1) with x^D = W.
template <int D, std::uint32_t W>
struct FeltExtOf {
    static constexpr int kDegree = D;
    static constexpr Felt kW = Felt(W);

    std::array<Felt, D> c;

    FeltExtOf() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): the embedding of the base field
    ZK_HD constexpr FeltExtOf(Felt base) : c{} {
        for (int i = 0; i < D; ++i) c[i] = Felt::zero();
        c[0] = base;
    }
    ZK_HD constexpr explicit FeltExtOf(const std::array<Felt, D>& coefficients) : c(coefficients) {}

    ZK_HD static constexpr FeltExtOf zero() { return FeltExtOf(Felt::zero()); }
    ZK_HD static constexpr FeltExtOf one() { return FeltExtOf(Felt::one()); }

    ZK_HD friend constexpr FeltExtOf operator+(FeltExtOf a, const FeltExtOf& b) {
        for (int i = 0; i < D; ++i) a.c[i] += b.c[i];
        return a;
    }
    ZK_HD friend constexpr FeltExtOf operator-(FeltExtOf a, const FeltExtOf& b) {
        for (int i = 0; i < D; ++i) a.c[i] -= b.c[i];
        return a;
    }
    ZK_HD friend constexpr FeltExtOf operator*(const FeltExtOf& a, const FeltExtOf& b) {
        // Products of words are summed in 64 bits and reduced once a coefficient. A product is below 0.47 p 2^32 and 2^64 is 2.13 p 2^32:
        // two fit on top of a sum below p 2^32.
        constexpr std::uint64_t kLimit = std::uint64_t{Felt::kModulus} << 32;
        std::array<Felt, D> wrapped{};
        for (int i = 1; i < D; ++i) wrapped[i] = W == 2 ? b.c[i] + b.c[i] : kW * b.c[i];
        FeltExtOf out = zero();
        for (int k = 0; k < D; ++k) {
            std::uint64_t sum = 0;
            for (int i = 0; i < D; ++i) {
                const Felt factor = i <= k ? b.c[k - i] : wrapped[D + k - i];
                sum += std::uint64_t{a.c[i].montgomery()} * factor.montgomery();
                if ((i % 2 == 1 || i == D - 1) && sum >= kLimit) sum -= kLimit;
            }
            out.c[k] = Felt::from_montgomery(Felt::reduce(sum));
        }
        return out;
    }
    ZK_HD friend constexpr FeltExtOf operator*(FeltExtOf a, Felt b) {
        for (int i = 0; i < D; ++i) a.c[i] *= b;
        return a;
    }
    ZK_HD friend constexpr FeltExtOf operator*(Felt a, const FeltExtOf& b) { return b * a; }
    ZK_HD constexpr FeltExtOf operator-() const { return zero() - *this; }
    ZK_HD constexpr FeltExtOf& operator+=(const FeltExtOf& b) { return *this = *this + b; }
    ZK_HD constexpr FeltExtOf& operator-=(const FeltExtOf& b) { return *this = *this - b; }
    ZK_HD constexpr FeltExtOf& operator*=(const FeltExtOf& b) { return *this = *this * b; }
    ZK_HD friend constexpr bool operator==(const FeltExtOf& a, const FeltExtOf& b) {
        for (int i = 0; i < D; ++i) {
            if (a.c[i] != b.c[i]) return false;
        }
        return true;
    }
    ZK_HD friend constexpr bool operator!=(const FeltExtOf& a, const FeltExtOf& b) { return !(a == b); }
    [[nodiscard]] ZK_HD constexpr bool is_zero() const { return *this == zero(); }

    [[nodiscard]] ZK_HD constexpr FeltExtOf square() const { return *this * *this; }

    [[nodiscard]] ZK_HD constexpr FeltExtOf pow(std::uint64_t exponent) const {
        FeltExtOf result = one();
        FeltExtOf base = *this;
        for (; exponent != 0; exponent >>= 1) {
            if (exponent & 1) result *= base;
            base *= base;
        }
        return result;
    }

    /// x -> x^p: multiplies c[i] by W^(i (p-1)/D), a D-th root of unity.
    [[nodiscard]] ZK_HD constexpr FeltExtOf frobenius() const {
        constexpr Felt kZeta = kW.pow((Felt::kModulus - 1) / D);
        FeltExtOf out = *this;
        Felt power = Felt::one();
        for (int i = 1; i < D; ++i) {
            power *= kZeta;
            out.c[i] *= power;
        }
        return out;
    }

    /// Multiplicative inverse by the norm (Itoh-Tsujii); zero for zero.
    [[nodiscard]] ZK_HD constexpr FeltExtOf inverse() const {
        FeltExtOf conjugates = frobenius();
        FeltExtOf next = conjugates;
        for (int i = 2; i < D; ++i) {
            next = next.frobenius();
            conjugates *= next;
        }
        const Felt norm = (*this * conjugates).c[0];
        return conjugates * norm.inverse();
    }
};

using FeltExt = FeltExtOf<5, 2>;
static_assert((Felt::kModulus - 1) % FeltExt::kDegree == 0);
static_assert(FeltExt::kW.pow((Felt::kModulus - 1) / FeltExt::kDegree) != Felt::one(), "x^D - W must be irreducible");

/// Extension elements stored as kDegree planes of `stride` base elements each: coefficient k of element i is data[k * stride + i].
/// Borrows; stride >= size. Nothing is aligned beyond 4 bytes.
template <class F>
struct BasicExtSpan {
    F* data = nullptr;
    std::size_t stride = 0;
    std::size_t size = 0;

    [[nodiscard]] constexpr FeltExt operator[](std::size_t i) const {
        FeltExt x;
        for (int k = 0; k < FeltExt::kDegree; ++k) x.c[k] = data[k * stride + i];
        return x;
    }
    constexpr void set(std::size_t i, const FeltExt& x) const {
        for (int k = 0; k < FeltExt::kDegree; ++k) data[k * stride + i] = x.c[k];
    }
    [[nodiscard]] constexpr F* plane(int k) const { return data + k * stride; }
    [[nodiscard]] constexpr BasicExtSpan subspan(std::size_t offset, std::size_t count) const {
        return {data + offset, stride, count};
    }
    /// To a span of const. (A template, because nvcc warns of a class that converts to itself.)
    template <class G>
        requires(std::is_same_v<G, const F> && !std::is_const_v<F>)
    // NOLINTNEXTLINE(google-explicit-constructor): a view of mutable elements is a view of constant ones
    constexpr operator BasicExtSpan<G>() const {
        return {data, stride, size};
    }
};

using ExtSpan = BasicExtSpan<Felt>;
using ConstExtSpan = BasicExtSpan<const Felt>;

}  // namespace zk

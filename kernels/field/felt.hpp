#pragma once
// BabyBear, p = 2^31 - 2^27 + 1, in Montgomery form (R = 2^32). Freestanding: host, device and guest share this text.

#include <cstdint>
#include <type_traits>

#if defined(__CUDACC__)
#define ZK_HD __host__ __device__
#else
#define ZK_HD
#endif

namespace zk {

/// An element of BabyBear. The word is the Montgomery representative in [0, p); only `value()` shows the canonical integer.
class Felt {
  public:
    static constexpr std::uint32_t kModulus = 0x78000001u;
    static constexpr int kTwoAdicity = 27;
    /// Smallest generator of the multiplicative group.
    static constexpr std::uint32_t kGenerator = 31;

    Felt() = default;

    /// Any 32-bit integer, reduced modulo p.
    ZK_HD constexpr explicit Felt(std::uint32_t integer) : word_(reduce(std::uint64_t{integer % kModulus} * kR2)) {}

    /// The element whose Montgomery representative is `word`; precondition word < p.
    ZK_HD static constexpr Felt from_montgomery(std::uint32_t word) {
        Felt x{};
        x.word_ = word;
        return x;
    }

    ZK_HD static constexpr Felt zero() { return from_montgomery(0); }
    ZK_HD static constexpr Felt one() { return from_montgomery(kR); }

    /// Canonical integer in [0, p).
    [[nodiscard]] ZK_HD constexpr std::uint32_t value() const { return reduce(word_); }
    [[nodiscard]] ZK_HD constexpr std::uint32_t montgomery() const { return word_; }

    ZK_HD friend constexpr Felt operator+(Felt a, Felt b) {
        const std::uint32_t sum = a.word_ + b.word_;  // below 2p < 2^32
        return from_montgomery(sum >= kModulus ? sum - kModulus : sum);
    }
    ZK_HD friend constexpr Felt operator-(Felt a, Felt b) {
        const std::uint32_t difference = a.word_ - b.word_;
        return from_montgomery(a.word_ < b.word_ ? difference + kModulus : difference);
    }
    ZK_HD friend constexpr Felt operator*(Felt a, Felt b) {
        return from_montgomery(reduce(std::uint64_t{a.word_} * b.word_));
    }
    ZK_HD constexpr Felt operator-() const { return zero() - *this; }
    ZK_HD constexpr Felt& operator+=(Felt b) { return *this = *this + b; }
    ZK_HD constexpr Felt& operator-=(Felt b) { return *this = *this - b; }
    ZK_HD constexpr Felt& operator*=(Felt b) { return *this = *this * b; }
    ZK_HD friend constexpr bool operator==(Felt a, Felt b) { return a.word_ == b.word_; }
    ZK_HD friend constexpr bool operator!=(Felt a, Felt b) { return a.word_ != b.word_; }

    [[nodiscard]] ZK_HD constexpr bool is_zero() const { return word_ == 0; }

    [[nodiscard]] ZK_HD constexpr Felt pow(std::uint64_t exponent) const {
        Felt result = one();
        Felt square = *this;
        for (; exponent != 0; exponent >>= 1) {
            if (exponent & 1) result *= square;
            square *= square;
        }
        return result;
    }

    /// Multiplicative inverse; zero for zero.
    [[nodiscard]] ZK_HD constexpr Felt inverse() const { return pow(kModulus - 2); }

    /// x -> x/2.
    [[nodiscard]] ZK_HD constexpr Felt halve() const {
        return from_montgomery((word_ & 1) != 0 ? (word_ >> 1) + (kModulus + 1) / 2 : word_ >> 1);
    }

    /// A primitive root of unity of order 2^log_order, 0 <= log_order <= 27: 31^((p-1)/2^log_order).
    ZK_HD static constexpr Felt root_of_unity(int log_order) {
        return Felt(kGenerator).pow((kModulus - 1) >> log_order);
    }

    /// Montgomery reduction: x / 2^32 mod p for x < p * 2^32.
    ZK_HD static constexpr std::uint32_t reduce(std::uint64_t x) {
        const std::uint32_t t = static_cast<std::uint32_t>(x) * kInverse;
        const auto u = static_cast<std::uint32_t>((std::uint64_t{t} * kModulus) >> 32);
        const auto high = static_cast<std::uint32_t>(x >> 32);
        return high < u ? high - u + kModulus : high - u;
    }

    /// p^-1 mod 2^32.
    static constexpr std::uint32_t kInverse = 0x88000001u;

  private:
    static constexpr std::uint32_t kR = static_cast<std::uint32_t>((std::uint64_t{1} << 32) % kModulus);
    static constexpr std::uint64_t kR2 = std::uint64_t{kR} * kR % kModulus;

    std::uint32_t word_;
};

static_assert(std::is_trivial_v<Felt> && sizeof(Felt) == 4);
static_assert(static_cast<std::uint32_t>(Felt::kModulus * Felt::kInverse) == 1);

}  // namespace zk

#pragma once
// Fixed, printed seeds for the room's tests.

#include "kernels/field/felt_ext.hpp"
#include "kernels/hash/poseidon2.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace zk::test {

/// Field elements from a fixed seed, which a failing test prints. Every eighth element is an edge: 0, 1, p - 1 or a Montgomery word near p.
class Random {
  public:
    explicit Random(std::uint32_t seed) : engine_(seed), trace_(__FILE__, __LINE__, "seed " + std::to_string(seed)) {}

    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(std::uint64_t{engine_()} * bound >> 32);
    }

    Felt felt() {
        switch (below(32)) {
            case 0:
                return Felt::zero();
            case 1:
                return Felt::one();
            case 2:
                return -Felt::one();
            case 3:
                return Felt::from_montgomery(Felt::kModulus - 1);
            default:
                return Felt::from_montgomery(below(Felt::kModulus));
        }
    }
    FeltExt ext() {
        FeltExt x;
        for (Felt& c : x.c) c = felt();
        return x;
    }
    std::vector<Felt> felts(std::size_t n) {
        std::vector<Felt> out(n);
        for (Felt& x : out) x = felt();
        return out;
    }
    std::vector<FeltExt> exts(std::size_t n) {
        std::vector<FeltExt> out(n);
        for (FeltExt& x : out) x = ext();
        return out;
    }
    Digest digest() {
        Digest out{};
        for (Felt& x : out.words) x = felt();
        return out;
    }

  private:
    std::mt19937 engine_;
    testing::ScopedTrace trace_;
};

/// Owns an extension array whose stride exceeds its size and whose padding must stay untouched.
class ExtArray {
  public:
    explicit ExtArray(std::size_t size, std::size_t gap = 3)
        : size_(size),
          stride_(size + gap),
          data_(stride_ * FeltExt::kDegree, kPadding) {}
    explicit ExtArray(const std::vector<FeltExt>& values, std::size_t gap = 3) : ExtArray(values.size(), gap) {
        for (std::size_t i = 0; i < size_; ++i) span().set(i, values[i]);
    }

    [[nodiscard]] ExtSpan span() { return {data_.data(), stride_, size_}; }
    [[nodiscard]] ConstExtSpan view() const { return {data_.data(), stride_, size_}; }
    [[nodiscard]] FeltExt operator[](std::size_t i) const { return view()[i]; }
    [[nodiscard]] std::vector<FeltExt> values() const {
        std::vector<FeltExt> out;
        for (std::size_t i = 0; i < size_; ++i) out.push_back((*this)[i]);
        return out;
    }
    /// False when an operation wrote between the planes.
    [[nodiscard]] bool padding_untouched() const {
        for (std::size_t i = 0; i < data_.size(); ++i) {
            if (i % stride_ >= size_ && data_[i] != kPadding) return false;
        }
        return true;
    }

  private:
    static constexpr Felt kPadding = Felt::from_montgomery(0x5EED);
    std::size_t size_;
    std::size_t stride_;
    std::vector<Felt> data_;
};

}  // namespace zk::test

namespace zk {

inline void PrintTo(Felt x, std::ostream* os) {
    *os << x.value();
}
inline void PrintTo(const FeltExt& x, std::ostream* os) {
    for (const Felt c : x.c) *os << c.value() << ' ';
}
inline void PrintTo(const Digest& x, std::ostream* os) {
    for (const Felt c : x.words) *os << c.value() << ' ';
}

}  // namespace zk

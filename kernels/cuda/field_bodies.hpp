#pragma once
// Element by element over arrays of the field and of its extension (planes, ExtSpan). All are bound by memory except the inverses.

#include "kernels/cuda/body.hpp"
#include "kernels/cuda/device_field.hpp"
#include "kernels/field/felt_ext.hpp"

#include <cstddef>

namespace zk::cuda {

/// Sum of up to 5 products of words below p, reduced: after four the high word is brought below p, so the sum never leaves 64 bits.
class ProductSum {
  public:
    ZK_HD constexpr void add(Felt a, Felt b) {
        if (n_ == 4) lower();
        sum_ += std::uint64_t{a.montgomery()} * b.montgomery();
        ++n_;
    }
    [[nodiscard]] ZK_HD constexpr Felt value() {
        lower();
        return Felt::from_montgomery(Felt::reduce(sum_));
    }

  private:
    /// Takes p 2^32 away when that leaves the sum positive: from below 2p 2^32 to below p 2^32.
    ZK_HD constexpr void lower() {
        const auto high = static_cast<std::uint32_t>(sum_ >> 32);
        sum_ = std::uint64_t{min_word(high, high - kP)} << 32 | static_cast<std::uint32_t>(sum_);
    }

    std::uint64_t sum_ = 0;
    int n_ = 0;
};

/// Extension product: 25 wide multiplications and one reduction a coefficient, against 25 reductions of the plain formula.
ZK_HD inline FeltExt mul(const FeltExt& a, const FeltExt& b) {
    constexpr int D = FeltExt::kDegree;
    static_assert(D <= 5, "ProductSum holds five products");
    FeltExt wrapped = a;  // W a, for the products that wrap around
    ZK_UNROLL
    for (int i = 1; i < D; ++i) {
        wrapped.c[i] = FeltExt::kW == Felt(2) ? add(a.c[i], a.c[i]) : mul(FeltExt::kW, a.c[i]);
    }
    FeltExt out{};
    ZK_UNROLL
    for (int k = 0; k < D; ++k) {
        ProductSum sum;
        ZK_UNROLL
        for (int i = 0; i < D; ++i) {
            if (i <= k) {
                sum.add(a.c[i], b.c[k - i]);
            } else {
                sum.add(wrapped.c[i], b.c[D + k - i]);
            }
        }
        out.c[k] = sum.value();
    }
    return out;
}
ZK_HD constexpr FeltExt add(FeltExt a, const FeltExt& b) {
    ZK_UNROLL
    for (int i = 0; i < FeltExt::kDegree; ++i) a.c[i] = add(a.c[i], b.c[i]);
    return a;
}
ZK_HD constexpr FeltExt sub(FeltExt a, const FeltExt& b) {
    ZK_UNROLL
    for (int i = 0; i < FeltExt::kDegree; ++i) a.c[i] = sub(a.c[i], b.c[i]);
    return a;
}

enum class BinaryOp { add, sub, mul };

template <BinaryOp kOp, class F>
ZK_HD inline F apply(const F& a, const F& b) {
    if constexpr (kOp == BinaryOp::add) return add(a, b);
    if constexpr (kOp == BinaryOp::sub) return sub(a, b);
    if constexpr (kOp == BinaryOp::mul) return mul(a, b);
}

/// out[i] = a[i] op b[i], i < n. `out` may be `a` or `b`. Floor: 12 B an element.
template <BinaryOp kOp>
struct FeltBinaryBody {
    static constexpr std::uint32_t kMaxThreads = 256;

    Felt* out = nullptr;
    const Felt* a = nullptr;
    const Felt* b = nullptr;
    std::size_t n = 0;

    [[nodiscard]] LaunchShape shape() const { return {blocks_for(n, kMaxThreads), 1, kMaxThreads, 0, 1}; }
    ZK_HD void run(int, ThreadIndex at, std::uint32_t*) const {
        const std::size_t i = std::size_t{at.block_x} * kMaxThreads + at.thread;
        if (i < n) out[i] = apply<kOp>(a[i], b[i]);
    }
};

/// The same over extension planes; sizes equal. Floor: 60 B an element.
template <BinaryOp kOp>
struct ExtBinaryBody {
    static constexpr std::uint32_t kMaxThreads = 256;

    ExtSpan out;
    ConstExtSpan a;
    ConstExtSpan b;

    [[nodiscard]] LaunchShape shape() const { return {blocks_for(out.size, kMaxThreads), 1, kMaxThreads, 0, 1}; }
    ZK_HD void run(int, ThreadIndex at, std::uint32_t*) const {
        const std::size_t i = std::size_t{at.block_x} * kMaxThreads + at.thread;
        if (i >= out.size) return;
        FeltExt x, y;
        ZK_UNROLL
        for (int k = 0; k < FeltExt::kDegree; ++k) {
            x.c[k] = a.data[k * a.stride + i];
            y.c[k] = b.data[k * b.stride + i];
        }
        const FeltExt z = apply<kOp>(x, y);
        ZK_UNROLL
        for (int k = 0; k < FeltExt::kDegree; ++k) out.data[k * out.stride + i] = z.c[k];
    }
};

/// x^(p - 2) with p - 2 = 2^31 - 2^27 - 1: bits 0..26 and 28..30. Zero for zero.
ZK_HD inline Felt invert(Felt x) {
    const auto squared = [](Felt y, int times) {
        ZK_NO_UNROLL
        for (int i = 0; i < times; ++i) y = mul(y, y);
        return y;
    };
    const Felt x3 = mul(squared(x, 1), x);        // x^(2^2 - 1): 2 ones
    const Felt x7 = mul(squared(x3, 1), x);       // 3 ones
    const Felt x6 = mul(squared(x7, 3), x7);      // 6 ones
    const Felt x12 = mul(squared(x6, 6), x6);     // 12 ones
    const Felt x24 = mul(squared(x12, 12), x12);  // 24 ones
    const Felt x27 = mul(squared(x24, 3), x7);    // 27 ones
    return mul(squared(x7, 28), x27);             // 111 0 1...1 (27)
}

/// values[i] = 1 / values[i] in place, zero stays zero. A thread takes kPerThread elements, spread so that neighbouring threads read neighbours:
/// one inversion (37 multiplications) and 3 more multiplications an element. Floor: 8 B an element.
struct FeltInverseBody {
    static constexpr std::uint32_t kMaxThreads = 256;
    static constexpr std::uint32_t kPerThread = 8;

    Felt* values = nullptr;
    std::size_t n = 0;

    [[nodiscard]] LaunchShape shape() const { return {blocks_for(n, kMaxThreads * kPerThread), 1, kMaxThreads, 0, 1}; }
    ZK_HD void run(int, ThreadIndex at, std::uint32_t*) const {
        const std::size_t first = std::size_t{at.block_x} * kMaxThreads * kPerThread + at.thread;
        Felt x[kPerThread];
        Felt prefix[kPerThread];  // product of the elements before
        Felt product = Felt::one();
        ZK_UNROLL
        for (std::uint32_t k = 0; k < kPerThread; ++k) {
            const std::size_t i = first + std::size_t{k} * kMaxThreads;
            x[k] = i < n ? values[i] : Felt::zero();
            prefix[k] = product;
            if (!x[k].is_zero()) product = mul(product, x[k]);
        }
        Felt inverse = invert(product);
        ZK_UNROLL
        for (std::uint32_t step = 0; step < kPerThread; ++step) {
            const std::uint32_t k = kPerThread - 1 - step;
            const std::size_t i = first + std::size_t{k} * kMaxThreads;
            if (x[k].is_zero()) continue;  // stays what it is
            values[i] = mul(inverse, prefix[k]);
            inverse = mul(inverse, x[k]);
        }
    }
};

/// Extension inverse by the norm, in place, zero stays zero. Floor: 40 B an element; about 500 instructions.
struct ExtInverseBody {
    static constexpr std::uint32_t kMaxThreads = 256;

    ExtSpan values;

    [[nodiscard]] LaunchShape shape() const { return {blocks_for(values.size, kMaxThreads), 1, kMaxThreads, 0, 1}; }
    ZK_HD void run(int, ThreadIndex at, std::uint32_t*) const {
        const std::size_t i = std::size_t{at.block_x} * kMaxThreads + at.thread;
        if (i >= values.size) return;
        FeltExt x;
        ZK_UNROLL
        for (int k = 0; k < FeltExt::kDegree; ++k) x.c[k] = values.data[k * values.stride + i];
        FeltExt conjugate = x.frobenius();
        FeltExt product = conjugate;
        ZK_NO_UNROLL
        for (int k = 2; k < FeltExt::kDegree; ++k) {
            conjugate = conjugate.frobenius();
            product = mul(product, conjugate);
        }
        const Felt scale = invert(mul(x, product).c[0]);
        ZK_UNROLL
        for (int k = 0; k < FeltExt::kDegree; ++k) values.data[k * values.stride + i] = mul(product.c[k], scale);
    }
};

}  // namespace zk::cuda

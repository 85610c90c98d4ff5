#include "kernels/backend/parallel.hpp"
#include "kernels/backend/reference_backend.hpp"

#include <cassert>

namespace zk {
namespace {

constexpr std::size_t kGrain = 1024;

struct TwoSums {
    FeltExt at_0 = FeltExt::zero();
    FeltExt at_2 = FeltExt::zero();
    TwoSums& operator+=(const TwoSums& other) {
        at_0 += other.at_0;
        at_2 += other.at_2;
        return *this;
    }
};

}  // namespace

void ReferenceBackend::eq_table(ExtSpan out, std::span<const FeltExt> point, const FeltExt& scale) const {
    assert(out.size == std::size_t{1} << point.size());
    out.set(0, scale);
    for (std::size_t k = 0; k < point.size(); ++k) {
        const std::size_t half = std::size_t{1} << k;
        parallel_ranges(threads(), half, kGrain, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const FeltExt low = out[i];
                const FeltExt high = low * point[k];
                out.set(i, low - high);
                out.set(i + half, high);
            }
        });
    }
}

void ReferenceBackend::fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const {
    assert(in.size == 2 * out.size);
    const auto body = [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const FeltExt low = in[2 * i];
            out.set(i, low + r * (in[2 * i + 1] - low));
        }
    };
    if (out.data == in.data) {
        parallel_halving_in_place(threads(), out.size, kGrain, body);
    } else {
        parallel_ranges(threads(), out.size, kGrain, body);
    }
}

void ReferenceBackend::fold_skip(ExtSpan out, std::span<const Felt> in, std::span<const FeltExt, 16> weights) const {
    assert(in.size() == 16 * out.size);
    parallel_ranges(threads(), out.size, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end; ++y) {
            FeltExt sum = FeltExt::zero();
            for (std::size_t i = 0; i < 16; ++i) sum += weights[i] * in[16 * y + i];
            out.set(y, sum);
        }
    });
}

void ReferenceBackend::combine_columns(
    ExtSpan out, std::span<const Felt* const> columns, std::span<const FeltExt> weights
) const {
    assert(columns.size() == weights.size());
    parallel_ranges(threads(), out.size, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            FeltExt sum = FeltExt::zero();
            for (std::size_t j = 0; j < columns.size(); ++j) sum += weights[j] * columns[j][i];
            out.set(i, sum);
        }
    });
}

void ReferenceBackend::combine_columns(
    ExtSpan out, std::span<const ConstExtSpan> columns, std::span<const FeltExt> weights
) const {
    assert(columns.size() == weights.size());
    parallel_ranges(threads(), out.size, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            FeltExt sum = FeltExt::zero();
            for (std::size_t j = 0; j < columns.size(); ++j) sum += weights[j] * columns[j][i];
            out.set(i, sum);
        }
    });
}

void ReferenceBackend::expand_skip(ExtSpan out, ConstExtSpan scales, std::span<const FeltExt, 16> weights) const {
    assert(out.size == 16 * scales.size);
    parallel_ranges(threads(), scales.size, kGrain / 16, [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end; ++y) {
            const FeltExt scale = scales[y];
            for (std::size_t i = 0; i < 16; ++i) out.set(16 * y + i, scale * weights[i]);
        }
    });
}

std::array<FeltExt, 16> ReferenceBackend::skip_sums(ConstExtSpan weights, ConstExtSpan values) const {
    assert(values.size == 16 * weights.size);
    std::array<FeltExt, 16> sums;
    sums.fill(FeltExt::zero());
    for (std::size_t y = 0; y < weights.size; ++y) {
        const FeltExt weight = weights[y];
        for (std::size_t i = 0; i < 16; ++i) sums[i] += weight * values[16 * y + i];
    }
    return sums;
}

FeltExt ReferenceBackend::dot(ConstExtSpan weights, std::span<const Felt> values) const {
    assert(weights.size == values.size());
    return parallel_sum(threads(), values.size(), kGrain, FeltExt::zero(), [&](std::size_t begin, std::size_t end) {
        FeltExt sum = FeltExt::zero();
        for (std::size_t i = begin; i < end; ++i) sum += weights[i] * values[i];
        return sum;
    });
}

FeltExt ReferenceBackend::dot(ConstExtSpan weights, ConstExtSpan values) const {
    assert(weights.size == values.size);
    return parallel_sum(threads(), values.size, kGrain, FeltExt::zero(), [&](std::size_t begin, std::size_t end) {
        FeltExt sum = FeltExt::zero();
        for (std::size_t i = begin; i < end; ++i) sum += weights[i] * values[i];
        return sum;
    });
}

std::array<FeltExt, 2> ReferenceBackend::product_round(ConstExtSpan w, ConstExtSpan q) const {
    assert(w.size == q.size && w.size % 2 == 0);
    const auto sums = parallel_sum(threads(), w.size / 2, kGrain, TwoSums{}, [&](std::size_t begin, std::size_t end) {
        TwoSums part;
        for (std::size_t y = begin; y < end; ++y) {
            const FeltExt w0 = w[2 * y];
            const FeltExt w1 = w[2 * y + 1];
            const FeltExt q0 = q[2 * y];
            const FeltExt q1 = q[2 * y + 1];
            part.at_0 += w0 * q0;
            part.at_2 += (w1 + w1 - w0) * (q1 + q1 - q0);
        }
        return part;
    });
    return {sums.at_0, sums.at_2};
}

}  // namespace zk

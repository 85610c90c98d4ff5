#include "kernels/backend/parallel.hpp"
#include "kernels/backend/simd_backend.hpp"
#include "kernels/backend/simd_words.hpp"

#include <cassert>

namespace zk {
namespace {

constexpr std::size_t kGrain = 1024;

}  // namespace

void SimdBackend::eq_table(ExtSpan out, std::span<const FeltExt> point, const FeltExt& scale) const {
    assert(out.size == std::size_t{1} << point.size());
    std::size_t k = 0;
    while (k < point.size() && std::size_t{1} << k < kernels_.lanes) ++k;
    ReferenceBackend::eq_table(out.subspan(0, std::size_t{1} << k), point.subspan(0, k), scale);
    for (; k < point.size(); ++k) {
        const std::size_t half = std::size_t{1} << k;
        const simd::ExtWords r = words(point[k]);
        parallel_ranges(threads(), half, kGrain, [&](std::size_t begin, std::size_t end) {
            const std::size_t count = end - begin;
            kernels_.multilinear->eq_layer(
                words(out.subspan(begin, count)), words(out.subspan(half + begin, count)), count, &r
            );
        });
    }
}

void SimdBackend::fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const {
    assert(in.size == 2 * out.size);
    const std::size_t n = whole(out.size);
    const simd::ExtWords factor = words(r);
    const auto body = [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        kernels_.multilinear->fold(
            words(out.subspan(begin, count)), words(in.subspan(2 * begin, 2 * count)), count, &factor
        );
    };
    if (out.data == in.data) {
        parallel_halving_in_place(threads(), n, kGrain, body);
    } else {
        parallel_ranges(threads(), n, kGrain, body);
    }
    const std::size_t rest = out.size - n;
    ReferenceBackend::fold(out.subspan(n, rest), in.subspan(2 * n, 2 * rest), r);
}

void SimdBackend::fold_skip(ExtSpan out, std::span<const Felt> in, std::span<const FeltExt, 16> weights) const {
    assert(in.size() == 16 * out.size);
    const std::size_t n = whole(out.size);
    std::array<simd::ExtWords, 16> factors;
    for (std::size_t i = 0; i < 16; ++i) factors[i] = words(weights[i]);
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        kernels_.multilinear->fold_skip(
            words(out.subspan(begin, end - begin)), words(in.data() + 16 * begin), end - begin, factors.data()
        );
    });
    ReferenceBackend::fold_skip(out.subspan(n, out.size - n), in.subspan(16 * n), weights);
}

void SimdBackend::combine_columns(ExtSpan out, std::span<const Felt* const> columns, std::span<const FeltExt> weights)
    const {
    assert(columns.size() == weights.size());
    const std::size_t n = whole(out.size);
    std::vector<simd::ExtWords> factors;
    for (const FeltExt& w : weights) factors.push_back(words(w));
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        kernels_.multilinear->combine_columns(
            words(out), words(columns.data()), columns.size(), begin, end - begin, factors.data()
        );
    });
    if (n == out.size) return;
    std::vector<const Felt*> rest;
    for (const Felt* column : columns) rest.push_back(column + n);
    ReferenceBackend::combine_columns(out.subspan(n, out.size - n), rest, weights);
}

void SimdBackend::combine_columns(ExtSpan out, std::span<const ConstExtSpan> columns, std::span<const FeltExt> weights)
    const {
    assert(columns.size() == weights.size());
    const std::size_t n = whole(out.size);
    std::vector<simd::ConstPlanes> planes;
    for (const ConstExtSpan& column : columns) planes.push_back(words(column));
    std::vector<simd::ExtWords> factors;
    for (const FeltExt& w : weights) factors.push_back(words(w));
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        kernels_.multilinear->combine_ext(words(out), planes.data(), planes.size(), begin, end - begin, factors.data());
    });
    if (n == out.size) return;
    std::vector<ConstExtSpan> rest;
    for (const ConstExtSpan& column : columns) rest.push_back(column.subspan(n, out.size - n));
    ReferenceBackend::combine_columns(out.subspan(n, out.size - n), rest, weights);
}

void SimdBackend::expand_skip(ExtSpan out, ConstExtSpan scales, std::span<const FeltExt, 16> weights) const {
    assert(out.size == 16 * scales.size);
    std::array<simd::ExtWords, 16> factors;
    for (std::size_t i = 0; i < 16; ++i) factors[i] = words(weights[i]);
    parallel_ranges(threads(), scales.size, kGrain / 16, [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        kernels_.multilinear->expand_skip(
            words(out.subspan(16 * begin, 16 * count)), words(scales.subspan(begin, count)), count, factors.data()
        );
    });
}

std::array<FeltExt, 16> SimdBackend::skip_sums(ConstExtSpan weights, ConstExtSpan values) const {
    assert(values.size == 16 * weights.size);
    std::array<simd::ExtWords, 16> sums{};
    kernels_.multilinear->skip_sums(sums.data(), words(weights), words(values), weights.size);
    std::array<FeltExt, 16> out;
    for (std::size_t i = 0; i < 16; ++i) out[i] = from_words(sums[i]);
    return out;
}

FeltExt SimdBackend::dot(ConstExtSpan weights, std::span<const Felt> values) const {
    assert(weights.size == values.size());
    const std::size_t n = whole(values.size());
    const FeltExt sum = parallel_sum(threads(), n, kGrain, FeltExt::zero(), [&](std::size_t begin, std::size_t end) {
        simd::ExtWords part;
        kernels_.multilinear->dot_base(
            &part, words(weights.subspan(begin, end - begin)), words(values.data() + begin), end - begin
        );
        return from_words(part);
    });
    return sum + ReferenceBackend::dot(weights.subspan(n, weights.size - n), values.subspan(n));
}

FeltExt SimdBackend::dot(ConstExtSpan weights, ConstExtSpan values) const {
    assert(weights.size == values.size);
    const std::size_t n = whole(values.size);
    const FeltExt sum = parallel_sum(threads(), n, kGrain, FeltExt::zero(), [&](std::size_t begin, std::size_t end) {
        simd::ExtWords part;
        kernels_.multilinear->dot_ext(
            &part, words(weights.subspan(begin, end - begin)), words(values.subspan(begin, end - begin)), end - begin
        );
        return from_words(part);
    });
    return sum + ReferenceBackend::dot(weights.subspan(n, weights.size - n), values.subspan(n, values.size - n));
}

std::array<FeltExt, 2> SimdBackend::product_round(ConstExtSpan w, ConstExtSpan q) const {
    assert(w.size == q.size && w.size % 2 == 0);
    struct Sums {
        std::array<FeltExt, 2> at;
        Sums& operator+=(const Sums& other) {
            for (std::size_t i = 0; i < 2; ++i) at[i] += other.at[i];
            return *this;
        }
    };
    const std::size_t n = whole(w.size / 2);
    const Sums zero{{FeltExt::zero(), FeltExt::zero()}};
    Sums sums = parallel_sum(threads(), n, kGrain, zero, [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        std::array<simd::ExtWords, 2> part{};
        kernels_.multilinear->product_round(
            part.data(), words(w.subspan(2 * begin, 2 * count)), words(q.subspan(2 * begin, 2 * count)), count
        );
        return Sums{{from_words(part[0]), from_words(part[1])}};
    });
    sums += Sums{ReferenceBackend::product_round(w.subspan(2 * n, w.size - 2 * n), q.subspan(2 * n, q.size - 2 * n))};
    return sums.at;
}

}  // namespace zk

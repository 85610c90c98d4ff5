#include "kernels/backend/parallel.hpp"
#include "kernels/backend/simd_backend.hpp"
#include "kernels/backend/simd_words.hpp"

#include <cassert>

namespace zk {
namespace {

constexpr std::size_t kGrain = 512;

struct ThreeSums {
    std::array<FeltExt, 3> at{FeltExt::zero(), FeltExt::zero(), FeltExt::zero()};
    ThreeSums& operator+=(const ThreeSums& other) {
        for (std::size_t i = 0; i < 3; ++i) at[i] += other.at[i];
        return *this;
    }
};

ThreeSums from_words(const std::array<simd::ExtWords, 3>& sums) {
    return {{zk::from_words(sums[0]), zk::from_words(sums[1]), zk::from_words(sums[2])}};
}

}  // namespace

void SimdBackend::fraction_layer(ExtSpan p_out, ExtSpan q_out, std::span<const Felt> p, ConstExtSpan q) const {
    assert(p_out.size == q_out.size && q.size == 2 * q_out.size && p.size() == q.size);
    const std::size_t n = whole(q_out.size);
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        kernels_.fraction->layer_base(
            words(p_out.subspan(begin, count)),
            words(q_out.subspan(begin, count)),
            words(p.data() + 2 * begin),
            words(q.subspan(2 * begin, 2 * count)),
            count
        );
    });
    const std::size_t rest = q_out.size - n;
    ReferenceBackend::fraction_layer(
        p_out.subspan(n, rest), q_out.subspan(n, rest), p.subspan(2 * n), q.subspan(2 * n, 2 * rest)
    );
}

void SimdBackend::fraction_layer(ExtSpan p_out, ExtSpan q_out, ConstExtSpan p, ConstExtSpan q) const {
    assert(p_out.size == q_out.size && q.size == 2 * q_out.size && p.size == q.size);
    const std::size_t n = whole(q_out.size);
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        kernels_.fraction->layer_ext(
            words(p_out.subspan(begin, count)),
            words(q_out.subspan(begin, count)),
            words(p.subspan(2 * begin, 2 * count)),
            words(q.subspan(2 * begin, 2 * count)),
            count
        );
    });
    const std::size_t rest = q_out.size - n;
    ReferenceBackend::fraction_layer(
        p_out.subspan(n, rest), q_out.subspan(n, rest), p.subspan(2 * n, 2 * rest), q.subspan(2 * n, 2 * rest)
    );
}

std::array<FeltExt, 3> SimdBackend::fraction_round(
    std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
) const {
    assert(q.size == 4 * eq.size && p.size() == q.size);
    const std::size_t n = whole(eq.size);
    const simd::ExtWords factor = words(gamma);
    ThreeSums sums = parallel_sum(threads(), n, kGrain, ThreeSums{}, [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        std::array<simd::ExtWords, 3> part{};
        kernels_.fraction->round_base(
            part.data(),
            words(p.data() + 4 * begin),
            words(q.subspan(4 * begin, 4 * count)),
            words(eq.subspan(begin, count)),
            count,
            &factor
        );
        return from_words(part);
    });
    const std::size_t rest = eq.size - n;
    sums += ThreeSums{
        ReferenceBackend::fraction_round(p.subspan(4 * n), q.subspan(4 * n, 4 * rest), eq.subspan(n, rest), gamma)};
    return sums.at;
}

std::array<FeltExt, 3> SimdBackend::fraction_round(
    ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
) const {
    assert(q.size == 4 * eq.size && p.size == q.size);
    const std::size_t n = whole(eq.size);
    const simd::ExtWords factor = words(gamma);
    ThreeSums sums = parallel_sum(threads(), n, kGrain, ThreeSums{}, [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        std::array<simd::ExtWords, 3> part{};
        kernels_.fraction->round_ext(
            part.data(),
            words(p.subspan(4 * begin, 4 * count)),
            words(q.subspan(4 * begin, 4 * count)),
            words(eq.subspan(begin, count)),
            count,
            &factor
        );
        return from_words(part);
    });
    const std::size_t rest = eq.size - n;
    sums += ThreeSums{ReferenceBackend::fraction_round(
        p.subspan(4 * n, 4 * rest), q.subspan(4 * n, 4 * rest), eq.subspan(n, rest), gamma
    )};
    return sums.at;
}

template <class Numerators>
FractionRound SimdBackend::short_round(const Numerators& p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma)
    const {
    assert(q.size == 4 * eq.size);
    const std::size_t lanes = kernels_.lanes;
    const std::size_t n = whole(eq.size);
    // A product table whose first element vanishes has no ratios; that is as likely as guessing a challenge.
    if (n == 0 || eq[0].is_zero()) return ReferenceBackend::fraction_round_short(p, q, eq, gamma);
    std::vector<Felt> ratio(FeltExt::kDegree * lanes);
    const FeltExt inverse = eq[0].inverse();
    for (std::size_t j = 0; j < lanes; ++j) ExtSpan{ratio.data(), lanes, lanes}.set(j, eq[j] * inverse);

    const simd::ExtWords factor = words(gamma);
    const auto sums = parallel_sum(threads(), n, kGrain, ThreeSums{}, [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        const simd::ConstPlanes denominators = words(q.subspan(4 * begin, 4 * count));
        const simd::ConstPlanes weights = words(eq.subspan(begin, count));
        std::array<simd::ExtWords, 3> part{};
        if constexpr (std::is_same_v<Numerators, ConstExtSpan>) {
            kernels_.fraction->short_round_ext(
                part.data(),
                words(p.subspan(4 * begin, 4 * count)),
                denominators,
                weights,
                count,
                &factor,
                words(ratio.data())
            );
        } else {
            kernels_.fraction->short_round_base(
                part.data(), words(p.data() + 4 * begin), denominators, weights, count, &factor, words(ratio.data())
            );
        }
        return from_words(part);
    });
    const std::size_t rest = eq.size - n;
    const FractionRound tail = ReferenceBackend::fraction_round_short(
        p.subspan(4 * n, 4 * rest), q.subspan(4 * n, 4 * rest), eq.subspan(n, rest), gamma
    );
    return {sums.at[0] + tail.at_0, sums.at[1] + tail.square, sums.at[2] + tail.eq_sum};
}

FractionRound SimdBackend::fraction_round_short(
    std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
) const {
    return short_round(p, q, eq, gamma);
}

FractionRound SimdBackend::fraction_round_short(ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma)
    const {
    return short_round(p, q, eq, gamma);
}

void SimdBackend::fraction_fold(ExtSpan out, std::span<const Felt> in, const FeltExt& r) const {
    assert(in.size() == 2 * out.size && out.size % 2 == 0);
    const std::size_t n = whole(out.size);
    const simd::ExtWords factor = words(r);
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        kernels_.fraction->fold_base(
            words(out.subspan(begin, end - begin)), words(in.data() + 2 * begin), end - begin, &factor
        );
    });
    ReferenceBackend::fraction_fold(out.subspan(n, out.size - n), in.subspan(2 * n), r);
}

void SimdBackend::fraction_fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const {
    assert(in.size == 2 * out.size && out.size % 2 == 0);
    const std::size_t n = whole(out.size);
    const simd::ExtWords factor = words(r);
    const auto body = [&](std::size_t begin, std::size_t end) {
        const std::size_t count = end - begin;
        kernels_.fraction->fold_ext(
            words(out.subspan(begin, count)), words(in.subspan(2 * begin, 2 * count)), count, &factor
        );
    };
    if (out.data == in.data) {
        parallel_halving_in_place(threads(), n, kGrain, body);
    } else {
        parallel_ranges(threads(), n, kGrain, body);
    }
    const std::size_t rest = out.size - n;
    ReferenceBackend::fraction_fold(out.subspan(n, rest), in.subspan(2 * n, 2 * rest), r);
}

}  // namespace zk

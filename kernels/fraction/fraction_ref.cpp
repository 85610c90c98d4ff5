// Layers and sumcheck rounds of a tree of fractions (eprint 2023/1284). The numerators of the leaves are base elements, all else is extension.

#include "kernels/backend/parallel.hpp"
#include "kernels/backend/reference_backend.hpp"

#include <cassert>

namespace zk {
namespace {

constexpr std::size_t kGrain = 512;

struct ThreeSums {
    std::array<FeltExt, 3> at{FeltExt::zero(), FeltExt::zero(), FeltExt::zero()};
    ThreeSums& operator+=(const ThreeSums& other) {
        for (int i = 0; i < 3; ++i) at[i] += other.at[i];
        return *this;
    }
};

template <class Numerators>
void layer(int threads, ExtSpan p_out, ExtSpan q_out, const Numerators& p, ConstExtSpan q) {
    assert(p_out.size == q_out.size && q.size == 2 * q_out.size);
    parallel_ranges(threads, q_out.size, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const FeltExt q0 = q[2 * i];
            const FeltExt q1 = q[2 * i + 1];
            p_out.set(i, p[2 * i] * q1 + p[2 * i + 1] * q0);
            q_out.set(i, q0 * q1);
        }
    });
}

template <class Numerators>
std::array<FeltExt, 3> round(int threads, const Numerators& p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma) {
    assert(q.size == 4 * eq.size);
    const auto sums = parallel_sum(threads, eq.size, kGrain, ThreeSums{}, [&](std::size_t begin, std::size_t end) {
        ThreeSums part;
        for (std::size_t y = begin; y < end; ++y) {
            const auto p0 = p[4 * y], p1 = p[4 * y + 1], p2 = p[4 * y + 2], p3 = p[4 * y + 3];
            const FeltExt q0 = q[4 * y], q1 = q[4 * y + 1], q2 = q[4 * y + 2], q3 = q[4 * y + 3];
            const auto term = [&](const auto& a0, const auto& a1, const FeltExt& b0, const FeltExt& b1) {
                return eq[y] * (a0 * b1 + a1 * b0 + gamma * (b0 * b1));
            };
            part.at[0] += term(p0, p1, q0, q1);
            part.at[1] += term(p2, p3, q2, q3);
            part.at[2] += term(p2 + p2 - p0, p3 + p3 - p1, q2 + q2 - q0, q3 + q3 - q1);
        }
        return part;
    });
    return sums.at;
}

template <class Numerators>
FractionRound short_round(int threads, const Numerators& p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma) {
    assert(q.size == 4 * eq.size);
    const auto sums = parallel_sum(threads, eq.size, kGrain, ThreeSums{}, [&](std::size_t begin, std::size_t end) {
        ThreeSums part;
        for (std::size_t y = begin; y < end; ++y) {
            const auto p0 = p[4 * y], p1 = p[4 * y + 1], p2 = p[4 * y + 2], p3 = p[4 * y + 3];
            const FeltExt q0 = q[4 * y], q1 = q[4 * y + 1], q2 = q[4 * y + 2], q3 = q[4 * y + 3];
            const auto term = [&](const auto& a0, const auto& a1, const FeltExt& b0, const FeltExt& b1) {
                return eq[y] * (a0 * b1 + a1 * b0 + gamma * (b0 * b1));
            };
            part.at[0] += term(p0, p1, q0, q1);
            part.at[1] += term(p2 - p0, p3 - p1, q2 - q0, q3 - q1);
            part.at[2] += eq[y];
        }
        return part;
    });
    return {sums.at[0], sums.at[1], sums.at[2]};
}

}  // namespace

void ReferenceBackend::fraction_layer(ExtSpan p_out, ExtSpan q_out, std::span<const Felt> p, ConstExtSpan q) const {
    layer(threads(), p_out, q_out, p, q);
}

void ReferenceBackend::fraction_layer(ExtSpan p_out, ExtSpan q_out, ConstExtSpan p, ConstExtSpan q) const {
    layer(threads(), p_out, q_out, p, q);
}

std::array<FeltExt, 3> ReferenceBackend::fraction_round(
    std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
) const {
    return round(threads(), p, q, eq, gamma);
}

std::array<FeltExt, 3> ReferenceBackend::fraction_round(
    ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
) const {
    return round(threads(), p, q, eq, gamma);
}

FractionRound ReferenceBackend::fraction_round_short(
    std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
) const {
    return short_round(threads(), p, q, eq, gamma);
}

FractionRound ReferenceBackend::fraction_round_short(
    ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
) const {
    return short_round(threads(), p, q, eq, gamma);
}

void ReferenceBackend::fraction_fold(ExtSpan out, std::span<const Felt> in, const FeltExt& r) const {
    assert(in.size() == 2 * out.size && out.size % 2 == 0);
    parallel_ranges(threads(), out.size / 2, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end; ++y) {
            for (std::size_t b = 0; b < 2; ++b) {
                const Felt low = in[4 * y + b];
                out.set(2 * y + b, FeltExt(low) + r * (in[4 * y + 2 + b] - low));
            }
        }
    });
}

void ReferenceBackend::fraction_fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const {
    assert(in.size == 2 * out.size && out.size % 2 == 0);
    const auto body = [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end; ++y) {
            const FeltExt low[2] = {in[4 * y], in[4 * y + 1]};
            const FeltExt high[2] = {in[4 * y + 2], in[4 * y + 3]};
            for (std::size_t b = 0; b < 2; ++b) out.set(2 * y + b, low[b] + r * (high[b] - low[b]));
        }
    };
    if (out.data == in.data) {
        parallel_halving_in_place(threads(), out.size / 2, kGrain, body);
    } else {
        parallel_ranges(threads(), out.size / 2, kGrain, body);
    }
}

}  // namespace zk

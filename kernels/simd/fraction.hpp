#pragma once

#include "kernels/simd/ext.hpp"

namespace zk::simd {
namespace {

template <class L>
struct Fraction {
    using V = typename L::V;
    static constexpr std::size_t kLanes = L::kLanes;

    static void layer_base(Planes p_out, Planes q_out, const Word* p, ConstPlanes q, std::size_t n) {
        for (std::size_t i = 0; i < n; i += kLanes) {
            V p0;
            V p1;
            L::load_pairs(p + 2 * i, p0, p1);
            Ext<L> q0, q1;
            load_pairs<L>(q, 2 * i, q0, q1);
            store<L>(p_out, i, cross_base(p0, p1, q0, q1));
            store<L>(q_out, i, mul<L>(q0, q1));
        }
    }

    static void layer_ext(Planes p_out, Planes q_out, ConstPlanes p, ConstPlanes q, std::size_t n) {
        for (std::size_t i = 0; i < n; i += kLanes) {
            Ext<L> p0, p1, q0, q1;
            load_pairs<L>(p, 2 * i, p0, p1);
            load_pairs<L>(q, 2 * i, q0, q1);
            const Factor<L> f0 = prepare<L>(q0);
            const Factor<L> f1 = prepare<L>(q1);
            store<L>(p_out, i, mul_add<L>(p0, f1, p1, f0));
            store<L>(q_out, i, mul<L>(q0, f1));
        }
    }

    static void round_base(
        ExtWords sums[3], const Word* p, ConstPlanes q, ConstPlanes eq, std::size_t n, const ExtWords* gamma
    ) {
        const Factor<L> g = prepare<L>(broadcast<L>(*gamma));
        Ext<L> total[3] = {zero<L>(), zero<L>(), zero<L>()};
        for (std::size_t y = 0; y < n; y += kLanes) {
            V a[4];
            L::load_quads(p + 4 * y, a);
            Ext<L> b[4];
            load_quads<L>(q, 4 * y, b);
            const Factor<L> weight = prepare_weight(eq, y);
            const auto term = [&](V a0, V a1, const Ext<L>& b0, const Ext<L>& b1) {
                const Ext<L> both = add<L>(cross_base(a0, a1, b0, b1), mul<L>(mul<L>(b0, b1), g));
                return mul<L>(both, weight);
            };
            total[0] = add<L>(total[0], term(a[0], a[1], b[0], b[1]));
            total[1] = add<L>(total[1], term(a[2], a[3], b[2], b[3]));
            // The square coefficient: the same form of the differences.
            total[2] =
                add<L>(total[2], term(sub<L>(a[2], a[0]), sub<L>(a[3], a[1]), sub<L>(b[2], b[0]), sub<L>(b[3], b[1])));
        }
        finish(sums, total);
    }

    static void round_ext(
        ExtWords sums[3], ConstPlanes p, ConstPlanes q, ConstPlanes eq, std::size_t n, const ExtWords* gamma
    ) {
        const Factor<L> g = prepare<L>(broadcast<L>(*gamma));
        Ext<L> total[3] = {zero<L>(), zero<L>(), zero<L>()};
        for (std::size_t y = 0; y < n; y += kLanes) {
            Ext<L> a[4], b[4];
            load_quads<L>(p, 4 * y, a);
            load_quads<L>(q, 4 * y, b);
            const Factor<L> weight = prepare_weight(eq, y);
            // p0 q1 + p1 q0 + gamma q0 q1 = p0 q1 + (p1 + gamma q1) q0
            const auto term = [&](const Ext<L>& a0, const Ext<L>& a1, const Ext<L>& b0, const Ext<L>& b1) {
                const Ext<L> shifted = add<L>(a1, mul<L>(b1, g));
                return mul<L>(mul_add<L>(a0, prepare<L>(b1), shifted, prepare<L>(b0)), weight);
            };
            total[0] = add<L>(total[0], term(a[0], a[1], b[0], b[1]));
            total[1] = add<L>(total[1], term(a[2], a[3], b[2], b[3]));
            total[2] =
                add<L>(total[2], term(sub<L>(a[2], a[0]), sub<L>(a[3], a[1]), sub<L>(b[2], b[0]), sub<L>(b[3], b[1])));
        }
        finish(sums, total);
    }

    static void short_round_base(
        ExtWords sums[3],
        const Word* p,
        ConstPlanes q,
        ConstPlanes eq,
        std::size_t n,
        const ExtWords* gamma,
        const Word* ratio
    ) {
        const Factor<L> g = prepare_uniform<L>(*gamma);
        ShortSums total;
        for (std::size_t y = 0; y < n; y += kLanes) {
            V a[4];
            L::load_quads(p + 4 * y, a);
            Ext<L> b[4];
            load_quads<L>(q, 4 * y, b);
            // p0 q1 + (p1 + gamma q1) q0
            const auto term = [&](V a0, V a1, const Ext<L>& b0, const Ext<L>& b1) {
                Ext<L> shifted = mul<L>(b1, g);
                shifted.c[0] = add<L>(shifted.c[0], a1);
                return mul_add_base(shifted, prepare<L>(b0), a0, b1);
            };
            total.add(
                load_words(eq, y),
                term(a[0], a[1], b[0], b[1]),
                term(sub<L>(a[2], a[0]), sub<L>(a[3], a[1]), sub<L>(b[2], b[0]), sub<L>(b[3], b[1]))
            );
        }
        total.finish(sums, ratio);
    }

    static void short_round_ext(
        ExtWords sums[3],
        ConstPlanes p,
        ConstPlanes q,
        ConstPlanes eq,
        std::size_t n,
        const ExtWords* gamma,
        const Word* ratio
    ) {
        const Factor<L> g = prepare_uniform<L>(*gamma);
        ShortSums total;
        for (std::size_t y = 0; y < n; y += kLanes) {
            Ext<L> a[4], b[4];
            load_quads<L>(p, 4 * y, a);
            load_quads<L>(q, 4 * y, b);
            const auto term = [&](const Ext<L>& a0, const Ext<L>& a1, const Ext<L>& b0, const Ext<L>& b1) {
                const Ext<L> shifted = add<L>(a1, mul<L>(b1, g));
                return mul_add<L>(a0, prepare<L>(b1), shifted, prepare<L>(b0));
            };
            total.add(
                load_words(eq, y),
                term(a[0], a[1], b[0], b[1]),
                term(sub<L>(a[2], a[0]), sub<L>(a[3], a[1]), sub<L>(b[2], b[0]), sub<L>(b[3], b[1]))
            );
        }
        total.finish(sums, ratio);
    }

    static void fold_base(Planes out, const Word* in, std::size_t n, const ExtWords* r) {
        const Ext<L> factor = broadcast<L>(*r);
        for (std::size_t i = 0; i < n; i += kLanes) {
            V low;
            V high;
            L::load_pairs_of_pairs(in + 2 * i, low, high);
            Ext<L> x = mul_base<L>(sub<L>(high, low), factor);
            x.c[0] = add<L>(x.c[0], low);
            store<L>(out, i, x);
        }
    }

    static void fold_ext(Planes out, ConstPlanes in, std::size_t n, const ExtWords* r) {
        const Factor<L> factor = prepare<L>(broadcast<L>(*r));
        for (std::size_t i = 0; i < n; i += kLanes) {
            Ext<L> low;
            Ext<L> high;
            for (std::size_t k = 0; k < 5; ++k) {
                L::load_pairs_of_pairs(in.data + k * in.stride + 2 * i, low.c[k], high.c[k]);
            }
            store<L>(out, i, add<L>(low, mul<L>(sub<L>(high, low), factor)));
        }
    }

    static constexpr FractionKernels kKernels = {
        layer_base, layer_ext, round_base, round_ext, short_round_base, short_round_ext, fold_base, fold_ext};

  private:
    /// p0 q1 + p1 q0
    ZK_LANE static Ext<L> cross_base(V p0, V p1, const Ext<L>& q0, const Ext<L>& q1) {
        const V p0_odd = L::odd(p0);
        const V p1_odd = L::odd(p1);
        Ext<L> out;
        for (int k = 0; k < 5; ++k) {
            Wide<L> sum = {L::mul_even(p0, q1.c[k]), L::mul_even(p0_odd, L::odd(q1.c[k]))};
            sum.add(p1, p1_odd, q0.c[k], L::odd(q0.c[k]));
            out.c[k] = sum.reduce();
        }
        return out;
    }

    /// a f + x b
    ZK_LANE static Ext<L> mul_add_base(const Ext<L>& a, const Factor<L>& f, V x, const Ext<L>& b) {
        const Ext<L> a_odd = odd_words<L>(a);
        const V x_odd = L::odd(x);
        Ext<L> out;
        for (int k = 0; k < 5; ++k) {
            Wide<L> sum = {L::mul_even(x, b.c[k]), L::mul_even(x_odd, L::odd(b.c[k]))};
            accumulate<L>(sum, a, a_odd, f, k);
            out.c[k] = sum.reduce();
        }
        return out;
    }

    /// Sums whose weight is eq[y] for all lanes of a vector: the lanes' own factor, the same in each vector, comes last.
    struct ShortSums {
        ProductSum<L> at_0 = ProductSum<L>::zero();
        ProductSum<L> square = ProductSum<L>::zero();
        ExtWords weights = {};

        ZK_LANE void add(const ExtWords& weight, const Ext<L>& term_0, const Ext<L>& term_square) {
            const Factor<L> factor = prepare_uniform<L>(weight);
            at_0.add(term_0, factor);
            square.add(term_square, factor);
            for (int k = 0; k < 5; ++k) weights.c[k] = word_add(weights.c[k], weight.c[k]);
        }
        ZK_LANE void finish(ExtWords sums[3], const Word* ratio) const {
            const ConstPlanes planes = {ratio, kLanes};
            const Factor<L> of_lanes = prepare_weight(planes, 0);
            sums[0] = sum_lanes<L>(mul<L>(at_0.reduce(), of_lanes));
            sums[1] = sum_lanes<L>(mul<L>(square.reduce(), of_lanes));
            sums[2] = sum_lanes<L>(mul<L>(broadcast<L>(weights), of_lanes));
        }
    };

    ZK_LANE static Factor<L> prepare_weight(ConstPlanes eq, std::size_t y) {
        Ext<L> weight = load<L>(eq, y);
        for (V& x : weight.c) x = L::to_quad_order(x);
        return prepare<L>(weight);
    }

    /// s(2) = 2 s(1) - s(0) + 2 (square coefficient).
    ZK_LANE static void finish(ExtWords sums[3], const Ext<L> (&total)[3]) {
        const Ext<L> at_2 = sub<L>(dbl<L>(add<L>(total[1], total[2])), total[0]);
        sums[0] = sum_lanes<L>(total[0]);
        sums[1] = sum_lanes<L>(total[1]);
        sums[2] = sum_lanes<L>(at_2);
    }
};

}  // namespace
}  // namespace zk::simd

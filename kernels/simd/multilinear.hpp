#pragma once

#include "kernels/simd/ext.hpp"
#include "kernels/simd/rows.hpp"

namespace zk::simd {
namespace {

/// Sum of base times extension products: ten 64-bit sums.
template <class L>
struct WideExt {
    Wide<L> c[5];

    ZK_LANE static WideExt zero() {
        WideExt out;
        for (auto& x : out.c) x = Wide<L>::zero();
        return out;
    }
    ZK_LANE void drop() {
        for (auto& x : c) x.drop();
    }
    /// Adds a b; hi grows by less than 0.47 p.
    ZK_LANE void add_product(typename L::V a, const ExtWords& b) {
        const auto a_odd = L::odd(a);
        for (int k = 0; k < 5; ++k) {
            const auto factor = L::broadcast(b.c[k]);
            c[k].add(a, a_odd, factor, factor);
        }
    }
    ZK_LANE Ext<L> reduce() const {
        Ext<L> out;
        for (int k = 0; k < 5; ++k) out.c[k] = c[k].reduce();
        return out;
    }
};

template <class L>
struct Multilinear {
    using V = typename L::V;
    static constexpr std::size_t kLanes = L::kLanes;

    static void eq_layer(Planes low, Planes high, std::size_t n, const ExtWords* r) {
        const Factor<L> factor = prepare<L>(broadcast<L>(*r));
        for (std::size_t i = 0; i < n; i += kLanes) {
            const Ext<L> x = load<L>(ConstPlanes{low.data, low.stride}, i);
            const Ext<L> product = mul<L>(x, factor);
            store<L>(high, i, product);
            store<L>(low, i, sub<L>(x, product));
        }
    }

    static void fold(Planes out, ConstPlanes in, std::size_t n, const ExtWords* r) {
        const Factor<L> factor = prepare<L>(broadcast<L>(*r));
        for (std::size_t i = 0; i < n; i += kLanes) {
            Ext<L> low;
            Ext<L> high;
            load_pairs<L>(in, 2 * i, low, high);
            store<L>(out, i, add<L>(low, mul<L>(sub<L>(high, low), factor)));
        }
    }

    static void fold_skip(Planes out, const Word* in, std::size_t n, const ExtWords* weights) {
        for (std::size_t y = 0; y < n; y += kLanes) {
            V x[16];
            load_rows<L>(x, in + 16 * y);
            auto sum = WideExt<L>::zero();
            for (int i = 0; i < 16; ++i) {
                if (i >= 2 && i % 2 == 0) sum.drop();
                sum.add_product(x[i], weights[i]);
            }
            store<L>(out, y, sum.reduce());
        }
    }

    static void combine_columns(
        Planes out,
        const Word* const* columns,
        std::size_t n_columns,
        std::size_t first,
        std::size_t n,
        const ExtWords* weights
    ) {
        for (std::size_t i = first; i < first + n; i += kLanes) {
            auto sum = WideExt<L>::zero();
            std::size_t j = 0;
            for (; j + 2 <= n_columns; j += 2) {
                sum.add_product(L::load(columns[j] + i), weights[j]);
                sum.add_product(L::load(columns[j + 1] + i), weights[j + 1]);
                sum.drop();
            }
            if (j < n_columns) sum.add_product(L::load(columns[j] + i), weights[j]);
            store<L>(out, i, sum.reduce());
        }
    }

    static void combine_ext(
        Planes out,
        const ConstPlanes* columns,
        std::size_t n_columns,
        std::size_t first,
        std::size_t n,
        const ExtWords* weights
    ) {
        for (std::size_t i = first; i < first + n; i += kLanes) {
            auto sum = ProductSum<L>::zero();
            for (std::size_t j = 0; j < n_columns; ++j) sum.add(load<L>(columns[j], i), prepare_uniform<L>(weights[j]));
            store<L>(out, i, sum.reduce());
        }
    }

    static void expand_skip(Planes out, ConstPlanes scales, std::size_t n, const ExtWords* weights) {
        for (std::size_t half = 0; half < 16; half += kLanes) {
            const Ext<L> factors = load_some(weights + half);
            for (std::size_t y = 0; y < n; ++y) {
                store<L>(out, 16 * y + half, mul<L>(factors, prepare_uniform<L>(load_words(scales, y))));
            }
        }
    }

    static void skip_sums(ExtWords sums[16], ConstPlanes weights, ConstPlanes values, std::size_t n) {
        for (std::size_t half = 0; half < 16; half += kLanes) {
            auto sum = ProductSum<L>::zero();
            for (std::size_t y = 0; y < n; ++y) {
                sum.add(load<L>(values, 16 * y + half), prepare_uniform<L>(load_words(weights, y)));
            }
            const Ext<L> total = sum.reduce();
            for (std::size_t k = 0; k < 5; ++k) {
                Word words[kLanes];
                L::store(words, total.c[k]);
                for (std::size_t i = 0; i < kLanes; ++i) sums[half + i].c[k] = words[i];
            }
        }
    }

    static void dot_base(ExtWords* sum, ConstPlanes weights, const Word* values, std::size_t n) {
        auto total = WideExt<L>::zero();
        for (std::size_t i = 0; i < n; i += kLanes) {
            const V x = L::load(values + i);
            const V x_odd = L::odd(x);
            for (std::size_t k = 0; k < 5; ++k) {
                const V w = L::load(weights.data + k * weights.stride + i);
                total.c[k].add(x, x_odd, w, L::odd(w));
            }
            total.drop();
        }
        *sum = sum_lanes<L>(total.reduce());
    }

    static void dot_ext(ExtWords* sum, ConstPlanes weights, ConstPlanes values, std::size_t n) {
        Ext<L> total = zero<L>();
        for (std::size_t i = 0; i < n; i += kLanes)
            total = add<L>(total, mul<L>(load<L>(weights, i), load<L>(values, i)));
        *sum = sum_lanes<L>(total);
    }

    static void product_round(ExtWords sums[2], ConstPlanes w, ConstPlanes q, std::size_t n) {
        Ext<L> at_0 = zero<L>();
        Ext<L> at_2 = zero<L>();
        for (std::size_t y = 0; y < n; y += kLanes) {
            Ext<L> w0, w1, q0, q1;
            load_pairs<L>(w, 2 * y, w0, w1);
            load_pairs<L>(q, 2 * y, q0, q1);
            at_0 = add<L>(at_0, mul<L>(w0, q0));
            at_2 = add<L>(at_2, mul<L>(sub<L>(dbl<L>(w1), w0), sub<L>(dbl<L>(q1), q0)));
        }
        sums[0] = sum_lanes<L>(at_0);
        sums[1] = sum_lanes<L>(at_2);
    }

    static constexpr MultilinearKernels kKernels = {
        eq_layer,
        fold,
        fold_skip,
        combine_columns,
        combine_ext,
        expand_skip,
        skip_sums,
        dot_base,
        dot_ext,
        product_round};

  private:
    /// kLanes elements that lie one after another.
    ZK_LANE static Ext<L> load_some(const ExtWords* at) {
        Ext<L> out;
        for (std::size_t k = 0; k < 5; ++k) {
            Word words[kLanes];
            for (std::size_t i = 0; i < kLanes; ++i) words[i] = at[i].c[k];
            out.c[k] = L::load(words);
        }
        return out;
    }
};

}  // namespace
}  // namespace zk::simd

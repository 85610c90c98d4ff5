#pragma once
// The degree-5 extension x^5 - 2 on vectors. One product is 25 word products summed in 64 bits and reduced 5 times.

#include "kernels/simd/field.hpp"
#include "kernels/simd/kernels.hpp"

namespace zk::simd {
namespace {

template <class L>
struct Ext {
    typename L::V c[5];
};

template <class L>
ZK_LANE Ext<L> broadcast(const Word* x) {
    Ext<L> out;
    for (int k = 0; k < 5; ++k) out.c[k] = L::broadcast(x[k]);
    return out;
}
template <class L>
ZK_LANE Ext<L> broadcast(const ExtWords& x) {
    return broadcast<L>(x.c);
}
template <class L>
ZK_LANE Ext<L> zero() {
    Ext<L> out;
    for (int k = 0; k < 5; ++k) out.c[k] = L::zero();
    return out;
}
template <class L>
ZK_LANE Ext<L> load(ConstPlanes at, std::size_t i) {
    Ext<L> out;
    for (std::size_t k = 0; k < 5; ++k) out.c[k] = L::load(at.data + k * at.stride + i);
    return out;
}
template <class L>
ZK_LANE void store(Planes at, std::size_t i, const Ext<L>& x) {
    for (std::size_t k = 0; k < 5; ++k) L::store(at.data + k * at.stride + i, x.c[k]);
}
template <class L>
ZK_LANE void load_pairs(ConstPlanes at, std::size_t i, Ext<L>& even, Ext<L>& odd) {
    for (std::size_t k = 0; k < 5; ++k) L::load_pairs(at.data + k * at.stride + i, even.c[k], odd.c[k]);
}
template <class L>
ZK_LANE void load_quads(ConstPlanes at, std::size_t i, Ext<L> (&out)[4]) {
    for (std::size_t k = 0; k < 5; ++k) {
        typename L::V words[4];
        L::load_quads(at.data + k * at.stride + i, words);
        for (int j = 0; j < 4; ++j) out[j].c[k] = words[j];
    }
}

template <class L>
ZK_LANE Ext<L> add(const Ext<L>& a, const Ext<L>& b) {
    Ext<L> out;
    for (int k = 0; k < 5; ++k) out.c[k] = add<L>(a.c[k], b.c[k]);
    return out;
}
template <class L>
ZK_LANE Ext<L> sub(const Ext<L>& a, const Ext<L>& b) {
    Ext<L> out;
    for (int k = 0; k < 5; ++k) out.c[k] = sub<L>(a.c[k], b.c[k]);
    return out;
}
template <class L>
ZK_LANE Ext<L> dbl(const Ext<L>& a) {
    return add<L>(a, a);
}

/// A right factor made ready: its words, their doubles where x^5 = 2 wraps, and the odd words of both.
template <class L>
struct Factor {
    typename L::V b[5], b_odd[5], twice[5], twice_odd[5];  // twice[0] is unused
};

template <class L>
ZK_LANE Factor<L> prepare(const Ext<L>& x) {
    Factor<L> out;
    for (int k = 0; k < 5; ++k) {
        out.b[k] = x.c[k];
        out.b_odd[k] = L::odd(x.c[k]);
        if (k == 0) {
            out.twice[0] = out.twice_odd[0] = x.c[0];
            continue;
        }
        out.twice[k] = dbl<L>(x.c[k]);
        out.twice_odd[k] = L::odd(out.twice[k]);
    }
    return out;
}

/// One element for all lanes.
template <class L>
ZK_LANE Factor<L> prepare_uniform(const ExtWords& x) {
    Factor<L> out;
    for (int k = 0; k < 5; ++k) {
        out.b[k] = out.b_odd[k] = L::broadcast(x.c[k]);
        out.twice[k] = out.twice_odd[k] = L::broadcast(word_add(x.c[k], x.c[k]));
    }
    return out;
}
ZK_LANE ExtWords load_words(ConstPlanes at, std::size_t i) {
    ExtWords out;
    for (std::size_t k = 0; k < 5; ++k) out.c[k] = at.data[k * at.stride + i];
    return out;
}

/// sum += a_i b_(k - i) over i, before reduction. `hi` of the sum must be below p; below 2p afterwards.
template <class L>
ZK_LANE void accumulate(Wide<L>& sum, const Ext<L>& a, const Ext<L>& a_odd, const Factor<L>& f, int k) {
    for (int i = 0; i < 5; ++i) {
        if (i == 2 || i == 4) sum.drop();
        const int j = i <= k ? k - i : 5 + k - i;
        if (i <= k) {
            sum.add(a.c[i], a_odd.c[i], f.b[j], f.b_odd[j]);
        } else {
            sum.add(a.c[i], a_odd.c[i], f.twice[j], f.twice_odd[j]);
        }
    }
}

template <class L>
ZK_LANE Ext<L> odd_words(const Ext<L>& a) {
    Ext<L> out;
    for (int k = 0; k < 5; ++k) out.c[k] = L::odd(a.c[k]);
    return out;
}

template <class L>
ZK_LANE Ext<L> mul(const Ext<L>& a, const Factor<L>& f) {
    const Ext<L> a_odd = odd_words<L>(a);
    Ext<L> out;
    for (int k = 0; k < 5; ++k) {
        Wide<L> sum;
        for (int i = 0; i < 5; ++i) {
            const int j = i <= k ? k - i : 5 + k - i;
            const auto b = i <= k ? f.b[j] : f.twice[j];
            const auto b_odd = i <= k ? f.b_odd[j] : f.twice_odd[j];
            if (i == 4) sum.drop();  // four products have hi < 1.88 p
            if (i == 0) {
                sum = {L::mul_even(a.c[0], b), L::mul_even(a_odd.c[0], b_odd)};
            } else {
                sum.add(a.c[i], a_odd.c[i], b, b_odd);
            }
        }
        out.c[k] = sum.reduce();
    }
    return out;
}
template <class L>
ZK_LANE Ext<L> mul(const Ext<L>& a, const Ext<L>& b) {
    return mul<L>(a, prepare<L>(b));
}

/// a f + b g, reduced once.
template <class L>
ZK_LANE Ext<L> mul_add(const Ext<L>& a, const Factor<L>& f, const Ext<L>& b, const Factor<L>& g) {
    const Ext<L> a_odd = odd_words<L>(a);
    const Ext<L> b_odd = odd_words<L>(b);
    Ext<L> out;
    for (int k = 0; k < 5; ++k) {
        Wide<L> sum = Wide<L>::zero();
        accumulate<L>(sum, a, a_odd, f, k);
        sum.drop();
        accumulate<L>(sum, b, b_odd, g, k);
        out.c[k] = sum.reduce();
    }
    return out;
}

/// A sum of products that is reduced only when it is read.
template <class L>
struct ProductSum {
    Wide<L> c[5];

    ZK_LANE static ProductSum zero() {
        ProductSum out;
        for (auto& x : out.c) x = Wide<L>::zero();
        return out;
    }
    ZK_LANE void add(const Ext<L>& a, const Factor<L>& f) {
        const Ext<L> a_odd = odd_words<L>(a);
        for (int k = 0; k < 5; ++k) {
            accumulate<L>(c[k], a, a_odd, f, k);
            c[k].drop();
        }
    }
    ZK_LANE Ext<L> reduce() const {
        Ext<L> out;
        for (int k = 0; k < 5; ++k) out.c[k] = c[k].reduce();
        return out;
    }
};

/// Base times extension.
template <class L>
ZK_LANE Ext<L> mul_base(typename L::V a, const Ext<L>& b) {
    Ext<L> out;
    for (int k = 0; k < 5; ++k) out.c[k] = mul<L>(a, b.c[k]);
    return out;
}

template <class L>
ZK_LANE ExtWords sum_lanes(const Ext<L>& x) {
    ExtWords out;
    for (int k = 0; k < 5; ++k) out.c[k] = sum_lanes<L>(x.c[k]);
    return out;
}

}  // namespace
}  // namespace zk::simd

#pragma once
// Natural -> bit-reversed transforms by splitting mod x^2h - c^2 into x^h - c and x^h + c: one factor c a block, block after block, so a subtree
// that fits in the cache is finished before the next is touched. The last layers work on transposed square blocks of words.

#include "kernels/simd/ext.hpp"
#include "kernels/simd/rows.hpp"

namespace zk::simd {
namespace {

/// (u, v) -> (u + c v, u - c v)
template <class L>
ZK_LANE void butterfly(typename L::V& u, typename L::V& v, typename L::V c) {
    const auto t = mul<L>(v, c);
    v = sub<L>(u, t);
    u = add<L>(u, t);
}
/// The same with c = 1.
template <class L>
ZK_LANE void butterfly(typename L::V& u, typename L::V& v) {
    const auto t = v;
    v = sub<L>(u, t);
    u = add<L>(u, t);
}

template <class L>
struct Ntt {
    using V = typename L::V;
    static constexpr std::size_t kLanes = L::kLanes;
    /// The last layers, whose blocks are no longer than a vector, work on transposed blocks of kTail words.
    static constexpr int kLogTail = kLanes == 8 ? 3 : 4;
    static constexpr std::size_t kTail = std::size_t{1} << kLogTail;
    static constexpr int kMinLogN = 2 * kLogTail;
    static_assert(kTail == kLanes);
    /// Subtrees of 16 KiB are run layer by layer.
    static constexpr int kCachedLogN = 12;

    ZK_LANE static void radix2(Word* at, std::size_t half, std::size_t begin, std::size_t end, Word factor) {
        const V c = L::broadcast(factor);
        for (std::size_t j = begin; j < end; j += kLanes) {
            V u = L::load(at + j);
            V v = L::load(at + half + j);
            butterfly<L>(u, v, c);
            L::store(at + j, u);
            L::store(at + half + j, v);
        }
    }

    /// c1 of the block, c2 and c3 of its two children.
    ZK_LANE static void radix4(
        Word* at, std::size_t quarter, std::size_t begin, std::size_t end, Word c1, Word c2, Word c3
    ) {
        const V f1 = L::broadcast(c1);
        const V f2 = L::broadcast(c2);
        const V f3 = L::broadcast(c3);
        for (std::size_t j = begin; j < end; j += kLanes) {
            V x0 = L::load(at + j);
            V x1 = L::load(at + quarter + j);
            V x2 = L::load(at + 2 * quarter + j);
            V x3 = L::load(at + 3 * quarter + j);
            butterfly<L>(x0, x2, f1);
            butterfly<L>(x1, x3, f1);
            butterfly<L>(x0, x1, f2);
            butterfly<L>(x2, x3, f3);
            L::store(at + j, x0);
            L::store(at + quarter + j, x1);
            L::store(at + 2 * quarter + j, x2);
            L::store(at + 3 * quarter + j, x3);
        }
    }

    static void forward_radix4(
        Word* values, int log_n, const Word* twiddles, std::size_t block, std::size_t begin, std::size_t end
    ) {
        const std::size_t quarter = std::size_t{1} << (log_n - 2);
        radix4(values, quarter, begin, end, twiddles[block], twiddles[2 * block], twiddles[2 * block + 1]);
    }

    /// x[i] holds word i of kLanes blocks, of which `block` is the first.
    ZK_LANE static void last_layers_of_blocks(V (&x)[kTail], const Word* twiddles, std::size_t block) {
        constexpr std::size_t kHalf = kTail / 2;
        const V c1 = L::load(twiddles + block);
        for (std::size_t i = 0; i < kHalf; ++i) butterfly<L>(x[i], x[i + kHalf], c1);
        V c2[2];
        L::load_pairs(twiddles + 2 * block, c2[0], c2[1]);
        layer_of_blocks<kTail / 2>(x, c2);
        V c3[4];
        L::load_quads(twiddles + 4 * block, c3);
        for (V& c : c3) c = L::from_quad_order(c);
        layer_of_blocks<kTail / 4>(x, c3);
        if constexpr (kTail == 16) {
            V c4[8];
            L::load_blocks_of_8(twiddles + 8 * block, c4);
            layer_of_blocks<2>(x, c4);
        }
    }
    /// One layer of blocks of kSize vectors.
    template <std::size_t kSize>
    ZK_LANE static void layer_of_blocks(V (&x)[kTail], const V (&c)[kTail / kSize]) {
        for (std::size_t b = 0; b < kTail / kSize; ++b) {
            for (std::size_t i = 0; i < kSize / 2; ++i) {
                butterfly<L>(x[kSize * b + i], x[kSize * b + i + kSize / 2], c[b]);
            }
        }
    }

    /// The last layers of n words whose first block of kTail is block `block`.
    ZK_LANE static void last_layers(Word* values, std::size_t n, const Word* twiddles, std::size_t block) {
        for (std::size_t at = 0; at < n; at += kTail * kLanes, block += kLanes) {
            V x[kTail];
            for (std::size_t i = 0; i < kTail; ++i) x[i] = L::load(values + at + kLanes * i);
            L::transpose(x);
            last_layers_of_blocks(x, twiddles, block);
            L::transpose(x);
            for (std::size_t i = 0; i < kTail; ++i) L::store(values + at + kLanes * i, x[i]);
        }
    }

    static void forward(Word* values, int log_n, const Word* twiddles, std::size_t block) {
        if (log_n > kCachedLogN) {
            const std::size_t quarter = std::size_t{1} << (log_n - 2);
            forward_radix4(values, log_n, twiddles, block, 0, quarter);
            for (std::size_t k = 0; k < 4; ++k) forward(values + k * quarter, log_n - 2, twiddles, 4 * block + k);
            return;
        }
        const std::size_t n = std::size_t{1} << log_n;
        int layers = log_n - kLogTail;
        std::size_t n_blocks = 1;
        if (layers % 2 == 1) {
            radix2(values, n / 2, 0, n / 2, twiddles[block]);
            n_blocks = 2;
            --layers;
        }
        for (; layers > 0; layers -= 2, n_blocks *= 4) {
            const std::size_t size = n / n_blocks;
            for (std::size_t b = 0; b < n_blocks; ++b) {
                const std::size_t index = block * n_blocks + b;
                radix4(
                    values + b * size,
                    size / 4,
                    0,
                    size / 4,
                    twiddles[index],
                    twiddles[2 * index],
                    twiddles[2 * index + 1]
                );
            }
        }
        last_layers(values, n, twiddles, block * (n / kTail));
    }

    static void scale_by_powers(Word* out, const Word* in, std::size_t n, Word factor, std::size_t first) {
        Word words[kLanes];
        words[0] = word_pow(factor, first);
        for (std::size_t i = 1; i < kLanes; ++i) words[i] = word_mul(words[i - 1], factor);
        V power = L::load(words);
        const V step = L::broadcast(word_pow(factor, kLanes));
        for (std::size_t i = 0; i < n; i += kLanes) {
            L::store(out + i, mul<L>(L::load(in + i), power));
            power = mul<L>(power, step);
        }
    }

    static void fold_codeword(
        Planes out, ConstPlanes in, std::size_t n, const Word* half_x_inverse, const ExtWords* r
    ) {
        // (1 - r) s/2 + r d/(2x) = h + r (d/(2x) - h) with s, d = f(x) +- f(-x), h = s/2
        const Factor<L> factor = prepare<L>(broadcast<L>(*r));
        const V half = L::broadcast(to_montgomery((kP + 1) / 2));
        for (std::size_t i = 0; i < n; i += kLanes) {
            Ext<L> plus;
            Ext<L> minus;
            load_pairs<L>(in, 2 * i, plus, minus);
            const V x = L::load(half_x_inverse + i);
            const Ext<L> even = mul_base<L>(half, add<L>(plus, minus));
            const Ext<L> odd = mul_base<L>(x, sub<L>(plus, minus));
            store<L>(out, i, add<L>(even, mul<L>(sub<L>(odd, even), factor)));
        }
    }

    /// 16 points: x[i] = values at omega^i -> coefficients in bit-reversed order, times 16.
    ZK_LANE static void interpolate_16(V (&x)[16]) {
        for (int half = 8; half >= 1; half /= 2) {
            for (int block = 0; block < 16; block += 2 * half) {
                for (int j = 0; j < half; ++j) {
                    V& u = x[block + j];
                    V& v = x[block + j + half];
                    const V difference = sub<L>(u, v);
                    u = add<L>(u, v);
                    v = j == 0 ? difference : mul<L>(difference, L::broadcast(kOmega.inverse[j * (8 / half)]));
                }
            }
        }
    }
    /// Coefficients in bit-reversed order -> values at omega^i.
    ZK_LANE static void evaluate_16(V (&x)[16]) {
        for (int half = 1; half <= 8; half *= 2) {
            for (int block = 0; block < 16; block += 2 * half) {
                for (int j = 0; j < half; ++j) {
                    if (j == 0) {
                        butterfly<L>(x[block], x[block + half]);
                    } else {
                        butterfly<L>(x[block + j], x[block + j + half], L::broadcast(kOmega.forward[j * (8 / half)]));
                    }
                }
            }
        }
    }

    static void extend_skip(Word* out, const Word* in, std::size_t n, const Word* scale) {
        constexpr int kReversed[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
        for (std::size_t g = 0; g < n; g += kLanes) {
            V x[16];
            load_rows<L>(x, in + 16 * g);
            interpolate_16(x);
            for (int i = 0; i < 16; ++i) x[i] = mul<L>(x[i], L::broadcast(scale[kReversed[i]]));
            evaluate_16(x);
            store_rows<L>(out + 16 * g, x);
        }
    }

    struct Omega {
        Word forward[8];
        Word inverse[8];
    };
    static constexpr Omega make_omega() {
        Omega out{};
        const Word omega = word_pow(to_montgomery(31), (kP - 1) / 16);
        for (std::uint64_t j = 0; j < 8; ++j) {
            out.forward[j] = word_pow(omega, j);
            out.inverse[j] = word_pow(omega, 16 - j);
        }
        return out;
    }
    static constexpr Omega kOmega = make_omega();

    static constexpr NttKernels kKernels = {
        kMinLogN, forward, forward_radix4, scale_by_powers, fold_codeword, extend_skip};
};

}  // namespace
}  // namespace zk::simd

#pragma once
// Straight-line programs on blocks of lanes that stay in the first-level cache. An input is not copied: its register points at it.

#include "kernels/simd/ext.hpp"
#include "kernels/tape/tape.hpp"

namespace zk::simd {
namespace {

template <class L>
struct TapeRunner {
    using V = typename L::V;
    static constexpr std::size_t kLanes = L::kLanes;
    static constexpr std::size_t kMaxBlock = 256;

    /// Lanes a pass, so that the registers of computed values take about 24 KiB.
    ZK_LANE static std::size_t block_lanes(std::size_t n_computed, std::size_t words_per_register) {
        std::size_t block = 6144 / (n_computed * words_per_register + 10) / kLanes * kLanes;
        if (block < kLanes) block = kLanes;
        return block < kMaxBlock ? block : kMaxBlock;
    }
    static std::size_t scratch_base(std::size_t n_computed) {
        return n_computed * block_lanes(n_computed, 1) + 10 * kMaxBlock;
    }
    static std::size_t scratch_ext(std::size_t n_computed) {
        return 5 * n_computed * block_lanes(n_computed, 5) + 10 * kMaxBlock;
    }

    /// Ten rows of 64-bit sums, `lanes` words each: even and odd words of the five coefficients.
    ZK_LANE static Wide<L> load_sum(const Word* sums, std::size_t lanes, int k, std::size_t i) {
        const auto at = static_cast<std::size_t>(2 * k) * lanes + i;
        return {L::load(sums + at), L::load(sums + at + lanes)};
    }
    ZK_LANE static void store_sum(Word* sums, std::size_t lanes, int k, std::size_t i, const Wide<L>& x) {
        const auto at = static_cast<std::size_t>(2 * k) * lanes + i;
        L::store(sums + at, x.even);
        L::store(sums + at + lanes, x.odd);
    }
    ZK_LANE static void clear_sums(Word* sums, std::size_t lanes) {
        for (std::size_t i = 0; i < 10 * lanes; i += kLanes) L::store(sums + i, L::zero());
    }
    ZK_LANE static void store_result(Planes out, std::size_t first, const Word* sums, std::size_t lanes) {
        for (std::size_t i = 0; i < lanes; i += kLanes) {
            Ext<L> x;
            for (int k = 0; k < 5; ++k) x.c[k] = load_sum(sums, lanes, k, i).reduce();
            store<L>(out, first + i, x);
        }
    }

    static void run_base(
        const Tape::Instruction* steps,
        std::size_t n_steps,
        const Word* constants,
        std::size_t n_computed,
        Planes out,
        std::size_t n,
        const Word* const* inputs,
        const Word* coefficients,
        const Word** at,
        Word* scratch
    ) {
        const std::size_t block = block_lanes(n_computed, 1);
        Word* const sums = scratch;
        Word* const registers = scratch + 10 * kMaxBlock;
        for (std::size_t first = 0; first < n; first += block) {
            const std::size_t lanes = n - first < block ? n - first : block;
            clear_sums(sums, lanes);
            for (const Tape::Instruction* s = steps; s != steps + n_steps; ++s) {
                switch (s->op) {
                    case Tape::Op::kInput:
                        at[s->dst] = inputs[s->a] + first;
                        break;
                    case Tape::Op::kConstant: {
                        Word* const dst = registers + s->dst * block;
                        for (std::size_t i = 0; i < lanes; i += kLanes)
                            L::store(dst + i, L::broadcast(constants[s->a]));
                        at[s->dst] = dst;
                        break;
                    }
                    case Tape::Op::kAdd: {
                        Word* const dst = registers + s->dst * block;
                        const Word* const a = at[s->a];
                        const Word* const b = at[s->b];
                        for (std::size_t i = 0; i < lanes; i += kLanes)
                            L::store(dst + i, add<L>(L::load(a + i), L::load(b + i)));
                        at[s->dst] = dst;
                        break;
                    }
                    case Tape::Op::kSub: {
                        Word* const dst = registers + s->dst * block;
                        const Word* const a = at[s->a];
                        const Word* const b = at[s->b];
                        for (std::size_t i = 0; i < lanes; i += kLanes)
                            L::store(dst + i, sub<L>(L::load(a + i), L::load(b + i)));
                        at[s->dst] = dst;
                        break;
                    }
                    case Tape::Op::kMul: {
                        Word* const dst = registers + s->dst * block;
                        const Word* const a = at[s->a];
                        const Word* const b = at[s->b];
                        for (std::size_t i = 0; i < lanes; i += kLanes)
                            L::store(dst + i, mul<L>(L::load(a + i), L::load(b + i)));
                        at[s->dst] = dst;
                        break;
                    }
                    case Tape::Op::kOutput: {
                        const Word* const a = at[s->a];
                        const Word* const c = coefficients + std::size_t{5} * s->b;
                        for (std::size_t i = 0; i < lanes; i += kLanes) {
                            const V x = L::load(a + i);
                            const V x_odd = L::odd(x);
                            for (int k = 0; k < 5; ++k) {
                                Wide<L> sum = load_sum(sums, lanes, k, i);
                                const V factor = L::broadcast(c[k]);
                                sum.add(x, x_odd, factor, factor);
                                sum.drop();
                                store_sum(sums, lanes, k, i, sum);
                            }
                        }
                        break;
                    }
                }
            }
            store_result(out, first, sums, lanes);
        }
    }

    static void run_ext(
        const Tape::Instruction* steps,
        std::size_t n_steps,
        const Word* constants,
        std::size_t n_computed,
        Planes out,
        std::size_t n,
        const ConstPlanes* inputs,
        const Word* coefficients,
        ConstPlanes* at,
        Word* scratch
    ) {
        const std::size_t block = block_lanes(n_computed, 5);
        Word* const sums = scratch;
        Word* const registers = scratch + 10 * kMaxBlock;
        for (std::size_t first = 0; first < n; first += block) {
            const std::size_t lanes = n - first < block ? n - first : block;
            clear_sums(sums, lanes);
            for (const Tape::Instruction* s = steps; s != steps + n_steps; ++s) {
                switch (s->op) {
                    case Tape::Op::kInput:
                        at[s->dst] = {inputs[s->a].data + first, inputs[s->a].stride};
                        break;
                    case Tape::Op::kConstant: {
                        const Planes dst = {registers + std::size_t{5} * s->dst * block, block};
                        Ext<L> x = zero<L>();
                        x.c[0] = L::broadcast(constants[s->a]);
                        for (std::size_t i = 0; i < lanes; i += kLanes) store<L>(dst, i, x);
                        at[s->dst] = {dst.data, block};
                        break;
                    }
                    case Tape::Op::kAdd: {
                        const Planes dst = {registers + std::size_t{5} * s->dst * block, block};
                        const ConstPlanes a = at[s->a];
                        const ConstPlanes b = at[s->b];
                        for (std::size_t i = 0; i < lanes; i += kLanes) {
                            store<L>(dst, i, add<L>(load<L>(a, i), load<L>(b, i)));
                        }
                        at[s->dst] = {dst.data, block};
                        break;
                    }
                    case Tape::Op::kSub: {
                        const Planes dst = {registers + std::size_t{5} * s->dst * block, block};
                        const ConstPlanes a = at[s->a];
                        const ConstPlanes b = at[s->b];
                        for (std::size_t i = 0; i < lanes; i += kLanes) {
                            store<L>(dst, i, sub<L>(load<L>(a, i), load<L>(b, i)));
                        }
                        at[s->dst] = {dst.data, block};
                        break;
                    }
                    case Tape::Op::kMul: {
                        const Planes dst = {registers + std::size_t{5} * s->dst * block, block};
                        const ConstPlanes a = at[s->a];
                        const ConstPlanes b = at[s->b];
                        for (std::size_t i = 0; i < lanes; i += kLanes) {
                            store<L>(dst, i, mul<L>(load<L>(a, i), load<L>(b, i)));
                        }
                        at[s->dst] = {dst.data, block};
                        break;
                    }
                    case Tape::Op::kOutput: {
                        const ConstPlanes a = at[s->a];
                        const Factor<L> factor = prepare<L>(broadcast<L>(coefficients + std::size_t{5} * s->b));
                        for (std::size_t i = 0; i < lanes; i += kLanes) {
                            const Ext<L> x = load<L>(a, i);
                            const Ext<L> x_odd = odd_words<L>(x);
                            for (int k = 0; k < 5; ++k) {
                                Wide<L> sum = load_sum(sums, lanes, k, i);
                                accumulate<L>(sum, x, x_odd, factor, k);
                                sum.drop();
                                store_sum(sums, lanes, k, i, sum);
                            }
                        }
                        break;
                    }
                }
            }
            store_result(out, first, sums, lanes);
        }
    }

    static constexpr TapeKernels kKernels = {scratch_base, scratch_ext, run_base, run_ext};
};

}  // namespace
}  // namespace zk::simd

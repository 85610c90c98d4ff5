#pragma once
// The inner loops that a vector instruction set provides, as a table of plain functions on Montgomery words. This header is all that passes
// between files compiled for that set and the rest of the program, and such files call no inline function of others, so no such code can leak out.
//
// Counts named n are multiples of `lanes`; the caller runs the rest on the reference back end. Extension arrays are planes. Single-threaded.

#include "kernels/tape/tape.hpp"

#include <cstddef>
#include <cstdint>

namespace zk::simd {

using Word = std::uint32_t;

struct ExtWords {
    Word c[5];
};
struct Planes {
    Word* data;
    std::size_t stride;
};
struct ConstPlanes {
    const Word* data;
    std::size_t stride;
};

struct HashKernels {
    /// n states of 16 words, in place.
    void (*permute)(Word* states, std::size_t n);
    /// n parents of 8 words from 2n children.
    void (*compress)(Word* parents, const Word* children, std::size_t n);
    /// n digests of leaves first_leaf ..: see CommitOps::hash_leaves.
    void (*hash_leaves)(
        Word* out,
        const Word* const* columns,
        std::size_t n_columns,
        std::size_t first_leaf,
        std::size_t n,
        int log_positions
    );
    /// Smallest nonce in [first, first + n) that fits (see CommitOps::grind); first + n if none. The capacity is state[8..16).
    std::uint64_t (*grind)(const Word* state, Word mask, std::uint64_t first, std::size_t n);
};

/// Transforms use one table in bit-reversed order: twiddles[0] = 1, twiddles[2^k + j] = twiddles[j] * root_of_unity(k + 2), so that block b of any
/// layer has the factor twiddles[b].
struct NttKernels {
    /// Smallest log_n that `forward` takes.
    int min_log_n;
    /// Subtree `block` of a transform: 2^log_n elements, all its layers. Block 0 is the whole transform.
    void (*forward)(Word* values, int log_n, const Word* twiddles, std::size_t block);
    /// The first two layers of such a subtree, columns begin .. end of its four quarters (both multiples of lanes).
    void (*forward_radix4)(
        Word* values, int log_n, const Word* twiddles, std::size_t block, std::size_t begin, std::size_t end
    );
    /// out[i] = in[i] * factor^(first + i); n elements.
    void (*scale_by_powers)(Word* out, const Word* in, std::size_t n, Word factor, std::size_t first);
    /// x_inverse[i] = halved inverse of the positions' points; see Backend::fold_codeword. r as there.
    void (*fold_codeword)(Planes out, ConstPlanes in, std::size_t n, const Word* half_x_inverse, const ExtWords* r);
    /// n groups; forward and backward 16-point tables are inside. scale[k] = shift^k / 16.
    void (*extend_skip)(Word* out, const Word* in, std::size_t n, const Word* scale);
};

struct MultilinearKernels {
    /// low[i], high[i] = low[i] * (1 - r), low[i] * r
    void (*eq_layer)(Planes low, Planes high, std::size_t n, const ExtWords* r);
    void (*fold)(Planes out, ConstPlanes in, std::size_t n, const ExtWords* r);
    void (*fold_skip)(Planes out, const Word* in, std::size_t n, const ExtWords* weights);
    void (*combine_columns)(
        Planes out,
        const Word* const* columns,
        std::size_t n_columns,
        std::size_t first,
        std::size_t n,
        const ExtWords* weights
    );
    void (*combine_ext)(
        Planes out,
        const ConstPlanes* columns,
        std::size_t n_columns,
        std::size_t first,
        std::size_t n,
        const ExtWords* weights
    );
    /// n scales, any number.
    void (*expand_skip)(Planes out, ConstPlanes scales, std::size_t n, const ExtWords* weights);
    /// n weights, any number.
    void (*skip_sums)(ExtWords sums[16], ConstPlanes weights, ConstPlanes values, std::size_t n);
    void (*dot_base)(ExtWords* sum, ConstPlanes weights, const Word* values, std::size_t n);
    void (*dot_ext)(ExtWords* sum, ConstPlanes weights, ConstPlanes values, std::size_t n);
    /// n pairs.
    void (*product_round)(ExtWords sums[2], ConstPlanes w, ConstPlanes q, std::size_t n);
};

struct FractionKernels {
    void (*layer_base)(Planes p_out, Planes q_out, const Word* p, ConstPlanes q, std::size_t n);
    void (*layer_ext)(Planes p_out, Planes q_out, ConstPlanes p, ConstPlanes q, std::size_t n);
    /// n values of eq.
    void (*round_base)(
        ExtWords sums[3], const Word* p, ConstPlanes q, ConstPlanes eq, std::size_t n, const ExtWords* gamma
    );
    void (*round_ext)(
        ExtWords sums[3], ConstPlanes p, ConstPlanes q, ConstPlanes eq, std::size_t n, const ExtWords* gamma
    );
    /// s'(0), square coefficient, sum of eq; with eq[i + j] = eq[i] * ratio[j] for i a multiple of lanes, j < lanes. ratio: planes of stride lanes.
    void (*short_round_base)(
        ExtWords sums[3],
        const Word* p,
        ConstPlanes q,
        ConstPlanes eq,
        std::size_t n,
        const ExtWords* gamma,
        const Word* ratio
    );
    void (*short_round_ext)(
        ExtWords sums[3],
        ConstPlanes p,
        ConstPlanes q,
        ConstPlanes eq,
        std::size_t n,
        const ExtWords* gamma,
        const Word* ratio
    );
    /// n outputs.
    void (*fold_base)(Planes out, const Word* in, std::size_t n, const ExtWords* r);
    void (*fold_ext)(Planes out, ConstPlanes in, std::size_t n, const ExtWords* r);
};

struct TapeKernels {
    /// Words of scratch for one run; `at` has room for one entry a register. A coefficient is 5 words.
    std::size_t (*scratch_base)(std::size_t n_computed);
    std::size_t (*scratch_ext)(std::size_t n_computed);
    void (*run_base)(
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
    );
    void (*run_ext)(
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
    );
};

struct Kernels {
    const char* name;
    std::size_t lanes;
    const HashKernels* hash;
    const NttKernels* ntt;
    const MultilinearKernels* multilinear;
    const FractionKernels* fraction;
    const TapeKernels* tape;
};

}  // namespace zk::simd

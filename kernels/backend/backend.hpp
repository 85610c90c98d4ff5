#pragma once
// The complete list of array operations of the CPU prover. One reference implementation and one AVX2 implementation, one test suite.
// Extension arrays are planes (ExtSpan). Variable 0 of a multilinear array is bit 0 of its index. Aliasing is forbidden unless stated.
// Work is spread over the back end's threads; results are exact, so they never depend on the number of threads.

#include "kernels/backend/commit_ops.hpp"
#include "kernels/tape/tape.hpp"

#include <array>
#include <memory>

namespace zk {

/// What fraction_round_short returns.
struct FractionRound {
    FeltExt at_0;    ///< s'(0)
    FeltExt square;  ///< the coefficient of X^2 in s'
    FeltExt eq_sum;  ///< sum_y eq[y]
};

class Backend : public CommitOps {
  public:
    [[nodiscard]] virtual int threads() const noexcept = 0;

    // --- field ---
    /// In place; zero stays zero.
    virtual void batch_inverse(std::span<Felt> values) const = 0;

    // --- multilinear ---
    /// out[i] = scale * prod_k (bit k of i ? point[k] : 1 - point[k]); out.size == 2^point.size().
    virtual void eq_table(ExtSpan out, std::span<const FeltExt> point, const FeltExt& scale) const = 0;

    /// out[i] = in[2i] + r * (in[2i + 1] - in[2i]); in.size == 2 * out.size. `out` may be the front of `in` (same data, same stride).
    virtual void fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const = 0;

    /// out[y] = sum_{i<16} weights[i] * in[i + 16 y]; in.size() == 16 * out.size.
    virtual void fold_skip(ExtSpan out, std::span<const Felt> in, std::span<const FeltExt, 16> weights) const = 0;

    /// out[i] = sum_j weights[j] * columns[j][i], i < out.size.
    virtual void combine_columns(ExtSpan out, std::span<const Felt* const> columns, std::span<const FeltExt> weights)
        const = 0;

    /// The same over extension columns of out.size elements each.
    virtual void combine_columns(ExtSpan out, std::span<const ConstExtSpan> columns, std::span<const FeltExt> weights)
        const = 0;

    /// out[i + 16 y] = scales[y] * weights[i], i < 16; out.size == 16 * scales.size.
    virtual void expand_skip(ExtSpan out, ConstExtSpan scales, std::span<const FeltExt, 16> weights) const = 0;

    /// sum_i weights[i] * values[i].
    [[nodiscard]] virtual FeltExt dot(ConstExtSpan weights, std::span<const Felt> values) const = 0;
    [[nodiscard]] virtual FeltExt dot(ConstExtSpan weights, ConstExtSpan values) const = 0;

    /// One round of sum_x W(x) Q(x), low variable: {s(0), s(2)} with s(X) = sum_y W(X, y) Q(X, y).
    [[nodiscard]] virtual std::array<FeltExt, 2> product_round(ConstExtSpan w, ConstExtSpan q) const = 0;

    /// One FRI fold in bit-reversed order over codeword positions first .. first + 2 * out.size of a codeword of length 2^log_n: with
    /// f(x) = in[2i], f(-x) = in[2i + 1], x = w^brev(first + 2i):  out[i] = (1 - r)(f(x) + f(-x))/2 + r (f(x) - f(-x))/(2x). `first` is even.
    virtual void fold_codeword(ExtSpan out, ConstExtSpan in, const FeltExt& r, std::size_t first, int log_n) const = 0;

    // --- fractional sums (LogUp-GKR) ---
    /// Pairs neighbours: p_out[i] = p[2i] q[2i+1] + p[2i+1] q[2i], q_out[i] = q[2i] q[2i+1].
    virtual void fraction_layer(ExtSpan p_out, ExtSpan q_out, std::span<const Felt> p, ConstExtSpan q) const = 0;
    virtual void fraction_layer(ExtSpan p_out, ExtSpan q_out, ConstExtSpan p, ConstExtSpan q) const = 0;

    /// One sumcheck round of sum_x eq(x) [p0 q1 + p1 q0 + gamma q0 q1](x) with p_b(x) = p[2x + b]. Binds the low variable X of x = (X, y):
    /// returns s'(X) = sum_y eq[y] * [...](X, y) at X = 0, 1, 2. p.size == q.size == 4 * eq.size.
    [[nodiscard]] virtual std::array<FeltExt, 3> fraction_round(
        std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const = 0;
    [[nodiscard]] virtual std::array<FeltExt, 3> fraction_round(
        ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const = 0;

    /// The same round in half the time, when `eq` is a table that eq_table could have made, or the first elements of one. s'(1) follows from the
    /// claim the round starts from, claim = (1 - xi) s'(0) + xi s'(1), and then s'(X) = s'(0) + X (s'(1) - s'(0)) + X (X - 1) square.
    [[nodiscard]] virtual FractionRound fraction_round_short(
        std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const = 0;
    [[nodiscard]] virtual FractionRound fraction_round_short(
        ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const = 0;

    /// Binds that variable: out[2y + b] = in[4y + b] + r (in[4y + 2 + b] - in[4y + b]). The ConstExtSpan form may work in place (front of `in`).
    virtual void fraction_fold(ExtSpan out, std::span<const Felt> in, const FeltExt& r) const = 0;
    virtual void fraction_fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const = 0;

    // --- tapes and the skip round: called on blocks of at most a few hundred lanes by one thread; they do not spawn threads ---
    /// out[l] = sum over kOutput of coefficients[b] * r[a](l), l < out.size. inputs[k] holds out.size lanes.
    virtual void run_tape(
        const Tape& tape, ExtSpan out, std::span<const Felt* const> inputs, std::span<const FeltExt> coefficients
    ) const = 0;
    virtual void run_tape(
        const Tape& tape, ExtSpan out, std::span<const ConstExtSpan> inputs, std::span<const FeltExt> coefficients
    ) const = 0;

    /// sums[i] = sum_y weights[y] * values[i + 16 y], i < 16; values.size == 16 * weights.size.
    [[nodiscard]] virtual std::array<FeltExt, 16> skip_sums(ConstExtSpan weights, ConstExtSpan values) const = 0;

    /// Each group of 16 values (row i of the group = value at omega^i, omega = root_of_unity(4)) -> values of the same degree-15 polynomial at
    /// shift * omega^i. in and out hold 16 * n_groups elements. Single-threaded, for blocks.
    virtual void extend_skip(Felt* out, const Felt* in, std::size_t n_groups, Felt shift) const = 0;
};

/// threads >= 1.
std::unique_ptr<Backend> make_reference_backend(int threads);
/// Null when this machine lacks AVX2 (or the build has no x86 lane).
std::unique_ptr<Backend> make_avx2_backend(int threads);
/// Null when this machine lacks AVX-512 (F, BW, DQ, VL).
std::unique_ptr<Backend> make_avx512_backend(int threads);
/// The fastest CPU back end of this machine. name() says which.
std::unique_ptr<Backend> make_cpu_backend(int threads);

}  // namespace zk

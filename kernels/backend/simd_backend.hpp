#pragma once
// A CPU back end over one table of vector kernels: cuts the work into ranges for the threads, runs whole vectors through the table and what is
// left on the reference back end. Compiled without the vector instructions.

#include "kernels/backend/reference_backend.hpp"
#include "kernels/simd/kernels.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace zk {

class SimdBackend final : public ReferenceBackend {
  public:
    /// The machine must have the instructions behind `kernels`.
    SimdBackend(const simd::Kernels& kernels, int threads);

    [[nodiscard]] const char* name() const noexcept override { return kernels_.name; }

    void encode(
        std::span<Felt* const> codewords, std::span<const Felt* const> messages, int log_message, int log_blowup
    ) const override;
    void ntt(Felt* values, int log_n) const override;
    void fold_codeword(ExtSpan out, ConstExtSpan in, const FeltExt& r, std::size_t first, int log_n) const override;
    void extend_skip(Felt* out, const Felt* in, std::size_t n_groups, Felt shift) const override;

    void hash_leaves(
        std::span<Digest> out, std::span<const Felt* const> columns, std::size_t first_leaf, int log_positions
    ) const override;
    void compress_layer(std::span<Digest> parents, std::span<const Digest> children) const override;
    void permute_batch(std::span<PoseidonState> states) const override;
    [[nodiscard]] std::optional<std::uint32_t> grind(const PoseidonState& state, int bits) const override;

    void eq_table(ExtSpan out, std::span<const FeltExt> point, const FeltExt& scale) const override;
    void fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const override;
    void fold_skip(ExtSpan out, std::span<const Felt> in, std::span<const FeltExt, 16> weights) const override;
    void combine_columns(ExtSpan out, std::span<const Felt* const> columns, std::span<const FeltExt> weights)
        const override;
    void combine_columns(ExtSpan out, std::span<const ConstExtSpan> columns, std::span<const FeltExt> weights)
        const override;
    void expand_skip(ExtSpan out, ConstExtSpan scales, std::span<const FeltExt, 16> weights) const override;
    [[nodiscard]] std::array<FeltExt, 16> skip_sums(ConstExtSpan weights, ConstExtSpan values) const override;
    [[nodiscard]] FeltExt dot(ConstExtSpan weights, std::span<const Felt> values) const override;
    [[nodiscard]] FeltExt dot(ConstExtSpan weights, ConstExtSpan values) const override;
    [[nodiscard]] std::array<FeltExt, 2> product_round(ConstExtSpan w, ConstExtSpan q) const override;

    void fraction_layer(ExtSpan p_out, ExtSpan q_out, std::span<const Felt> p, ConstExtSpan q) const override;
    void fraction_layer(ExtSpan p_out, ExtSpan q_out, ConstExtSpan p, ConstExtSpan q) const override;
    [[nodiscard]] std::array<FeltExt, 3> fraction_round(
        std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const override;
    [[nodiscard]] std::array<FeltExt, 3> fraction_round(
        ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const override;
    [[nodiscard]] FractionRound fraction_round_short(
        std::span<const Felt> p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const override;
    [[nodiscard]] FractionRound fraction_round_short(
        ConstExtSpan p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma
    ) const override;
    void fraction_fold(ExtSpan out, std::span<const Felt> in, const FeltExt& r) const override;
    void fraction_fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const override;

    void run_tape(
        const Tape& tape, ExtSpan out, std::span<const Felt* const> inputs, std::span<const FeltExt> coefficients
    ) const override;
    void run_tape(
        const Tape& tape, ExtSpan out, std::span<const ConstExtSpan> inputs, std::span<const FeltExt> coefficients
    ) const override;

  private:
    using Twiddles = std::shared_ptr<const std::vector<Felt>>;

    /// The largest multiple of the vector width up to n.
    [[nodiscard]] std::size_t whole(std::size_t n) const { return n / kernels_.lanes * kernels_.lanes; }
    /// At least `count` factors in bit-reversed order, made on first use and kept.
    [[nodiscard]] Twiddles twiddles(std::size_t count) const;
    /// All layers of subtree `block`, on `threads` threads.
    void forward(int threads, Felt* values, int log_n, const std::vector<Felt>& factors) const;
    void encode_column(
        int threads, Felt* out, const Felt* message, int log_message, int log_blowup, const std::vector<Felt>& factors
    ) const;

    /// Numerators is std::span<const Felt> or ConstExtSpan.
    template <class Numerators>
    FractionRound short_round(const Numerators& p, ConstExtSpan q, ConstExtSpan eq, const FeltExt& gamma) const;

    simd::Kernels kernels_;
    mutable std::mutex mutex_;
    mutable Twiddles twiddles_;
};

}  // namespace zk

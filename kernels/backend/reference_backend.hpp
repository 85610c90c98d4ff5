#pragma once
// The back end that says what every operation means: plain scalar loops, one family of operations a file (kernels/<family>/*_ref.cpp).
// The vector back ends derive from it and override what pays.

#include "kernels/backend/backend.hpp"

namespace zk {

class ReferenceBackend : public Backend {
  public:
    /// threads >= 1, else std::invalid_argument.
    explicit ReferenceBackend(int threads);

    [[nodiscard]] const char* name() const noexcept override;
    [[nodiscard]] int threads() const noexcept override { return threads_; }

    // kernels/ntt
    void encode(
        std::span<Felt* const> codewords, std::span<const Felt* const> messages, int log_message, int log_blowup
    ) const override;
    void ntt(Felt* values, int log_n) const override;
    void inverse_ntt(Felt* values, int log_n) const override;
    void fold_codeword(ExtSpan out, ConstExtSpan in, const FeltExt& r, std::size_t first, int log_n) const override;
    void extend_skip(Felt* out, const Felt* in, std::size_t n_groups, Felt shift) const override;

    // kernels/hash
    void hash_leaves(
        std::span<Digest> out, std::span<const Felt* const> columns, std::size_t first_leaf, int log_positions
    ) const override;
    void compress_layer(std::span<Digest> parents, std::span<const Digest> children) const override;
    void permute_batch(std::span<PoseidonState> states) const override;

    // kernels/grind
    [[nodiscard]] std::optional<std::uint32_t> grind(const PoseidonState& state, int bits) const override;

    // kernels/field
    void batch_inverse(std::span<Felt> values) const override;

    // kernels/multilinear
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

    // kernels/fraction
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

    // kernels/tape
    void run_tape(
        const Tape& tape, ExtSpan out, std::span<const Felt* const> inputs, std::span<const FeltExt> coefficients
    ) const override;
    void run_tape(
        const Tape& tape, ExtSpan out, std::span<const ConstExtSpan> inputs, std::span<const FeltExt> coefficients
    ) const override;

  private:
    int threads_;
};

}  // namespace zk

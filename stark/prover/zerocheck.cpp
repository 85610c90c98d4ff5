// All constraints and the GKR claims about the leaves in one sumcheck: a univariate skip round over the 16th roots of unity, then one round
// for each further row bit (docs/protocol.md, section "Zerocheck").

#include "stark/air/weighted_sum.hpp"
#include "stark/proof/multilinear.hpp"
#include "stark/prover/columns.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace zk::stark {
namespace {

constexpr std::size_t kSkip = std::size_t{1} << kLogSkip;
constexpr std::size_t kGroups =
    16;  ///< groups of 16 rows in a block of the skip round: fewer are not extended in lanes
constexpr std::size_t kBlockRows = kSkip * kGroups;
constexpr std::size_t kMaxPairs = 128;  ///< row pairs in a block of a later round, at most
constexpr std::size_t kBlockWords = std::size_t{1}
                                    << 18;  ///< words of such a block that stay in the second-level cache

/// Row pairs in a block: ten words for each of the inputs.
std::size_t block_pairs_of(std::size_t n_inputs) {
    std::size_t n = kMaxPairs;
    while (n > 16 && 10 * n * n_inputs > kBlockWords) n /= 2;
    return n;
}

constexpr int kCosets = 3;  ///< 48 points determine degree 45

/// Expressions whose weighted sum is E_t: numerators, fields, constraints.
std::vector<NodeId> terms_of(const Air& air) {
    std::vector<NodeId> terms;
    for (const Interaction& interaction : air.interactions) {
        terms.push_back(interaction.numerator);
        terms.insert(terms.end(), interaction.fields.begin(), interaction.fields.end());
    }
    for (const Constraint& constraint : air.constraints) terms.push_back(constraint.node);
    return terms;
}

/// E_t of one instance: sum_j e_j (num_j + lambda den_j) + sum_i lambda^(2 + o_t + i) C_i. Returns the constant part.
FeltExt term_weights(const ProverState& state, const InstanceLayout& layout, std::vector<FeltExt>& weights) {
    const Air& air = state.machine.tables()[layout.instance.table].air;
    const auto h = static_cast<std::size_t>(layout.instance.log_height);
    const auto n = static_cast<std::size_t>(state.geometry.gkr_depth);
    const std::span<const FeltExt> high =
        n > h ? std::span<const FeltExt>(state.xi).subspan(h, n - h) : std::span<const FeltExt>();
    FeltExt constant = FeltExt::zero();
    weights.clear();
    for (std::size_t j = 0; j < air.interactions.size(); ++j) {
        const Interaction& interaction = air.interactions[j];
        const FeltExt e = eq_at(high, (layout.first_leaf >> h) + j);
        const FeltExt scaled = state.lambda * e;
        weights.push_back(e);
        for (std::size_t k = 0; k < interaction.fields.size(); ++k) weights.push_back(-(scaled * state.beta_eq[k + 1]));
        constant += scaled * (state.alpha - state.beta_eq[0] * Felt(interaction.bus));
    }
    FeltExt power = state.lambda.pow(2 + layout.first_constraint);
    for (std::size_t i = 0; i < air.constraints.size(); ++i) {
        weights.push_back(power);
        power *= state.lambda;
    }
    return constant;
}

/// One instance while its row variables are bound.
class InstanceProver {
  public:
    InstanceProver(ProverState& state, const InstanceLayout& layout)
        : state_(state),
          air_(state.machine.tables()[layout.instance.table].air),
          log_height_(static_cast<int>(layout.instance.log_height)),
          columns_(state, layout),
          skip_sum_(air_, terms_of(air_), WeightedSum::Linear::kSeparate),
          round_sum_(air_, terms_of(air_), WeightedSum::Linear::kExtraInput),
          split_(state.team.log_size() > 0 && log_height_ - kLogSkip >= state.team.log_size()),
          log_local_(log_height_ - kLogSkip - (split_ ? state.team.log_size() : 0)),
          first_group_(split_ ? static_cast<std::size_t>(state.team.rank()) << log_local_ : 0) {
        std::vector<FeltExt> weights;
        const FeltExt constant = term_weights(state, layout, weights);
        skip_weights_ = skip_sum_.weigh(weights);
        skip_weights_.constant += constant;
        round_weights_ = round_sum_.weigh(weights);
        const std::span<const FeltExt> xi = std::span<const FeltExt>(state.xi);
        const auto local = static_cast<std::size_t>(log_local_);
        const FeltExt scale = split_
                                  ? eq_at(
                                        xi.subspan(kLogSkip + local, static_cast<std::size_t>(state.team.log_size())),
                                        static_cast<std::uint64_t>(state.team.rank())
                                    )
                                  : FeltExt::one();
        eq_ = eq_array(state.backend, xi.subspan(kLogSkip, local), scale);
    }

    /// Adds this rank's part of s' on the three cosets, products apart from the linear part (which has degree 15 and needs one coset).
    void skip_round(std::array<std::array<FeltExt, kSkip>, kCosets>& products, std::array<FeltExt, kSkip>& linear)
        const;

    /// Binds the skip variable: every column becomes 2^(h - 4) extension elements.
    void bind_skip(std::span<const FeltExt, kSkip> lagrange);

    /// Adds this rank's part of s'(0..3) for the next variable; the constant E_t when none is left.
    void round(std::array<FeltExt, 4>& sums) const;
    void bind(const FeltExt& r);

    /// Opening of committed column j at the whole point, after the last round.
    [[nodiscard]] FeltExt opening(std::uint32_t j) const { return bound_[j][0]; }
    [[nodiscard]] std::uint32_t n_main() const { return air_.n_main; }
    [[nodiscard]] std::uint32_t n_committed() const { return air_.n_committed(); }

  private:
    [[nodiscard]] bool contributes() const { return split_ || state_.team.rank() == 0; }
    void gather_when_local_variables_are_bound();

    ProverState& state_;
    const Air& air_;
    int log_height_;
    ColumnValues columns_;
    WeightedSum skip_sum_;
    WeightedSum round_sum_;
    WeightedSum::Weights skip_weights_;
    WeightedSum::Weights round_weights_;
    bool split_ = false;
    int log_local_ = 0;  ///< unbound variables above the skip, on this rank
    std::size_t first_group_ = 0;
    ExtArray eq_;                  ///< over the unbound local variables (skip round), then over those after the next
    std::vector<ExtArray> bound_;  ///< columns at the bound variables; the last is the linear part of E_t
};

void InstanceProver::skip_round(
    std::array<std::array<FeltExt, kSkip>, kCosets>& products, std::array<FeltExt, kSkip>& linear
) const {
    if (!contributes()) return;
    const Backend& backend = state_.backend;
    const std::size_t n_groups = std::size_t{1} << log_local_;
    const std::size_t n_blocks = (n_groups + kGroups - 1) / kGroups;
    const Felt shift = Felt::root_of_unity(6);
    std::vector<const Felt*> linear_columns;
    std::vector<FeltExt> linear_weights;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
        if (skip_weights_.columns[j].is_zero()) continue;
        linear_columns.push_back(columns_[j]);
        linear_weights.push_back(skip_weights_.columns[j]);
    }
    const std::span<const std::uint32_t> inputs = skip_sum_.input_columns();
#pragma omp parallel num_threads(backend.threads()) if (n_blocks > 4)
    {
        std::array<std::array<FeltExt, kSkip>, kCosets> my_products{};
        std::array<FeltExt, kSkip> my_linear{};
        for (auto& coset : my_products) coset.fill(FeltExt::zero());
        my_linear.fill(FeltExt::zero());
        ExtArray lanes(kBlockRows);
        std::vector<Felt> extended(inputs.size() * kBlockRows);
        std::vector<const Felt*> pointers(std::max(inputs.size(), linear_columns.size()));
        const auto accumulate = [&](std::array<FeltExt, kSkip>& sums, std::size_t group, std::size_t n) {
            const std::array<FeltExt, kSkip> block =
                backend.skip_sums(eq_.span().subspan(group, n), lanes.span().subspan(0, kSkip * n));
            for (std::size_t i = 0; i < kSkip; ++i) sums[i] += block[i];
        };
#pragma omp for schedule(static)
        for (std::size_t block = 0; block < n_blocks; ++block) {
            const std::size_t group = block * kGroups;
            const std::size_t n = std::min(kGroups, n_groups - group);
            const std::size_t row = (first_group_ + group) * kSkip;
            const ExtSpan out = lanes.span().subspan(0, n * kSkip);
            if (!linear_columns.empty()) {
                for (std::size_t j = 0; j < linear_columns.size(); ++j) pointers[j] = linear_columns[j] + row;
                backend.combine_columns(
                    out, std::span<const Felt* const>(pointers.data(), linear_columns.size()), linear_weights
                );
                accumulate(my_linear, group, n);
            }
            if (!skip_sum_.has_products()) continue;
            Felt coset_shift = Felt::one();
            for (int c = 0; c < kCosets; ++c) {
                for (std::size_t j = 0; j < inputs.size(); ++j) {
                    const Felt* const source = columns_[inputs[j]] + row;
                    if (c == 0) {
                        pointers[j] = source;
                    } else {
                        Felt* const target = extended.data() + j * kBlockRows;
                        backend.extend_skip(target, source, n, coset_shift);
                        pointers[j] = target;
                    }
                }
                backend.run_tape(
                    skip_sum_.tape(),
                    out,
                    std::span<const Felt* const>(pointers.data(), inputs.size()),
                    skip_weights_.coefficients
                );
                accumulate(my_products[c], group, n);
                coset_shift *= shift;
            }
        }
#pragma omp critical(zk_skip_round)
        for (std::size_t i = 0; i < kSkip; ++i) {
            for (int c = 0; c < kCosets; ++c) products[c][i] += my_products[c][i];
            linear[i] += my_linear[i];
        }
    }
    FeltExt eq_sum = FeltExt::zero();
    for (std::size_t y = 0; y < n_groups; ++y) eq_sum += eq_[y];
    for (std::size_t i = 0; i < kSkip; ++i) linear[i] += skip_weights_.constant * eq_sum;
}

void InstanceProver::bind_skip(std::span<const FeltExt, kSkip> lagrange) {
    const std::size_t n_groups = std::size_t{1} << log_local_;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
        bound_.emplace_back(n_groups);
        state_.backend.fold_skip(
            bound_.back().span(), std::span<const Felt>(columns_[j] + first_group_ * kSkip, n_groups * kSkip), lagrange
        );
    }
    ExtArray linear(n_groups);
    std::vector<ConstExtSpan> columns;
    std::vector<FeltExt> weights;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
        if (skip_weights_.columns[j].is_zero()) continue;
        columns.push_back(std::as_const(bound_[j]).span());
        weights.push_back(skip_weights_.columns[j]);
    }
    state_.backend.combine_columns(linear.span(), columns, weights);
    for (int k = 0; k < FeltExt::kDegree; ++k) {
        for (std::size_t y = 0; y < n_groups; ++y) linear.span().plane(k)[y] += skip_weights_.constant.c[k];
    }
    bound_.push_back(std::move(linear));
    if (log_local_ > 0) eq_ = drop_variable(eq_);
    gather_when_local_variables_are_bound();
}

void InstanceProver::gather_when_local_variables_are_bound() {
    if (!split_ || log_local_ > 0) return;
    std::vector<FeltExt> mine;
    for (const ExtArray& column : bound_) mine.push_back(column[0]);
    const std::vector<FeltExt> all = state_.team.gather(std::span<const FeltExt>(mine));
    const auto n_ranks = static_cast<std::size_t>(state_.team.size());
    for (std::size_t j = 0; j < bound_.size(); ++j) {
        bound_[j] = ExtArray(n_ranks);
        for (std::size_t r = 0; r < n_ranks; ++r) bound_[j].set(r, all[r * mine.size() + j]);
    }
    split_ = false;
    log_local_ = state_.team.log_size();
    const auto first = static_cast<std::size_t>(log_height_ - log_local_);
    eq_ = eq_array(
        state_.backend,
        std::span<const FeltExt>(state_.xi).subspan(first + 1, static_cast<std::size_t>(log_local_) - 1),
        FeltExt::one()
    );
}

void InstanceProver::round(std::array<FeltExt, 4>& sums) const {
    if (!contributes()) return;
    const Backend& backend = state_.backend;
    const std::span<const std::uint32_t> columns = round_sum_.input_columns();
    const std::size_t n_inputs = columns.size() + 1;
    const auto input = [&](std::size_t k) -> const ExtArray& {
        return k < columns.size() ? bound_[columns[k]] : bound_.back();
    };
    if (log_local_ == 0) {  // nothing left to bind: E_t itself, whatever X
        ExtArray value(1);
        std::vector<ConstExtSpan> inputs;
        for (std::size_t k = 0; k < n_inputs; ++k) inputs.push_back(input(k).span().subspan(0, 1));
        backend.run_tape(round_sum_.tape(), value.span(), inputs, round_weights_.coefficients);
        for (FeltExt& sum : sums) sum += value[0];
        return;
    }
    const std::size_t n_pairs = std::size_t{1} << (log_local_ - 1);
    const std::size_t block_pairs = block_pairs_of(n_inputs);
    const std::size_t n_blocks = (n_pairs + block_pairs - 1) / block_pairs;
#pragma omp parallel num_threads(backend.threads()) if (n_blocks > 1)
    {
        std::array<FeltExt, 4> mine{FeltExt::zero(), FeltExt::zero(), FeltExt::zero(), FeltExt::zero()};
        ExtArray out(block_pairs);
        std::vector<ExtArray> values(n_inputs, ExtArray(block_pairs));  // the inputs at X
        std::vector<ExtArray> steps(n_inputs, ExtArray(block_pairs));   // what X + 1 adds
        std::vector<ConstExtSpan> spans(n_inputs);
#pragma omp for schedule(static)
        for (std::size_t block = 0; block < n_blocks; ++block) {
            const std::size_t first = block * block_pairs;
            const std::size_t n = std::min(block_pairs, n_pairs - first);
            for (std::size_t k = 0; k < n_inputs; ++k) {
                spans[k] = values[k].span().subspan(0, n);
                const ConstExtSpan source = input(k).span();
                for (int d = 0; d < FeltExt::kDegree; ++d) {
                    const Felt* const pair = source.plane(d) + 2 * first;
                    Felt* const value = values[k].span().plane(d);
                    Felt* const step = steps[k].span().plane(d);
                    for (std::size_t y = 0; y < n; ++y) {
                        value[y] = pair[2 * y];
                        step[y] = pair[2 * y + 1] - pair[2 * y];
                    }
                }
            }
            for (std::size_t x = 0; x < 4; ++x) {
                backend.run_tape(round_sum_.tape(), out.span().subspan(0, n), spans, round_weights_.coefficients);
                mine[x] += backend.dot(eq_.span().subspan(first, n), std::as_const(out).span().subspan(0, n));
                if (x == 3) break;
                for (std::size_t k = 0; k < n_inputs; ++k) {
                    for (int d = 0; d < FeltExt::kDegree; ++d) {
                        Felt* const value = values[k].span().plane(d);
                        const Felt* const step = steps[k].span().plane(d);
                        for (std::size_t y = 0; y < n; ++y) value[y] += step[y];
                    }
                }
            }
        }
#pragma omp critical(zk_zerocheck_round)
        for (std::size_t x = 0; x < 4; ++x) sums[x] += mine[x];
    }
}

void InstanceProver::bind(const FeltExt& r) {
    if (log_local_ == 0) return;
    for (ExtArray& column : bound_) {
        state_.backend.fold(column.span().subspan(0, column.size() / 2), column.span(), r);
        column.truncate(column.size() / 2);
    }
    --log_local_;
    if (log_local_ > 0) eq_ = drop_variable(eq_);
    gather_when_local_variables_are_bound();
}

/// Coefficients of s' from its values on the cosets delta^c <omega>, c = 0, 1, 2, delta of order 64: with Z^16 = kappa_c on coset c,
/// s' = t_0 + Z^16 t_1 + Z^32 t_2 and each t_a has degree below 16.
std::vector<FeltExt> skip_coefficients(
    const std::array<std::array<FeltExt, kSkip>, kCosets>& products, const std::array<FeltExt, kSkip>& linear
) {
    const Felt omega_inverse = Felt::root_of_unity(4).inverse();
    const Felt sixteenth = Felt(16).inverse();
    const auto interpolate_coset = [&](const std::array<FeltExt, kSkip>& values, Felt shift) {
        std::array<FeltExt, kSkip> coefficients;
        const Felt shift_inverse = shift.inverse();
        Felt scale = sixteenth;
        for (std::size_t b = 0; b < kSkip; ++b) {
            coefficients[b] = FeltExt::zero();
            const Felt step = omega_inverse.pow(b);
            Felt power = Felt::one();
            for (std::size_t i = 0; i < kSkip; ++i) {
                coefficients[b] += values[i] * power;
                power *= step;
            }
            coefficients[b] = coefficients[b] * scale;
            scale *= shift_inverse;
        }
        return coefficients;
    };
    const Felt delta = Felt::root_of_unity(6);
    std::array<std::array<FeltExt, kSkip>, kCosets> on_coset;
    std::array<Felt, kCosets> kappa{};
    Felt shift = Felt::one();
    for (int c = 0; c < kCosets; ++c) {
        on_coset[c] = interpolate_coset(products[c], shift);
        kappa[c] = shift.pow(kSkip);
        shift *= delta;
    }
    const std::array<FeltExt, kSkip> linear_part = interpolate_coset(linear, Felt::one());
    std::vector<FeltExt> out(kCosets * kSkip, FeltExt::zero());
    for (int c = 0; c < kCosets; ++c) {
        // Lagrange basis polynomial of kappa_c over the three kappas, coefficients low first.
        const Felt u = kappa[(c + 1) % kCosets];
        const Felt v = kappa[(c + 2) % kCosets];
        const Felt scale = ((kappa[c] - u) * (kappa[c] - v)).inverse();
        const std::array<Felt, kCosets> basis{u * v * scale, -(u + v) * scale, scale};
        for (int a = 0; a < kCosets; ++a) {
            for (std::size_t b = 0; b < kSkip; ++b) out[a * kSkip + b] += on_coset[c][b] * basis[a];
        }
    }
    for (std::size_t b = 0; b < kSkip; ++b) out[b] += linear_part[b];
    out.resize(kSkipCoefficients);
    return out;
}

}  // namespace

void prove_zerocheck(ProverState& state) {
    const Geometry& g = state.geometry;
    Transcript& transcript = state.transcript;
    Proof& proof = state.proof;
    while (state.xi.size() < static_cast<std::size_t>(g.log_max_height)) state.xi.push_back(transcript.challenge("xi"));
    state.lambda = transcript.challenge("lambda");

    std::vector<std::unique_ptr<InstanceProver>> instances;
    for (const InstanceLayout& layout : g.instances)
        instances.push_back(std::make_unique<InstanceProver>(state, layout));

    std::array<std::array<FeltExt, kSkip>, kCosets> products;
    std::array<FeltExt, kSkip> linear;
    for (auto& coset : products) coset.fill(FeltExt::zero());
    linear.fill(FeltExt::zero());
    for (const auto& instance : instances) instance->skip_round(products, linear);
    for (auto& coset : products) state.team.reduce(coset);
    state.team.reduce(linear);
    proof.skip_message = skip_coefficients(products, linear);
    transcript.absorb("skip message", std::span<const FeltExt>(proof.skip_message));
    state.point.assign(1, transcript.challenge("skip point"));
    const std::array<FeltExt, 16> lagrange = skip_lagrange(state.point[0]);
    for (const auto& instance : instances) instance->bind_skip(lagrange);

    for (int k = kLogSkip; k < g.log_max_height; ++k) {
        std::array<FeltExt, 4> message{FeltExt::zero(), FeltExt::zero(), FeltExt::zero(), FeltExt::zero()};
        for (const auto& instance : instances) instance->round(message);
        state.team.reduce(message);
        proof.zerocheck_rounds.push_back(message);
        transcript.absorb("zerocheck round", std::span<const FeltExt>(message));
        state.point.push_back(transcript.challenge("zerocheck point"));
        for (const auto& instance : instances) instance->bind(state.point.back());
    }

    proof.openings.clear();
    for (const auto& instance : instances) {
        for (std::uint32_t j = 0; j < instance->n_main(); ++j) proof.openings.push_back(instance->opening(j));
    }
    for (const auto& instance : instances) {
        for (std::uint32_t j = instance->n_main(); j < instance->n_committed(); ++j)
            proof.openings.push_back(instance->opening(j));
    }
    transcript.absorb("openings", std::span<const FeltExt>(proof.openings));
}

}  // namespace zk::stark

#include "stark/air/evaluate.hpp"
#include "stark/proof/multilinear.hpp"
#include "stark/verifier/state.hpp"

namespace zk::stark {
namespace {

/// sum_j e_j of all interaction blocks: what is left of one is the weight of empty leaves, whose q is one.
FeltExt blocks_weight(const VerifierState& state) {
    FeltExt sum = FeltExt::zero();
    const auto n = static_cast<std::size_t>(state.geometry.gkr_depth);
    for (const InstanceLayout& layout : state.geometry.instances) {
        const std::size_t h = layout.instance.log_height;
        const std::size_t n_interactions = state.machine.tables()[layout.instance.table].air.interactions.size();
        if (n_interactions == 0) continue;
        const std::span<const FeltExt> high = std::span<const FeltExt>(state.xi).subspan(h, n - h);
        for (std::size_t j = 0; j < n_interactions; ++j) sum += eq_at(high, (layout.first_leaf >> h) + j);
    }
    return sum;
}

/// E_t at the opened row of one instance. `lambda_power` is lambda^(2 + o_t) and moves on to the next instance's.
FeltExt instance_value(
    const VerifierState& state,
    const InstanceLayout& layout,
    std::span<const FeltExt> row,
    const FeltExt& lambda,
    FeltExt& lambda_power
) {
    const Air& air = state.machine.tables()[layout.instance.table].air;
    const std::vector<FeltExt> values = evaluate_nodes<FeltExt>(air, row);
    const std::size_t h = layout.instance.log_height;
    const auto n = static_cast<std::size_t>(state.geometry.gkr_depth);
    FeltExt sum = FeltExt::zero();
    for (std::size_t j = 0; j < air.interactions.size(); ++j) {
        const Interaction& interaction = air.interactions[j];
        const std::span<const FeltExt> high = std::span<const FeltExt>(state.xi).subspan(h, n - h);
        FeltExt denominator = state.alpha - state.beta_eq[0] * Felt(interaction.bus);
        for (std::size_t k = 0; k < interaction.fields.size(); ++k)
            denominator -= state.beta_eq[k + 1] * values[interaction.fields[k]];
        sum += eq_at(high, (layout.first_leaf >> h) + j) * (values[interaction.numerator] + lambda * denominator);
    }
    for (const Constraint& constraint : air.constraints) {
        sum += lambda_power * values[constraint.node];
        lambda_power *= lambda;
    }
    return sum;
}

}  // namespace

VerifyError verify_zerocheck(VerifierState& state) {
    const Geometry& g = state.geometry;
    const Proof& proof = state.proof;
    Transcript& transcript = state.transcript;
    std::vector<FeltExt>& xi = state.xi;
    while (xi.size() < static_cast<std::size_t>(g.log_max_height)) xi.push_back(transcript.challenge("xi"));
    const FeltExt lambda = transcript.challenge("lambda");

    const FeltExt empty = FeltExt::one() - blocks_weight(state);
    FeltExt claim = state.p_claim + lambda * (state.q_claim - empty);

    // Skip round: s' on the 16th roots of unity, weighted by eq of the first four coordinates.
    const std::vector<FeltExt> skip_eq = eq_values(std::span<const FeltExt>(xi).first(kLogSkip));
    FeltExt sum = FeltExt::zero();
    const Felt omega = Felt::root_of_unity(kLogSkip);
    std::array<FeltExt, 16> reduced;  // s' mod Z^16 - 1
    reduced.fill(FeltExt::zero());
    for (std::size_t i = 0; i < proof.skip_message.size(); ++i) reduced[i % 16] += proof.skip_message[i];
    Felt root = Felt::one();
    for (const FeltExt& weight : skip_eq) {
        sum += weight * horner(reduced, FeltExt(root));
        root *= omega;
    }
    if (claim != sum) return refuse(Check::kSkipRound);
    transcript.absorb("skip message", std::span<const FeltExt>(proof.skip_message));
    const FeltExt r0 = transcript.challenge("skip point");
    state.point.assign(1, r0);
    const std::array<FeltExt, 16> lagrange = skip_lagrange(r0);
    FeltExt prefix = FeltExt::zero();  // W(r_0)
    for (std::size_t i = 0; i < 16; ++i) prefix += skip_eq[i] * lagrange[i];
    claim = prefix * horner(proof.skip_message, r0);

    for (std::size_t j = 0; j < proof.zerocheck_rounds.size(); ++j) {
        const std::array<FeltExt, 4>& s = proof.zerocheck_rounds[j];
        const FeltExt& x = xi[kLogSkip + j];
        if (claim != prefix * (s[0] + x * (s[1] - s[0]))) return refuse(Check::kZerocheckRound, j);
        transcript.absorb("zerocheck round", std::span<const FeltExt>(s));
        const FeltExt r = transcript.challenge("zerocheck point");
        prefix *= eq1(x, r);
        claim = prefix * interpolate(s, r);
        state.point.push_back(r);
    }

    FeltExt total = FeltExt::zero();
    FeltExt lambda_power = lambda * lambda;
    std::vector<FeltExt> row;
    for (const InstanceLayout& layout : g.instances) {
        const Air& air = state.machine.tables()[layout.instance.table].air;
        const FeltExt* const main = proof.openings.data() + layout.first_opening;
        row.assign(main, main + air.n_main);
        for (std::uint32_t j = 0; j < air.n_program; ++j) row.push_back(proof.openings[g.n_main_columns + j]);
        const std::span<const FeltExt> high =
            std::span<const FeltExt>(state.point)
                .subspan(1, layout.instance.log_height - static_cast<std::size_t>(kLogSkip));
        for (const ClosedForm& form : air.closed_forms) row.push_back(evaluate_closed_form(form, lagrange, high));
        total += instance_value(state, layout, row, lambda, lambda_power);
    }
    if (claim != prefix * total) return refuse(Check::kConstraints);
    transcript.absorb("openings", std::span<const FeltExt>(proof.openings));
    return {};
}

}  // namespace zk::stark

#include "stark/proof/multilinear.hpp"
#include "stark/verifier/state.hpp"

namespace zk::stark {

VerifyError verify_gkr(VerifierState& state) {
    const Proof& proof = state.proof;
    Transcript& transcript = state.transcript;
    const auto& [root_p, root_q] = proof.gkr_root;

    // The verifier's own terms as one fraction P / Q.
    FeltExt boundary_p = FeltExt::zero();
    FeltExt boundary_q = FeltExt::one();
    for (const BoundaryTerm& term : state.boundary) {
        FeltExt fp = state.alpha - state.beta_eq[0] * Felt(term.bus);
        for (std::size_t k = 0; k < term.fields.size(); ++k) fp -= state.beta_eq[k + 1] * term.fields[k];
        boundary_p = boundary_p * fp + (term.receive ? -boundary_q : boundary_q);
        boundary_q *= fp;
    }
    if (root_q.is_zero() || boundary_q.is_zero()) return refuse(Check::kGkrDenominator);
    if (!(root_p * boundary_q + boundary_p * root_q).is_zero()) return refuse(Check::kBusSum);

    transcript.absorb("gkr root", std::span<const FeltExt>(proof.gkr_root));
    FeltExt p = root_p;
    FeltExt q = root_q;
    for (std::size_t k = 0; k < proof.gkr_layers.size(); ++k) {
        const GkrLayerProof& layer = proof.gkr_layers[k];
        const FeltExt gamma = transcript.challenge("gkr gamma");
        FeltExt claim = p + gamma * q;
        FeltExt prefix = FeltExt::one();
        std::vector<FeltExt> point;
        for (std::size_t j = 0; j < layer.rounds.size(); ++j) {
            const std::array<FeltExt, 3>& s = layer.rounds[j];
            const FeltExt& xi = state.xi[j];
            if (claim != prefix * (s[0] + xi * (s[1] - s[0]))) return refuse(Check::kGkrRound, k);
            transcript.absorb("gkr round", std::span<const FeltExt>(s));
            const FeltExt r = transcript.challenge("gkr point");
            prefix *= eq1(xi, r);
            claim = prefix * interpolate(s, r);
            point.push_back(r);
        }
        const auto& [p0, p1, q0, q1] = layer.claims;
        if (claim != prefix * (p0 * q1 + p1 * q0 + gamma * (q0 * q1))) return refuse(Check::kGkrLayer, k);
        transcript.absorb("gkr claims", std::span<const FeltExt>(layer.claims));
        const FeltExt mu = transcript.challenge("gkr mu");
        p = p0 + mu * (p1 - p0);
        q = q0 + mu * (q1 - q0);
        state.xi.assign(1, mu);
        state.xi.insert(state.xi.end(), point.begin(), point.end());
    }
    state.p_claim = p;
    state.q_claim = q;
    return {};
}

}  // namespace zk::stark

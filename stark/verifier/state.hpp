#pragma once
// What the stages of one verification hand on to each other.

#include "stark/verifier/verifier.hpp"

#include <array>
#include <vector>

namespace zk::stark {

struct VerifierState {
    Transcript& transcript;
    const Machine& machine;
    const Preset& preset;
    const VerifyingKey& key;
    const Geometry& geometry;
    const Proof& proof;
    std::span<const BoundaryTerm> boundary;

    FeltExt alpha = {};
    std::array<FeltExt, kBetaChallenges> beta = {};
    std::vector<FeltExt> beta_eq = {};
    std::vector<FeltExt> xi = {};
    FeltExt p_claim = {};  ///< p(xi), q(xi) at the leaves
    FeltExt q_claim = {};
    std::vector<FeltExt> point = {};
};

using Check = VerifyError::Check;

constexpr VerifyError refuse(Check check, std::size_t index = 0) {
    return {check, static_cast<std::uint32_t>(index)};
}

VerifyError verify_gkr(VerifierState& state);
VerifyError verify_zerocheck(VerifierState& state);
VerifyError verify_opening(VerifierState& state);

}  // namespace zk::stark

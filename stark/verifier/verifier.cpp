#include "stark/verifier/verifier.hpp"

#include "stark/proof/multilinear.hpp"
#include "stark/transcript/preamble.hpp"
#include "stark/verifier/state.hpp"

namespace zk::stark {
namespace {

/// Every list of the proof has the length that the geometry gives. Decoding ensures it for bytes; a Proof may come from elsewhere.
bool lengths_fit(const Proof& proof, const Geometry& g, const Preset& preset) {
    const auto cap_size = [](int log_leaves) { return std::size_t{1} << Geometry::cap_depth(log_leaves); };
    const auto path_length = [](int log_leaves) {
        return static_cast<std::size_t>(log_leaves - Geometry::cap_depth(log_leaves));
    };
    const bool has_program = g.n_program_columns != 0;
    const int log_leaves = g.log_codeword() - g.log_leaf;
    const int log_program_leaves = g.log_codeword() - g.log_program_leaf;
    if (proof.segment_cap.size() != cap_size(log_leaves)) return false;
    if (proof.gkr_layers.size() != static_cast<std::size_t>(g.gkr_depth)) return false;
    for (std::size_t k = 0; k < proof.gkr_layers.size(); ++k) {
        if (proof.gkr_layers[k].rounds.size() != k) return false;
    }
    if (proof.skip_message.size() != kSkipCoefficients) return false;
    if (proof.zerocheck_rounds.size() != static_cast<std::size_t>(g.log_max_height - kLogSkip)) return false;
    if (proof.openings.size() != g.n_openings()) return false;
    const int n_stack_rounds = g.column_bits + g.log_stack;
    if (proof.stack_rounds.size() != static_cast<std::size_t>(n_stack_rounds)) return false;
    std::size_t n_nonces = 0;
    for (int i = 0; i < n_stack_rounds; ++i) n_nonces += stack_round_grinding(preset, g, i) > 0 ? 1 : 0;
    if (proof.stack_nonces.size() != n_nonces) return false;
    if (proof.program_cap.size() != (has_program ? cap_size(log_program_leaves) : 0)) return false;
    if (proof.fold_caps.size() != g.fold_groups.size()) return false;
    int positions = log_leaves;
    for (std::size_t i = 0; i < g.fold_groups.size(); ++i) {
        positions -= g.fold_groups[i];
        if (proof.fold_caps[i].size() != cap_size(positions)) return false;
    }
    if (proof.final_message.size() != (std::size_t{1} << kLogFinalMessage)) return false;
    if (proof.queries.size() != static_cast<std::size_t>(preset.n_queries)) return false;
    for (const QueryProof& query : proof.queries) {
        if (query.segment.values.size() != std::size_t{g.segment_width} << g.log_leaf) return false;
        if (query.segment.path.size() != path_length(log_leaves)) return false;
        if (query.program.values.size() != (has_program ? std::size_t{g.program_width} << g.log_program_leaf : 0))
            return false;
        if (query.program.path.size() != (has_program ? path_length(log_program_leaves) : 0)) return false;
        if (query.folds.size() != g.fold_groups.size()) return false;
        positions = log_leaves;
        for (std::size_t i = 0; i < g.fold_groups.size(); ++i) {
            positions -= g.fold_groups[i];
            if (query.folds[i].values.size() != std::size_t{FeltExt::kDegree} << g.fold_groups[i]) return false;
            if (query.folds[i].path.size() != path_length(positions)) return false;
        }
    }
    return true;
}

}  // namespace

const char* VerifyError::what() const noexcept {
    switch (check) {
        case Check::kNone:
            return "accepted";
        case Check::kPreset:
            return "proof made with another preset";
        case Check::kShape:
            return "shape is not the machine's";
        case Check::kLength:
            return "a message has the wrong length";
        case Check::kGrinding:
            return "a nonce does not fit its challenge";
        case Check::kGkrDenominator:
            return "a sum of fractions has denominator zero";
        case Check::kBusSum:
            return "bus fractions and boundary terms do not cancel";
        case Check::kGkrRound:
            return "GKR sumcheck round";
        case Check::kGkrLayer:
            return "GKR layer claims";
        case Check::kSkipRound:
            return "zerocheck skip round";
        case Check::kZerocheckRound:
            return "zerocheck round";
        case Check::kConstraints:
            return "constraints at the opened row";
        case Check::kProgramRoot:
            return "program commitment is not the key's";
        case Check::kSegmentPath:
            return "Merkle path of a segment leaf";
        case Check::kProgramPath:
            return "Merkle path of a program leaf";
        case Check::kFoldPath:
            return "Merkle path of a fold leaf";
        case Check::kFoldConsistency:
            return "folded value differs from the next codeword";
        case Check::kFinalMessage:
            return "folded value differs from the final message";
        case Check::kOpeningSum:
            return "opening sumcheck";
    }
    return "unknown check";
}

VerifyError verify(
    const Machine& machine,
    const Preset& preset,
    const VerifyingKey& key,
    std::span<const Felt> statement,
    std::span<const BoundaryTerm> boundary,
    const Proof& proof,
    TranscriptLog* log
) {
    if (proof.preset_id != preset.id) return refuse(Check::kPreset);
    Geometry geometry;
    const ShapeError error = derive_geometry(geometry, machine, key, proof.shape, boundary.size());
    if (error != ShapeError::kNone) return refuse(Check::kShape, static_cast<std::size_t>(error));
    if (!lengths_fit(proof, geometry, preset)) return refuse(Check::kLength);

    Transcript transcript(log);
    VerifierState state{
        .transcript = transcript,
        .machine = machine,
        .preset = preset,
        .key = key,
        .geometry = geometry,
        .proof = proof,
        .boundary = boundary};
    absorb_preamble(transcript, preset, key, statement, proof.shape);
    transcript.absorb("segment cap", std::span<const Digest>(proof.segment_cap));
    if (!transcript.absorb_nonce("logup nonce", proof.logup_nonce, logup_grinding(preset, geometry.n_interactions))) {
        return refuse(Check::kGrinding);
    }
    state.alpha = transcript.challenge("alpha");
    for (FeltExt& beta : state.beta) beta = transcript.challenge("beta");
    state.beta_eq = eq_values(state.beta);

    if (const VerifyError gkr = verify_gkr(state); !gkr.ok()) return gkr;
    if (const VerifyError zerocheck = verify_zerocheck(state); !zerocheck.ok()) return zerocheck;
    return verify_opening(state);
}

}  // namespace zk::stark

#pragma once
// The verifier. Freestanding-capable: no exceptions, no streams, no MPI, no CUDA; work and memory bounded by the shape, which is checked
// against the machine before anything else. Twin of stark/prover, file by file.

#include "stark/air/trace.hpp"
#include "stark/key/verifying_key.hpp"
#include "stark/proof/proof.hpp"
#include "stark/transcript/transcript.hpp"

#include <cstdint>
#include <span>

namespace zk::stark {

/// The first check that failed. `index` says which of several (layer, round, query).
struct VerifyError {
    enum class Check : std::uint8_t {
        kNone,
        kPreset,          ///< not the expected preset
        kShape,           ///< index: ShapeError
        kLength,          ///< a message has another length than the shape says
        kGrinding,        ///< a nonce does not fit
        kGkrDenominator,  ///< a sum of fractions with denominator zero
        kBusSum,          ///< fractions and boundary terms do not cancel
        kGkrRound,
        kGkrLayer,  ///< the four claims do not give the layer's sum
        kSkipRound,
        kZerocheckRound,
        kConstraints,  ///< constraints and interactions at the opened row
        kProgramRoot,  ///< program cap is not that of the key
        kSegmentPath,
        kProgramPath,
        kFoldPath,
        kFoldConsistency,  ///< a folded value differs from the next committed codeword
        kFinalMessage,     ///< a folded value differs from the codeword of the final message
        kOpeningSum,       ///< weights times final message
    };
    Check check = Check::kNone;
    std::uint32_t index = 0;

    [[nodiscard]] bool ok() const { return check == Check::kNone; }
    [[nodiscard]] const char* what() const noexcept;
};

/// Accepts or names the first failing check. `boundary` are the verifier's own bus terms: all of it must be in `statement`.
[[nodiscard]] VerifyError verify(
    const Machine& machine,
    const Preset& preset,
    const VerifyingKey& key,
    std::span<const Felt> statement,
    std::span<const BoundaryTerm> boundary,
    const Proof& proof,
    TranscriptLog* log = nullptr
);

}  // namespace zk::stark

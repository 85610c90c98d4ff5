#pragma once
// The first messages, which fix what is being proved. Shared by prover and verifier.

#include "stark/proof/geometry.hpp"
#include "stark/transcript/transcript.hpp"

#include <span>
#include <vector>

namespace zk::stark {

/// Absorbs protocol tag, preset, key digest, statement (with its length) and shape (with its length).
void absorb_preamble(
    Transcript& transcript,
    const Preset& preset,
    const VerifyingKey& key,
    std::span<const Felt> statement,
    std::span<const Instance> shape
);

/// A preset as field elements.
std::vector<Felt> preset_elements(const Preset& preset);

}  // namespace zk::stark

#pragma once
// The named parameter sets of the proof system. Freestanding: prover, native verifier and guest verifier read this text.
// stark/soundness/soundness.hpp turns a preset into provable bits; preset_check.cpp refuses, while compiling, one below its label.

#include <array>
#include <cstdint>
#include <string_view>

namespace zk::stark {

/// Decoding regime that the query count of a preset relies on (spec/soundness.md, A.2).
enum class Regime : std::uint8_t { unique_decoding, johnson };

/// Everything the protocol needs to know besides the machine. Absorbed first in every transcript and bound by the verifying-key
/// digest through `id`. Bits are powers of two; a grinding of 0 bits means that no nonce is searched.
struct Preset {
    std::uint32_t id;          ///< Nonzero, never reused for other values.
    std::string_view name;     ///< As on the command line.
    int extension_degree;      ///< Degree of the challenge field over BabyBear.
    int log_blowup;            ///< Code rate 2^-log_blowup.
    Regime regime;             ///< Regime of the soundness argument.
    int johnson_multiplicity;  ///< m of spec/soundness.md A.2; 0 in unique decoding.
    int n_queries;             ///< Query positions of the opening.
    int query_grinding_bits;   ///< Before the query positions are drawn.
    int log_free_dimension;  ///< A step that combines or folds codewords to dimension 2^k grinds k - log_free_dimension bits.
    int log_free_interactions;  ///< Up to 2^this interactions need no grinding before the LogUp challenges.
    int max_grinding_bits;      ///< No step but the queries grinds more than this.
    int log_final_message;      ///< Folding stops at 2^this message values, which are sent.
    std::uint32_t max_proofs;   ///< Proofs of this preset below one root (the tree multiplicity).
    int target_bits;            ///< Provable bits promised for the whole tree.
    bool for_tests_only;        ///< Refused by verifiers unless the caller accepts toy proofs by name.
};

/// Production: 128 provable bits in unique decoding for a tree of 8,192 proofs, hence 141 bits for each proof.
inline constexpr Preset kStandard128{
    .id = 1,
    .name = "standard-128",
    .extension_degree = 5,
    .log_blowup = 1,
    .regime = Regime::unique_decoding,
    .johnson_multiplicity = 0,
    .n_queries = 292,
    .query_grinding_bits = 20,
    .log_free_dimension = 14,
    .log_free_interactions = 9,
    .max_grinding_bits = 22,
    .log_final_message = 6,
    .max_proofs = 8192,
    .target_bits = 128,
    .for_tests_only = false,
};

/// Unit tests: every kind of step grinds already at small sizes, never more than 6 bits; promises nothing.
inline constexpr Preset kToy{
    .id = 2,
    .name = "toy",
    .extension_degree = 5,
    .log_blowup = 1,
    .regime = Regime::unique_decoding,
    .johnson_multiplicity = 0,
    .n_queries = 20,
    .query_grinding_bits = 6,
    .log_free_dimension = 6,
    .log_free_interactions = 9,
    .max_grinding_bits = 6,
    .log_final_message = 6,
    .max_proofs = 8192,
    .target_bits = 0,
    .for_tests_only = true,
};

/// Parameters of the last proof of an aggregation tree: one proof, rate 1/16, Johnson regime. Reported and checked here; no
/// prover of segments accepts it, so it is not among `kPresets`.
inline constexpr Preset kLastLayer128{
    .id = 3,
    .name = "last-layer-128",
    .extension_degree = 5,
    .log_blowup = 4,
    .regime = Regime::johnson,
    .johnson_multiplicity = 7,
    .n_queries = 57,
    .query_grinding_bits = 20,
    .log_free_dimension = 2,
    .log_free_interactions = 17,
    .max_grinding_bits = 22,
    .log_final_message = 6,
    .max_proofs = 1,
    .target_bits = 128,
    .for_tests_only = false,
};

/// The presets that a segment proof may carry.
inline constexpr std::array<Preset, 2> kPresets{kStandard128, kToy};

/// Heights of the stack (log2 of its rows) for which presets are defined.
inline constexpr int kMinLogStackHeight = 6;
inline constexpr int kMaxLogStackHeight = 22;

/// The preset of that name or id, or null.
constexpr const Preset* find_preset(std::string_view name) {
    for (const Preset& preset : kPresets) {
        if (preset.name == name) return &preset;
    }
    return nullptr;
}
constexpr const Preset* find_preset(std::uint32_t id) {
    for (const Preset& preset : kPresets) {
        if (preset.id == id) return &preset;
    }
    return nullptr;
}

/// Smallest k with 2^k >= n; 0 for n <= 1.
constexpr int ceil_log2(std::uint64_t n) {
    int log = 0;
    while (log < 64 && (n - 1) >> log != 0 && n > 1) ++log;
    return log;
}

namespace preset_detail {
constexpr int clamp_grinding(const Preset& preset, int bits) {
    if (bits < 0) return 0;
    return bits < preset.max_grinding_bits ? bits : preset.max_grinding_bits;
}
}  // namespace preset_detail

/// Bits ground before each challenge that binds one column bit of a stack of 2^log_stack_height rows.
constexpr int column_grinding(const Preset& preset, int log_stack_height) {
    return preset_detail::clamp_grinding(preset, log_stack_height - preset.log_free_dimension);
}

/// Bits ground before the challenge of fold `round` (0 first), which halves the dimension 2^(log_stack_height - round).
constexpr int fold_grinding(const Preset& preset, int log_stack_height, int round) {
    return preset_detail::clamp_grinding(preset, log_stack_height - 1 - round - preset.log_free_dimension);
}

/// Bits ground before the LogUp challenges of a proof with `n_interactions` fractions, the verifier's own included.
constexpr int logup_grinding(const Preset& preset, std::uint64_t n_interactions) {
    return preset_detail::clamp_grinding(preset, ceil_log2(n_interactions) - preset.log_free_interactions);
}

/// Folds of the opening: the dimension goes from 2^log_stack_height to 2^log_final_message (none when it starts there).
constexpr int n_folds(const Preset& preset, int log_stack_height) {
    return log_stack_height > preset.log_final_message ? log_stack_height - preset.log_final_message : 0;
}

/// Bits that one proof must have so that `max_proofs` of them keep `target_bits`.
constexpr int proof_target_bits(const Preset& preset) {
    return preset.target_bits + ceil_log2(preset.max_proofs);
}

}  // namespace zk::stark

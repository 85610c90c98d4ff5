#pragma once
// The security calculator: provable round-by-round bits of a parameter set. Formulas and references are those of
// spec/soundness.md, part A: DEEP-ALI and FRI (eprint 2022/1216), proximity gaps in unique decoding and up to the Johnson bound
// (eprint 2025/2055), LogUp and LogUp-GKR (eprint 2022/1530, 2023/1284). No conjecture about decoding beyond Johnson is used.
//
// Errors are constexpr in long double (64-bit mantissa, relative rounding below 2^-60, far under the distance of any step to an
// integer number of bits); logarithms are taken at the end. Bits round down, queries and grinding round up.

#include "kernels/field/felt.hpp"
#include "stark/soundness/preset.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace zk::stark {

/// A Reed-Solomon code over the challenge field together with the regime in which its proximity is argued.
struct Code {
    int extension_degree;  ///< D; the field has p^D elements.
    int log_blowup;        ///< rate 2^-log_blowup
    Regime regime;
    int multiplicity;  ///< Johnson: m >= 1; ignored in unique decoding.
};

/// How one random combination of B functions draws its coefficients.
enum class Batching : std::uint8_t { powers, independent, eq };

constexpr long double power_of_two(int exponent) {
    long double x = 1;
    for (; exponent > 0; --exponent) x *= 2;
    for (; exponent < 0; ++exponent) x /= 2;
    return x;
}
constexpr long double int_power(long double base, std::uint64_t exponent) {
    long double result = 1;
    for (; exponent != 0; exponent >>= 1, base *= base) {
        if ((exponent & 1) != 0) result *= base;
    }
    return result;
}

/// p^D.
constexpr long double field_size(int extension_degree) {
    return int_power(Felt::kModulus, static_cast<std::uint64_t>(extension_degree));
}

/// sqrt(rate).
constexpr long double sqrt_rate(int log_blowup) {
    constexpr long double kSqrtHalf = 0.707106781186547524400844362104849039L;
    return (log_blowup % 2 == 0 ? 1 : kSqrtHalf) * power_of_two(-(log_blowup / 2));
}

/// Proximity parameter theta, in (0, 1).
constexpr long double proximity(const Code& code) {
    const auto [degree, log_blowup, regime, m] = code;
    (void)degree;
    if (regime == Regime::unique_decoding) return (1 - power_of_two(-log_blowup)) / 2;
    const long double root = sqrt_rate(log_blowup);
    return 1 - root - root / (2 * m);
}

/// Bound on the list of codewords within `proximity`. Multiplies errors, so it costs log2 of it in bits.
constexpr long double list_size(const Code& code) {
    if (code.regime == Regime::unique_decoding) return 1;
    return (code.multiplicity + 0.5L) / sqrt_rate(code.log_blowup);
}

/// Whether a Johnson multiplicity reaches beyond unique decoding; others are rejected as useless.
constexpr bool gains_over_unique(const Code& code) {
    return code.multiplicity >= 1 && proximity(code) > (1 - power_of_two(-code.log_blowup)) / 2;
}

/// Error of a random line through two words of a code of dimension `dimension` (A.2, eps_lin).
constexpr long double line_error(const Code& code, long double dimension) {
    const auto [degree, log_blowup, regime, multiplicity] = code;
    const long double rho = power_of_two(-log_blowup);
    const long double n = dimension / rho;
    const long double theta = proximity(code);
    if (regime == Regime::unique_decoding) return (theta * n + 1) / field_size(degree);
    const long double root = sqrt_rate(log_blowup);
    const long double m = multiplicity + 0.5L;
    return ((2 * int_power(m, 5) + 3 * m * theta * rho) * n / (3 * rho * root) + m / root) / field_size(degree);
}

/// Error of one random combination of n_functions words.
constexpr long double batching_error(
    const Code& code, long double dimension, std::uint64_t n_functions, Batching batching
) {
    const long double line = line_error(code, dimension);
    switch (batching) {
        case Batching::powers:
            return static_cast<long double>(n_functions - 1) * line;
        case Batching::independent:
            return line;
        case Batching::eq:
            return ceil_log2(n_functions) * line;
    }
    return 1;
}

/// Error of n_queries independent uniform positions.
constexpr long double query_error(const Code& code, std::uint64_t n_queries) {
    return int_power(1 - proximity(code), n_queries);
}

// ---- Univariate DEEP-FRI with committed LogUp columns (A.3): for comparison with other systems and as test vectors.

struct UnivariateParameters {
    Code code;
    int log_dimension;          ///< N = 2^this
    std::uint64_t n_functions;  ///< B
    Batching batching;
    std::uint64_t n_constraints;  ///< C
    int constraint_degree;        ///< d
    int rows_per_constraint;      ///< M_c
    std::uint64_t n_interactions;
    std::uint64_t fingerprint;  ///< S: tuple width for a powers fingerprint, ceil(log2) of it for a multilinear one
    int log_arity;              ///< log2 of the first fold's arity k
};

/// Errors before grinding.
struct UnivariateErrors {
    long double logup, ali, deep, batch, first_fold, per_query;
};

constexpr UnivariateErrors univariate_errors(const UnivariateParameters& parameters) {
    const auto
        [code, log_dimension, n_functions, batching, n_constraints, d, rows, n_interactions, fingerprint, log_arity] =
            parameters;
    const long double field = field_size(code.extension_degree);
    const long double list = list_size(code);
    const long double dimension = power_of_two(log_dimension);
    const long double length = power_of_two(log_dimension + code.log_blowup);
    return {
        .logup = list * static_cast<long double>(n_interactions) * static_cast<long double>(fingerprint) / field,
        .ali = list * static_cast<long double>(n_constraints) / field,
        .deep = list * (d * (dimension + rows - 1) + dimension - 1) / (field - dimension - length),
        .batch = batching_error(code, dimension, n_functions, batching),
        .first_fold = (power_of_two(log_arity) - 1) * line_error(code, power_of_two(log_dimension - log_arity)),
        .per_query = 1 - proximity(code),
    };
}

/// The side condition of the DEEP step: N + M_c < (1 - theta) n.
constexpr bool deep_is_sound(const UnivariateParameters& parameters) {
    return power_of_two(parameters.log_dimension) + parameters.rows_per_constraint <
           (1 - proximity(parameters.code)) * power_of_two(parameters.log_dimension + parameters.code.log_blowup);
}

// ---- WHIR rounds (A.4), for the opening that may replace folding.

/// Out-of-domain sample over a code of dimension 2^log_dimension.
constexpr long double whir_out_of_domain_error(const Code& code, int log_dimension) {
    const long double list = list_size(code);
    return list * list / 2 * power_of_two(log_dimension) / field_size(code.extension_degree);
}

/// Shift (or final) step with n_queries into `code`, the next round's code being `next`.
constexpr long double whir_shift_error(const Code& code, std::uint64_t n_queries, const Code& next) {
    return query_error(code, n_queries) +
           list_size(next) * static_cast<long double>(n_queries + 1) / field_size(next.extension_degree);
}

/// The code of the next WHIR round: folding log_arity variables multiplies the inverse rate by 2^(log_arity - 1).
constexpr Code whir_next_code(Code code, int log_arity) {
    code.log_blowup += log_arity - 1;
    return code;
}

// ---- The protocol of docs/protocol.md (A.4): LogUp-GKR, zerocheck with univariate skip, stacked commitment, folding.

/// Sizes of a proof that its errors depend on. Report the largest that the machine allows. The width of the stack is none of them: each bit of a
/// column's number is bound by a challenge of its own.
struct SegmentShape {
    int log_stack_height;         ///< m: the stack has 2^m rows
    int log_max_height;           ///< H: the tallest table
    std::uint64_t n_columns;      ///< column claims opened, over all instances
    std::uint64_t n_constraints;  ///< over all instances
    std::uint64_t max_table_constraints;
    std::uint64_t n_instances;
    int constraint_degree;
    int log_skip;                  ///< l: the skip domain has 2^l points
    std::uint64_t n_interactions;  ///< fractions, the verifier's own included
    int log_tuple_width;           ///< challenges of the multilinear fingerprint
};

/// Bounds of every shape of a segment proof at stack height 2^log_stack_height; a machine's tests compare what its tables allow.
constexpr SegmentShape largest_segment(int log_stack_height) {
    return {
        .log_stack_height = log_stack_height,
        .log_max_height = 24,
        .n_columns = 16384,
        .n_constraints = 10240,
        .max_table_constraints = 4096,
        .n_instances = 128,
        .constraint_degree = 3,
        .log_skip = 4,
        .n_interactions = std::uint64_t{1} << 30,
        .log_tuple_width = 7,
    };
}

/// One challenge of the transcript, or all challenges of one kind where they have the same error.
struct SoundnessStep {
    std::string_view name;
    int index;          ///< Number of a fold, from 1; 0 elsewhere.
    long double error;  ///< Before grinding.
    int grinding_bits;
};

/// Probability that one nonce passes a test of g low zero bits of a canonical BabyBear element. Zero is in the one heavy residue
/// class (p = 15 * 2^27 + 1), so it is a little above 2^-g.
constexpr long double grinding_pass_rate(int g) {
    if (g <= 0) return 1;
    const std::uint32_t passing = (Felt::kModulus - 1) / (std::uint32_t{1} << g) + 1;
    return static_cast<long double>(passing) / Felt::kModulus;
}

/// Chance that one uniform element lands in a set of density `density` through its low bits: at most 1/p above it.
constexpr long double biased_density(long double density) {
    return density + 1.0L / Felt::kModulus;
}

/// Steps in transcript order; only the first n_steps count.
struct SegmentSteps {
    std::array<SoundnessStep, 32> step;
    std::size_t n_steps;
};

constexpr Code code_of(const Preset& preset) {
    return {preset.extension_degree, preset.log_blowup, preset.regime, preset.johnson_multiplicity};
}

constexpr SegmentSteps segment_steps(const Preset& preset, const SegmentShape& shape) {
    // Each field is named here, so that a new one cannot be forgotten.
    const auto
        [id,
         name,
         degree,
         log_blowup,
         regime,
         multiplicity,
         n_queries,
         query_grinding_bits,
         log_free_dimension,
         log_free_interactions,
         max_grinding_bits,
         log_final_message,
         max_proofs,
         target_bits,
         for_tests_only] = preset;
    const auto
        [log_stack_height,
         log_max_height,
         n_columns,
         n_constraints,
         max_table_constraints,
         n_instances,
         d,
         log_skip,
         n_interactions,
         log_tuple_width] = shape;
    (void)id, (void)name, (void)log_free_dimension, (void)log_free_interactions, (void)max_grinding_bits;
    (void)log_final_message, (void)max_proofs, (void)target_bits, (void)for_tests_only, (void)log_max_height;

    const Code code{degree, log_blowup, regime, multiplicity};
    const long double field = field_size(degree);
    // Every challenge below comes after the commitment, so the list size of the first code multiplies each of them.
    const long double per_unit = list_size(code) / field;
    const long double skip = power_of_two(log_skip) - 1;
    const auto real = [](std::uint64_t n) { return static_cast<long double>(n); };
    const auto larger = [](long double a, long double b) { return a > b ? a : b; };

    SegmentSteps steps{};
    const auto add = [&steps](std::string_view step_name, long double error, int grinding = 0, int index = 0) {
        steps.step[steps.n_steps++] = {step_name, index, error, grinding};
    };
    add("logup alpha, beta",
        per_unit * 2 * real(n_interactions) * log_tuple_width,
        logup_grinding(preset, n_interactions));
    add("gkr round", per_unit * 3);
    add("gkr layer combination", per_unit);
    add("last gkr layer, shared point", per_unit * 4);
    add("lambda", per_unit * (real(n_constraints) + 2));
    add("zerocheck skip round", per_unit * (d + 1) * skip);
    add("zerocheck round", per_unit * (d + 1));
    add("constraint batching", per_unit * (3 + skip + real(max_table_constraints) - 1));
    add("table batching", per_unit * (3 * real(n_instances) - 1));
    add("stacked reduction", per_unit * larger(ceil_log2(n_columns), 2 * skip));
    add("column bit",
        line_error(code, power_of_two(log_stack_height)) + 3 * per_unit,
        column_grinding(preset, log_stack_height));
    for (int round = 0; round < n_folds(preset, log_stack_height); ++round) {
        add("fold",
            line_error(code, power_of_two(log_stack_height - 1 - round)) + 3 * per_unit,
            fold_grinding(preset, log_stack_height, round),
            round + 1);
    }
    add("queries",
        int_power(biased_density(1 - proximity(code)), static_cast<std::uint64_t>(n_queries)),
        query_grinding_bits);
    return steps;
}

/// Largest error of any step, grinding included: the round-by-round error of one proof.
constexpr long double proof_error(const SegmentSteps& steps) {
    long double worst = 0;
    for (std::size_t i = 0; i < steps.n_steps; ++i) {
        const long double error = steps.step[i].error * grinding_pass_rate(steps.step[i].grinding_bits);
        if (error > worst) worst = error;
    }
    return worst;
}

/// Whether one proof of this shape keeps the label of its preset, the tree multiplicity included.
constexpr bool keeps_label(const Preset& preset, const SegmentShape& shape) {
    return proof_error(segment_steps(preset, shape)) * preset.max_proofs <= power_of_two(-preset.target_bits);
}

// ---- Logarithms and reports.

/// -log2(error).
long double exact_bits(long double error);

/// floor(-log2(error) + grinding_bits).
int bits(long double error, int grinding_bits = 0);

/// Least number of queries with query_error <= 2^-bits.
int queries_for(const Code& code, int bits);

/// Least grinding that lifts a step of this error to `target` bits.
int grinding_for(long double error, int target);

/// The Johnson multiplicity in 1..100 with the fewest queries among those whose steps reach `target` bits with at most
/// max_grinding bits each, the smallest such; 0 when there is none. `parameters.code.multiplicity` is ignored.
int best_johnson_multiplicity(UnivariateParameters parameters, int target, int query_grinding_bits, int max_grinding);

/// One kind of proof in an aggregation tree: how many of them stand below one final proof, and the error of each.
struct Layer {
    std::uint64_t multiplicity;
    long double error;
};

/// Bits of the whole tree: the errors of its layers add (A.5).
int system_bits(std::span<const Layer> layers);

/// Collision bound of a digest of 8 BabyBear elements (248 bits), also that of the sponge's capacity.
inline constexpr int kDigestBits = 124;

struct SoundnessReport {
    Preset preset;
    SegmentShape shape;
    SegmentSteps steps;
    int proof_bits;       ///< One proof alone.
    int tree_bits;        ///< max_proofs proofs below one root.
    std::string weakest;  ///< Name of the step that decides.
    int digest_bits;
    long double sampling_loss;  ///< Bits lost over all queries to the uneven low bits of an element.
    long double theta;
    long double list_bound;
};

SoundnessReport soundness_report(const Preset& preset, const SegmentShape& shape);

/// The report as a table for a terminal; several lines, the last ends with a newline.
std::string to_text(const SoundnessReport& report);

}  // namespace zk::stark

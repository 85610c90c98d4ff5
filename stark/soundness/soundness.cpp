#include "stark/soundness/soundness.hpp"

#include "base/format.hpp"

#include <algorithm>
#include <cinttypes>
#include <cmath>

namespace zk::stark {
namespace {

std::string step_name(const SoundnessStep& step) {
    std::string name(step.name);
    if (step.index != 0) name += " " + std::to_string(step.index);
    return name;
}

long double ground_error(const SoundnessStep& step) {
    return step.error * grinding_pass_rate(step.grinding_bits);
}

}  // namespace

long double exact_bits(long double error) {
    return -std::log2(error);
}

int bits(long double error, int grinding_bits) {
    return static_cast<int>(std::floor(exact_bits(error) + static_cast<long double>(grinding_bits)));
}

int queries_for(const Code& code, int bits) {
    return static_cast<int>(std::ceil(bits / exact_bits(1 - proximity(code))));
}

int grinding_for(long double error, int target) {
    const auto missing = static_cast<int>(std::ceil(target - exact_bits(error)));
    return missing > 0 ? missing : 0;
}

int best_johnson_multiplicity(UnivariateParameters parameters, int target, int query_grinding_bits, int max_grinding) {
    int best = 0;
    int fewest = 0;
    parameters.code.regime = Regime::johnson;
    for (int m = 1; m <= 100; ++m) {
        parameters.code.multiplicity = m;
        if (!gains_over_unique(parameters.code) || !deep_is_sound(parameters)) continue;
        const auto [logup, ali, deep, batch, first_fold, per_query] = univariate_errors(parameters);
        (void)per_query;
        bool reachable = true;
        for (const long double error : {logup, ali, deep, batch, first_fold}) {
            reachable = reachable && grinding_for(error, target) <= max_grinding;
        }
        const int n_queries = queries_for(parameters.code, target - query_grinding_bits);
        if (reachable && (best == 0 || n_queries < fewest)) {
            best = m;
            fewest = n_queries;
        }
    }
    return best;
}

int system_bits(std::span<const Layer> layers) {
    long double sum = 0;
    for (const Layer& layer : layers) sum += static_cast<long double>(layer.multiplicity) * layer.error;
    return bits(sum);
}

SoundnessReport soundness_report(const Preset& preset, const SegmentShape& shape) {
    SoundnessReport report{
        .preset = preset,
        .shape = shape,
        .steps = segment_steps(preset, shape),
        .proof_bits = 0,
        .tree_bits = 0,
        .weakest = {},
        .digest_bits = kDigestBits,
        .sampling_loss = 0,
        .theta = proximity(code_of(preset)),
        .list_bound = list_size(code_of(preset)),
    };
    const long double error = proof_error(report.steps);
    report.proof_bits = bits(error);
    report.tree_bits = bits(error * preset.max_proofs);
    for (std::size_t i = 0; i < report.steps.n_steps; ++i) {
        if (ground_error(report.steps.step[i]) == error) report.weakest = step_name(report.steps.step[i]);
    }
    const long double density = 1 - report.theta;
    report.sampling_loss = preset.n_queries * (exact_bits(density) - exact_bits(biased_density(density)));
    return report;
}

std::string to_text(const SoundnessReport& report) {
    const Preset& preset = report.preset;
    std::string text;
    text += formatted(
        "preset %s: extension degree %d, rate 1/%d, ",
        std::string(preset.name).c_str(),
        preset.extension_degree,
        1 << preset.log_blowup
    );
    if (preset.regime == Regime::unique_decoding) {
        text += formatted("unique decoding (theta %.4Lf, list 1)\n", report.theta);
    } else {
        text += formatted(
            "Johnson regime (m = %d, theta %.4Lf, list %.1Lf)\n",
            preset.johnson_multiplicity,
            report.theta,
            report.list_bound
        );
    }
    text += formatted(
        "stack of 2^%d rows, %" PRIu64 " column claims, %" PRIu64 " constraints, 2^%d interactions\n",
        report.shape.log_stack_height,
        report.shape.n_columns,
        report.shape.n_constraints,
        ceil_log2(report.shape.n_interactions)
    );
    text += formatted("%d queries\n\n", preset.n_queries);
    text += formatted("  %-30s %10s %9s %8s\n", "step", "statistical", "grinding", "bits");
    for (std::size_t i = 0; i < report.steps.n_steps; ++i) {
        const SoundnessStep& step = report.steps.step[i];
        text += formatted(
            "  %-30s %11.2Lf %9d %8.2Lf\n",
            step_name(step).c_str(),
            exact_bits(step.error),
            step.grinding_bits,
            exact_bits(ground_error(step))
        );
    }
    text += formatted(
        "\n  one proof                      %d bits (decided by: %s)\n", report.proof_bits, report.weakest.c_str()
    );
    text += formatted("  a tree of %-4u proofs           %d bits\n", preset.max_proofs, report.tree_bits);
    text += formatted("  digest and sponge capacity     %d bits against collisions\n", report.digest_bits);
    text += formatted(
        "  bias of sampled positions      %.1Le bits over all queries, counted above\n", report.sampling_loss
    );
    if (preset.for_tests_only) {
        text += "\nFor unit tests only: verifiers refuse it unless told to accept toy proofs.\n";
    } else {
        text += formatted(
            "\n%d-bit IOP, %d-bit hash. Provable round by round, no conjecture; not zero-knowledge.\n",
            report.tree_bits,
            report.digest_bits
        );
    }
    return text;
}

}  // namespace zk::stark

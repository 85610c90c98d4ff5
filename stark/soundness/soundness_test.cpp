#include "stark/soundness/soundness.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <vector>

namespace zk::stark {
namespace {

// Inputs of spec/soundness.md A.7 unless a case says otherwise.
UnivariateParameters vector_inputs(int degree, int log_blowup, int log_dimension) {
    return {
        .code = {degree, log_blowup, Regime::unique_decoding, 0},
        .log_dimension = log_dimension,
        .n_functions = 6000,
        .batching = Batching::powers,
        .n_constraints = 10000,
        .constraint_degree = 3,
        .rows_per_constraint = 2,
        .n_interactions = std::uint64_t{1} << 31,
        .fingerprint = 16,
        .log_arity = 3,
    };
}

UnivariateParameters johnson_inputs(int degree, int log_blowup, int log_dimension, int m) {
    UnivariateParameters parameters = vector_inputs(degree, log_blowup, log_dimension);
    parameters.code.regime = Regime::johnson;
    parameters.code.multiplicity = m;
    return parameters;
}

Code unique(int degree, int log_blowup) {
    return {degree, log_blowup, Regime::unique_decoding, 0};
}
Code johnson(int degree, int log_blowup, int m) {
    return {degree, log_blowup, Regime::johnson, m};
}

void expect_bits(long double expected, long double error) {
    EXPECT_NEAR(static_cast<double>(expected), static_cast<double>(exact_bits(error)), 0.00501);
}

TEST(Soundness, FieldSizes) {
    EXPECT_NEAR(123.63, static_cast<double>(std::log2(field_size(4))), 0.005);
    EXPECT_NEAR(154.53, static_cast<double>(std::log2(field_size(5))), 0.005);
}

TEST(Soundness, UnivariateVectorsInUniqueDecoding) {
    struct Row {
        int degree, log_blowup, logup, ali, deep, batch, fold;
        double per_query;
    };
    const std::vector<Row> rows{
        {4, 1, 88, 110, 99, 90, 102, 0.415},
        {4, 2, 88, 110, 99, 88, 101, 0.678},
        {4, 4, 88, 110, 99, 86, 98, 0.912},
        {5, 1, 119, 141, 130, 120, 133, 0.415},
        {5, 2, 119, 141, 130, 119, 132, 0.678},
        {5, 4, 119, 141, 130, 117, 129, 0.912},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE("D " + std::to_string(row.degree) + ", log blowup " + std::to_string(row.log_blowup));
        const UnivariateParameters parameters = vector_inputs(row.degree, row.log_blowup, 22);
        EXPECT_TRUE(deep_is_sound(parameters));
        const UnivariateErrors errors = univariate_errors(parameters);
        EXPECT_EQ(row.logup, bits(errors.logup));
        EXPECT_EQ(row.ali, bits(errors.ali));
        EXPECT_EQ(row.deep, bits(errors.deep));
        EXPECT_EQ(row.batch, bits(errors.batch));
        EXPECT_EQ(row.fold, bits(errors.first_fold));
        EXPECT_NEAR(row.per_query, static_cast<double>(exact_bits(errors.per_query)), 0.001);
    }
}

TEST(Soundness, JohnsonBatchVectors) {
    struct Row {
        int degree, log_blowup, m;
        double batch;
    };
    const std::vector<Row> rows{
        {4, 1, 2, 80.55},
        {4, 1, 3, 78.12},
        {4, 1, 10, 70.20},
        {4, 2, 1, 81.71},
        {4, 2, 2, 78.05},
        {4, 2, 3, 75.62},
        {4, 2, 10, 67.70},
        {4, 4, 1, 76.72},
        {4, 4, 3, 70.62},
        {5, 1, 10, 101.11},
        {5, 4, 10, 93.61},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(
            "D " + std::to_string(row.degree) + ", log blowup " + std::to_string(row.log_blowup) + ", m " +
            std::to_string(row.m)
        );
        expect_bits(row.batch, univariate_errors(johnson_inputs(row.degree, row.log_blowup, 22, row.m)).batch);
    }
}

TEST(Soundness, ThetaAndListSize) {
    EXPECT_NEAR(0.3750, static_cast<double>(proximity(johnson(5, 2, 2))), 1e-12);
    EXPECT_NEAR(0.4750, static_cast<double>(proximity(johnson(5, 2, 10))), 1e-12);
    EXPECT_NEAR(0.6250, static_cast<double>(proximity(johnson(5, 4, 1))), 1e-12);
    EXPECT_NEAR(5.0, static_cast<double>(list_size(johnson(5, 2, 2))), 1e-12);
    EXPECT_NEAR(42.0, static_cast<double>(list_size(johnson(5, 4, 10))), 1e-12);
    EXPECT_EQ(1, list_size(unique(5, 1)));
    EXPECT_NEAR(0.25, static_cast<double>(proximity(unique(5, 1))), 1e-15);
}

TEST(Soundness, ListSizeReducesBits) {
    for (int m = 2; m <= 10; ++m) {
        const UnivariateErrors one = univariate_errors(vector_inputs(5, 2, 22));
        const UnivariateErrors listed = univariate_errors(johnson_inputs(5, 2, 22, m));
        EXPECT_GT(listed.logup, one.logup);
        EXPECT_GT(listed.ali, one.ali);
        EXPECT_GT(listed.deep, one.deep);
        EXPECT_NEAR(
            static_cast<double>(std::log2(list_size(johnson(5, 2, m)))),
            static_cast<double>(exact_bits(one.ali) - exact_bits(listed.ali)),
            1e-9
        );
    }
}

TEST(Soundness, MultiplicityWithoutGainIsRejected) {
    EXPECT_FALSE(gains_over_unique(johnson(5, 1, 1)));  // theta is negative there
    EXPECT_FALSE(gains_over_unique(johnson(5, 2, 2)));  // 0.375 is exactly (1 - rho)/2
    EXPECT_TRUE(gains_over_unique(johnson(5, 2, 3)));
    EXPECT_FALSE(gains_over_unique(johnson(5, 2, 0)));
}

TEST(Soundness, PublishedSystem) {
    UnivariateParameters parameters = vector_inputs(4, 1, 23);
    parameters.n_functions = 80000;
    parameters.n_constraints = 15000;
    parameters.log_arity = 1;
    const UnivariateErrors errors = univariate_errors(parameters);
    EXPECT_EQ(109, bits(errors.ali));
    EXPECT_EQ(98, bits(errors.deep));
    EXPECT_EQ(103, bits(errors.deep, 5));
    EXPECT_EQ(85, bits(errors.batch));
    EXPECT_EQ(105, bits(errors.batch, 20));
    EXPECT_EQ(102, bits(errors.first_fold));
    EXPECT_EQ(80, bits(query_error(parameters.code, 193)));
    EXPECT_EQ(100, bits(query_error(parameters.code, 193), 20));
}

TEST(Soundness, OurProtocolBeforeGrinding) {
    const Code code = unique(5, 1);
    const long double field = field_size(5);
    // A.7 gives LogUp for tuples of 16 with a powers fingerprint; our fingerprint is multilinear.
    expect_bits(118.53, list_size(code) * 2 * power_of_two(31) * 16 / field);
    expect_bits(130.95, batching_error(code, power_of_two(22), 64, Batching::eq));
    expect_bits(128.95, batching_error(code, power_of_two(24), 64, Batching::eq));
    EXPECT_NEAR(0.41504, static_cast<double>(exact_bits(query_error(code, 1))), 0.000005);

    const SegmentSteps steps = segment_steps(kStandard128, largest_segment(22));
    const auto step = [&steps](std::string_view name, int index = 0) {
        for (std::size_t i = 0; i < steps.n_steps; ++i) {
            if (steps.step[i].name == name && steps.step[i].index == index) return steps.step[i].error;
        }
        ADD_FAILURE() << "no step " << name;
        return 1.0L;
    };
    expect_bits(152.95, step("gkr round"));
    expect_bits(148.63, step("zerocheck skip round"));
    expect_bits(134.53, step("fold", 1));
    expect_bits(132.53, line_error(code, power_of_two(23)) + 3 / field);
    expect_bits(154.53 - 1 - 30 - std::log2(7.0), step("logup alpha, beta"));
}

TEST(Soundness, RoundingIsFloorForBitsAndCeilForQueries) {
    EXPECT_EQ(9, bits(power_of_two(-10) * 1.001L));
    EXPECT_EQ(10, bits(power_of_two(-10)));
    EXPECT_EQ(10, bits(power_of_two(-11) * 1.001L));
    EXPECT_EQ(13, bits(power_of_two(-10), 3));
    EXPECT_EQ(292, queries_for(unique(5, 1), 121));
    EXPECT_GE(exact_bits(query_error(unique(5, 1), 292)), 121);
    EXPECT_LT(exact_bits(query_error(unique(5, 1), 291)), 121);
    EXPECT_EQ(4, grinding_for(power_of_two(-10) * 1.001L, 13));
    EXPECT_EQ(3, grinding_for(power_of_two(-10), 13));
    EXPECT_EQ(0, grinding_for(power_of_two(-20), 13));
}

// ---- Part B: queries and grinding for a target.

struct Cell {
    int queries, logup, ali, deep, batch, fold;
    bool operator==(const Cell&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Cell& cell) {
    return out << cell.queries << "; " << cell.logup << '/' << cell.ali << '/' << cell.deep << '/' << cell.batch << '/'
               << cell.fold;
}
Cell cell_for(const UnivariateParameters& parameters, int target) {
    const UnivariateErrors errors = univariate_errors(parameters);
    return {
        .queries = queries_for(parameters.code, target - 20),
        .logup = grinding_for(errors.logup, target),
        .ali = grinding_for(errors.ali, target),
        .deep = grinding_for(errors.deep, target),
        .batch = grinding_for(errors.batch, target),
        .fold = grinding_for(errors.first_fold, target),
    };
}

struct TableRow {
    int degree, target, log_blowup, log_dimension;
    Cell cell;
};

TEST(ParameterTable, UniqueDecoding) {
    const std::vector<TableRow> rows{
        {4, 100, 1, 20, {193, 12, 0, 0, 8, 0}},  {4, 100, 1, 22, {193, 12, 0, 1, 10, 0}},
        {4, 100, 1, 24, {193, 12, 0, 3, 12, 0}}, {4, 100, 2, 20, {118, 12, 0, 0, 10, 0}},
        {4, 100, 2, 22, {118, 12, 0, 1, 12, 0}}, {4, 100, 2, 24, {118, 12, 0, 3, 14, 1}},
        {4, 100, 3, 20, {97, 12, 0, 0, 11, 0}},  {4, 100, 3, 22, {97, 12, 0, 1, 13, 0}},
        {4, 100, 3, 24, {97, 12, 0, 3, 15, 2}},  {4, 100, 4, 20, {88, 12, 0, 0, 12, 0}},
        {4, 100, 4, 22, {88, 12, 0, 1, 14, 2}},  {4, 100, 4, 24, {88, 12, 0, 3, 16, 4}},
        {5, 100, 1, 22, {193, 0, 0, 0, 0, 0}},   {5, 100, 2, 22, {118, 0, 0, 0, 0, 0}},
        {5, 100, 3, 22, {97, 0, 0, 0, 0, 0}},    {5, 100, 4, 22, {88, 0, 0, 0, 0, 0}},
        {5, 128, 1, 20, {261, 9, 0, 0, 6, 0}},   {5, 128, 1, 22, {261, 9, 0, 0, 8, 0}},
        {5, 128, 1, 24, {261, 9, 0, 0, 10, 0}},  {5, 128, 2, 20, {160, 9, 0, 0, 7, 0}},
        {5, 128, 2, 22, {160, 9, 0, 0, 9, 0}},   {5, 128, 2, 24, {160, 9, 0, 0, 11, 0}},
        {5, 128, 3, 20, {131, 9, 0, 0, 8, 0}},   {5, 128, 3, 22, {131, 9, 0, 0, 10, 0}},
        {5, 128, 3, 24, {131, 9, 0, 0, 12, 0}},  {5, 128, 4, 20, {119, 9, 0, 0, 9, 0}},
        {5, 128, 4, 22, {119, 9, 0, 0, 11, 0}},  {5, 128, 4, 24, {119, 9, 0, 0, 13, 1}},
    };
    for (const TableRow& row : rows) {
        SCOPED_TRACE(
            "D " + std::to_string(row.degree) + ", target " + std::to_string(row.target) + ", log blowup " +
            std::to_string(row.log_blowup) + ", 2^" + std::to_string(row.log_dimension)
        );
        EXPECT_EQ(row.cell, cell_for(vector_inputs(row.degree, row.log_blowup, row.log_dimension), row.target));
    }
}

TEST(ParameterTable, JohnsonWithEqBatching) {
    struct Row {
        int degree, target, log_blowup, m;
        Cell cell;
    };
    const std::vector<Row> rows{
        {4, 100, 2, 8, {88, 16, 0, 5, 22, 19}},
        {4, 100, 3, 5, {59, 16, 0, 5, 22, 18}},
        {4, 100, 4, 3, {46, 16, 0, 5, 21, 17}},
        {5, 128, 1, 17, {236, 14, 0, 3, 22, 18}},
        {5, 128, 2, 12, {115, 14, 0, 3, 22, 18}},
        {5, 128, 3, 8, {77, 14, 0, 3, 22, 18}},
        {5, 128, 4, 5, {58, 13, 0, 2, 21, 17}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(
            "D " + std::to_string(row.degree) + ", target " + std::to_string(row.target) + ", log blowup " +
            std::to_string(row.log_blowup)
        );
        UnivariateParameters parameters = johnson_inputs(row.degree, row.log_blowup, 22, row.m);
        parameters.batching = Batching::eq;
        EXPECT_EQ(row.m, best_johnson_multiplicity(parameters, row.target, 20, 22));
        EXPECT_EQ(row.cell, cell_for(parameters, row.target));
    }
}

TEST(ParameterTable, JohnsonWithPowersAtDegreeFive) {
    struct Row {
        int log_blowup, m;
        Cell cell;
    };
    const std::vector<Row> rows{
        {1, 79, {163, 0, 0, 0, 14, 1}},
        {2, 59, {81, 0, 0, 0, 14, 2}},
        {3, 39, {54, 0, 0, 0, 14, 1}},
        {4, 15, {41, 0, 0, 0, 10, 0}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE("log blowup " + std::to_string(row.log_blowup));
        const UnivariateParameters parameters = johnson_inputs(5, row.log_blowup, 22, row.m);
        EXPECT_EQ(row.m, best_johnson_multiplicity(parameters, 100, 20, 22));
        EXPECT_EQ(row.cell, cell_for(parameters, 100));
    }
}

TEST(ParameterTable, DegreeFourCannotReach128Bits) {
    for (int log_blowup = 1; log_blowup <= 4; ++log_blowup) {
        for (int log_dimension = 20; log_dimension <= 24; log_dimension += 2) {
            const Cell cell = cell_for(vector_inputs(4, log_blowup, log_dimension), 128);
            EXPECT_EQ(40, cell.logup);
            EXPECT_GE(cell.batch, 36);
            EXPECT_LE(cell.batch, 44);
            EXPECT_GE(cell.fold, 24);
            EXPECT_LE(cell.fold, 32);
        }
    }
    EXPECT_EQ(0, best_johnson_multiplicity(johnson_inputs(4, 1, 22, 1), 100, 20, 22))
        << "100 bits at blowup 2 with powers";
}

TEST(ParameterTable, EqBatchingCostsAtMostFiveBits) {
    for (int log_blowup = 1; log_blowup <= 4; ++log_blowup) {
        for (int log_dimension = 20; log_dimension <= 24; log_dimension += 2) {
            UnivariateParameters parameters = vector_inputs(5, log_blowup, log_dimension);
            parameters.batching = Batching::eq;
            EXPECT_LE(cell_for(parameters, 128).batch, 5);
        }
    }
}

std::vector<int> whir_queries(Code code, int n_rounds, int target) {
    std::vector<int> queries;
    for (int round = 0; round < n_rounds; ++round) {
        queries.push_back(queries_for(code, target - 20));
        const Code next = whir_next_code(code, 4);
        EXPECT_GE(bits(whir_shift_error(code, static_cast<std::uint64_t>(queries.back()), next), 20), target);
        code = next;
    }
    return queries;
}

TEST(ParameterTable, WhirQueries) {
    EXPECT_EQ((std::vector<int>{193, 88, 81, 81}), whir_queries(unique(5, 1), 4, 100));
    EXPECT_EQ((std::vector<int>{118, 84, 81}), whir_queries(unique(5, 2), 3, 100));
    EXPECT_EQ((std::vector<int>{261, 119, 110, 109}), whir_queries(unique(5, 1), 4, 128));
    // One out-of-domain sample is charged in unique decoding too: 2^18 / 2 values of a line.
    expect_bits(154.53 - 17, whir_out_of_domain_error(unique(5, 1), 18));
}

// ---- Presets.

TEST(Preset, Standard128ComputesThePublishedParameters) {
    EXPECT_EQ(141, proof_target_bits(kStandard128));
    EXPECT_EQ(kStandard128.n_queries, queries_for(code_of(kStandard128), 141 - 20));
    EXPECT_EQ(6, column_grinding(kStandard128, 20));
    EXPECT_EQ(8, column_grinding(kStandard128, 22));
    const std::vector<int> at_20{5, 4, 3, 2, 1, 0, 0, 0};
    const std::vector<int> at_22{7, 6, 5, 4, 3, 2, 1, 0, 0};
    for (std::size_t i = 0; i < at_20.size(); ++i)
        EXPECT_EQ(at_20[i], fold_grinding(kStandard128, 20, static_cast<int>(i)));
    for (std::size_t i = 0; i < at_22.size(); ++i)
        EXPECT_EQ(at_22[i], fold_grinding(kStandard128, 22, static_cast<int>(i)));
    EXPECT_EQ(21, logup_grinding(kStandard128, std::uint64_t{1} << 30));
    EXPECT_EQ(20, logup_grinding(kStandard128, (std::uint64_t{1} << 28) + 1));
    EXPECT_EQ(0, logup_grinding(kStandard128, 512));
    EXPECT_EQ(1, logup_grinding(kStandard128, 513));
    EXPECT_EQ(0, logup_grinding(kStandard128, 0));
    EXPECT_EQ(14, n_folds(kStandard128, 20));
    EXPECT_EQ(0, n_folds(kStandard128, 6));
}

// The grinding of every step is what the calculator asks for: enough, and one bit less is not.
void expect_grinding_is_least(const Preset& preset, int min_log_height, int max_log_height) {
    for (int m = min_log_height; m <= max_log_height; ++m) {
        const SegmentSteps steps = segment_steps(preset, largest_segment(m));
        for (std::size_t i = 0; i < steps.n_steps; ++i) {
            const SoundnessStep& step = steps.step[i];
            EXPECT_EQ(grinding_for(step.error, proof_target_bits(preset)), step.grinding_bits)
                << preset.name << " at m = " << m << ", " << step.name << ' ' << step.index;
        }
    }
}

TEST(Preset, GrindingIsTheLeastThatReachesTheTarget) {
    expect_grinding_is_least(kStandard128, kMinLogStackHeight, kMaxLogStackHeight);
    expect_grinding_is_least(kLastLayer128, 20, 20);
}

TEST(Preset, LastLayerComputesThePublishedParameters) {
    EXPECT_EQ(kLastLayer128.n_queries, queries_for(code_of(kLastLayer128), 128 - 20));
    EXPECT_EQ(18, column_grinding(kLastLayer128, 20));
    EXPECT_EQ(17, fold_grinding(kLastLayer128, 20, 0));
    EXPECT_EQ(16, fold_grinding(kLastLayer128, 20, 1));
    EXPECT_EQ(15, fold_grinding(kLastLayer128, 20, 2));
    EXPECT_EQ(13, logup_grinding(kLastLayer128, std::uint64_t{1} << 30));
    EXPECT_TRUE(gains_over_unique(code_of(kLastLayer128)));
    EXPECT_EQ(128, soundness_report(kLastLayer128, largest_segment(20)).proof_bits);
}

TEST(Preset, EveryWeakeningFallsBelowTheLabel) {
    const SegmentShape shape = largest_segment(20);
    ASSERT_TRUE(keeps_label(kStandard128, shape));
    const auto weakened = [](auto change) {
        Preset preset = kStandard128;
        change(preset);
        return preset;
    };
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.n_queries -= 1; }), shape));
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.query_grinding_bits -= 1; }), shape));
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.log_free_dimension += 1; }), shape));
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.log_free_interactions += 1; }), shape));
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.max_grinding_bits = 20; }), shape));
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.max_proofs *= 2; }), shape));
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.target_bits += 1; }), shape));
    EXPECT_FALSE(keeps_label(weakened([](Preset& p) { p.extension_degree = 4; }), shape));

    SegmentShape larger = shape;
    larger.n_constraints = 12288;
    EXPECT_FALSE(keeps_label(kStandard128, larger));
    larger = shape;
    larger.n_interactions *= 8;
    EXPECT_FALSE(keeps_label(kStandard128, larger));
}

TEST(Preset, ToyGrindsLittleAndPromisesNothing) {
    EXPECT_TRUE(kToy.for_tests_only);
    EXPECT_EQ(20, kToy.n_queries);
    EXPECT_LE(kToy.query_grinding_bits, 6);
    for (int m = kMinLogStackHeight; m <= kMaxLogStackHeight; ++m) {
        EXPECT_LE(column_grinding(kToy, m), 6);
        for (int round = 0; round < n_folds(kToy, m); ++round) EXPECT_LE(fold_grinding(kToy, m, round), 6);
        EXPECT_LT(soundness_report(kToy, largest_segment(m)).proof_bits, 20);
    }
    EXPECT_LE(logup_grinding(kToy, std::uint64_t{1} << 30), 6);
}

TEST(Preset, FoundByNameAndIdOnly) {
    ASSERT_NE(nullptr, find_preset("standard-128"));
    EXPECT_EQ(kStandard128.id, find_preset("standard-128")->id);
    EXPECT_EQ("toy", find_preset(kToy.id)->name);
    EXPECT_EQ(nullptr, find_preset("standard"));
    EXPECT_EQ(nullptr, find_preset("last-layer-128"));
    EXPECT_EQ(nullptr, find_preset(0U));
    EXPECT_EQ(nullptr, find_preset(kLastLayer128.id));
}

// ---- Reports.

TEST(SoundnessReport, Standard128) {
    for (const int m : {20, 22}) {
        const SoundnessReport report = soundness_report(kStandard128, largest_segment(m));
        EXPECT_EQ(141, report.proof_bits);
        EXPECT_EQ(128, report.tree_bits);
        EXPECT_EQ(124, report.digest_bits);
        EXPECT_EQ("queries", report.weakest);
        EXPECT_GT(report.sampling_loss, 0);
        EXPECT_LT(report.sampling_loss, 1e-5);
        const std::string text = to_text(report);
        EXPECT_NE(std::string::npos, text.find("128-bit IOP, 124-bit hash")) << text;
        EXPECT_NE(std::string::npos, text.find("one proof                      141 bits")) << text;
        EXPECT_NE(std::string::npos, text.find("fold 1")) << text;
    }
}

TEST(SoundnessReport, TextOfTheOthers) {
    const std::string toy = to_text(soundness_report(kToy, largest_segment(20)));
    EXPECT_EQ(std::string::npos, toy.find("-bit IOP")) << toy;
    EXPECT_NE(std::string::npos, toy.find("For unit tests only")) << toy;
    const std::string last = to_text(soundness_report(kLastLayer128, largest_segment(20)));
    EXPECT_NE(std::string::npos, last.find("Johnson regime (m = 7")) << last;
    EXPECT_NE(std::string::npos, last.find("rate 1/16")) << last;
}

TEST(SoundnessReport, GrindingCountsTheHeavyResidue) {
    EXPECT_EQ(1, grinding_pass_rate(0));
    // Elements of [0, p) with 20 low zero bits: 15 * 2^7 + 1.
    EXPECT_EQ(static_cast<long double>(15 * 128 + 1) / Felt::kModulus, grinding_pass_rate(20));
    EXPECT_GT(grinding_pass_rate(20), power_of_two(-20));
    // Elements whose low 27 bits are zero: 15 multiples below p, and p - 1 itself.
    EXPECT_EQ(16.0L / Felt::kModulus, grinding_pass_rate(27));
}

TEST(SoundnessReport, LayersOfATreeAdd) {
    const std::vector<Layer> one{{8192, power_of_two(-141)}};
    EXPECT_EQ(128, system_bits(one));
    const std::vector<Layer> segments{{256, power_of_two(-100)}};
    EXPECT_EQ(92, system_bits(segments));
    const std::vector<Layer> two{{8192, power_of_two(-141)}, {1, power_of_two(-128)}};
    EXPECT_EQ(127, system_bits(two));
}

}  // namespace
}  // namespace zk::stark

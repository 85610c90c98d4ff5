#include "stark/proof/geometry.hpp"
#include "stark/soundness/soundness.hpp"
#include "vm/elf/program.hpp"
#include "vm/machine/chain.hpp"
#include "vm/machine/rv32im.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace zk::vm {
namespace {

// Presets are checked against stark::largest_segment: no proof of this machine may be larger.
TEST(Security, TheCheckedShapeCoversEveryProofOfTheMachine) {
    const stark::Machine machine = make_rv32im_machine();
    const stark::MachineLimits& limits = machine.limits();
    for (const int log_stack : {limits.log_stack_small, limits.log_stack_large}) {
        const stark::SegmentShape shape = stark::largest_segment(log_stack);
        std::uint64_t n_instances = 0;
        std::uint64_t n_columns = 0;
        std::uint64_t n_constraints = 0;
        std::uint64_t max_table_constraints = 0;
        for (const stark::Table& table : machine.tables()) {
            const std::uint64_t times = table.fixed ? 1 : 2;
            n_instances += times;
            n_columns += times * table.air.n_committed();
            n_constraints += times * table.air.constraints.size();
            max_table_constraints = std::max<std::uint64_t>(max_table_constraints, table.air.constraints.size());
        }
        EXPECT_LE(n_instances, shape.n_instances);
        EXPECT_LE(n_columns, shape.n_columns);
        EXPECT_LE(n_constraints, shape.n_constraints);
        EXPECT_LE(max_table_constraints, shape.max_table_constraints);
        EXPECT_LE(limits.max_interactions, shape.n_interactions);
        EXPECT_LE(stark::kMaxLogHeight, shape.log_max_height);
        EXPECT_LE(stark::kMaxConstraintDegree, shape.constraint_degree);
        EXPECT_EQ(stark::kLogSkip, shape.log_skip);
        EXPECT_EQ(stark::kBetaChallenges, shape.log_tuple_width);
        EXPECT_EQ(stark::kMaxTuple, 1u << shape.log_tuple_width);
        RecordProperty("columns", static_cast<int>(n_columns));
        RecordProperty("constraints", static_cast<int>(n_constraints));
        EXPECT_TRUE(stark::keeps_label(stark::kStandard128, shape));
    }
}

// What the protocol's code takes for granted, the presets must say.
TEST(Security, PresetsAgreeWithTheProtocolsConstants) {
    for (const stark::Preset& preset : stark::kPresets) {
        EXPECT_EQ(kMaxSegments, preset.max_proofs) << preset.name;
        EXPECT_EQ(stark::kLogFinalMessage, preset.log_final_message) << preset.name;
        EXPECT_EQ(stark::kLogBlowup, preset.log_blowup) << preset.name;
        EXPECT_EQ(FeltExt::kDegree, preset.extension_degree) << preset.name;
    }
}

// Program columns taller than the stack are refused, so a program that loads has a key.
TEST(Security, EveryProgramFitsTheSmallStack) {
    const stark::MachineLimits limits = make_rv32im_machine().limits();
    EXPECT_LE(kMaxCodeWords, std::size_t{1} << std::min(limits.log_stack_small, limits.log_stack_large));
}

// Every program's identity contains this digest. It must not depend on the compiler, and changing the machine must show here.
TEST(Security, TheMachineIsTheOneThatWasReviewed) {
    const Digest digest = make_rv32im_machine().digest();
    const std::array<std::uint32_t, 8> pinned{
        1107987515, 1041685529, 1565891013, 1611216646, 605835198, 1948104286, 273333169, 432258427};
    for (std::size_t i = 0; i < pinned.size(); ++i) EXPECT_EQ(pinned[i], digest.words[i].value()) << i;
}

}  // namespace
}  // namespace zk::vm

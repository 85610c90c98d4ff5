// Hostile witnesses inside the machine: altered sample blocks of less than 100,000 gas. The machine answers as the native program does, word for word
// and refusal for refusal, and nothing that it is given makes it stop in another way.
#include "guest/images/images.hpp"
#include "guest/programs/programs.hpp"
#include "guest/test/random.hpp"
#include "guest/test/vectors.hpp"
#include "vm/elf/elf.hpp"
#include "vm/executor/machine.hpp"

#include <gtest/gtest.h>

#include "tests/negative/alterations.hpp"
#include "tests/negative/full.hpp"
#include "tests/negative/verdict.hpp"

#include <algorithm>
#include <iostream>

namespace zk::negative {
namespace {

using guest::Fork;

constexpr std::uint64_t kMostGas = 100'000;
constexpr std::uint32_t kPanicExitCode = 101;  // guest/runtime/machine.hpp

class HostileMachine : public testing::TestWithParam<Fork> {};

void compare(const vm::Program& program, const Bytes& input, const std::string& label, Tally& tally) {
    const auto native = guest::run_program("chunk", input);
    const auto machine = vm::execute(program, input);
    ASSERT_TRUE(machine.has_value()) << label << ": " << machine.error().message();
    ++tally.n_altered;
    if (native) {
        ++tally.n_other_claim;
        EXPECT_EQ(machine->exit_code, 0u) << label << ": " << machine->log;
        EXPECT_EQ(machine->public_words, *native) << label;
    } else {
        ++tally.n_refused;
        EXPECT_EQ(machine->exit_code, kPanicExitCode) << label;
        EXPECT_EQ(machine->public_words, guest::PublicWords{}) << label;
        EXPECT_EQ(machine->log, "panic: " + native.error().where + "\n") << label;
    }
}

TEST_P(HostileMachine, AnswersAsTheNativeProgram) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto program = vm::load_elf(guest::guest_image("chunk"));
    ASSERT_TRUE(program.has_value());
    std::vector<Sample> samples = samples_of(GetParam());
    std::erase_if(samples, [](const Sample& s) { return s.gas >= kMostGas || s.chunk.blocks.size() > 1; });
    ASSERT_FALSE(samples.empty());
    const std::size_t per_sample = in_full() ? 200 : 100 / samples.size() + 1;
    Tally tally;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Sample& sample = samples[i];
        const OwnedChunk& donor = samples[(i + 1) % samples.size()].chunk;
        const std::uint64_t seed = 77'000 * static_cast<std::uint64_t>(GetParam()) + i;
        for (const Alteration& alteration : choose(alterations_of(sample.chunk, donor, seed), per_sample, seed)) {
            OwnedChunk altered = sample.chunk;
            alteration.apply(altered);
            if (altered == sample.chunk) continue;
            const std::string label = alteration.kind + " " + sample.name + " " + alteration.where;
            compare(*program, encode(altered), label, tally);
            // Behind the first check that refuses it there are others.
            if (const Answer answer = run(altered); !answer.claim && mend(altered, answer.refusal))
                compare(*program, encode(altered), label + ", mended", tally);
        }
        Bytes bytes = encode(sample.chunk);
        test::Random random(seed);
        bytes[random.below(bytes.size())] ^= 0x20;
        compare(*program, bytes, "bytes " + sample.name, tally);
    }
    std::cout << guest::fork_name(GetParam()) << ": " << tally.n_altered << " altered chunks in the machine, "
              << tally.n_refused << " refused\n";
    EXPECT_GE(tally.n_altered, 100u);
    EXPECT_GE(tally.n_refused, 50u);
}

// GalileoV2 has no sample block that small.
INSTANTIATE_TEST_SUITE_P(
    Forks,
    HostileMachine,
    testing::Values(Fork::kEuclidV1, Fork::kEuclidV2, Fork::kFeynman, Fork::kGalileo, Fork::kValidium),
    [](const auto& fork) { return std::string(guest::fork_name(fork.param)); }
);

}  // namespace
}  // namespace zk::negative

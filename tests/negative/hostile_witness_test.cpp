// Hostile witnesses: every part of the sample blocks altered or removed. Each alteration ends in a clean error or in another claim; the claim stays
// only where nothing that it says was altered (the list in verdict.cpp). ZKPROVE_FULL=1: many more of them.
#include "guest/keccak/keccak.hpp"
#include "guest/state/witness_state.hpp"
#include "guest/stateless/l1_fee.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include "tests/negative/alterations.hpp"
#include "tests/negative/full.hpp"
#include "tests/negative/verdict.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <numeric>
#include <optional>

namespace zk::negative {
namespace {

using guest::Fork;

constexpr std::size_t kSmall = 1 << 18;  // bytes of a chunk

/// Alterations of each sample by size, and how many of a fork there are at least.
struct Plan {
    Fork fork;
    std::size_t per_small;
    std::size_t per_large;
    std::size_t least;
};
constexpr Plan kBounded[] = {
    {Fork::kEuclidV1, 120, 40, 400},
    {Fork::kEuclidV2, 150, 0, 600},
    {Fork::kFeynman, 60, 20, 500},
    {Fork::kGalileo, 25, 10, 600},
    {Fork::kGalileoV2, 0, 20, 30},
    {Fork::kValidium, 25, 0, 400},
};

static_assert(
    std::accumulate(
        std::begin(kBounded),
        std::end(kBounded),
        std::size_t{0},
        [](std::size_t n, const Plan& p) { return n + p.least; }
    ) >= 2000
);

class HostileWitness : public testing::TestWithParam<Plan> {};

void report(Fork fork, const Tally& tally) {
    std::cout << guest::fork_name(fork) << ": " << tally.n_altered << " alterations of " << tally.kinds.size()
              << " kinds: " << tally.n_refused << " refused, " << tally.n_other_claim << " with another claim, "
              << tally.n_meaningless << " without meaning:";
    for (const std::string& part : tally.meaningless_seen) std::cout << " [" << part << "]";
    std::cout << "\n";
    for (const std::string& violation : tally.violations) ADD_FAILURE() << violation;
}

TEST_P(HostileWitness, IsRefusedOrClaimsSomethingElse) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const Plan& plan = GetParam();
    const std::size_t times = in_full() ? 12 : 1;
    const std::vector<Sample> samples = samples_of(plan.fork);
    ASSERT_FALSE(samples.empty());
    Tally tally;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Sample& sample = samples[i];
        const Answer answer = run(sample.chunk);
        ASSERT_TRUE(answer.claim.has_value()) << sample.name << ": " << answer.refusal.field;
        const OwnedChunk& donor = samples[(i + 1) % samples.size()].chunk;
        const std::size_t n = times * (sample.n_bytes < kSmall ? plan.per_small : plan.per_large);
        const std::uint64_t seed = 1000 * static_cast<std::uint64_t>(plan.fork) + i;
        for (const Alteration& alteration : choose(alterations_of(sample.chunk, donor, seed), n, seed)) {
            OwnedChunk altered = sample.chunk;
            alteration.apply(altered);
            judge(
                tally,
                sample.chunk,
                *answer.claim,
                std::move(altered),
                alteration.kind + " " + sample.name + " " + alteration.where
            );
        }
    }
    report(plan.fork, tally);
    // A small block has no more alterations than it has parts.
    EXPECT_GE(tally.n_altered, (in_full() ? 6 : 1) * plan.least);
}

/// Whether the state lacks a node that leads to something which the makers of witnesses read and no rule here needs: the oracle's slots of other
/// formulas and of blocks without a transaction that pays, the caller of the EIP-2935 system call, and where it leads before there is one.
bool lacks_what_is_only_read(const OwnedChunk& chunk) {
    guest::Address system_caller;
    system_caller.fill(0xff);
    system_caller[19] = 0xfe;
    constexpr guest::Address kHistoryContract = {0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                                 0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35};
    const std::vector<ByteView> nodes(chunk.nodes.begin(), chunk.nodes.end());
    const auto lacks = [&](const guest::Address& address, std::optional<std::uint64_t> slot) {
        guest::WitnessState state(nodes, {}, chunk.blocks.front().prev_state_root);
        guest::Account account;
        static_cast<void>(state.load_account(account, address));
        if (slot) static_cast<void>(state.load_slot(address, guest::U256(*slot)));
        return state.failure().has_value();
    };
    constexpr std::uint64_t kReadSlots[] = {1, 2, 3, 5, 6, 7, 9, 10, 11, 12};
    return lacks(system_caller, {}) || lacks(kHistoryContract, {}) ||
           std::ranges::any_of(kReadSlots, [&](std::uint64_t s) { return lacks(guest::kL1GasPriceOracle, s); });
}

// What is missing is refused by its name. Every code of a block is needed, and every node but those that its maker read for nothing.
TEST_P(HostileWitness, EveryNodeAndCodeIsNeeded) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    std::size_t n_nodes = 0, n_needed = 0;
    for (const Sample& sample : samples_of(GetParam().fork)) {
        if (sample.chunk.blocks.size() > 1) continue;
        const std::size_t step = sample.n_bytes < kSmall ? 1 : in_full() ? 16 : 128;
        for (std::size_t i = 0; i < sample.chunk.nodes.size(); i += step) {
            OwnedChunk altered = sample.chunk;
            altered.nodes.erase(altered.nodes.begin() + static_cast<std::ptrdiff_t>(i));
            const Answer answer = run(altered);
            ++n_nodes;
            if (answer.claim) {
                EXPECT_TRUE(lacks_what_is_only_read(altered)) << sample.name << " node " << i;
                continue;
            }
            ++n_needed;
            EXPECT_EQ(answer.refusal.expected, "its nodes in the witness") << sample.name;
            EXPECT_EQ(answer.refusal.got_hash, guest::keccak256(sample.chunk.nodes[i])) << sample.name;
        }
        for (std::size_t i = 0; i < sample.chunk.codes.size(); i += step) {
            OwnedChunk altered = sample.chunk;
            altered.codes.erase(altered.codes.begin() + static_cast<std::ptrdiff_t>(i));
            const Answer answer = run(altered);
            EXPECT_FALSE(answer.claim.has_value()) << sample.name << " code " << i;
            EXPECT_EQ(answer.refusal.field, "codes") << sample.name;
            EXPECT_EQ(answer.refusal.got_hash, guest::keccak256(sample.chunk.codes[i])) << sample.name;
        }
    }
    std::cout << guest::fork_name(GetParam().fork) << ": " << n_needed << " of " << n_nodes << " nodes are needed\n";
    EXPECT_GE(n_needed, 30u);
}

INSTANTIATE_TEST_SUITE_P(Forks, HostileWitness, testing::ValuesIn(kBounded), [](const auto& plan) {
    return std::string(guest::fork_name(plan.param.fork));
});

}  // namespace
}  // namespace zk::negative

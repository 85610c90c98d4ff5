#include "stark/prover/prover.hpp"

#include "stark/air/checker.hpp"
#include "stark/proof/encoding.hpp"
#include "stark/testing/toy_machine.hpp"
#include "stark/verifier/verifier.hpp"

#include <gtest/gtest.h>

#include <mutex>

namespace zk::stark {
namespace {

using testing::ToyInput;
using testing::ToyRun;

Bytes prove_bytes(const Backend& backend, const ToyInput& input, int n_ranks) {
    Bytes bytes;
    std::mutex mutex;
    run_in_process_group(n_ranks, [&](Collective& team) {
        ProvingKey key(backend, testing::toy_machine(), kToy, testing::toy_program(), {});
        ToyRun run = testing::run_toy(input);
        Geometry geometry;
        const Proof proof = prove({backend, team}, key, run.statement, run.boundary, std::move(run.traces));
        EXPECT_EQ(
            derive_geometry(geometry, testing::toy_machine(), key.verifying_key(), proof.shape, run.boundary.size()),
            ShapeError::kNone
        );
        const Bytes mine = encode_proof(proof, geometry);
        const std::lock_guard lock(mutex);
        if (bytes.empty()) bytes = mine;
        EXPECT_EQ(bytes, mine) << "rank " << team.rank();
    });
    return bytes;
}

VerifyError verify_bytes(const Backend& backend, const ToyInput& input, const Bytes& bytes) {
    const ProvingKey key(backend, testing::toy_machine(), kToy, testing::toy_program(), {});
    const ToyRun run = testing::run_toy(input);
    const auto proof = decode_proof(bytes, testing::toy_machine(), kToy, key.verifying_key(), run.boundary.size());
    EXPECT_TRUE(proof.has_value());
    if (!proof) return {VerifyError::Check::kLength, 0};
    return verify(testing::toy_machine(), kToy, key.verifying_key(), run.statement, run.boundary, *proof);
}

TEST(Prover, ToyTracesSatisfyTheMachine) {
    const ToyRun run = testing::run_toy({});
    const Trace program = testing::toy_program();
    for (const Trace& trace : run.traces)
        EXPECT_TRUE(check_rows(testing::toy_machine().tables()[trace.table], trace, &program).empty());
    EXPECT_TRUE(check_buses(testing::toy_machine(), run.traces, &program, run.boundary).empty());
}

TEST(Prover, ProofsOfAllSizesVerify) {
    const auto backend = make_cpu_backend(2);
    const std::vector<ToyInput> inputs{
        {},
        {1, 1, 1, 2},
        {0, 8, 0, 3},
        {16, 0, 5, 4},
        {1000, 300, 2000, 5},
        {5000, 10, 10, 6},
        {300, 10, 17000, 7},
        {20000, 10, 10, 8},
    };
    for (const ToyInput& input : inputs) {
        SCOPED_TRACE("seed " + std::to_string(input.seed));
        const VerifyError error = verify_bytes(*backend, input, prove_bytes(*backend, input, 1));
        EXPECT_TRUE(error.ok()) << error.what() << " " << error.index;
    }
}

TEST(Prover, BytesDoNotDependOnRanksThreadsOrBackEnd) {
    const ToyInput input{700, 90, 1200, 9};
    const auto reference = make_reference_backend(1);
    const Bytes expected = prove_bytes(*reference, input, 1);
    for (const int threads : {1, 2, 7}) {
        const auto backend = make_cpu_backend(threads);
        for (const int ranks : {1, 2, 4}) {
            EXPECT_EQ(prove_bytes(*backend, input, ranks), expected)
                << backend->name() << " threads " << threads << " ranks " << ranks;
        }
    }
}

}  // namespace
}  // namespace zk::stark

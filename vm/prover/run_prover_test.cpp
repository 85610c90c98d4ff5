// Whole runs: proved in segments, in any order, by any number of shards and threads; and every way to change a proof file refused.

#include "vm/prover/run_prover.hpp"

#include "base/bytes.hpp"
#include "kernels/backend/backend.hpp"
#include "vm/executor/machine.hpp"
#include "vm/proof/proof_file.hpp"
#include "vm/proof/segment_proof.hpp"
#include "vm/prover/plan_encoding.hpp"
#include "vm/testing/assembler.hpp"
#include "vm/testing/proving.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace zk::vm {
namespace {

using testing::Assembler;

constexpr std::uint32_t kCycles = 1u << 10;
constexpr std::uint32_t kSeed = 20261;

const Backend& backend() {
    static const auto kCpu = make_cpu_backend(2);
    return *kCpu;
}

/// Adds the word of its input to memory cells in a loop, reveals 8 of them and exits with 0.
Program counting_program(std::uint32_t rounds) {
    Assembler code;
    code.data.assign(64, 5);
    const int base = 5, counter = 6, sum = 7, given = 8, pointer = 9, one = 10;
    code.li(base, testing::kDataAddress);
    code.li(one, 2);
    code.reg(Op::kHintRead, 0, base, one);  // two words: length and first word of the input
    code.imm(Op::kLw, given, base, 4);
    code.li(counter, rounds);
    const auto loop = code.here();
    code.imm(Op::kAndi, pointer, counter, 31);
    code.imm(Op::kSlli, pointer, pointer, 2);
    code.reg(Op::kAdd, pointer, pointer, base);
    code.imm(Op::kLw, sum, pointer, 32);
    code.reg(Op::kAdd, sum, sum, given);
    code.store(Op::kSw, sum, 32, pointer);
    code.imm(Op::kAddi, counter, counter, -1);
    code.branch(Op::kBne, counter, 0, loop);
    code.imm(Op::kAddi, pointer, base, 32);
    code.reg(Op::kReveal, 0, pointer, 0);
    code.exit(0);
    return code.program();
}

Bytes input_of(std::uint32_t word) {
    Bytes input(4);
    store_u32le(input.data(), word);
    return input;
}

struct Proved {
    Execution execution;
    std::vector<Bytes> segments;
    Bytes file;
};

class Runs : public ::testing::Test {
  protected:
    static ProgramKey& key() {
        static ProgramKey key(backend(), testing::rv32im(), stark::kToy, counting_program(300));
        return key;
    }
    static const Proved& proved() {
        static const Proved kProved = prove(key(), input_of(3));
        return kProved;
    }

    static Execution plan_of(const ProgramKey& key, ByteView input, std::uint32_t cycles = kCycles) {
        const auto execution = execute(key.program(), input, {.max_cycles = cycles});
        if (!execution) throw std::runtime_error(execution.error().message());
        return *execution;
    }
    static Proved prove(ProgramKey& key, Bytes input) {
        Proved proved{plan_of(key, input), {}, {}};
        RunProver prover(key, std::move(input), proved.execution.plan);
        for (std::uint32_t i = 0; i < proved.execution.plan.segments.size(); ++i) {
            auto segment = prover.prove_segment(backend(), i);
            if (!segment) throw std::runtime_error(segment.error().message());
            proved.segments.push_back(std::move(*segment));
        }
        proved.file = encode_proof_file(stark::kToy, key.commitment(), proved.segments);
        return proved;
    }
    static Result<VerifiedRun> verify(ByteView file, Expected expected = {}) {
        expected.accept_toy = true;
        return verify_proof_file(testing::rv32im(), file, expected);
    }
    static Bytes file_of(const std::vector<Bytes>& segments) {
        return encode_proof_file(stark::kToy, key().commitment(), segments);
    }
};

// FIPS 180-4's first example, "abc": from the message's bytes to the public words of a verified run.
TEST_F(Runs, TheDigestOfTheStandardsExampleVerifies) {
    Assembler code;
    code.data = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    code.data.resize(24);
    code.data[8] = 0x80636261;   // a, b, c, 0x80
    code.data[23] = 0x18000000;  // 24 bits
    code.li(5, testing::kDataAddress);
    code.imm(Op::kAddi, 6, 5, 32);
    code.reg(Op::kSha256Compress, 0, 5, 6);
    code.reg(Op::kReveal, 0, 5, 0);
    code.exit(0);
    ProgramKey hashing(backend(), testing::rv32im(), stark::kToy, code.program());
    const Proved run = prove(hashing, {});
    const std::array<std::uint32_t, 8> digest = {
        0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
    const auto verified = verify(run.file, {.vkd = hashing.vkd(), .public_words = digest, .exit_code = 0});
    EXPECT_TRUE(verified) << verified.error().message();
}

TEST_F(Runs, SeveralSegmentsVerify) {
    ASSERT_EQ(proved().segments.size(), 3u);
    const auto run =
        verify(proved().file, {.vkd = key().vkd(), .public_words = proved().execution.public_words, .exit_code = 0});
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->claim.public_words, proved().execution.public_words);
    EXPECT_EQ(run->claim.exit_code, 0u);
    EXPECT_EQ(run->claim.n_segments, 3u);
    EXPECT_EQ(run->n_cycles, 2 * kCycles);
    EXPECT_EQ(run->vkd, key().vkd());
    EXPECT_EQ(run->preset->name, "toy");
}

TEST_F(Runs, OrderDoesNotChangeBytes) {
    RunProver prover(key(), input_of(3), proved().execution.plan);
    for (const std::uint32_t index : {2u, 0u, 2u, 1u}) {
        const auto segment = prover.prove_segment(backend(), index);
        ASSERT_TRUE(segment) << segment.error().message();
        EXPECT_EQ(*segment, proved().segments[index]) << "segment " << index;
    }
}

TEST_F(Runs, ShardsThreadsAndBackEndsDoNotChangeBytes) {
    RunProver prover(key(), input_of(3), proved().execution.plan);
    for (const int n_shards : {2, 4}) {
        const auto segment = prover.prove_segment(backend(), 0, n_shards);
        ASSERT_TRUE(segment) << segment.error().message();
        EXPECT_EQ(*segment, proved().segments[0]) << n_shards << " shards";
    }
    for (const int threads : {1, 3}) {
        const auto segment = prover.prove_segment(*make_cpu_backend(threads), 0);
        ASSERT_TRUE(segment) << segment.error().message();
        EXPECT_EQ(*segment, proved().segments[0]) << threads << " threads";
    }
    const auto segment = prover.prove_segment(*make_reference_backend(2), 0);
    ASSERT_TRUE(segment) << segment.error().message();
    EXPECT_EQ(*segment, proved().segments[0]) << "reference back end";
}

TEST_F(Runs, WhatIsExpectedIsDemanded) {
    Digest other = key().vkd();
    other.words[3] = other.words[3] + Felt(1);
    EXPECT_FALSE(verify(proved().file, {.vkd = other}));
    auto words = proved().execution.public_words;
    words[7] ^= 1;
    EXPECT_FALSE(verify(proved().file, {.public_words = words}));
    EXPECT_FALSE(verify(proved().file, {.exit_code = 1}));
    EXPECT_TRUE(verify(proved().file));
    const auto toy = verify_proof_file(testing::rv32im(), proved().file, {});
    ASSERT_FALSE(toy);
    EXPECT_EQ(toy.error().where, "preset");
}

TEST_F(Runs, BrokenChainsAreRefused) {
    const std::vector<Bytes>& s = proved().segments;
    EXPECT_FALSE(verify(file_of({})));
    EXPECT_FALSE(verify(file_of({s[0], s[1]}))) << "no end";
    EXPECT_FALSE(verify(file_of({s[1], s[2]}))) << "no start";
    EXPECT_FALSE(verify(file_of({s[0], s[2]}))) << "a gap";
    EXPECT_FALSE(verify(file_of({s[1], s[0], s[2]}))) << "another order";
    EXPECT_FALSE(verify(file_of({s[0], s[1], s[1], s[2]}))) << "a segment twice";
    EXPECT_FALSE(verify(file_of({s[0], s[1], s[2], s[2]}))) << "two ends";
    EXPECT_TRUE(verify(file_of({s[0], s[1], s[2]})));
}

TEST_F(Runs, SegmentsOfTwoRunsDoNotJoin) {
    const Proved other = prove(key(), input_of(4));
    ASSERT_EQ(other.segments.size(), 3u);
    ASSERT_TRUE(verify(other.file));
    const std::vector<Bytes>& s = proved().segments;
    EXPECT_FALSE(verify(file_of({s[0], other.segments[1], other.segments[2]})));
    EXPECT_FALSE(verify(file_of({s[0], s[1], other.segments[2]})));
}

TEST_F(Runs, AnotherProgramIsNotThisOne) {
    ProgramKey other(backend(), testing::rv32im(), stark::kToy, counting_program(299));
    EXPECT_NE(other.vkd(), key().vkd());
    // The same proofs under the commitment of another program, and the other way round.
    EXPECT_FALSE(verify(encode_proof_file(stark::kToy, other.commitment(), proved().segments)));
    const Proved theirs = prove(other, input_of(3));
    ASSERT_TRUE(verify(theirs.file, {.vkd = other.vkd()}));
    EXPECT_FALSE(verify(theirs.file, {.vkd = key().vkd()}));
    // A preset is part of a program's identity.
    const ProgramKey standard(backend(), testing::rv32im(), stark::kStandard128, counting_program(300));
    EXPECT_NE(standard.vkd(), key().vkd());
    EXPECT_EQ(standard.commitment(), key().commitment());
    EXPECT_FALSE(verify(encode_proof_file(stark::kStandard128, key().commitment(), proved().segments)));
}

TEST_F(Runs, EveryAlteredByteIsRefused) {
    ASSERT_TRUE(verify(proved().file));
    std::mt19937 random(kSeed);
    std::vector<std::size_t> offsets;
    // The whole header and the first statement, then offsets spread over the rest.
    for (std::size_t i = 0; i < 400; ++i) offsets.push_back(i);
    for (std::size_t i = 0; i < 600; ++i) offsets.push_back(proved().file.size() * i / 600);
    for (const std::size_t offset : offsets) {
        Bytes altered = proved().file;
        altered[offset] ^= static_cast<std::uint8_t>(1 + random() % 255);
        const auto run = verify(altered);
        ASSERT_FALSE(run) << "byte " << offset << ", seed " << kSeed;
        EXPECT_FALSE(run.error().message().empty());
    }
}

TEST_F(Runs, EveryOtherLengthIsRefused) {
    const Bytes& file = proved().file;
    std::vector<std::size_t> lengths;
    for (std::size_t i = 0; i < 700; ++i) lengths.push_back(i);  // through header, length and statement
    for (std::size_t i = 0; i < 100; ++i) lengths.push_back(file.size() * i / 100);
    for (std::size_t i = 1; i < 9; ++i) lengths.push_back(file.size() - i);
    for (const std::size_t length : lengths) {
        ASSERT_FALSE(verify(ByteView(file).first(length))) << length << " bytes";
    }
    for (const std::size_t extra : {1u, 4u, 4096u}) {
        Bytes longer = file;
        longer.resize(file.size() + extra);
        EXPECT_FALSE(verify(longer)) << extra << " bytes more";
    }
    // A hostile count or length allocates nothing.
    Bytes counted = file;
    store_u32le(counted.data() + 4 * 29, 0xffff'ffff);
    EXPECT_FALSE(verify(counted));
    Bytes lengthy = file;
    store_u32le(lengthy.data() + 4 * 30, 0xffff'ffff);
    EXPECT_FALSE(verify(lengthy));
}

TEST_F(Runs, PlansTravelAndMustFit) {
    const SegmentPlan& plan = proved().execution.plan;
    const Bytes bytes = encode_plan(plan);
    const auto back = decode_plan(bytes);
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(back->segments, plan.segments);
    EXPECT_EQ(back->limits.max_cycles, plan.limits.max_cycles);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        ASSERT_FALSE(decode_plan(ByteView(bytes).first(length))) << length;
    }
    Bytes longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(decode_plan(longer));

    SegmentPlan too_long = plan;
    too_long.segments.back().n_cycles += 1;
    EXPECT_FALSE(RunProver(key(), input_of(3), too_long).prove_segment(backend(), 2)) << "ends before";
    SegmentPlan too_short = plan;
    too_short.segments.back().n_cycles -= 1;
    EXPECT_FALSE(RunProver(key(), input_of(3), too_short).prove_segment(backend(), 2)) << "does not end";
}

TEST_F(Runs, CancelledWorkEndsInAnError) {
    const std::atomic<bool> cancel{true};
    RunProver prover(key(), input_of(3), proved().execution.plan);
    EXPECT_FALSE(prover.prove_segment(backend(), 0, 1, &cancel));
    const auto segment = prover.prove_segment(backend(), 0);
    ASSERT_TRUE(segment) << segment.error().message();
    EXPECT_EQ(*segment, proved().segments[0]);
}

}  // namespace
}  // namespace zk::vm

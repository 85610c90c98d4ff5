// The program's input as bytes: sample chunks with bits, lengths and ranges altered in the encoding itself.
#include "guest/programs/programs.hpp"
#include "guest/test/random.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include "tests/negative/full.hpp"
#include "tests/negative/verdict.hpp"

#include <iostream>

namespace zk::negative {
namespace {

using guest::Fork;

constexpr std::size_t kSmall = 1 << 18;  // bytes of a chunk

// Positions are spread evenly over the bytes, so that every part of the encoding has its share.
Bytes altered_bytes(const Bytes& input, std::size_t i, std::size_t n, test::Random& random) {
    Bytes out = input;
    const std::size_t stride = input.size() / n;
    const std::size_t at = i * stride + random.below(stride);
    const std::size_t word = at / 4 * 4;
    const auto from = out.begin() + static_cast<std::ptrdiff_t>(word);
    switch (i % 8) {
        case 0:
            out.resize(at);
            break;
        case 1:
            store_u32le(&out[word], 0xffff'ffff);
            break;
        case 2:
            store_u32le(&out[word], load_u32le(&out[word]) + 1);
            break;
        case 3:
            store_u32le(&out[word], 0);
            break;
        case 4:
            out.erase(from, from + 4);
            break;
        case 5: {
            const Bytes more = random.bytes(4);
            out.insert(from, more.begin(), more.end());
            break;
        }
        default:
            out[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
            break;
    }
    return out;
}

class HostileBytes : public testing::TestWithParam<Fork> {};

TEST_P(HostileBytes, AreRefusedOrClaimSomethingElse) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const std::size_t per_sample = in_full() ? 800 : 48;
    test::Random random(static_cast<std::uint64_t>(GetParam()));
    Tally tally;
    for (const Sample& sample : samples_of(GetParam())) {
        const Bytes input = encode(sample.chunk);
        const auto claim = guest::run_program("chunk", input);
        ASSERT_TRUE(claim.has_value()) << sample.name << ": " << claim.error().message();
        const std::size_t n = sample.n_bytes < kSmall ? per_sample : per_sample / 4;
        for (std::size_t i = 0; i < n; ++i) {
            const Bytes altered = altered_bytes(input, i, n, random);
            if (altered == input) continue;
            const std::string label = "bytes " + sample.name + " " + std::to_string(i);
            ++tally.n_altered;
            const auto answer = guest::run_program("chunk", altered);
            if (!answer) {
                ++tally.n_refused;
                EXPECT_NE(answer.error().where.find(": expected "), std::string::npos)
                    << label << ": " << answer.error().where;
                continue;
            }
            const auto decoded = guest::decode_chunk_input(altered);
            ASSERT_TRUE(decoded.has_value()) << label;
            judge_claim(tally, sample.chunk, *claim, own(*decoded), *answer, label);
        }
    }
    for (const std::string& violation : tally.violations) ADD_FAILURE() << violation;
    std::cout << guest::fork_name(GetParam()) << ": " << tally.n_altered << " alterations of bytes: " << tally.n_refused
              << " refused, " << tally.n_other_claim << " with another claim, " << tally.n_meaningless
              << " without meaning\n";
    EXPECT_GE(tally.n_altered, 20u);
    EXPECT_GE(tally.n_refused, tally.n_altered / 2);
}

INSTANTIATE_TEST_SUITE_P(Forks, HostileBytes, testing::ValuesIn(guest::kForks), [](const auto& fork) {
    return std::string(guest::fork_name(fork.param));
});

}  // namespace
}  // namespace zk::negative

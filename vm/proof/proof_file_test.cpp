// Form and order of the checks; whole proofs are verified and altered in vm/prover/run_prover_test.cpp.
#include "vm/proof/proof_file.hpp"

#include "stark/proof/geometry.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/proof/segment_proof.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace zk::vm {
namespace {

// Word numbers of a proof file.
constexpr std::size_t kEntry = 3;
constexpr std::size_t kImageRoot = 4;
constexpr std::size_t kLogHeight = 12;
constexpr std::size_t kRootSmall = 13;
constexpr std::size_t kRootLarge = 21;
constexpr std::size_t kSegments = 29;

Digest digest(std::uint32_t seed) {
    Digest d{};
    for (std::uint32_t i = 0; i < 8; ++i) d.words[i] = Felt(1000 * seed + i);
    return d;
}

ProgramCommitment commitment() {
    return {.entry = 100, .image_root = digest(1), .log_height = 10, .root_small = digest(2), .root_large = digest(3)};
}

SegmentStatement statement() {
    SegmentStatement s;
    s.vkd = digest(4);
    s.pc0 = 100;
    s.root0 = digest(1);
    s.root1 = digest(5);
    s.final = true;
    s.public_words = {1, 2, 3, 4, 5, 6, 7, 0xdeadbeef};
    return s;
}

Bytes file_of(std::size_t n_segments, const Bytes& segment) {
    return encode_proof_file(stark::kToy, commitment(), std::vector<Bytes>(n_segments, segment));
}

Bytes with_word(Bytes bytes, std::size_t word, std::uint32_t value) {
    store_u32le(bytes.data() + 4 * word, value);
    return bytes;
}

std::uint32_t word_of(const Bytes& bytes, std::size_t word) {
    return load_u32le(bytes.data() + 4 * word);
}

std::string refused_at(const Bytes& bytes) {
    const auto file = decode_proof_file(bytes);
    return file ? "accepted" : file.error().where;
}

TEST(ProofFile, RoundTrips) {
    const Bytes segment = encode_segment_proof(statement(), Bytes{1, 2, 3, 4});
    const Bytes bytes = file_of(2, segment);
    const auto file = decode_proof_file(bytes);
    ASSERT_TRUE(file.has_value()) << file.error().message();
    EXPECT_EQ(file->preset, stark::find_preset("toy"));
    EXPECT_EQ(file->program, commitment());
    ASSERT_EQ(file->segments.size(), 2u);
    const auto read = segment_statement(file->segments[1]);
    ASSERT_TRUE(read.has_value()) << read.error().message();
    EXPECT_EQ(*read, statement());
}

TEST(ProofFile, RefusesHeadersOutOfRange) {
    const Bytes bytes = file_of(1, {});
    ASSERT_EQ(refused_at(bytes), "accepted");
    EXPECT_EQ(refused_at(with_word(bytes, 0, 0x4650'4b5b)), "magic");
    EXPECT_EQ(refused_at(with_word(bytes, 1, 2)), "version");
    EXPECT_EQ(refused_at(with_word(bytes, 2, stark::kLastLayer128.id)), "preset");
    EXPECT_EQ(refused_at(with_word(bytes, kEntry, (1u << 29) - 1)), "accepted");
    EXPECT_EQ(refused_at(with_word(bytes, kEntry, 1u << 29)), "entry");
    EXPECT_EQ(refused_at(with_word(bytes, kEntry, 100 + Felt::kModulus)), "entry") << "the same element of the key";
    for (const auto& [log_height, where] : {
             std::pair{stark::kMinLogHeight - 1, "program height"},
             std::pair{stark::kMinLogHeight, "accepted"},
             std::pair{stark::kMaxLogHeight, "accepted"},
             std::pair{stark::kMaxLogHeight + 1, "program height"},
             std::pair{-1, "program height"},
         }) {
        EXPECT_EQ(refused_at(with_word(bytes, kLogHeight, static_cast<std::uint32_t>(log_height))), where)
            << log_height;
    }
}

TEST(ProofFile, HasAtMostAsManySegmentsAsTheSecurityLevelCountsOn) {
    EXPECT_EQ(refused_at(file_of(0, {})), "number of segments");
    EXPECT_EQ(refused_at(file_of(kMaxSegments, {})), "accepted");
    EXPECT_EQ(refused_at(file_of(kMaxSegments + 1, {})), "number of segments");
    EXPECT_EQ(refused_at(with_word(file_of(1, {}), kSegments, 2)), "length of a segment");
}

// An element and the element plus p are the same: a second encoding would be a second proof.
TEST(ProofFile, RefusesElementsThatAreNotCanonical) {
    const Bytes bytes = file_of(1, {});
    for (const auto& [first, where] :
         {std::pair{kImageRoot, "image root"},
          std::pair{kRootSmall, "program root, small stack"},
          std::pair{kRootLarge, "program root, large stack"}}) {
        for (std::size_t i = first; i < first + 8; ++i)
            EXPECT_EQ(refused_at(with_word(bytes, i, word_of(bytes, i) + Felt::kModulus)), where) << i;
    }
    const Bytes segment = encode_segment_proof(statement(), {});
    ASSERT_TRUE(segment_statement(segment).has_value());
    for (std::size_t i = 0; i < kStatementElements; ++i) {
        const auto read = segment_statement(with_word(segment, i, word_of(segment, i) + Felt::kModulus));
        ASSERT_FALSE(read.has_value()) << i;
        EXPECT_EQ(read.error().where, "statement") << i;
    }
}

// A caller may verify one segment by itself, without a chain that compares the program first.
TEST(SegmentProof, RefusesTheStatementOfAnotherProgram) {
    const stark::Machine machine = make_rv32im_machine();
    const stark::VerifyingKey key = verifying_key(machine, stark::kToy, commitment());
    SegmentStatement s = statement();
    const auto refused = [&] {
        const auto verified = verify_segment_proof(machine, stark::kToy, key, encode_segment_proof(s, {}));
        return verified ? std::string("accepted") : verified.error().where;
    };
    EXPECT_EQ(refused(), "verifying-key digest");
    s.vkd = key.digest;
    EXPECT_EQ(refused(), "proof length at byte 184") << "the proof itself is looked at next";
}

}  // namespace
}  // namespace zk::vm

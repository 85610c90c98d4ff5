#include "stark/proof/encoding.hpp"

#include "kernels/backend/backend.hpp"
#include "stark/prover/prover.hpp"
#include "stark/testing/toy_machine.hpp"

#include <gtest/gtest.h>

namespace zk::stark {
namespace {

using Kind = DecodeError::Kind;

struct Encoded {
    std::unique_ptr<Backend> backend = make_cpu_backend(2);
    ProvingKey key{*backend, testing::toy_machine(), kToy, testing::toy_program(), {}};
    Geometry geometry;
    Bytes bytes;

    Encoded() {
        const testing::ToyRun run = testing::run_toy({50, 10, 20, 3});
        const auto alone = make_single_collective();
        const Proof proof = prove({*backend, *alone}, key, run.statement, run.boundary, run.traces);
        EXPECT_EQ(
            derive_geometry(geometry, testing::toy_machine(), key.verifying_key(), proof.shape, 2), ShapeError::kNone
        );
        bytes = encode_proof(proof, geometry);
    }
    [[nodiscard]] auto decode(ByteView candidate) const {
        return decode_proof(candidate, testing::toy_machine(), kToy, key.verifying_key(), 2);
    }
};

const Encoded& encoded() {
    static const Encoded kEncoded;
    return kEncoded;
}

TEST(ProofEncoding, RoundTrips) {
    const auto proof = encoded().decode(encoded().bytes);
    ASSERT_TRUE(proof.has_value());
    EXPECT_EQ(encode_proof(*proof, encoded().geometry), encoded().bytes);
    EXPECT_EQ(encoded().bytes.size(), encoded_size(encoded().geometry, kToy));
}

TEST(ProofEncoding, RefusesEveryTruncationAndExtension) {
    const Bytes& bytes = encoded().bytes;
    for (std::size_t length = 0; length < bytes.size(); length += length < 200 ? 1 : 997) {
        const auto proof = encoded().decode(ByteView(bytes).first(length));
        ASSERT_FALSE(proof.has_value()) << length;
        EXPECT_EQ(proof.error().kind, Kind::kLength) << length;
    }
    Bytes longer = bytes;
    longer.push_back(0);
    EXPECT_EQ(encoded().decode(longer).error().kind, Kind::kLength);
    longer.resize(bytes.size() + 4);
    EXPECT_EQ(encoded().decode(longer).error().kind, Kind::kLength);
}

TEST(ProofEncoding, RefusesElementsThatAreNotCanonical) {
    const Bytes& bytes = encoded().bytes;
    const std::size_t first = 16 + 8 * encoded().geometry.instances.size();
    for (std::size_t at = first; at < bytes.size(); at += 4 * 61) {
        Bytes altered = bytes;
        const std::uint32_t value = load_u32le(altered.data() + at);
        // The same element plus p, where that fits into the word; else p itself.
        store_u32le(altered.data() + at, value < 0x8000'0000u ? value + Felt::kModulus : Felt::kModulus);
        const auto proof = encoded().decode(altered);
        ASSERT_FALSE(proof.has_value()) << at;
        EXPECT_EQ(proof.error().kind, Kind::kNotCanonical);
        EXPECT_EQ(proof.error().offset, at);
    }
}

TEST(ProofEncoding, RefusesForeignHeaders) {
    const auto with_word = [&](std::size_t word, std::uint32_t value) {
        Bytes altered = encoded().bytes;
        store_u32le(altered.data() + 4 * word, value);
        const auto proof = encoded().decode(altered);
        EXPECT_FALSE(proof.has_value());
        return proof.error().kind;
    };
    EXPECT_EQ(with_word(0, 0x12345678), Kind::kMagic);
    EXPECT_EQ(with_word(1, kProtocolVersion + 1), Kind::kVersion);
    EXPECT_EQ(with_word(2, kStandard128.id), Kind::kPreset);
    EXPECT_EQ(with_word(3, 0xffffffff), Kind::kShape)
        << "nothing is allocated for a number of instances from the bytes";
    EXPECT_EQ(with_word(3, 0), Kind::kShape);
    EXPECT_EQ(with_word(4, 77), Kind::kShape);
    EXPECT_EQ(with_word(5, 30), Kind::kShape);
}

}  // namespace
}  // namespace zk::stark

// The chunk program on every sample block: executed natively, compared with the headers, and with the public inputs that real proofs and the
// specification's prototype computed.
#include "guest/programs/chunk/chunk.hpp"

#include "apps/witness/block.hpp"
#include "apps/witness/compression.hpp"
#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace zk::witness {
namespace {

using guest::ChunkClaim;
using guest::Fork;
using guest::Hash;

std::vector<CompressionInfos> hint_files() {
    std::vector<CompressionInfos> files;
    for (const char* const name : {"feynman.json", "galileo.json", "galileov2.json"}) {
        files.push_back(parse_compression_infos(test::read_text(test::vectors_path("compression-infos") / name)).value()
        );
    }
    return files;
}

std::vector<Block> samples_of(Fork fork) {
    const std::vector<CompressionInfos> files = hint_files();
    std::vector<Block> blocks;
    for (const auto& path : test::files_below(test::vectors_path("witnesses") / guest::fork_name(fork), ".json")) {
        if (path.string().ends_with("_validium_txs.json")) continue;
        blocks.push_back(parse_block(test::read_text(path)).value());
        EXPECT_TRUE(apply_compression_infos(blocks.back(), files).has_value()) << path;
    }
    std::ranges::sort(blocks, {}, &Block::number);
    return blocks;
}

std::string text_of(const guest::Refusal& refusal) {
    std::array<char, 512> buffer;
    return std::string(write_message(buffer, refusal));
}

/// Runs the encoded input, as the machine would get it.
guest::Checked<ChunkClaim> run(std::span<const Block> blocks, Fork fork, const Hash& queue_hash) {
    const Bytes input = make_chunk_input(blocks, fork, queue_hash, ChunkContent::kState).value();
    const auto decoded = guest::decode_chunk_input(input);
    if (!decoded) return tl::unexpected(decoded.error());
    return execute_chunk(*decoded);
}

Hash pi_hash(const ChunkClaim& claim) {
    return guest::keccak256(encode_public_inputs(claim));
}

class ChunkSamples : public ::testing::TestWithParam<Fork> {};

TEST_P(ChunkSamples, EveryBlockExecutesToItsHeader) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const std::vector<Block> blocks = samples_of(GetParam());
    ASSERT_FALSE(blocks.empty());
    for (const Block& block : blocks) {
        const auto claim = run(std::span(&block, 1), GetParam(), Hash{});
        EXPECT_TRUE(claim.has_value()) << text_of(claim.error());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Forks,
    ChunkSamples,
    ::testing::Values(Fork::kEuclidV1, Fork::kEuclidV2, Fork::kFeynman, Fork::kGalileo, Fork::kGalileoV2),
    [](const auto& sample) { return std::string(guest::fork_name(sample.param)); }
);

struct KnownAnswer {
    Fork fork;
    std::uint64_t first, last;
    std::uint8_t queue_byte;  ///< prev_msg_queue_hash is 32 times this
    const char* pi_hash;
};

/// Those whose blocks are among the samples.
constexpr KnownAnswer kKnownAnswers[] = {
    // Confirmed by real proofs.
    {Fork::kEuclidV1, 12508460, 12508463, 0, "0x5265dd35a7b9187738dae79e73aad6fb3837f1859a66d8033c748b6302099a6e"},
    {Fork::kEuclidV2, 1, 4, 0, "0x66f566c652e9acc4314052f8828e640801f6aee5e67b7bd3312ebd855681f27b"},
    // Computed by the prototype.
    {Fork::kEuclidV1, 12508460, 12508460, 0, "0x826467cd723a51701d985a544487297a967a12090a529453264dd214bdec96d5"},
    {Fork::kEuclidV2, 1, 4, 1, "0x5e97fd1fc87e07513fd2a975edcd39254c3d311a22912645ba0864f7be3d76fc"},
    {Fork::kFeynman, 16525000, 16525000, 1, "0x3872ffc52bd156491425ebc70ee2b64287733fb3204684ed3670a641151446d2"},
    {Fork::kFeynman, 16525000, 16525003, 1, "0xa367475172d03607dd8aebf87379b4fd25a4d08ac1d338ba262aa209972a1ff3"},
    {Fork::kGalileo, 20239156, 20239156, 1, "0xd6255b4185c252288b39879a194f689fc31424ad6dcd5dd5b96ee55584e7a642"},
    {Fork::kGalileoV2, 20239241, 20239241, 1, "0x5abbea03517dc0f04ef97351a1f8c9ecaaa382852e29426bb0ac5395f7d25c5e"},
    {Fork::kGalileoV2, 20239241, 20239242, 1, "0x82280a10d4d8e0346aad8d22352c367fce0ace2fb67d59c79c71805e38e4b35c"},
};

TEST(Chunks, PublicInputsAreTheKnownOnes) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    for (const KnownAnswer& known : kKnownAnswers) {
        std::vector<Block> blocks;
        for (Block& block : samples_of(known.fork)) {
            if (block.number >= known.first && block.number <= known.last) blocks.push_back(std::move(block));
        }
        const std::string name = std::string(guest::fork_name(known.fork)) + " " + std::to_string(known.first) + "-" +
                                 std::to_string(known.last);
        if (blocks.size() != known.last - known.first + 1) {
            ADD_FAILURE() << name << ": " << blocks.size() << " of its blocks are among the samples";
            continue;
        }
        Hash queue_hash;
        queue_hash.fill(known.queue_byte);
        const auto claim = run(blocks, known.fork, queue_hash);
        if (!claim) {
            ADD_FAILURE() << name << ": " << text_of(claim.error());
            continue;
        }
        EXPECT_EQ(to_hex(pi_hash(*claim)), known.pi_hash) << name;
    }
}

}  // namespace
}  // namespace zk::witness

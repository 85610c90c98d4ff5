#include "apps/witness/compressed_size.hpp"

#include "apps/witness/compression.hpp"
#include "base/hex.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

namespace zk::witness {
namespace {

using guest::Fork;

TEST(CompressedSize, WhatAllVersionsAgreeOn) {
    EXPECT_EQ(compressed_size({}), 0u);
    EXPECT_EQ(compressed_size(Bytes(1, 7)), 1u);
    EXPECT_LT(compressed_size(Bytes(5000, 7)), 40u);
    const Bytes transfer = from_hex(
                               "a9059cbb000000000000000000000000687b50a70d33d71f9a82dd330b8c091e4d772508"
                               "00000000000000000000000000000000000000000000000ac96dda943e512bb9"
    )
                               .value();
    ASSERT_EQ(transfer.size(), 68u);
    EXPECT_EQ(compressed_size(transfer), 49u);
    EXPECT_EQ(
        compressed_size(from_hex("5988e7a1000000000000000000000000388325dd7c76e37cfda1ed6d8a97849a46b5512a").value()),
        36u
    );
}

// The files were made with a library of the reference's behaviour. Another version differs for a few transactions; it must say so.
TEST(CompressedSize, SampleBlocks) {
    ZK_NEEDS_VECTORS(test::vectors_path("compression-infos"));
    std::size_t n = 0;
    std::size_t n_different = 0;
    for (const Fork fork : {Fork::kFeynman, Fork::kGalileo, Fork::kGalileoV2}) {
        const std::string name(guest::fork_name(fork));
        const auto infos =
            parse_compression_infos(test::read_text(test::vectors_path("compression-infos/" + name + ".json"))).value();
        for (const auto& path : test::files_below(test::vectors_path("witnesses/" + name), ".json")) {
            Block block = parse_block(test::read_text(path)).value();
            ASSERT_TRUE(apply_compression_infos(block, std::span(&infos, 1)).value());
            const auto expected = block.hints;
            const auto computed = compute_hints(block);
            ASSERT_TRUE(computed.has_value()) << computed.error().message();
            ASSERT_EQ(block.hints.size(), expected.size());
            for (std::size_t i = 0; i < expected.size(); ++i) {
                ++n;
                if (block.hints[i] != expected[i]) ++n_different;
            }
        }
    }
    EXPECT_GT(n, 300u);
    if (compression_warning().empty()) {
        EXPECT_EQ(n_different, 0u);
    } else {
        EXPECT_LT(n_different * 20, n) << compression_warning();
    }
    RecordProperty("transactions", static_cast<int>(n));
    RecordProperty("different", static_cast<int>(n_different));
}

TEST(CompressedSize, WhatCannotBeDecodedIsNamed) {
    Block block;
    block.number = 9;
    block.transactions = {{0x7e, 0xc0}};
    EXPECT_NE(compute_hints(block).error().message().find("block 9: transaction 0"), std::string::npos);
    EXPECT_TRUE(block.hints.empty());
}

}  // namespace
}  // namespace zk::witness

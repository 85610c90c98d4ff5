#include "apps/witness/block.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <map>

namespace zk::witness {
namespace {

namespace fs = std::filesystem;
using guest::Fork;
using Json = nlohmann::json;

Block read_block(const fs::path& path) {
    auto block = parse_block(test::read_text(path));
    if (!block) throw std::runtime_error(path.string() + ": " + block.error().message());
    const fs::path side = path.parent_path() / (path.stem().string() + "_validium_txs.json");
    if (fs::exists(side)) block->validium_messages = parse_validium_messages(test::read_text(side)).value();
    return std::move(*block);
}

std::vector<fs::path> block_files(Fork fork) {
    std::vector<fs::path> files;
    for (const auto& path : test::files_below(test::vectors_path("witnesses") / guest::fork_name(fork), ".json")) {
        if (!path.string().ends_with("_validium_txs.json")) files.push_back(path);
    }
    return files;
}

class Samples : public ::testing::TestWithParam<Fork> {};

TEST_P(Samples, EveryBlockIsReadAndItsRootReproduced) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto files = block_files(GetParam());
    ASSERT_FALSE(files.empty());
    std::map<std::uint64_t, std::pair<guest::Hash, guest::Hash>> parents;  // number: hash, parent hash
    std::size_t n_l1 = 0;
    for (const auto& path : files) {
        const Block block = read_block(path);
        const auto summary = summarize(block, GetParam());
        ASSERT_TRUE(summary.has_value()) << path << ": " << summary.error().message();
        EXPECT_EQ(std::to_string(block.number), path.stem().string());
        parents[block.number] = {block.hash, summary->header.parent_hash};
        n_l1 += summary->n_l1_messages;

        // The hashes that the file states, which the parser ignores.
        const Json json = Json::parse(test::read_text(path));
        const Json& list = json.contains("transactions") ? json["transactions"] : json["transaction"];
        for (std::size_t i = 0; i < list.size(); ++i) {
            const Json* item = &list[i];
            if (item->contains("TxL1Message")) item = &(*item)["TxL1Message"];
            if (!item->contains("hash")) continue;
            EXPECT_EQ(to_hex(summary->transaction_hashes[i]), (*item)["hash"].get<std::string>()) << path << " " << i;
        }
        // All nodes and codes are there.
        EXPECT_EQ(block.states.size(), json["states"].size());
        EXPECT_EQ(block.codes.size(), json["codes"].size());
    }
    if (guest::links_parent_hash(GetParam())) {
        for (const auto& [number, hashes] : parents) {
            const auto parent = parents.find(number - 1);
            if (parent != parents.end()) {
                EXPECT_EQ(to_hex(hashes.second), to_hex(parent->second.first)) << number;
            }
        }
    }
    RecordProperty("blocks", static_cast<int>(files.size()));
    RecordProperty("l1_messages", static_cast<int>(n_l1));
}

INSTANTIATE_TEST_SUITE_P(Forks, Samples, ::testing::ValuesIn(guest::kForks), [](const auto& each) {
    return std::string(guest::fork_name(each.param));
});

TEST(KnownAnswers, HeaderHashes) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const std::map<std::string, std::string> expected = {
        {"euclidv1/12508460", "0x2b2c648274d0085539e06718b962fddea1799b90b8087042fe68f706e51bbcd6"},
        {"euclidv1/12508461", "0xba4a7606273852bb7327de17f2862c8f434a23be55242c7625496fab6e8c5418"},
        {"euclidv1/12508462", "0xa6592dd765c4eaf3e843d3a1f1a1dc01df46b121ac81efad787d453ed2123f8d"},
        {"euclidv1/12508463", "0x0860dae7b2b3794a6d9dfc3927c76caebef66eb68c5caa7ac7a7c8a3646cfb11"},
        {"euclidv2/1", "0x01e38fc59bea8be32bf065c140d64ea7a2bf4e18045ad658834179a063f703d9"},
        {"euclidv2/2", "0xfe7bc5921839acba135cc650e7c0eb309439113d89428f43f4fab9692741d91d"},
        {"euclidv2/4", "0x1bc1607664bb1e787970ac77936373cbbdddb4c36ca6cf3c0386fd65f4270fde"},
        {"feynman/16525000", "0x797934148cba708a8fa53135cd30c80e3a6732667aff26dadc38c0a8d27f44f7"},
        {"feynman/16525004", "0xb9606ddaa22764eec8d24bc857c6f97c123cecea98dd984a1c05eefa847d3f5e"},
        {"galileo/20239156", "0xd91046dfb185e851136c251520fd0b033618f37331c034f9e4ab11a6bfe51435"},
        {"galileo/20239164", "0xce338ceccb2a5c63d6a3796ecc269ec2a44b3c2d2a2267fd2be7e31f8205438b"},
        {"galileov2/20239241", "0x4f8b1bf7e09a7c2e4818c9aa76baf455be08f45b798ac6e71512a66f8baf3fe7"},
        {"galileov2/20239242", "0xd3266bfabbf86df8871ad4d902c9f0e7a7c049c6ccd23f68f4d1a3a33c356918"},
    };
    for (const auto& [name, hash] : expected) {
        EXPECT_EQ(to_hex(read_block(test::vectors_path("witnesses/" + name + ".json")).hash), hash) << name;
    }
}

TEST(KnownAnswers, L1MessageEncoding) {
    const auto path = test::vectors_path("witnesses/galileo/20239156.json");
    ZK_NEEDS_VECTORS(path);
    const Block block = read_block(path);
    ASSERT_EQ(block.header.size(), 515u);
    EXPECT_EQ(to_hex(ByteView(block.header).first(8)), "0xf90200a0852804c9");
    ASSERT_EQ(block.transactions[0].size(), 350u);
    EXPECT_EQ(to_hex(ByteView(block.transactions[0]).first(12)), "0x7ef9015a830eabad831e8480");
    EXPECT_EQ(
        to_hex(guest::keccak256(block.transactions[0])),
        "0x55f1cdff575abe46dc849a4dddb1fbbbb56aee13cff913b303215bbd97525935"
    );
}

}  // namespace
}  // namespace zk::witness

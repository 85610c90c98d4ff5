#include "apps/blocks/block_file.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

#include <fstream>

namespace zk::apps {
namespace {

namespace fs = std::filesystem;

TEST(BlockFile, ForkIsThatOfTheNearestFolder) {
    EXPECT_EQ(fork_of_path("/x/galileo/1.json"), guest::Fork::kGalileo);
    EXPECT_EQ(fork_of_path("/galileo/feynman/a/b/1.json"), guest::Fork::kFeynman);
    EXPECT_EQ(fork_of_path("/x/galileo.json"), std::nullopt) << "the file's own name says nothing";
    EXPECT_EQ(fork_of_path("/x/galileo3/1.json"), std::nullopt);
    EXPECT_EQ(*parse_fork("validium"), guest::Fork::kValidium);
    EXPECT_FALSE(parse_fork("Galileo"));
    EXPECT_FALSE(parse_fork(""));
}

TEST(BlockFile, SideFilesArePairedWithTheirBlock) {
    const auto pairs = pair_block_files({"a/348_validium_txs.json", "b/347.json", "a/348.json"});
    ASSERT_TRUE(pairs) << pairs.error().message();
    ASSERT_EQ(pairs->size(), 2u);
    EXPECT_EQ((*pairs)[0].block, "b/347.json");
    EXPECT_EQ((*pairs)[0].extra, "");
    EXPECT_EQ((*pairs)[1].block, "a/348.json");
    EXPECT_EQ((*pairs)[1].extra, "a/348_validium_txs.json");
    EXPECT_FALSE(pair_block_files({"a/348_validium_txs.json"})) << "without its block";
    EXPECT_FALSE(pair_block_files({"348.json", "a/348_validium_txs.json", "b/348_validium_txs.json"}))
        << "two of one block";
}

TEST(BlockFile, ASideFileBesideTheBlockIsTaken) {
    const test::TemporaryFolder folder;
    const fs::path side = folder.path() / "7_validium_txs.json";
    std::ofstream(side) << "[]";
    const auto pairs = pair_block_files({(folder.path() / "7.json").string(), (folder.path() / "8.json").string()});
    ASSERT_TRUE(pairs);
    EXPECT_EQ((*pairs)[0].extra, side.string());
    EXPECT_EQ((*pairs)[1].extra, "");
}

TEST(BlockFile, BadFilesAreErrorsThatNameThem) {
    const test::TemporaryFolder folder;
    const std::string path = (folder.path() / "galileo" / "1.json").string();
    fs::create_directories(folder.path() / "galileo");
    const auto missing = read_block_file({.block = path, .extra = {}}, std::nullopt);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message().find("1.json"), std::string::npos);
    std::ofstream(path) << "{\"chain_id\": ";
    const auto broken = read_block_file({.block = path, .extra = {}}, std::nullopt);
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().message().find("1.json"), std::string::npos);
    EXPECT_FALSE(read_block_file({.block = (folder.path() / "2.json").string(), .extra = {}}, std::nullopt))
        << "no fork";
}

}  // namespace
}  // namespace zk::apps

#include "apps/engine/fork_programs.hpp"

#include "apps/handle/task_list.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

#include <fstream>

namespace zk::apps {
namespace {

TEST(ForkPrograms, TheFilesThatShipServeChunksOfEveryFork) {
    const auto shipped = ForkPrograms::read("configs/forks");
    const auto built_in = ForkPrograms::read("no-such-folder");
    ASSERT_TRUE(shipped) << shipped.error().message();
    ASSERT_TRUE(built_in);
    EXPECT_EQ(shipped->all(), built_in->all());
    EXPECT_EQ(
        shipped->forks(),
        (std::vector<std::string>{"euclidv1", "euclidv2", "feynman", "galileo", "galileov2", "validium"})
    );
    EXPECT_EQ(shipped->program("galileo", io::TaskType::kChunk), "chunk");
    EXPECT_EQ(shipped->program("galileo", io::TaskType::kBatch), std::nullopt);
    EXPECT_EQ(shipped->program("", io::TaskType::kChunk), std::nullopt);
}

TEST(ForkPrograms, WrongFilesAreRefused) {
    const auto refused = [](const std::string& name, const std::string& text) {
        const test::TemporaryFolder folder;
        std::ofstream(folder.path() / name) << text;
        return !ForkPrograms::read(folder.path().string());
    };
    EXPECT_FALSE(refused("galileo.json", R"({"fork": "galileo", "programs": {"chunk": "headers"}})"));
    EXPECT_TRUE(refused("galileo.json", R"({"fork": "feynman", "programs": {"chunk": "headers"}})"));
    EXPECT_TRUE(refused("galileo.json", R"({"fork": "galileo", "programs": {"chunk": "no-such"}})"));
    EXPECT_TRUE(refused("galileo.json", R"({"fork": "galileo", "programs": {"block": "headers"}})"));
    EXPECT_TRUE(refused("galileo.json", R"({"fork": "galileo", "programs": {}, "more": 1})"));
    EXPECT_TRUE(refused("galileo.json", R"({"fork": "galileo"})"));
    EXPECT_TRUE(refused("galileo4.json", R"({"fork": "galileo4", "programs": {}})"));
    EXPECT_TRUE(refused("galileo.json", "{"));
}

TEST(TaskList, ChunksThenBatchesThenBundles) {
    const auto tasks = read_task_list(R"({"bundles": ["c"], "chunks": ["a", "b"]})", "t");
    ASSERT_TRUE(tasks) << tasks.error().message();
    ASSERT_EQ(tasks->size(), 3u);
    EXPECT_EQ((*tasks)[0].id, "a");
    EXPECT_EQ((*tasks)[2].type, io::TaskType::kBundle);
    for (const char* bad :
         {"", "[]", R"({"chunk": []})", R"({"chunks": "a"})", R"({"chunks": [1]})", R"({"chunks": [""]})"}) {
        EXPECT_FALSE(read_task_list(bad, "t")) << bad;
    }
}

}  // namespace
}  // namespace zk::apps

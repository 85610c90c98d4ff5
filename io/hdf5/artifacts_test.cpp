#include "io/hdf5/artifacts.hpp"

#include "io/files/atomic_file.hpp"
#include "io/hdf5/file.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <cstdlib>

namespace zk::io {
namespace {

TaskFile sample_task() {
    TaskFile task;
    task.type = TaskType::kChunk;
    task.id = "0xabcdef";
    task.fork = "galileo";
    task.format = "zkprove-proof/1";
    task.pi_hash = "0x01";
    task.digest = "0x02";
    task.version = "v0.1.0";
    task.job = "11111111-2222-3333-4444-555555555555";
    task.witness = Bytes(5000, 1);
    task.plan = Bytes(10, 2);
    task.proof = Bytes(3000, 3);
    task.started_unix_ms = 5;
    task.finished_unix_ms = 6;
    for (std::uint32_t index = 0; index < 3; ++index) {
        task.segments.push_back(
            {task.id, index, Bytes(100 + index, 4), 10u + index, "host" + std::to_string(index), index, task.version}
        );
    }
    return task;
}

TEST(Artifacts, PathsLieInTheirFolders) {
    const DataFolder data{"/data"};
    EXPECT_EQ(DataFolder::block_path(12, "0x0123456789abcdef0123"), "blocks/12-0123456789abcdef.h5");
    const std::string id(64, 'f');
    EXPECT_EQ(data.segment_path(TaskType::kBatch, "0x" + id, 7), "/data/segments/batch-" + id + "/000007.h5");
    EXPECT_EQ(data.task_path(TaskType::kBundle, id), "/data/tasks/bundle-" + id + ".h5");
    EXPECT_EQ(data.proof_path(TaskType::kChunk, "0x" + id), "/data/proofs/chunk-" + id + ".proof");
    EXPECT_EQ(data.resolve("blocks/1-0123.h5"), "/data/blocks/1-0123.h5");
}

TEST(Artifacts, NothingLeadsOutOfTheFolder) {
    const DataFolder data{"/data"};
    for (const std::string& id :
         {std::string("x/../../../esc"),
          std::string(),
          std::string("0x"),
          std::string(63, '0'),
          std::string(65, '0'),
          std::string(63, '0') + "/",
          std::string(63, '0') + "g"}) {
        EXPECT_THROW(static_cast<void>(data.segment_folder(TaskType::kChunk, id)), std::invalid_argument) << id;
        EXPECT_THROW(static_cast<void>(data.segment_path(TaskType::kChunk, id, 0)), std::invalid_argument) << id;
        EXPECT_THROW(static_cast<void>(data.task_path(TaskType::kChunk, id)), std::invalid_argument) << id;
        EXPECT_THROW(static_cast<void>(data.proof_path(TaskType::kChunk, id)), std::invalid_argument) << id;
    }
    for (const char* const stored : {"", "/etc/passwd", "..", "../esc", "blocks/../../esc", "blocks/.."}) {
        const auto path = data.resolve(stored);
        ASSERT_FALSE(path) << *path;
        EXPECT_EQ(path.error().got, stored);
    }
}

TEST(Artifacts, BlockFileRoundTrips) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "b.h5";
    write_block_file(path, {20239173, "0xaa", "galileo", Bytes(100, 5), {}, Bytes(3, 7), true});
    const auto block = read_block_file(path);
    ASSERT_TRUE(block) << block.error().message();
    EXPECT_EQ(block->number, 20239173u);
    EXPECT_EQ(block->hash, "0xaa");
    EXPECT_EQ(block->fork, "galileo");
    EXPECT_EQ(block->witness, Bytes(100, 5));
    EXPECT_TRUE(block->extra.empty());
    EXPECT_EQ(block->hints, Bytes(3, 7));
    EXPECT_TRUE(block->hints_uncertain);
}

TEST(Artifacts, TaskFileRoundTrips) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "t.h5";
    const TaskFile task = sample_task();
    write_task_file(path, task);
    const auto read = read_task_file(path);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->id, task.id);
    EXPECT_EQ(read->proof, task.proof);
    EXPECT_EQ(read->plan, task.plan);
    EXPECT_EQ(read->witness, task.witness);
    EXPECT_EQ(read->digest, task.digest);
    ASSERT_EQ(read->segments.size(), 3u);
    for (std::uint32_t index = 0; index < 3; ++index) {
        EXPECT_EQ(read->segments[index].proof, task.segments[index].proof);
        EXPECT_EQ(read->segments[index].host, task.segments[index].host);
        EXPECT_EQ(read->segments[index].prove_ms, task.segments[index].prove_ms);
        EXPECT_EQ(read->segments[index].rank, index);
    }
}

TEST(Artifacts, ATaskFileIsItsOwnersAlone) {
    using std::filesystem::perms;
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "task.h5";
    write_task_file(path, TaskFile());
    EXPECT_EQ(std::filesystem::status(path).permissions() & (perms::group_all | perms::others_all), perms::none);
}

TEST(Artifacts, TheKindAndTheVersionAreChecked) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "t.h5";
    write_task_file(path, sample_task());
    EXPECT_EQ(read_segment_file(path).error().got, "zkprove task");
    EXPECT_EQ(read_block_file(path).error().expected, "zkprove block");
}

TEST(Artifacts, ADamagedSegmentFileIsAnErrorThatNamesIt) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "s.h5";
    write_segment_file(path, {"0xab", 3, Bytes(2000, 9), 12, "host", 1, "v"});
    ASSERT_TRUE(read_segment_file(path));
    Bytes bytes = read_file(path, 1u << 20).value();
    // The proof's bytes are the only run of nines.
    const auto at = std::search_n(bytes.begin(), bytes.end(), 500, std::uint8_t{9});
    ASSERT_NE(at, bytes.end());
    *at = 8;
    write_atomic(path, bytes);
    const auto read = read_segment_file(path);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message().find("s.h5"), std::string::npos) << read.error().message();
    EXPECT_NE(read.error().message().find("checksum"), std::string::npos) << read.error().message();
}

// Attributes have no checksum: a number too large for its member is refused, not cut.
TEST(Artifacts, ANumberThatIsTooLargeIsRefused) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "s.h5";
    for (const std::uint64_t rank : {std::uint64_t{UINT32_MAX}, std::uint64_t{1} << 32}) {
        Hdf5Builder builder;
        for (const auto& [name, text] :
             {std::pair{"kind", "zkprove segment"}, {"task_id", "0xab"}, {"host", "h"}, {"version", "v"}}) {
            builder.set_text(name, text);
        }
        for (const char* name : {"index", "prove_ms"}) builder.set_number(name, 3);
        builder.set_number("format_version", 1);
        builder.set_number("rank", rank);
        builder.add_bytes("proof", Bytes(100, 9));
        write_atomic(path, builder.finish());
        const auto read = read_segment_file(path);
        ASSERT_EQ(read.has_value(), rank == UINT32_MAX);
        if (read) continue;
        EXPECT_EQ(read.error().message(), "HDF5 attribute rank: expected a number below 2^32, got 4294967296");
    }
}

TEST(Artifacts, H5dumpReadsATaskFile) {
    if (std::system("command -v h5dump >/dev/null") != 0) GTEST_SKIP() << "h5dump (hdf5-tools) is not installed";
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "t.h5";
    write_task_file(path, sample_task());
    EXPECT_EQ(std::system(("h5dump -pH " + path.string() + " | grep -q FLETCHER32").c_str()), 0);
    EXPECT_EQ(std::system(("h5dump -d /segments/000002 " + path.string() + " >/dev/null").c_str()), 0);
}

}  // namespace
}  // namespace zk::io

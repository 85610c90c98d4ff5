#include "io/files/atomic_file.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>

namespace zk::io {
namespace {

std::size_t n_entries(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder}, {}));
}

TEST(AtomicFile, FreeBytesOfAFolderThatIsRefusedIsAFileError) {
    const test::TemporaryFolder folder;
    const auto loop = folder.path() / "loop";
    std::filesystem::create_symlink(loop, loop);
    EXPECT_GT(free_bytes(folder.path() / "not" / "yet"), 0u);
    EXPECT_THROW(static_cast<void>(free_bytes(loop)), FileError);
}

TEST(AtomicFile, WritesReadsAndReplaces) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "a" / "b" / "file";
    const Bytes first{1, 2, 3};
    const Bytes second(100'000, 7);
    write_atomic(path, first);
    EXPECT_EQ(read_file(path, 100).value(), first);
    write_atomic(path, second);
    EXPECT_EQ(read_file(path, 100'000).value(), second);
    EXPECT_EQ(n_entries(path.parent_path()), 1u) << "a temporary file was left behind";
}

TEST(AtomicFile, IsReadByWhomItIsMeantFor) {
    using std::filesystem::perms;
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "file";
    const auto others = [&path] {
        return std::filesystem::status(path).permissions() & (perms::group_all | perms::others_all);
    };
    const mode_t before = ::umask(022);
    write_atomic(path, Bytes{1});
    EXPECT_EQ(others(), perms::group_read | perms::others_read);
    write_atomic(path, Bytes{2}, Readers::kOwner);
    EXPECT_EQ(others(), perms::none);
    ::umask(before);
}

TEST(AtomicFile, RefusesMissingLongAndStrangeFiles) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(read_file(folder.path() / "none", 10).error().got, "none");
    write_atomic(folder.path() / "long", Bytes(11));
    EXPECT_EQ(read_file(folder.path() / "long", 10).error().got, "11");
    EXPECT_EQ(read_file(folder.path(), 10).error().expected, "a regular file");
}

TEST(AtomicFile, AFullFileSystemLeavesTheOldFileAndNoTemporary) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "file";
    write_atomic(path, Bytes{42});
    // A limit on the size of files refuses the write as a full disk would.
    struct rlimit before {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small {
        4096, before.rlim_max
    };
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool refused = false;
    try {
        write_atomic(path, Bytes(100'000));
    } catch (const FileError& error) {
        refused = true;
        EXPECT_TRUE(error.no_space()) << error.what();
        EXPECT_EQ(error.error_number(), EFBIG);
    }
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_TRUE(refused);
    EXPECT_EQ(read_file(path, 10).value(), Bytes{42});
    EXPECT_EQ(n_entries(folder.path()), 1u);
}

TEST(AtomicFile, AFolderThatIsAFileIsAnErrorOfTheWorld) {
    const test::TemporaryFolder folder;
    write_atomic(folder.path() / "file", Bytes{1});
    EXPECT_THROW(write_atomic(folder.path() / "file" / "below", Bytes{1}), FileError);
}

TEST(AtomicFile, FreeBytesOfAFolderThatIsNotThereYet) {
    const test::TemporaryFolder folder;
    EXPECT_GT(free_bytes(folder.path() / "not" / "yet"), 0u);
}

}  // namespace
}  // namespace zk::io

// Generated programs against qemu-riscv32 (Debian package qemu-user): log and exit code must be the same bytes.

#include "vm/executor/machine.hpp"
#include "vm/testing/random_program.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace zk::vm {
namespace {

/// A directory that goes away with the test.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "zkprove-qemu-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

struct Outcome {
    std::string output;
    int exit_code;  ///< 128 + signal when killed
};

std::optional<Outcome> run_command(const std::string& command) {
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return std::nullopt;
    Outcome outcome{};
    char block[4096];
    for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) != 0;) outcome.output.append(block, n);
    const int status = ::pclose(pipe);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

TEST(Qemu, RunsRandomProgramsAlike) {
    if (std::system("qemu-riscv32 --version > /dev/null 2>&1") != 0) {
        GTEST_SKIP() << "qemu-riscv32 is not installed (Debian package qemu-user)";
    }
    constexpr std::uint32_t kFirstSeed = 5000;
    constexpr std::uint32_t kPrograms = 250;
    RecordProperty("first_seed", static_cast<int>(kFirstSeed));
    const TemporaryDirectory directory;
    const std::string file = (directory.path() / "program.elf").string();
    std::uint64_t n_cycles = 0;
    for (std::uint32_t seed = kFirstSeed; seed < kFirstSeed + kPrograms; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const testing::Assembler made = testing::random_program(seed, 1500);
        {
            const Bytes elf = made.elf();
            std::ofstream out(file, std::ios::binary | std::ios::trunc);
            out.write(reinterpret_cast<const char*>(elf.data()), static_cast<std::streamsize>(elf.size()));
        }
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        const std::optional<Outcome> expected = run_command("qemu-riscv32 " + file + " 2>/dev/null");
        ASSERT_TRUE(expected);
        ASSERT_EQ(expected->output.size(), 4 * testing::kRandomDataWords) << "qemu ended with " << expected->exit_code;

        const Program program = made.program();
        const Result<Execution> execution = execute(program, {});
        ASSERT_TRUE(execution) << execution.error().message();
        ASSERT_EQ(execution->log, expected->output);
        ASSERT_EQ(execution->exit_code, static_cast<std::uint32_t>(expected->exit_code));
        n_cycles += execution->plan.total_cycles();
    }
    EXPECT_GT(n_cycles, std::uint64_t{kPrograms} * 1000);
    std::printf("%u programs, %llu instructions\n", kPrograms, static_cast<unsigned long long>(n_cycles));
}

}  // namespace
}  // namespace zk::vm

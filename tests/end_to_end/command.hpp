#pragma once

#include "tests/support/process.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace zk::test {

struct Outcome {
    int exit_code = -1;
    std::string text;  ///< stdout and stderr
};

/// Runs the built zkprove with these arguments; `launcher` comes before it (mpirun -np 4).
inline Outcome zkprove(
    const std::filesystem::path& folder,
    const std::vector<std::string>& arguments,
    const std::vector<std::string>& launcher = {}
) {
    std::vector<std::string> command = launcher;
    command.emplace_back(ZK_TEST_ZKPROVE);
    command.insert(command.end(), arguments.begin(), arguments.end());
    Process process(command, (folder / "command.log").string());
    // Bounds a hang; never a measure.
    process.wait(600);
    std::ifstream log(folder / "command.log", std::ios::binary);
    return {process.exit_code(), std::string(std::istreambuf_iterator<char>(log), {})};
}

}  // namespace zk::test

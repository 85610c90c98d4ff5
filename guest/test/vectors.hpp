#pragma once
// The shared test vectors (official Ethereum tests, real block witnesses), which are not part of the repository.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace zk::test {

/// $ZKPROVE_VECTORS, else ../shared/vectors below the working directory (the repository's root); then `folder` in it.
[[nodiscard]] std::filesystem::path vectors_path(const std::string& folder);

/// True when the vectors must be there: ZKPROVE_REQUIRE_VECTORS=1.
[[nodiscard]] bool vectors_required();

[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// All files below `folder` whose names end in `suffix`, sorted by path.
[[nodiscard]] std::vector<std::filesystem::path> files_below(
    const std::filesystem::path& folder, const std::string& suffix
);

}  // namespace zk::test

/// Skips the test visibly when `path` is absent, or fails it when the vectors are required.
#define ZK_NEEDS_VECTORS(path)                                                  \
    do {                                                                        \
        if (!std::filesystem::exists(path)) {                                   \
            if (zk::test::vectors_required()) FAIL() << (path) << " is absent"; \
            GTEST_SKIP() << (path) << " is absent (set ZKPROVE_VECTORS)";       \
        }                                                                       \
    } while (false)

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zk::runners {

/// The .json files among and below `roots` (files or folders, searched recursively), sorted.
std::vector<std::filesystem::path> json_files_below(const std::vector<std::string>& roots);

}  // namespace zk::runners

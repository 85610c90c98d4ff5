#include "guest/test/vectors.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace zk::test {

std::filesystem::path vectors_path(const std::string& folder) {
    const char* const root = std::getenv("ZKPROVE_VECTORS");
    return std::filesystem::path(root != nullptr ? root : "../shared/vectors") / folder;
}

bool vectors_required() {
    const char* const value = std::getenv("ZKPROVE_REQUIRE_VECTORS");
    return value != nullptr && std::string_view(value) == "1";
}

std::string read_text(const std::filesystem::path& path) {
    const std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw std::runtime_error("cannot read " + path.string());
    return text.str();
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder, const std::string& suffix) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().string().ends_with(suffix)) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace zk::test

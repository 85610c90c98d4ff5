#include "apps/engine/fork_programs.hpp"

#include "apps/blocks/block_file.hpp"
#include "apps/program/program.hpp"
#include "guest/images/images.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace zk::apps {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kChunkProgram = "chunk";
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 20;

}  // namespace

Result<ForkPrograms> ForkPrograms::read(const std::string& folder) {
    ForkPrograms forks;
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        for (const guest::Fork fork : guest::kForks) {
            forks.programs_[{std::string(guest::fork_name(fork)), io::TaskType::kChunk}] = kChunkProgram;
        }
        return forks;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".json") continue;
        const std::string path = entry.path().string();
        const auto bytes = read_whole_file(path, kMaxFileBytes);
        if (!bytes) return tl::unexpected(bytes.error());
        const Json root = Json::parse(bytes->begin(), bytes->end(), nullptr, false);
        if (!root.is_object()) return fail(path, "", "a JSON object");
        for (const auto& [key, value] : root.items()) {
            if (key != "fork" && key != "programs") return fail(path, key, "a known key");
        }
        const std::string name =
            root.contains("fork") && root["fork"].is_string() ? root["fork"].get<std::string>() : "";
        if (auto fork = parse_fork(name); !fork) return fail(path, "fork", fork.error().expected, name);
        if (name != entry.path().stem().string()) return fail(path, "fork", "the file's name", name);
        if (!root.contains("programs") || !root["programs"].is_object()) return fail(path, "programs", "an object");
        for (const auto& [type_name, program] : root["programs"].items()) {
            const auto type = io::task_type_from_name(type_name);
            if (!type) return fail(path, "programs", "chunk, batch or bundle", type_name);
            if (!program.is_string() || guest::guest_image(program.get<std::string>()).empty()) {
                return fail(path, "programs." + type_name, "the name of an embedded program", program.dump());
            }
            forks.programs_[{name, *type}] = program.get<std::string>();
        }
    }
    if (error) return fail(folder, "", "a readable folder", error.message());
    return forks;
}

std::vector<std::string> ForkPrograms::forks() const {
    std::vector<std::string> names;
    for (const auto& [what, program] : programs_) {
        if (names.empty() || names.back() != what.first) names.push_back(what.first);
    }
    return names;
}

std::optional<std::string> ForkPrograms::program(const std::string& fork, io::TaskType type) const {
    const auto found = programs_.find({fork, type});
    if (found == programs_.end()) return std::nullopt;
    return found->second;
}

}  // namespace zk::apps

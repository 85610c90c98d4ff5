#include "apps/blocks/block_file.hpp"

#include "apps/program/program.hpp"

#include <filesystem>
#include <map>

namespace zk::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxWitnessBytes = std::uint64_t{1} << 30;
constexpr std::string_view kSideSuffix = "_validium_txs.json";

bool ends_with(const std::string& text, std::string_view suffix) {
    return text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

/// "347.json" -> "347", "347_validium_txs.json" -> "347".
std::string stem_of(const std::string& path) {
    const std::string name = fs::path(path).filename().string();
    if (ends_with(name, kSideSuffix)) return name.substr(0, name.size() - kSideSuffix.size());
    return fs::path(name).stem().string();
}

std::string known_forks() {
    std::string names;
    for (const guest::Fork fork : guest::kForks)
        names += (names.empty() ? "" : ", ") + std::string(guest::fork_name(fork));
    return names;
}

std::string_view text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::optional<guest::Fork> fork_of_path(const std::string& path) {
    std::error_code ignored;
    fs::path folder = fs::absolute(path, ignored).lexically_normal().parent_path();
    for (; !folder.empty(); folder = folder.parent_path()) {
        if (const auto fork = guest::fork_from_name(folder.filename().string())) return fork;
        if (folder == folder.root_path()) break;
    }
    return std::nullopt;
}

Result<guest::Fork> parse_fork(const std::string& name) {
    if (const auto fork = guest::fork_from_name(name)) return *fork;
    return fail("fork", "", "one of " + known_forks(), name);
}

Result<witness::Block> parse_block_bytes(const std::string& name, ByteView witness, ByteView extra) {
    auto block = witness::parse_block(text_of(witness));
    if (!block) {
        block.error().what = name + ": " + block.error().what;
        return block;
    }
    if (!extra.empty()) {
        auto messages = witness::parse_validium_messages(text_of(extra));
        if (!messages) {
            messages.error().what = name + ", its validium transactions: " + messages.error().what;
            return tl::unexpected(messages.error());
        }
        block->validium_messages = std::move(*messages);
    }
    return block;
}

Result<std::vector<BlockPaths>> pair_block_files(const std::vector<std::string>& paths) {
    std::vector<BlockPaths> pairs;
    std::map<std::string, std::string> extras;  // by stem
    for (const std::string& path : paths) {
        if (!ends_with(path, kSideSuffix)) {
            pairs.push_back({.block = path, .extra = {}});
        } else if (!extras.emplace(stem_of(path), path).second) {
            return fail(path, "", "one such file for block " + stem_of(path), extras[stem_of(path)] + ", too");
        }
    }
    for (BlockPaths& pair : pairs) {
        if (const auto listed = extras.find(stem_of(pair.block)); listed != extras.end()) {
            pair.extra = listed->second;
            listed->second.clear();
            continue;
        }
        const fs::path beside = fs::path(pair.block).parent_path() / (stem_of(pair.block) + std::string(kSideSuffix));
        std::error_code ignored;
        if (fs::exists(beside, ignored)) pair.extra = beside.string();
    }
    for (const auto& [stem, path] : extras) {
        if (!path.empty()) return fail(path, "", "its block " + stem + ".json among the files");
    }
    return pairs;
}

Result<BlockFile> read_block_file(const BlockPaths& paths, std::optional<guest::Fork> fork) {
    BlockFile file{.path = paths.block, .fork = {}, .witness = {}, .extra_path = paths.extra, .extra = {}, .block = {}};
    const auto chosen = fork ? fork : fork_of_path(paths.block);
    if (!chosen) return fail(paths.block, "", "--fork NAME, or a folder called like one of " + known_forks());
    file.fork = *chosen;
    auto witness = read_whole_file(paths.block, kMaxWitnessBytes);
    if (!witness) return tl::unexpected(witness.error());
    file.witness = std::move(*witness);
    if (!paths.extra.empty()) {
        auto extra = read_whole_file(paths.extra, kMaxWitnessBytes);
        if (!extra) return tl::unexpected(extra.error());
        file.extra = std::move(*extra);
    }
    auto block = parse_block_bytes(paths.block, file.witness, file.extra);
    if (!block) return tl::unexpected(block.error());
    file.block = std::move(*block);
    return file;
}

}  // namespace zk::apps

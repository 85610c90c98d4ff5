#include "apps/blocks/hint_files.hpp"

#include "apps/cli/command.hpp"
#include "apps/program/program.hpp"

namespace zk::apps {
namespace {

constexpr std::uint64_t kMaxHintBytes = std::uint64_t{1} << 30;

}  // namespace

std::vector<witness::CompressionInfos> read_hint_files(const std::vector<std::string>& paths) {
    std::vector<witness::CompressionInfos> hints;
    for (const std::string& path : paths) {
        const auto text = read_whole_file(path, kMaxHintBytes);
        if (!text) throw UsageError(text.error().message());
        auto infos = witness::parse_compression_infos({reinterpret_cast<const char*>(text->data()), text->size()});
        if (!infos) throw UsageError(path + ": " + infos.error().message());
        hints.push_back(std::move(*infos));
    }
    return hints;
}

}  // namespace zk::apps

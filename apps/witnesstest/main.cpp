// zkprove-witnesstest: executes folders of block witnesses natively and compares with their headers.
#include "apps/runners/files.hpp"
#include "apps/witness/block.hpp"
#include "apps/witness/compressed_size.hpp"
#include "apps/witness/execution.hpp"
#include "base/deep_threads.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <omp.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace zk;

constexpr std::string_view kSideFile = "_validium_txs.json";

struct Outcome {
    std::string file;
    std::string difference;  ///< empty: passed
    std::uint64_t gas_used = 0;
    bool hints_computed = false;
};

std::string read_text(const fs::path& path) {
    const std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The fork that the nearest folder is called like.
std::optional<guest::Fork> fork_of(fs::path path) {
    for (path = fs::absolute(path).parent_path(); path.has_relative_path(); path = path.parent_path()) {
        if (const auto fork = guest::fork_from_name(path.filename().string())) return fork;
    }
    return std::nullopt;
}

Outcome run(const fs::path& file, std::optional<guest::Fork> fork, std::span<const witness::CompressionInfos> hints) {
    Outcome out;
    out.file = file.string();
    if (!fork) fork = fork_of(file);
    if (!fork) {
        out.difference = "no folder above is called like a fork; name one with --fork";
        return out;
    }
    // The sample blocks of validium were made before its rules became GalileoV2's: they run as plain EuclidV2 blocks.
    if (*fork == guest::Fork::kValidium) fork = guest::Fork::kEuclidV2;
    auto block = witness::parse_block(read_text(file));
    if (!block) {
        out.difference = block.error().message();
        return out;
    }
    const auto source = witness::find_hints(*block, *fork, hints);
    if (!source) {
        out.difference = source.error().message();
        return out;
    }
    out.hints_computed = *source == witness::HintSource::kComputed;
    const auto input =
        witness::make_chunk_input(std::span(&*block, 1), *fork, guest::Hash{}, witness::ChunkContent::kState);
    if (!input) {
        out.difference = input.error().message();
        return out;
    }
    const auto claim = witness::execute_chunk(*input);
    if (claim) {
        out.gas_used = claim->gas_used;
    } else {
        out.difference = claim.error().message() + (out.hints_computed ? witness::computed_hints_advice() : "");
    }
    return out;
}

int report(const std::vector<Outcome>& outcomes, bool as_json) {
    std::size_t passed = 0, failed = 0;
    bool computed = false;
    nlohmann::json out{{"blocks", nlohmann::json::array()}};
    for (const Outcome& o : outcomes) {
        ++(o.difference.empty() ? passed : failed);
        computed = computed || o.hints_computed;
        if (as_json) {
            out["blocks"].push_back(
                {{"file", o.file}, {"ok", o.difference.empty()}, {"difference", o.difference}, {"gas", o.gas_used}}
            );
        } else if (!o.difference.empty()) {
            std::printf("FAILED %s\n    %s\n", o.file.c_str(), o.difference.c_str());
        }
    }
    if (as_json) {
        out.update({{"passed", passed}, {"failed", failed}});
        std::printf("%s\n", out.dump(2).c_str());
    } else {
        std::printf("%zu passed, %zu failed\n", passed, failed);
    }
    if (const std::string warning = witness::compression_warning(); computed && !warning.empty()) {
        std::fprintf(stderr, "warning: %s\n", warning.c_str());
    }
    return failed != 0 ? 1 : passed == 0 ? 2 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Executes block witnesses natively and compares state root, receipts root, bloom and gas with their headers.\n"
        "Example: zkprove-witnesstest witnesses/galileo --compression-infos compression-infos/galileo.json"};
    std::vector<std::string> roots;
    std::vector<std::string> hint_files;
    std::string fork_name;
    bool as_json = false;
    app.add_option("DIR", roots, "folders (searched recursively) or files")->required()->check(CLI::ExistingPath);
    app.add_option(
           "--compression-infos", hint_files, "files of transaction-size hints (default: the witness's, else computed)"
    )
        ->allow_extra_args(false)
        ->check(CLI::ExistingFile);
    app.add_option("--fork", fork_name, "fork of all blocks (default: the nearest folder called like one)");
    app.add_flag("--json", as_json, "report as JSON");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    std::optional<guest::Fork> fork;
    if (!fork_name.empty()) {
        fork = guest::fork_from_name(fork_name);
        if (!fork) {
            std::fprintf(
                stderr,
                "--fork: expected one of euclidv1 euclidv2 feynman galileo galileov2 validium, got %s\n",
                fork_name.c_str()
            );
            return 2;
        }
    }
    std::vector<witness::CompressionInfos> hints;
    for (const std::string& file : hint_files) {
        auto infos = witness::parse_compression_infos(read_text(file));
        if (!infos) {
            std::fprintf(stderr, "%s: %s\n", file.c_str(), infos.error().message().c_str());
            return 2;
        }
        hints.push_back(*std::move(infos));
    }
    std::vector<fs::path> files = runners::json_files_below(roots);
    std::erase_if(files, [](const fs::path& file) { return file.string().ends_with(kSideFile); });
    std::vector<Outcome> outcomes(files.size());
    const auto run_file = [&](std::size_t i) { outcomes[i] = run(files[i], fork, hints); };
    for_each_on_deep_threads(files.size(), omp_get_max_threads(), run_file);
    return report(outcomes, as_json);
}

// zkprove-profile: where a guest program spends its cycles.
#include "apps/blocks/block_file.hpp"
#include "apps/program/program.hpp"
#include "apps/witness/compressed_size.hpp"
#include "apps/witness/compression.hpp"
#include "base/hex.hpp"
#include "guest/images/images.hpp"
#include "vm/elf/elf.hpp"

#include "perf/profile/profile.hpp"
#include "perf/profile/report.hpp"
#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace zk;

constexpr std::uint64_t kMaxElfBytes = std::uint64_t{1} << 28;
constexpr std::uint64_t kMaxTextBytes = std::uint64_t{1} << 30;

struct Options {
    std::string program;
    std::vector<std::string> blocks;
    std::string input, fork, queue_hash;
    std::vector<std::string> hint_files;
    std::string groups, folded, svg, json;
    std::size_t top = 40;
};

Result<std::string> read_text(const std::string& path) {
    const auto bytes = apps::read_whole_file(path, kMaxTextBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    return std::string(bytes->begin(), bytes->end());
}

/// The block with the hints that its fork's L1 data fee needs: from the files, from the witness, or computed.
Result<witness::Block> read_block(
    const apps::BlockPaths& paths, std::optional<guest::Fork>& fork, const std::vector<witness::CompressionInfos>& hints
) {
    auto file = apps::read_block_file(paths, fork);
    if (!file) return tl::unexpected(file.error());
    if (fork && *fork != file->fork) return fail(paths.block, "fork", std::string(guest::fork_name(*fork)), "another");
    fork = file->fork;
    const auto known = witness::apply_compression_infos(file->block, hints);
    if (!known) return tl::unexpected(known.error());
    if (!*known && *fork >= guest::Fork::kFeynman && file->block.hints.empty()) {
        if (const auto computed = witness::compute_hints(file->block); !computed)
            return tl::unexpected(computed.error());
        if (const std::string warning = witness::compression_warning(); !warning.empty())
            std::cerr << "warning: " << warning << "\n";
    }
    return std::move(file->block);
}

struct Input {
    Bytes bytes;
    std::uint64_t gas = 0;
};

/// The files as one chunk.
Result<Input> chunk_of(const Options& options) {
    std::optional<guest::Fork> fork;
    if (!options.fork.empty()) {
        const auto parsed = apps::parse_fork(options.fork);
        if (!parsed) return tl::unexpected(parsed.error());
        fork = *parsed;
    }
    guest::Hash queue_hash{};
    if (!options.queue_hash.empty()) {
        const auto parsed = from_hex(options.queue_hash);
        if (!parsed || parsed->size() != queue_hash.size())
            return fail("--prev-msg-queue-hash", "", "32 bytes in hexadecimal", options.queue_hash);
        std::copy(parsed->begin(), parsed->end(), queue_hash.begin());
    }
    std::vector<witness::CompressionInfos> hints;
    for (const std::string& path : options.hint_files) {
        const auto text = read_text(path);
        if (!text) return tl::unexpected(text.error());
        auto infos = witness::parse_compression_infos(*text);
        if (!infos) return tl::unexpected(infos.error());
        hints.push_back(std::move(*infos));
    }
    const auto pairs = apps::pair_block_files(options.blocks);
    if (!pairs) return tl::unexpected(pairs.error());
    std::vector<witness::Block> blocks;
    Input out;
    for (const apps::BlockPaths& pair : *pairs) {
        auto block = read_block(pair, fork, hints);
        if (!block) return tl::unexpected(block.error());
        if (!fork) return fail(pair.block, "fork", "a known one", "none");
        const auto summary = witness::summarize(*block, *fork);
        if (!summary) return tl::unexpected(summary.error());
        out.gas += summary->header.gas_used;
        blocks.push_back(std::move(*block));
    }
    if (!fork) return fail("blocks", "", "at least one", "none");
    const bool state = options.program != "headers";
    auto bytes = witness::make_chunk_input(
        blocks, *fork, queue_hash, state ? witness::ChunkContent::kState : witness::ChunkContent::kBlocks
    );
    if (!bytes) return tl::unexpected(bytes.error());
    out.bytes = std::move(*bytes);
    return out;
}

Result<Input> read_input(const Options& options, bool ours) {
    if (!options.blocks.empty()) return chunk_of(options);
    auto bytes = apps::find_input({.name = options.program, .ours = ours, .program = {}}, options.input);
    if (!bytes) return tl::unexpected(bytes.error());
    return Input{std::move(*bytes), 0};
}

Result<perf::Profile> run(const Options& options) {
    Bytes elf_file;
    ByteView elf = guest::guest_image(options.program);
    const bool ours = !elf.empty();
    if (!ours) {
        auto bytes = apps::read_whole_file(options.program, kMaxElfBytes);
        if (!bytes) return tl::unexpected(bytes.error());
        elf_file = std::move(*bytes);
        elf = elf_file;
    }
    const auto program = vm::load_elf(elf);
    if (!program) return tl::unexpected(program.error());
    auto symbols = perf::read_symbols(elf, *program);
    if (!symbols) return tl::unexpected(symbols.error());
    const auto input = read_input(options, ours);
    if (!input) return tl::unexpected(input.error());
    auto profile = perf::profile(*program, std::move(*symbols), input->bytes);
    if (profile) profile->gas = input->gas;
    return profile;
}

Result<void> write(const std::string& path, const std::string& text) {
    if (path.empty()) return {};
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) return fail(path, "", "a file that can be written", "");
    return {};
}

Result<int> main_with(const Options& options) {
    std::vector<perf::Group> groups;
    if (!options.groups.empty()) {
        const auto text = read_text(options.groups);
        if (!text) return tl::unexpected(text.error());
        auto parsed = perf::parse_groups(*text);
        if (!parsed) return tl::unexpected(parsed.error());
        groups = std::move(*parsed);
    }
    const auto profile = run(options);
    if (!profile) return tl::unexpected(profile.error());
    std::cout << perf::tables(*profile, groups, options.top);
    const std::string title = options.program + (options.blocks.empty() ? "" : " " + options.blocks.front());
    for (const auto& [path, text] :
         {std::pair(options.folded, perf::folded_stacks(*profile)),
          std::pair(options.svg, perf::flame_graph(*profile, title)),
          std::pair(options.json, perf::as_json(*profile, groups))}) {
        if (const auto written = write(path, text); !written) return tl::unexpected(written.error());
    }
    if (profile->exit_code != 0) {
        std::cerr << "the program ended with exit code " << profile->exit_code
                  << ": the profile is that of a failure\n";
        return 1;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Runs a guest program in the machine and shows where its cycles go.\n"
        "Example: zkprove-profile chunk witnesses/galileov2/20239241.json --svg profile.svg"};
    Options options;
    app.add_option("PROGRAM", options.program, "a program of ours, or an RV32IM ELF file with symbols")->required();
    app.add_option("BLOCKS", options.blocks, "witness files of consecutive blocks: one chunk, for chunk and headers");
    app.add_option("--input", options.input, "the program's input (default: a small one of its own)")
        ->excludes("BLOCKS");
    app.add_option("--fork", options.fork, "fork of the blocks (default: the folder's name)");
    app.add_option(
        "--prev-msg-queue-hash", options.queue_hash, "L1 message queue hash before the blocks (default zero)"
    );
    app.add_option("--compression-infos", options.hint_files, "files of transaction-size hints (default: computed)")
        ->allow_extra_args(false);
    app.add_option("--groups", options.groups, "file of function groups (perf/profile/groups.txt): a table by group");
    app.add_option("--folded", options.folded, "write stacks and cycles for flame graph tools");
    app.add_option("--svg", options.svg, "write a flame graph");
    app.add_option("--json", options.json, "write all tables as JSON");
    app.add_option("--top", options.top, "functions in the table")->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    const auto done = main_with(options);
    if (done) return *done;
    std::cerr << "zkprove-profile: " << done.error().message() << "\n";
    return 1;
}

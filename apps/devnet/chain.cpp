#include "apps/devnet/chain.hpp"

#include "apps/devnet/chain_maker.hpp"
#include "apps/devnet/validium.hpp"
#include "base/hex.hpp"

#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

namespace zk::devnet {
namespace {

std::unique_ptr<ChainMaker> make_maker(const ChainOptions& options) {
    return options.headers_only ? make_headers_chain(options) : make_state_chain(options);
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

}  // namespace

Result<void> check(const ChainOptions& options) {
    const auto refuse = [](const char* option, const char* expected, std::uint64_t got) {
        return fail("devnet", option, expected, std::to_string(got));
    };
    if (options.first_block == 0 || options.first_block > std::uint64_t{1} << 40) {
        return refuse("first block", "a number in [1, 2^40]", options.first_block);
    }
    if (options.n_blocks == 0) return refuse("blocks", "at least 1", 0);
    if (options.chain_id == 0 || options.chain_id > std::uint64_t{1} << 40) {
        return refuse("chain id", "a number in [1, 2^40]", options.chain_id);
    }
    const std::uint64_t per_block = std::uint64_t{options.transactions_per_block} + options.l1_messages_per_block;
    if (per_block > 0xffff) return refuse("transactions per block", "at most 65535 with the L1 messages", per_block);
    if (per_block * options.n_blocks > 1'000'000) {
        return refuse("transactions in the chain", "at most 1000000", per_block * options.n_blocks);
    }
    return {};
}

Result<std::vector<ChainBlock>> make_chain(const ChainOptions& options) {
    if (const auto checked = check(options); !checked) return tl::unexpected(checked.error());
    const std::unique_ptr<ChainMaker> chain = make_maker(options);
    std::vector<ChainBlock> blocks;
    for (std::uint32_t i = 0; i < options.n_blocks; ++i) blocks.push_back(chain->next(options.first_block + i));
    return blocks;
}

Result<std::vector<std::filesystem::path>> write_chain(
    const ChainOptions& options, const std::filesystem::path& folder
) {
    if (const auto checked = check(options); !checked) return tl::unexpected(checked.error());
    std::filesystem::create_directories(folder);
    const std::unique_ptr<ChainMaker> chain = make_maker(options);
    std::vector<std::filesystem::path> paths;
    for (std::uint32_t i = 0; i < options.n_blocks; ++i) {
        const ChainBlock block = chain->next(options.first_block + i);
        const std::string name = std::to_string(block.number);
        paths.push_back(folder / (name + ".json"));
        write_file(paths.back(), block.json);
        if (!block.validium_messages.empty()) {
            write_file(folder / (name + "_validium_txs.json"), block.validium_messages);
        }
    }
    if (options.fork == guest::Fork::kValidium && !options.headers_only) {
        write_file(folder / "validium.key", to_hex(validium_key()) + "\n");
    }
    return paths;
}

}  // namespace zk::devnet

#pragma once
// A chain of blocks made from nothing, in the witness JSON format (new style): linked headers, signed transactions of fixed
// keys, right transactions roots, L1 messages. Headers only: there is no state behind it, so state and receipts roots are
// placeholders and `states` and `codes` are empty. Programs that execute transactions refuse such blocks.

#include "base/result.hpp"
#include "guest/fork/fork.hpp"
#include "guest/types.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zk::devnet {

struct ChainOptions {
    guest::Fork fork = guest::Fork::kGalileo;
    std::uint64_t chain_id = 530077;
    std::uint64_t first_block = 1;             ///< at least 1
    std::uint32_t n_blocks = 8;                ///< at least 1
    std::uint32_t transactions_per_block = 6;  ///< beside the L1 messages; all types of the fork in turn
    std::uint32_t l1_messages_per_block = 1;
    std::uint64_t seed = 1;  ///< another seed, another chain
};

/// The limits of ChainOptions: 2^16 - 1 transactions a block in all, 10^6 in the chain.
[[nodiscard]] Result<void> check(const ChainOptions& options);

struct ChainBlock {
    std::uint64_t number = 0;
    guest::Hash hash{};
    std::string json;               ///< the witness
    std::string validium_messages;  ///< JSON of the side file; empty unless the fork is validium
};

/// The whole chain; a pure function of the options. An error when they are out of range.
[[nodiscard]] Result<std::vector<ChainBlock>> make_chain(const ChainOptions& options);

/// Writes NUMBER.json, and NUMBER_validium_txs.json for validium, into `folder`, which is made when absent. Returns the
/// witness files in block order. Throws std::filesystem::filesystem_error or std::system_error when writing fails.
[[nodiscard]] Result<std::vector<std::filesystem::path>> write_chain(
    const ChainOptions& options, const std::filesystem::path& folder
);

/// Key of devnet account `index`: fixed and public.
[[nodiscard]] guest::Word account_key(std::uint32_t index);

/// Accounts that send transactions: 0 .. kAccounts - 1.
inline constexpr std::uint32_t kAccounts = 8;

}  // namespace zk::devnet

#pragma once
// Chains of blocks made from nothing, in the witness JSON format (new style), with keys that are fixed and public.
//
// With state: every block is executed by the guest's EVM on a whole state, so that its header says what a verifier finds, and its witness holds the trie
// nodes and codes that this takes and no others. The accounts and contracts of the first block's state are put there; everything after that is done by
// transactions (actions.hpp). Headers only: no state behind the blocks; state and receipts roots are placeholders, `states` and `codes` empty. Programs
// that execute transactions refuse those.

#include "apps/devnet/accounts.hpp"
#include "base/result.hpp"
#include "guest/fork/fork.hpp"
#include "guest/types.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
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
    bool headers_only = false;
};

/// The limits of ChainOptions: 2^16 - 1 transactions a block in all, 10^6 in the chain.
[[nodiscard]] Result<void> check(const ChainOptions& options);

struct ChainBlock {
    std::uint64_t number = 0;
    guest::Hash hash{};
    std::string json;               ///< the witness
    std::string validium_messages;  ///< JSON of the side file; empty unless the fork is validium

    // With state.
    std::vector<std::string_view> actions;  ///< what each transaction does, L1 messages included (actions.hpp)
    std::uint32_t n_collapsed = 0;          ///< removals that left a branch of a trie one untouched child
};

/// The whole chain; a pure function of the options. An error when they are out of range.
[[nodiscard]] Result<std::vector<ChainBlock>> make_chain(const ChainOptions& options);

/// Writes NUMBER.json, and NUMBER_validium_txs.json for validium, into `folder`, which is made when absent; for a validium with state also
/// `validium.key`, the key that its messages are encrypted to. Returns the witness files in block order. Throws std::filesystem::filesystem_error
/// or std::system_error when writing fails.
[[nodiscard]] Result<std::vector<std::filesystem::path>> write_chain(
    const ChainOptions& options, const std::filesystem::path& folder
);

}  // namespace zk::devnet

#pragma once
// One Scroll block on the state: system actions, all transactions, and the comparison with what the header says.

#include "guest/chunk/block_summary.hpp"
#include "guest/chunk/chunk_input.hpp"
#include "guest/refusal.hpp"
#include "guest/state/witness_state.hpp"
#include "guest/stateless/l1_fee.hpp"
#include "guest/stateless/receipts.hpp"

namespace zk::guest {

struct BlockOutcome {
    std::uint64_t gas_used = 0;
    Hash receipts_root{};
    Bloom logs_bloom{};
    Hash state_root{};  ///< zero before the state is committed
};

/// System actions and all transactions on `state`; nothing is committed, and of the header only what the EVM sees is read: whoever makes blocks gets
/// the rest from here. A refusal names the transaction.
[[nodiscard]] Checked<BlockOutcome> run_block(
    State& state, const BlockInput& block, const Header& header, Fork fork, std::uint64_t chain_id
);

/// Runs the block of `summary` (made from `block`) on top of `state`, commits to `tries`, and compares state root, gas used, receipts root and logs
/// bloom with the header. The reference compares the state root alone; no valid block fails the others. From Feynman on `block` has one hint for each
/// transaction. A refusal names the transaction, or the first field of the header that differs.
[[nodiscard]] Checked<BlockOutcome> execute_block(
    State& state,
    WitnessState& tries,
    const BlockInput& block,
    const BlockSummary& summary,
    Fork fork,
    std::uint64_t chain_id
);

}  // namespace zk::guest

#pragma once
// Withdraw roots of ingested blocks, by executing them.

#include "apps/cli/context.hpp"
#include "guest/types.hpp"
#include "io/hdf5/artifacts.hpp"
#include "io/postgres/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zk::apps {

struct Recomputed {
    std::uint64_t n_blocks = 0;                                        ///< executed, their roots stored
    std::vector<std::pair<std::uint64_t, std::string>> refusals = {};  ///< block number, reason
};

/// Executes the blocks natively, several at a time on `n_threads`, and stores the withdraw root after each, also in a chunk that ends with it and is not
/// assigned yet. A block that does not run is reported and leaves its row alone.
Recomputed recompute_withdraw_roots(
    io::Store& store,
    const io::DataFolder& data,
    const std::vector<std::uint64_t>& numbers,
    const std::optional<guest::Word>& validium_key,
    int n_threads
);

}  // namespace zk::apps

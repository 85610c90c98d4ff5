#pragma once
// Compression infos within a witness. Internal to apps/witness.

#include "apps/witness/compression.hpp"
#include "apps/witness/json.hpp"

namespace zk::witness {

/// An array with one entry for each transaction.
[[nodiscard]] BlockCompressionInfos read_block_infos(const Value& list);

/// Sets block.hints; refusals as of apply_compression_infos.
[[nodiscard]] Result<void> apply_block_infos(Block& block, const BlockCompressionInfos& infos);

}  // namespace zk::witness

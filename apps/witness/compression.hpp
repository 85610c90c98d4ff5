#pragma once
// How far transactions compress, as files say: block number -> one entry for each transaction, in block order, null for an L1 message. The L1 data
// fee depends on it from Feynman on.

#include "apps/witness/block.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zk::witness {

struct CompressionInfo {
    guest::CompressionHint hint;
    std::optional<guest::Hash> transaction;  // hash of the encoding, where the file says it
    std::optional<std::uint64_t> encoded_length;
};

/// nullopt: an L1 message, which has none.
using BlockCompressionInfos = std::vector<std::optional<CompressionInfo>>;
using CompressionInfos = std::map<std::uint64_t, BlockCompressionInfos>;

/// Reads a file: an object of block numbers in decimal digits, each an array of null or objects with "compression_ratio", "compressed_size" and, where
/// the file has them, "tx" and "encoded_length". Ratios below 10^9 and sizes above the length, which no chunk can hold, are refused.
[[nodiscard]] Result<CompressionInfos> parse_compression_infos(std::string_view text);

/// Sets block.hints from the first of `files` that knows the block's number; false when none does. Refused: another number of transactions, other
/// hashes or lengths than the block's, an L1 message with an entry and another transaction without one.
[[nodiscard]] Result<bool> apply_compression_infos(Block& block, std::span<const CompressionInfos> files);

/// The hints of a block as an array of that form, JSON text: what a witness holds under "compression_infos".
[[nodiscard]] std::string block_infos_json(const Block& block);

}  // namespace zk::witness

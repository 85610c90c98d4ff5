#pragma once
// Witness files as a command line names them: which fork, which side file.

#include "apps/witness/block.hpp"
#include "base/bytes.hpp"
#include "base/result.hpp"
#include "guest/fork/fork.hpp"

#include <optional>
#include <string>
#include <vector>

namespace zk::apps {

struct BlockFile {
    std::string path;
    guest::Fork fork = guest::Fork::kGalileo;
    Bytes witness;           ///< the file's bytes
    std::string extra_path;  ///< its *_validium_txs.json, or empty
    Bytes extra;             ///< the bytes of that
    witness::Block block;    ///< parsed, with the side file's messages
};

/// The fork named by the nearest folder of `path` that is called like one.
std::optional<guest::Fork> fork_of_path(const std::string& path);

/// A fork's name, or an Error that lists the names.
Result<guest::Fork> parse_fork(const std::string& name);

/// Witness and side file into a block.
Result<witness::Block> parse_block_bytes(const std::string& name, ByteView witness, ByteView extra);

/// A list of files in any order: *_validium_txs.json files are paired with their block (NAME.json with
/// NAME_validium_txs.json), which also happens when only the block is listed and the other lies beside it.
/// Refused: a side file without its block, a validium block with L1 messages and no side file is refused when it is checked.
struct BlockPaths {
    std::string block;
    std::string extra;  ///< empty: none
};
Result<std::vector<BlockPaths>> pair_block_files(const std::vector<std::string>& paths);

/// Reads and parses. `fork` wins over the folder's name; with neither it is an Error.
Result<BlockFile> read_block_file(const BlockPaths& paths, std::optional<guest::Fork> fork);

}  // namespace zk::apps

#pragma once
// Blocks as ingest keeps them in the data folder.

#include "apps/blocks/block_file.hpp"
#include "apps/witness/compressed_size.hpp"
#include "base/result.hpp"
#include "io/hdf5/artifacts.hpp"
#include "io/postgres/tables.hpp"

namespace zk::apps {

struct StoredBlock {
    witness::Block block;  ///< with its validium messages and hints
    bool hints_uncertain = false;
};

/// The block of a row. An Error when the file is missing or damaged, or is not of the block that the row names.
Result<StoredBlock> load_block(const io::BlockRow& row, const io::DataFolder& data);

/// What the file of an ingested block holds beside its row. `source`: where the block's hints come from; those of its witness stay there alone.
io::BlockFile make_stored_file(const BlockFile& file, const io::BlockRow& row, witness::HintSource source);

/// What to add to the error of a block or chunk that does not run and whose hints are uncertain.
extern const char* const kUncertainHintsAdvice;

}  // namespace zk::apps

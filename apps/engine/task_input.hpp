#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "io/hdf5/artifacts.hpp"
#include "io/postgres/tables.hpp"

#include <string>

namespace zk::apps {

struct ProgramInput {
    Bytes bytes;
    /// Compression hints of a block were computed in a way that is wrong for a few transactions.
    bool hints_uncertain = false;
};

/// The guest input of a chunk task: its blocks' witnesses and compression hints from the data folder, joined, and when it is one of a validium the key in the file `validium_key`.
/// An Error when a file is missing or is not of the block that the row names.
Result<ProgramInput> make_task_input(
    const io::TaskDetail& task, const io::DataFolder& data, const std::string& validium_key
);

}  // namespace zk::apps

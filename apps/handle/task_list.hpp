#pragma once

#include "base/result.hpp"
#include "io/postgres/tables.hpp"

#include <string>
#include <vector>

namespace zk::apps {

struct ListedTask {
    io::TaskType type = io::TaskType::kChunk;
    std::string id;
};

/// {"chunks": [...], "batches": [...], "bundles": [...]}, chunks first, then batches, then bundles. Members may be absent; anything else is an Error.
Result<std::vector<ListedTask>> read_task_list(const std::string& json, const std::string& name);

}  // namespace zk::apps

#pragma once

#include "io/postgres/tables.hpp"

#include <string>

namespace zk::apps {

/// "A-B" or "A", both inclusive. Throws UsageError.
io::BlockRange parse_range(const std::string& text);

/// "chunk", "batch" or "bundle". Throws UsageError.
io::TaskType parse_task_type(const std::string& text);

}  // namespace zk::apps

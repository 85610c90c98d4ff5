#pragma once

#include "apps/witness/compression.hpp"

#include <string>
#include <vector>

namespace zk::apps {

/// The files of --compression-infos. Throws UsageError naming the file.
std::vector<witness::CompressionInfos> read_hint_files(const std::vector<std::string>& paths);

}  // namespace zk::apps

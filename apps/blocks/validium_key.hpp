#pragma once

#include "guest/types.hpp"

#include <optional>
#include <string>

namespace zk::apps {

/// The secret key in a file: 64 hexadecimal digits and an end of line. Nothing without a path. Throws UsageError; never shows the content.
std::optional<guest::Word> read_validium_key(const std::string& path);

}  // namespace zk::apps

#pragma once

#include "apps/cli/settings.hpp"
#include "base/result.hpp"
#include "guest/types.hpp"

#include <optional>
#include <string>

namespace zk::apps {

/// The secret key in a file: 64 hexadecimal digits and an end of line. Nothing without a path. An Error never shows the content.
Result<std::optional<guest::Word>> read_validium_key(const std::string& path);

/// The same for a command that reads it before anything else: an Error is thrown as UsageError.
std::optional<guest::Word> validium_key_of(const Settings& settings);

}  // namespace zk::apps

#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "guest/platform/host.hpp"

#include <string_view>

namespace zk::guest {

/// Runs `program` natively on a copy of `input`. A panic, or memory that an input asks for and the process does not
/// get, comes back as an error: `what` is the program's name, `where` the message.
[[nodiscard]] Result<PublicWords> run_native(Program program, std::string_view name, ByteView input);

}  // namespace zk::guest

#pragma once

#include <string>

namespace zk {

/// What printf would write.
[[gnu::format(printf, 1, 2)]] [[nodiscard]] std::string formatted(const char* pattern, ...);

}  // namespace zk

#pragma once

#include <cstdlib>
#include <string_view>

namespace zk::negative {

/// ZKPROVE_FULL=1: everything rather than a selection.
inline bool in_full() {
    const char* const value = std::getenv("ZKPROVE_FULL");
    return value != nullptr && std::string_view(value) == "1";
}

}  // namespace zk::negative

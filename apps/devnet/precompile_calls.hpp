#pragma once

#include "base/bytes.hpp"
#include "guest/types.hpp"

#include <vector>

namespace zk::devnet {

struct PrecompileCall {
    std::uint16_t address = 0;
    Bytes input;
};

/// One call of each precompile 01 to 09 and 0100; all are valid where the fork lets them be.
[[nodiscard]] std::vector<PrecompileCall> precompile_calls(const guest::Word& key);

}  // namespace zk::devnet

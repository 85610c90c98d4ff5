#pragma once

#include "base/result.hpp"
#include "guest/refusal.hpp"

#include <string>

namespace zk::guest {

/// The same refusal with strings: where is "block 7: transaction 3: gas_limit".
[[nodiscard]] Error to_error(std::string what, const Refusal& refusal);

}  // namespace zk::guest

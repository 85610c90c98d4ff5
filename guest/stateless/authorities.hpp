#pragma once

#include "guest/block/transaction.hpp"

#include <optional>
#include <vector>

namespace zk::guest {

/// Who signed each authorization of the list (EIP-7702), in order: empty where y_parity is above 1, r or s is out of range, s is high (EIP-2) or no
/// key fits.
[[nodiscard]] std::vector<std::optional<Address>> recover_authorities(const std::vector<Authorization>& list);

}  // namespace zk::guest

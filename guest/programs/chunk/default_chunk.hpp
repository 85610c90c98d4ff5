#pragma once

#include "base/bytes.hpp"

namespace zk::guest {

/// A small input of the program `chunk` made from nothing: two EuclidV2 blocks without transactions over a state of one account, the L2 message
/// queue. For first tries and tests.
[[nodiscard]] Bytes default_chunk_with_state();

}  // namespace zk::guest

#pragma once

#include "base/bytes.hpp"

namespace zk::guest {

/// A small input of the program `headers` made from nothing: two linked Galileo blocks of chain 534352 with two and one
/// L1 messages. For first tries and tests; `zkprove devnet` makes chains with signed transactions.
[[nodiscard]] Bytes default_chunk();

}  // namespace zk::guest

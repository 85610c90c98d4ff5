#pragma once
// RIPEMD-160 (Dobbertin, Bosselaers, Preneel, "RIPEMD-160: a strengthened version of RIPEMD").

#include "base/bytes.hpp"
#include "guest/types.hpp"

#include <array>

namespace zk::guest::crypto {

[[nodiscard]] std::array<std::uint8_t, 20> ripemd160(ByteView bytes);

}  // namespace zk::guest::crypto

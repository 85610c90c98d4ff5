#pragma once
// What the 256-bit accelerators compute (base/host_calls.hpp). A modulus of zero stands for 2^256.

#include "base/host_calls.hpp"
#include "vm/isa/instruction.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace zk::vm {

/// A 256-bit integer, low word first.
using U256Words = std::array<std::uint32_t, kU256Words>;

struct U256Division {
    U256Words quotient;
    U256Words remainder;  ///< below the modulus
};

/// a b = quotient m + remainder; nothing when the quotient is 2^256 or more.
[[nodiscard]] std::optional<U256Division> multiply_divide(const U256Words& a, const U256Words& b, const U256Words& m);

/// What kMulMod, kMulDiv, kAddMod or kSubMod leaves at the result's address; nothing where that is an error.
[[nodiscard]] std::optional<U256Words> u256_result(Op op, const U256Words& a, const U256Words& b, const U256Words& m);

}  // namespace zk::vm

#pragma once
// The fixed tables: every row is a function of its index, the prover commits to multiplicities only.

#include "vm/chips/common/instruction_air.hpp"

#include <functional>

namespace zk::vm {

inline constexpr int kBitsLogHeight = 16;
inline constexpr int kRange14LogHeight = 14;
inline constexpr int kRange12LogHeight = 12;
/// Row: byte in bits 0..7, amount in bits 8..10, direction (1: right) in bit 11.
inline constexpr int kShiftLogHeight = 12;

/// 2^16 rows: the index as a 16-bit value, as two bytes (low, high), and their AND. Columns: a multiplicity each.
stark::Table bits_table();
stark::Table range14_table();
stark::Table range12_table();
/// (direction, amount, multiplier, byte, high): multiplier = direction ? 2^(8 - amount) : 2^amount, high = floor(byte * multiplier / 256).
stark::Table shift_lookup_table();

/// The one multilinear polynomial in bits [shift, shift + width) of the row index that takes value(i) where these bits are i. width <= 8.
stark::ClosedForm closed_form_of(int shift, int width, const std::function<std::uint32_t(std::uint32_t)>& value);

}  // namespace zk::vm

#pragma once
// What the guest computes with 256-bit integers, all of it on given operands: the integers of the EVM, prime fields, curves, powers. It exists so that the native
// build, which computes in software, and the machine, which has instructions for it, can be compared on any input.
//
// Input: at least one record of three big-endian 256-bit integers a, b, m. Pairings, which take long, are computed for the first record only.
// Public words: Keccak-256 of all results in order, byte 0 in the low byte of word 0.

#include "guest/platform/host.hpp"

namespace zk::guest {

void arithmetic(Host& host);

}  // namespace zk::guest

#pragma once
// Sorts n pseudo-random 32-bit words: loads, stores and unpredictable branches.
//
// Input, 8 bytes: n and seed, little-endian 32-bit; 1 <= n <= 2^22, seed != 0. The words are the first n states of
// xorshift32 after the seed (x ^= x << 13; x ^= x >> 17; x ^= x << 5).
// Public words: n, seed, the words at 0, n / 2 and n - 1 of the sorted array, sum over i of (i + 1) * word[i] mod 2^32,
// 0, 0.

#include "guest/platform/host.hpp"

namespace zk::guest {

void sort(Host& host);

}  // namespace zk::guest

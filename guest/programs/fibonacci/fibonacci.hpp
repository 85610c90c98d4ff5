#pragma once
// Fibonacci numbers modulo m: the smallest program that does work.
//
// Input, 8 bytes: n and m, little-endian 32-bit; 1 <= m <= 2^31.
// Public words: n, m, F(n) mod m, F(n + 1) mod m, 0, 0, 0, 0, with F(0) = 0 and F(1) = 1.

#include "guest/platform/host.hpp"

namespace zk::guest {

void fibonacci(Host& host);

}  // namespace zk::guest

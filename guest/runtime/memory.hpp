#pragma once
// memcpy, memmove, memset and memcmp of the C library by words, which the images link under those names: every instruction costs the same in the
// machine, so all that counts is how many there are. A word that holds a byte of the source may be read whole.

#include <cstddef>

namespace zk::guest::machine {

/// The ranges are apart, or the destination begins before the source.
void* copy(void* destination, const void* source, std::size_t n);
void* move(void* destination, const void* source, std::size_t n);
void* fill(void* destination, int value, std::size_t n);
int compare(const void* first, const void* second, std::size_t n);

}  // namespace zk::guest::machine

#pragma once
// The machine's accelerators as functions (base/host_calls.hpp). The riscv32 build has them as instructions; where kPresent is false they are not defined and
// the caller computes in software. The choice is `if constexpr (accelerator::kPresent)`, so that both branches are compiled everywhere.

#include "base/host_calls.hpp"

#include <cstdint>

namespace zk::guest::accelerator {

#if defined(__riscv)

inline constexpr bool kPresent = true;

/// Keccak-f[1600] in place: 25 lanes, lane (x, y) is lanes[x + 5 y].
inline void keccak_f(std::uint64_t* lanes) {
    asm volatile(".insn r %0, %1, %2, x0, %3, x0"
                 :
                 : "i"(kCustom0), "i"(kAcceleratorFunct3), "i"(kFunct7KeccakF), "r"(lanes)
                 : "memory");
}

/// Copies n words, 1 .. kMaxWordsPerCall; all are read before any is written.
inline void memory_copy(std::uint32_t* to, const std::uint32_t* from, std::uint32_t n_words) {
    asm volatile(".insn r %0, %1, %2, %3, %4, %5"
                 :
                 : "i"(kCustom0), "i"(kAcceleratorFunct3), "i"(kFunct7MemoryCopy), "r"(to), "r"(from), "r"(n_words)
                 : "memory");
}

/// One compression of SHA-256: the state's 8 words by the block's 64 bytes. Both are multiples of 4; all is read before the state is written.
inline void sha256_compress(std::uint32_t* state, const std::uint8_t* block) {
    asm volatile(".insn r %0, %1, %2, x0, %3, %4"
                 :
                 : "i"(kCustom0), "i"(kAcceleratorFunct3), "i"(kFunct7Sha256Compress), "r"(state), "r"(block)
                 : "memory");
}

#else

inline constexpr bool kPresent = false;

// Nowhere defined.
void keccak_f(std::uint64_t* lanes);
void memory_copy(std::uint32_t* to, const std::uint32_t* from, std::uint32_t n_words);
void sha256_compress(std::uint32_t* state, const std::uint8_t* block);

#endif

}  // namespace zk::guest::accelerator

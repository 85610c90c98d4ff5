#pragma once

#include "vm/testing/assembler.hpp"

#include <cstdint>

namespace zk::vm::testing {

/// What the program writes to its log before it exits: its data, whose first 32 words are then x0 .. x31.
inline constexpr std::uint32_t kRandomDataWords = 1024;

/// A program that ends: straight-line RV32IM code over all registers, forward branches, nested counted loops, calls;
/// loads and stores stay in its data. Runs alike under qemu-riscv32. About `n_instructions` instructions of code. A
/// function of the seed alone. With accelerators there are keccak_f, memory_copy and sha256_compress, on words of the data, and 256-bit operations, on data that makes them legal, too: qemu
/// does not know those.
Assembler random_program(std::uint32_t seed, int n_instructions, bool accelerators = false);

}  // namespace zk::vm::testing

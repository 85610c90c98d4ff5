#pragma once
// The machine below the riscv32 platform: ecalls and host calls (base/host_calls.hpp) as functions.

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zk::guest::machine {

/// Exit code of a program that panics.
inline constexpr std::uint32_t kPanicExitCode = 101;

/// Ends the program.
[[noreturn]] void exit(std::uint32_t code);

/// Writes bytes to the host's log (ecall write, standard error).
void log(std::string_view text);

/// log("panic: " message newline), then exit(kPanicExitCode).
[[noreturn]] void panic(std::string_view message);

/// The whole hint stream as bytes (framing of base/host_calls.hpp) in fresh memory, 16-byte aligned; call it once.
/// Panics when the stream does not follow the framing: shorter or longer than its length word, or padding not zero.
ByteView read_input();

/// Makes the 8 words at `words` the public words.
void reveal(const std::uint32_t* words);

/// Memory aligned to `alignment` and to 16, of any content; panics when the heap is exhausted.
void* allocate(std::size_t n_bytes, std::size_t alignment);

/// Gives back what allocate(n_bytes, 16) gave. Blocks from 64 bytes on are used again.
void release(void* block, std::size_t n_bytes);

}  // namespace zk::guest::machine

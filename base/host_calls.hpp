#pragma once
// The host calls and accelerators of the machine beyond ecall: custom-0 instructions in R format. The guest emits these
// numbers and the machine decodes them; vm/isa/README.md is the full page. Freestanding.
//
//   hint_length  rd         words of the hint stream not read yet, into rd          rs1 = rs2 = x0
//   hint_read    rs1, rs2   the next rs2 words of the stream to address rs1         rd = x0; rs2 1 .. kMaxWordsPerCall
//   reveal       rs1        the 8 words at address rs1 become the public words      rd = rs2 = x0; the last call counts
//
// Accelerators have funct3 = kAcceleratorFunct3:
//
//   keccak_f     rs1            Keccak-f[1600] of the kKeccakWords words at rs1, in place    rd = rs2 = x0
//   memory_copy  rd, rs1, rs2   rs2 words, 1 .. kMaxWordsPerCall, from address rs1 to the address in rd, which is read; all are read before any is
//                               written, so ranges may overlap
//   sha256_compress  rs1, rs2  one compression of SHA-256: the kSha256StateWords words at rs1 by the kSha256BlockWords words at rs2, which hold a
//                               block's bytes in order; ranges may overlap, the block is read before the state is written            rd = x0
//
// On 256-bit integers of 8 words, low word first: a at address rs1, b at rs2, the modulus m at
// x[kModulusRegister]; the result goes to the address in rd, which is read. m = 0 stands for 2^256. Ranges may overlap.
//
//   mul_mod      rd, rs1, rs2   a b mod m                  an error unless a b / m is below 2^256
//   mul_div      rd, rs1, rs2   the integer part of a b / m       the same
//   add_mod      rd, rs1, rs2   a + b - m or a + b, whichever is in [0, m); an error when neither is
//   sub_mod      rd, rs1, rs2   a - b or a - b + m, whichever is in [0, m); an error when neither is
//
// In assembly: .insn r kCustom0, kHostFunct3, kFunct7..., rd, rs1, rs2. Addresses are multiples of 4, and the moved
// range lies below 2^31. Any other encoding of custom-0 is illegal. Reading more words than remain is an error.
//
// Framing: an input of n < 2^32 bytes is the stream of 1 + ceil(n / 4) words: n itself, then the bytes, four to a word,
// little-endian, zero-padded.

#include <cstdint>

namespace zk {

inline constexpr std::uint32_t kCustom0 = 0x0b;
/// funct3 of every host call.
inline constexpr std::uint32_t kHostFunct3 = 0;
inline constexpr std::uint32_t kFunct7HintLength = 0;
inline constexpr std::uint32_t kFunct7HintRead = 1;
inline constexpr std::uint32_t kFunct7Reveal = 2;

/// funct3 of every accelerator.
inline constexpr std::uint32_t kAcceleratorFunct3 = 1;
inline constexpr std::uint32_t kFunct7KeccakF = 0;
inline constexpr std::uint32_t kFunct7MulMod = 2;
inline constexpr std::uint32_t kFunct7MulDiv = 3;
inline constexpr std::uint32_t kFunct7AddMod = 4;
inline constexpr std::uint32_t kFunct7SubMod = 5;
inline constexpr std::uint32_t kFunct7MemoryCopy = 1;
inline constexpr std::uint32_t kFunct7Sha256Compress = 6;

/// Words of a Keccak-f[1600] state: lane (x, y) is words 2 (x + 5 y) (low) and 2 (x + 5 y) + 1.
inline constexpr std::uint32_t kKeccakWords = 50;
/// Words of a SHA-256 state, as numbers, and of a message block, as bytes.
inline constexpr std::uint32_t kSha256StateWords = 8;
inline constexpr std::uint32_t kSha256BlockWords = 16;
/// Holds the modulus's address in 256-bit operations (a3).
inline constexpr std::uint32_t kModulusRegister = 13;
/// Words of a 256-bit integer.
inline constexpr std::uint32_t kU256Words = 8;

/// One instruction moves at most so many words, so that a segment can be cut between any two instructions.
inline constexpr std::uint32_t kMaxWordsPerCall = 1024;
inline constexpr std::uint32_t kPublicWords = 8;

/// ecall numbers (register a7), as on Linux.
inline constexpr std::uint32_t kEcallExit = 93;
inline constexpr std::uint32_t kEcallWrite = 64;

/// Value of x2 when execution starts.
inline constexpr std::uint32_t kInitialStackPointer = 0x7FFF0000u;
/// Data and code lie below this address.
inline constexpr std::uint32_t kAddressLimit = 0x80000000u;

}  // namespace zk

#pragma once
// A program: what an ELF file becomes, and what a verifying key binds.

#include "vm/isa/instruction.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace zk::vm {

/// Words of code that a program may have: the program table must not be taller than the machine's small stack.
inline constexpr std::size_t kMaxCodeWords = std::size_t{1} << 20;

/// One non-zero word of the initial memory; `index` is the byte address / 4, below 2^29.
struct ImageWord {
    std::uint32_t index;
    std::uint32_t value;

    friend bool operator==(const ImageWord&, const ImageWord&) = default;
};

/// Code is fetched from `code` alone; stores never change it. Its words are also part of the image (programs read
/// constants from their text). pc values are word indices (byte address / 4) wherever they travel; messages print
/// byte addresses.
struct Program {
    std::uint32_t entry = 0;      ///< word index, inside the code
    std::uint32_t code_base = 0;  ///< word index of code[0]
    std::vector<std::uint32_t> words;
    std::vector<Instruction> code;  ///< simplify(decode(words[i])); kIllegal entries stay out of the program table
    std::vector<ImageWord> image;   ///< ascending index, no zero values

    [[nodiscard]] bool contains(std::uint32_t pc) const noexcept { return pc - code_base < code.size(); }
    /// Precondition: contains(pc).
    [[nodiscard]] const Instruction& at(std::uint32_t pc) const noexcept { return code[pc - code_base]; }
};

}  // namespace zk::vm

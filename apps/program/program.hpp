#pragma once
// Programs as a command line names them: one of ours, or the path of any RV32IM ELF; and their inputs.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "vm/elf/program.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace zk::apps {

struct NamedProgram {
    std::string name;  ///< ours: its name; else the path
    bool ours = false;
    vm::Program program;
};

/// A name of ours wins over a file of the same name (write ./NAME for the file).
Result<NamedProgram> find_program(const std::string& name_or_path);

/// Bytes of the file; without one the default input of our program, and no input for any other.
Result<Bytes> find_input(const NamedProgram& program, const std::string& path);

/// The 8 public words as 32 bytes, each word little-endian: for our programs the digest of their claim.
std::string public_words_hex(const std::array<std::uint32_t, 8>& words);
/// The inverse; 32 bytes of hexadecimal.
Result<std::array<std::uint32_t, 8>> public_words_from_hex(const std::string& text);

/// Whole file, or an Error that names it. Refuses more than `max_bytes`.
Result<Bytes> read_whole_file(const std::string& path, std::uint64_t max_bytes);

}  // namespace zk::apps

#pragma once
// What an ELF file says of its code for people: functions by name, and where the EVM interpreter dispatches.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "vm/elf/program.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zk::perf {

struct Symbols {
    static constexpr std::uint8_t kNoProbe = 0xff;

    std::vector<std::string> names;       ///< of functions, readable, each once; the last is kUnknown
    std::vector<std::uint32_t> function;  ///< index into `names` of each word of the code
    std::vector<std::uint8_t>
        probe;  ///< of each word: the register that holds an EVM opcode before it runs, or kNoProbe

    static constexpr const char* kUnknown = "[unknown]";
};

/// Functions of .symtab and probes of guest/runtime/probe.hpp, for the code of `program`, which load_elf made from `file`. A word belongs to the
/// function whose symbol begins last at or before it and, where the symbol has a size, ends after it. Refused: a file without section headers or
/// symbol table (a stripped one), tables or strings outside the file, probes outside the code or of something that is no register.
[[nodiscard]] Result<Symbols> read_symbols(ByteView file, const vm::Program& program);

/// A name as C++ writes it, without the project's namespace, parameter lists and the versions of libc++; other names as they are.
[[nodiscard]] std::string readable_name(const std::string& symbol);

}  // namespace zk::perf

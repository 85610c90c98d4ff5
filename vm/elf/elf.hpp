#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "vm/elf/program.hpp"

namespace zk::vm {

/// Loads a static ELF32 little-endian RISC-V executable (System V ABI, chapters 4 and 5). Refused, naming what and
/// where: any other class, byte order, version, machine or type; flags of compressed, floating-point or RV32E code;
/// an interpreter or dynamic section; a table or segment outside the file; a file part larger than the memory part; a
/// segment that is not 4-aligned, ends above 2^31 bytes, overlaps another, or is writable and executable; no or more
/// than one executable segment, or one that is empty, not whole words, or more than kMaxCodeWords of them; an entry that
/// is not a word of it.
Result<Program> load_elf(ByteView file);

}  // namespace zk::vm

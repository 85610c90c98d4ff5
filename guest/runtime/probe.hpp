#pragma once
// Marks in the code for the profiler (perf/profile). A mark is no instruction: it adds an address and a register's name to a section of the image
// that is not loaded, so that program and cycles are as without it.

#include <cstdint>

namespace zk::guest {

/// The interpreter is about to execute this opcode.
[[gnu::always_inline]] inline void probe_opcode([[maybe_unused]] std::uint32_t opcode) {
#ifdef __riscv
    asm volatile(
        "0:\n"
        ".pushsection .zkprove.opcode,\"\",@progbits\n"
        ".4byte 0b\n"
        ".asciz \"%0\"\n"
        ".popsection" ::"r"(opcode)
    );
#endif
}

}  // namespace zk::guest

#include "vm/elf/elf.hpp"

#include <cstdlib>

// A file either loads into a consistent program or is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const zk::Result<zk::vm::Program> program = zk::vm::load_elf({data, size});
    if (!program) return 0;
    if (!program->contains(program->entry) || program->code.size() != program->words.size()) std::abort();
    std::uint32_t last = 0;
    for (const zk::vm::ImageWord& word : program->image) {
        if (word.value == 0 || word.index >= 1u << 29 || (last != 0 && word.index <= last)) std::abort();
        last = word.index;
    }
    return 0;
}

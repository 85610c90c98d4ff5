#pragma once

#include "vm/elf/program.hpp"
#include "vm/memory/space.hpp"

#include <vector>

namespace zk::vm {

/// Non-zero leaves of the state in which every execution of the program starts (image, x2), labels ascending.
/// MemoryTree of these has the image root.
std::vector<Leaf> initial_leaves(const Program& program);

}  // namespace zk::vm

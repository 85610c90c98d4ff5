#include "vm/memory/initial_state.hpp"

#include "base/host_calls.hpp"

namespace zk::vm {

std::vector<Leaf> initial_leaves(const Program& program) {
    std::vector<Leaf> leaves{Leaf{leaf_label(Space::kRegisters, 0), {}}};
    leaves[0].words[2] = kInitialStackPointer;
    for (const ImageWord& word : program.image) {
        const std::uint32_t label = leaf_label(Space::kMemory, word.index / kLeafWords);
        if (leaves.back().label != label) leaves.push_back({label, {}});
        leaves.back().words[word.index % kLeafWords] = word.value;
    }
    return leaves;
}

}  // namespace zk::vm

#include "vm/isa/instruction.hpp"

namespace zk::vm {

Instruction simplify(const Instruction& in) noexcept {
    if (in.op == Op::kIllegal || !has_rd(in.op)) return in;
    switch (family_of(in.op)) {
        case Family::kJump:
        case Family::kJumpRegister:
        case Family::kLoadWord:
        case Family::kLoadSub:
            return in;
        default:
            break;
    }
    if (in.rd == 0) return {Op::kFence, 0, 0, 0, 0};
    if (in.op == Op::kAddi && in.rs1 == 0) return {Op::kLui, in.rd, 0, 0, in.imm};
    return in;
}

}  // namespace zk::vm

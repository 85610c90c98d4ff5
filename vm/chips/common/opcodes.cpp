#include "vm/chips/common/opcodes.hpp"

namespace zk::vm {

ProgramRow program_row(
    std::uint32_t pc, const Instruction& instruction, std::uint32_t code_base, std::uint32_t code_size
) {
    // No table but goto, jump register and the loads has a form without a destination: x0 must never reach the others.
    const Instruction in = simplify(instruction);
    const std::uint32_t low = in.imm & 0xffff;
    const std::uint32_t high = in.imm >> 16;
    const std::uint32_t writes = in.rd != 0 ? 1 : 0;
    const std::uint32_t target_byte = pc * 4 + in.imm;
    const bool target_is_code = target_byte % 4 == 0 && target_byte / 4 - code_base < code_size;
    const std::uint32_t target = target_is_code ? target_byte / 4 : kNoTarget;
    const std::uint32_t link = (pc + 1) * 4;

    const auto alu = [&](std::uint32_t opcode) { return ProgramRow{pc, opcode, in.rd, in.rs1, in.rs2, low, high, 0}; };
    const auto set = [&](std::uint32_t value, std::uint32_t next) {
        return ProgramRow{pc, kOpGoto + writes, in.rd, 0, 0, value & 0xffff, value >> 16, next};
    };
    const auto branch = [&](std::uint32_t opcode) { return ProgramRow{pc, opcode, 0, in.rs1, in.rs2, 0, 0, target}; };
    switch (in.op) {
        case Op::kFence:
            return {pc, kOpGoto, 0, 0, 0, 0, 0, pc + 1};
        case Op::kLui:
            return set(in.imm, pc + 1);
        case Op::kAuipc:
            return set(target_byte, pc + 1);
        case Op::kJal:
            return target_is_code ? set(link, target) : ProgramRow{pc};
        case Op::kJalr:
            return {pc, kOpJumpRegister + writes, in.rd, in.rs1, link & 0xffff, low, high, link >> 16};
        case Op::kAddi:
            return alu(kOpAddImmediate);
        case Op::kAdd:
            return alu(kOpAdd);
        case Op::kSub:
            return alu(kOpAdd + 1);
        case Op::kAnd:
            return alu(kOpAnd);
        case Op::kOr:
            return alu(kOpOr);
        case Op::kXor:
            return alu(kOpXor);
        case Op::kAndi:
            return alu(kOpAndImmediate);
        case Op::kOri:
            return alu(kOpOrImmediate);
        case Op::kXori:
            return alu(kOpXorImmediate);
        case Op::kSltu:
            return alu(kOpLess);
        case Op::kSlt:
            return alu(kOpLess + 1);
        case Op::kSltiu:
            return alu(kOpLessImmediate);
        case Op::kSlti:
            return alu(kOpLessImmediate + 1);
        case Op::kSll:
            return alu(kOpShift);
        case Op::kSrl:
            return alu(kOpShift + 1);
        case Op::kSra:
            return alu(kOpShift + 2);
        case Op::kSlli:
            return alu(kOpShiftImmediate);
        case Op::kSrli:
            return alu(kOpShiftImmediate + 1);
        case Op::kSrai:
            return alu(kOpShiftImmediate + 2);
        case Op::kBeq:
            return branch(kOpBranchEqual);
        case Op::kBne:
            return branch(kOpBranchEqual + 1);
        case Op::kBltu:
            return branch(kOpBranchLess);
        case Op::kBlt:
            return branch(kOpBranchLess + 1);
        case Op::kBgeu:
            return branch(kOpBranchLess + 2);
        case Op::kBge:
            return branch(kOpBranchLess + 3);
        case Op::kLw:
            return alu(kOpLoadWord + writes);
        case Op::kLbu:
            return alu(kOpLoadSub + writes);
        case Op::kLb:
            return alu(kOpLoadSub + writes + 2);
        case Op::kLhu:
            return alu(kOpLoadSub + writes + 4);
        case Op::kLh:
            return alu(kOpLoadSub + writes + 6);
        case Op::kSw:
            return alu(kOpStoreWord);
        case Op::kSb:
            return alu(kOpStoreSub);
        case Op::kSh:
            return alu(kOpStoreSub + 1);
        case Op::kMul:
            return alu(kOpMul);
        case Op::kMulh:
            return alu(kOpMulHigh);
        case Op::kMulhsu:
            return alu(kOpMulHigh + 1);
        case Op::kMulhu:
            return alu(kOpMulHigh + 2);
        case Op::kDiv:
            return alu(kOpDivide);
        case Op::kDivu:
            return alu(kOpDivide + 1);
        case Op::kRem:
            return alu(kOpDivide + 2);
        case Op::kRemu:
            return alu(kOpDivide + 3);
        case Op::kEcall:
            return {pc, kOpEcall, 0, 0, 0, 0, 0, 0};
        case Op::kHintLength:
            return alu(kOpHintLength);
        case Op::kHintRead:
            return alu(kOpHintRead);
        case Op::kReveal:
            return alu(kOpReveal);
        case Op::kKeccakF:
            return alu(kOpKeccakF);
        case Op::kMulMod:
            return alu(kOpMulMod);
        case Op::kMulDiv:
            return alu(kOpMulMod + 1);
        case Op::kAddMod:
            return alu(kOpAddMod);
        case Op::kSubMod:
            return alu(kOpAddMod + 1);
        case Op::kMemoryCopy:
            return alu(kOpMemoryCopy);
        case Op::kSha256Compress:
            return alu(kOpSha256Compress);
        case Op::kIllegal:
            break;
    }
    return ProgramRow{pc};
}

}  // namespace zk::vm

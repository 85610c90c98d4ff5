#include "base/host_calls.hpp"
#include "vm/isa/instruction.hpp"

namespace zk::vm {
namespace {

struct Encoding {
    char format;  // R I S B U J of the manual; H: I with a shift amount and funct7; W: the whole word is fixed
    std::uint32_t opcode;
    std::uint32_t funct3;
    std::uint32_t funct7;
};

// In the order of Op.
constexpr Encoding kEncodings[kOps] = {
    {'R', 0x33, 0, 0},
    {'R', 0x33, 0, 0x20},
    {'R', 0x33, 4, 0},
    {'R', 0x33, 6, 0},  // add sub xor or
    {'R', 0x33, 7, 0},
    {'R', 0x33, 1, 0},
    {'R', 0x33, 5, 0},
    {'R', 0x33, 5, 0x20},  // and sll srl sra
    {'R', 0x33, 2, 0},
    {'R', 0x33, 3, 0},  // slt sltu
    {'I', 0x13, 0, 0},
    {'I', 0x13, 4, 0},
    {'I', 0x13, 6, 0},
    {'I', 0x13, 7, 0},  // addi xori ori andi
    {'H', 0x13, 1, 0},
    {'H', 0x13, 5, 0},
    {'H', 0x13, 5, 0x20},  // slli srli srai
    {'I', 0x13, 2, 0},
    {'I', 0x13, 3, 0},  // slti sltiu
    {'U', 0x37, 0, 0},
    {'U', 0x17, 0, 0},
    {'J', 0x6f, 0, 0},
    {'I', 0x67, 0, 0},  // lui auipc jal jalr
    {'B', 0x63, 0, 0},
    {'B', 0x63, 1, 0},
    {'B', 0x63, 4, 0},
    {'B', 0x63, 5, 0},  // beq bne blt bge
    {'B', 0x63, 6, 0},
    {'B', 0x63, 7, 0},  // bltu bgeu
    {'I', 0x03, 2, 0},
    {'I', 0x03, 0, 0},
    {'I', 0x03, 4, 0},
    {'I', 0x03, 1, 0},  // lw lb lbu lh
    {'I', 0x03, 5, 0},
    {'S', 0x23, 2, 0},
    {'S', 0x23, 0, 0},
    {'S', 0x23, 1, 0},  // lhu sw sb sh
    {'R', 0x33, 0, 1},
    {'R', 0x33, 1, 1},
    {'R', 0x33, 2, 1},
    {'R', 0x33, 3, 1},  // mul mulh mulhsu mulhu
    {'R', 0x33, 4, 1},
    {'R', 0x33, 5, 1},
    {'R', 0x33, 6, 1},
    {'R', 0x33, 7, 1},  // div divu rem remu
    {'W', 0x73, 0, 0},
    {'W', 0x0ff0000f, 0, 0},  // ecall, fence iorw, iorw
    {'R', kCustom0, kHostFunct3, kFunct7HintLength},
    {'R', kCustom0, kHostFunct3, kFunct7HintRead},
    {'R', kCustom0, kHostFunct3, kFunct7Reveal},
    {'R', kCustom0, kAcceleratorFunct3, kFunct7KeccakF},
    {'R', kCustom0, kAcceleratorFunct3, kFunct7MulMod},
    {'R', kCustom0, kAcceleratorFunct3, kFunct7MulDiv},
    {'R', kCustom0, kAcceleratorFunct3, kFunct7AddMod},
    {'R', kCustom0, kAcceleratorFunct3, kFunct7SubMod},
    {'R', kCustom0, kAcceleratorFunct3, kFunct7MemoryCopy},
    {'R', kCustom0, kAcceleratorFunct3, kFunct7Sha256Compress},
};

constexpr std::uint32_t field(std::uint32_t value, int from, int n, int to) noexcept {
    return (value >> from & ((1u << n) - 1)) << to;
}

}  // namespace

std::uint32_t encode(const Instruction& instruction) noexcept {
    const auto& [op, rd, rs1, rs2, imm] = instruction;
    const Encoding& e = kEncodings[static_cast<int>(op)];
    const std::uint32_t head = e.opcode | e.funct3 << 12;
    const std::uint32_t d = std::uint32_t{rd} << 7;
    const std::uint32_t s1 = std::uint32_t{rs1} << 15;
    const std::uint32_t s2 = std::uint32_t{rs2} << 20;
    switch (e.format) {
        case 'R':
            return head | d | s1 | s2 | e.funct7 << 25;
        case 'I':
            return head | d | s1 | imm << 20;
        case 'H':
            return head | d | s1 | field(imm, 0, 5, 20) | e.funct7 << 25;
        case 'S':
            return head | s1 | s2 | field(imm, 0, 5, 7) | field(imm, 5, 7, 25);
        case 'B':
            return head | s1 | s2 | field(imm, 11, 1, 7) | field(imm, 1, 4, 8) | field(imm, 5, 6, 25) |
                   field(imm, 12, 1, 31);
        case 'U':
            return head | d | (imm & 0xFFFFF000u);
        case 'J':
            return head | d | field(imm, 12, 8, 12) | field(imm, 11, 1, 20) | field(imm, 1, 10, 21) |
                   field(imm, 20, 1, 31);
        default:
            return e.opcode;
    }
}

}  // namespace zk::vm

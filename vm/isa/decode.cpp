#include "base/host_calls.hpp"
#include "vm/isa/instruction.hpp"

namespace zk::vm {
namespace {

constexpr std::uint32_t sign_extend(std::uint32_t value, int bits) noexcept {
    const std::uint32_t sign = 1u << (bits - 1);
    return (value ^ sign) - sign;
}

struct Fields {
    std::uint32_t word;

    [[nodiscard]] constexpr std::uint32_t bits(int low, int n) const noexcept { return word >> low & ((1u << n) - 1); }
    [[nodiscard]] constexpr std::uint8_t rd() const noexcept { return static_cast<std::uint8_t>(bits(7, 5)); }
    [[nodiscard]] constexpr std::uint8_t rs1() const noexcept { return static_cast<std::uint8_t>(bits(15, 5)); }
    [[nodiscard]] constexpr std::uint8_t rs2() const noexcept { return static_cast<std::uint8_t>(bits(20, 5)); }
    [[nodiscard]] constexpr std::uint32_t funct3() const noexcept { return bits(12, 3); }
    [[nodiscard]] constexpr std::uint32_t funct7() const noexcept { return bits(25, 7); }

    [[nodiscard]] constexpr std::uint32_t imm_i() const noexcept { return sign_extend(bits(20, 12), 12); }
    [[nodiscard]] constexpr std::uint32_t imm_s() const noexcept {
        return sign_extend(bits(25, 7) << 5 | bits(7, 5), 12);
    }
    [[nodiscard]] constexpr std::uint32_t imm_b() const noexcept {
        return sign_extend(bits(31, 1) << 12 | bits(7, 1) << 11 | bits(25, 6) << 5 | bits(8, 4) << 1, 13);
    }
    [[nodiscard]] constexpr std::uint32_t imm_u() const noexcept { return word & 0xFFFFF000u; }
    [[nodiscard]] constexpr std::uint32_t imm_j() const noexcept {
        return sign_extend(bits(31, 1) << 20 | bits(12, 8) << 12 | bits(20, 1) << 11 | bits(21, 10) << 1, 21);
    }

    [[nodiscard]] constexpr Instruction r_type(Op op) const noexcept { return {op, rd(), rs1(), rs2(), 0}; }
    [[nodiscard]] constexpr Instruction i_type(Op op) const noexcept { return {op, rd(), rs1(), 0, imm_i()}; }
    [[nodiscard]] constexpr Instruction shift(Op op) const noexcept { return {op, rd(), rs1(), 0, bits(20, 5)}; }
    [[nodiscard]] constexpr Instruction s_type(Op op) const noexcept { return {op, 0, rs1(), rs2(), imm_s()}; }
    [[nodiscard]] constexpr Instruction b_type(Op op) const noexcept { return {op, 0, rs1(), rs2(), imm_b()}; }
};

constexpr Instruction kNone{};

Instruction decode_immediate(Fields f) noexcept {
    switch (f.funct3()) {
        case 0:
            return f.i_type(Op::kAddi);
        case 1:
            return f.funct7() == 0 ? f.shift(Op::kSlli) : kNone;
        case 2:
            return f.i_type(Op::kSlti);
        case 3:
            return f.i_type(Op::kSltiu);
        case 4:
            return f.i_type(Op::kXori);
        case 5:
            if (f.funct7() == 0) return f.shift(Op::kSrli);
            return f.funct7() == 0x20 ? f.shift(Op::kSrai) : kNone;
        case 6:
            return f.i_type(Op::kOri);
        default:
            return f.i_type(Op::kAndi);
    }
}

Instruction decode_register(Fields f) noexcept {
    static constexpr Op kBase[8] = {Op::kAdd, Op::kSll, Op::kSlt, Op::kSltu, Op::kXor, Op::kSrl, Op::kOr, Op::kAnd};
    static constexpr Op kM[8] = {
        Op::kMul, Op::kMulh, Op::kMulhsu, Op::kMulhu, Op::kDiv, Op::kDivu, Op::kRem, Op::kRemu};
    switch (f.funct7()) {
        case 0:
            return f.r_type(kBase[f.funct3()]);
        case 1:
            return f.r_type(kM[f.funct3()]);
        case 0x20:
            if (f.funct3() == 0) return f.r_type(Op::kSub);
            return f.funct3() == 5 ? f.r_type(Op::kSra) : kNone;
        default:
            return kNone;
    }
}

Instruction decode_load(Fields f) noexcept {
    static constexpr Op kLoads[8] = {
        Op::kLb, Op::kLh, Op::kLw, Op::kIllegal, Op::kLbu, Op::kLhu, Op::kIllegal, Op::kIllegal};
    const Op op = kLoads[f.funct3()];
    return op == Op::kIllegal ? kNone : f.i_type(op);
}

Instruction decode_branch(Fields f) noexcept {
    static constexpr Op kBranches[8] = {
        Op::kBeq, Op::kBne, Op::kIllegal, Op::kIllegal, Op::kBlt, Op::kBge, Op::kBltu, Op::kBgeu};
    const Op op = kBranches[f.funct3()];
    return op == Op::kIllegal ? kNone : f.b_type(op);
}

Instruction decode_host_call(Fields f) noexcept {
    switch (f.funct7()) {
        case kFunct7HintLength:
            return f.rs1() == 0 && f.rs2() == 0 ? f.r_type(Op::kHintLength) : kNone;
        case kFunct7HintRead:
            return f.rd() == 0 ? f.r_type(Op::kHintRead) : kNone;
        case kFunct7Reveal:
            return f.rd() == 0 && f.rs2() == 0 ? f.r_type(Op::kReveal) : kNone;
        default:
            return kNone;
    }
}

Instruction decode_accelerator(Fields f) noexcept {
    switch (f.funct7()) {
        case kFunct7KeccakF:
            return f.rd() == 0 && f.rs2() == 0 ? f.r_type(Op::kKeccakF) : kNone;
        case kFunct7MulMod:
            return f.r_type(Op::kMulMod);
        case kFunct7MulDiv:
            return f.r_type(Op::kMulDiv);
        case kFunct7AddMod:
            return f.r_type(Op::kAddMod);
        case kFunct7SubMod:
            return f.r_type(Op::kSubMod);
        case kFunct7MemoryCopy:
            return f.r_type(Op::kMemoryCopy);
        case kFunct7Sha256Compress:
            return f.rd() == 0 ? f.r_type(Op::kSha256Compress) : kNone;
        default:
            return kNone;
    }
}

}  // namespace

Instruction decode(std::uint32_t word) noexcept {
    const Fields f{word};
    switch (f.bits(0, 7)) {
        case 0x37:
            return {Op::kLui, f.rd(), 0, 0, f.imm_u()};
        case 0x17:
            return {Op::kAuipc, f.rd(), 0, 0, f.imm_u()};
        case 0x6f:
            return {Op::kJal, f.rd(), 0, 0, f.imm_j()};
        case 0x67:
            return f.funct3() == 0 ? f.i_type(Op::kJalr) : kNone;
        case 0x63:
            return decode_branch(f);
        case 0x03:
            return decode_load(f);
        case 0x23:
            return f.funct3() <= 2 ? f.s_type(f.funct3() == 0 ? Op::kSb : f.funct3() == 1 ? Op::kSh : Op::kSw) : kNone;
        case 0x13:
            return decode_immediate(f);
        case 0x33:
            return decode_register(f);
        case 0x0f:
            return f.funct3() == 0 ? Instruction{Op::kFence} : kNone;
        case 0x73:
            return word == 0x73 ? Instruction{Op::kEcall} : kNone;
        case kCustom0:
            if (f.funct3() == kAcceleratorFunct3) return decode_accelerator(f);
            return f.funct3() == kHostFunct3 ? decode_host_call(f) : kNone;
        default:
            return kNone;
    }
}

}  // namespace zk::vm

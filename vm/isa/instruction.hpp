#pragma once
// RV32IM and the machine's custom-0 host calls and accelerators, decoded. Encodings: RISC-V unprivileged manual 20191213, chapters 2,
// 7 (M) and 24.

#include <cstdint>
#include <string>
#include <string_view>

namespace zk::vm {

/// Every legal operation. The numbers are part of the program table, hence of a program's identity: append, never
/// reorder.
enum class Op : std::uint8_t {
    kAdd,
    kSub,
    kXor,
    kOr,
    kAnd,
    kSll,
    kSrl,
    kSra,
    kSlt,
    kSltu,
    kAddi,
    kXori,
    kOri,
    kAndi,
    kSlli,
    kSrli,
    kSrai,
    kSlti,
    kSltiu,
    kLui,
    kAuipc,
    kJal,
    kJalr,
    kBeq,
    kBne,
    kBlt,
    kBge,
    kBltu,
    kBgeu,
    kLw,
    kLb,
    kLbu,
    kLh,
    kLhu,
    kSw,
    kSb,
    kSh,
    kMul,
    kMulh,
    kMulhsu,
    kMulhu,
    kDiv,
    kDivu,
    kRem,
    kRemu,
    kEcall,
    kFence,
    kHintLength,
    kHintRead,
    kReveal,
    kKeccakF,
    kMulMod,
    kMulDiv,
    kAddMod,
    kSubMod,
    kMemoryCopy,
    kSha256Compress,
    kIllegal,
};
inline constexpr int kOps = static_cast<int>(Op::kIllegal);  // legal ones

/// One table of the machine each; what an instruction leaves behind in a record is one row of its family.
enum class Family : std::uint8_t {
    kAdd,           ///< add addi sub
    kBitwise,       ///< and or xor and their immediate forms
    kCompare,       ///< slt sltu slti sltiu
    kShift,         ///< sll srl sra slli srli srai
    kUpper,         ///< lui auipc
    kJump,          ///< jal
    kJumpRegister,  ///< jalr
    kBranchEqual,   ///< beq bne
    kBranchLess,    ///< blt bge bltu bgeu
    kLoadWord,      ///< lw
    kLoadSub,       ///< lb lbu lh lhu
    kStoreWord,     ///< sw
    kStoreSub,      ///< sb sh
    kMul,           ///< mul
    kMulHigh,       ///< mulh mulhsu mulhu
    kDivide,        ///< div divu rem remu
    kHintLength,
    kHintRead,
    kReveal,
    kExit,   ///< ecall, a7 = 93
    kWrite,  ///< ecall, a7 = 64
    kFence,
    kKeccakF,
    kMulMod,  ///< mul_mod mul_div
    kAddMod,  ///< add_mod sub_mod
    kMemoryCopy,
    kSha256Compress,
};
inline constexpr int kFamilies = static_cast<int>(Family::kSha256Compress) + 1;

/// Fields that the format of `op` lacks are zero. `imm` is the operand as the operation uses it: sign-extended for I,
/// S, B and J formats; shift amount 0..31 for slli, srli, srai; shifted left by 12 for lui and auipc; byte offset for
/// branches, jal, jalr, loads and stores. All zero for kFence and kEcall; kIllegal keeps nothing.
struct Instruction {
    Op op = Op::kIllegal;
    std::uint8_t rd = 0;
    std::uint8_t rs1 = 0;
    std::uint8_t rs2 = 0;
    std::uint32_t imm = 0;

    friend bool operator==(const Instruction&, const Instruction&) = default;
};

/// Any word; a word that is not a legal instruction of the machine decodes to kIllegal. fence ignores its fields;
/// fence.i, ebreak, csr are illegal.
[[nodiscard]] Instruction decode(std::uint32_t word) noexcept;

/// The cheapest instruction with the same effect: an arithmetic one (lui, auipc and hint_length included) whose rd is x0 becomes fence, addi from
/// x0 becomes lui with that immediate (no word encodes it). Programs hold simplified instructions, so that executor and program table agree on the
/// accesses made.
[[nodiscard]] Instruction simplify(const Instruction& instruction) noexcept;

/// The word of a legal instruction whose fields are in range; decode(encode(x)) == x. (lui: low 12 bits of imm zero;
/// branch and jump offsets even.)
[[nodiscard]] std::uint32_t encode(const Instruction& instruction) noexcept;

/// Family of `op`; kEcall is kExit or kWrite depending on a7 and has none of its own (kExit is returned).
/// Precondition: legal.
[[nodiscard]] Family family_of(Op op) noexcept;

/// Which register accesses the instruction makes (ecall and host calls have their own, see vm/records). x0 is read
/// like any other register.
[[nodiscard]] bool reads_rs1(Op op) noexcept;
[[nodiscard]] bool reads_rs2(Op op) noexcept;
/// The operation has a destination; nothing is written, and no access made, when rd is x0.
[[nodiscard]] bool has_rd(Op op) noexcept;
/// rd names a register that is read: the address of the result.
[[nodiscard]] bool reads_rd(Op op) noexcept;

[[nodiscard]] std::string_view name_of(Op op) noexcept;
[[nodiscard]] std::string_view name_of(Family family) noexcept;
/// Assembly-like text for messages: "addi x1, x2, -4".
[[nodiscard]] std::string to_string(const Instruction& instruction);

}  // namespace zk::vm

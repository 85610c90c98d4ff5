#pragma once
// What the program table says about an instruction: which table handles it and the operands as that table uses them. Part of a program's identity.

#include "vm/isa/instruction.hpp"

#include <array>
#include <cstdint>

namespace zk::vm {

/// Numbers of one table differ by its boolean flags: the tables add these to the first number. Zero is never fetched.
enum Opcode : std::uint32_t {
    kOpNone = 0,             ///< padding and words that no execution may fetch
    kOpGoto = 1,             ///< + 1: writes rd. fence, lui, auipc, jal: rd := immediate, pc := target
    kOpAddImmediate = 3,     //
    kOpAdd = 4,              ///< + 1: sub
    kOpAnd = 6,              //
    kOpOr = 7,               //
    kOpXor = 8,              //
    kOpAndImmediate = 9,     //
    kOpOrImmediate = 10,     //
    kOpXorImmediate = 11,    //
    kOpLess = 12,            ///< + 1: signed
    kOpLessImmediate = 14,   ///< + 1: signed
    kOpShift = 16,           ///< left; + 1: right; + 2: right, signed
    kOpShiftImmediate = 19,  ///< the same; imm_lo = amount
    kOpBranchEqual = 22,     ///< + 1: not equal
    kOpBranchLess = 24,      ///< + 1: signed; + 2: greater or equal
    kOpJumpRegister = 28,    ///< + 1: writes rd. The return address is (rs2, target) as limbs
    kOpLoadWord = 30,        ///< + 1: writes rd
    kOpLoadSub = 32,         ///< + 1: writes rd; + 2: signed; + 4: half
    kOpStoreWord = 40,       //
    kOpStoreSub = 41,        ///< byte; + 1: half
    kOpMul = 43,             //
    kOpMulHigh = 44,         ///< mulh; + 1: mulhsu; + 2: mulhu
    kOpDivide = 47,          ///< div; + 1: divu; + 2: rem; + 3: remu
    kOpEcall = 51,           ///< exit and write
    kOpHintLength = 52,      //
    kOpHintRead = 53,        //
    kOpReveal = 54,          //
    kOpKeccakF = 55,         //
    kOpMulMod = 57,          ///< + 1: mul_div
    kOpAddMod = 59,          ///< + 1: sub_mod
    kOpMemoryCopy = 56,      ///< rd is read
    kOpSha256Compress = 61,  //
};

/// pc of a branch target that is no word of the code: no row has it, and no statement may.
inline constexpr std::uint32_t kNoTarget = 1u << 30;

/// Fields of the program bus in order: pc, opcode, rd, rs1, rs2, imm_lo, imm_hi, target. Zero where an opcode has no use for one.
inline constexpr int kProgramFields = 8;
using ProgramRow = std::array<std::uint32_t, kProgramFields>;

/// The row of the instruction at word index `pc` of a code of words [code_base, code_base + code_size). All zero but pc for an instruction that no
/// execution gets past: an illegal one, or a jal to outside the code.
ProgramRow program_row(
    std::uint32_t pc, const Instruction& instruction, std::uint32_t code_base, std::uint32_t code_size
);

}  // namespace zk::vm

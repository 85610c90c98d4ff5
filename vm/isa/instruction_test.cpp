#include "vm/isa/instruction.hpp"

#include "base/host_calls.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace zk::vm {
namespace {

struct Known {
    std::uint32_t word;
    Instruction instruction;
};

// Assembled by clang 16 (--target=riscv32-unknown-elf -march=rv32im).
const Known kKnown[] = {
    {0x00c58533, {Op::kAdd, 10, 11, 12, 0x0}},        {0x407302b3, {Op::kSub, 5, 6, 7, 0x0}},
    {0x0124c433, {Op::kXor, 8, 9, 18, 0x0}},          {0x01df6fb3, {Op::kOr, 31, 30, 29, 0x0}},
    {0x003170b3, {Op::kAnd, 1, 2, 3, 0x0}},           {0x00629233, {Op::kSll, 4, 5, 6, 0x0}},
    {0x009453b3, {Op::kSrl, 7, 8, 9, 0x0}},           {0x40c5d533, {Op::kSra, 10, 11, 12, 0x0}},
    {0x00f726b3, {Op::kSlt, 13, 14, 15, 0x0}},        {0x0128b833, {Op::kSltu, 16, 17, 18, 0x0}},
    {0x80010093, {Op::kAddi, 1, 2, 0, 0xfffff800}},   {0x7ff24193, {Op::kXori, 3, 4, 0, 0x7ff}},
    {0xfff36293, {Op::kOri, 5, 6, 0, 0xffffffff}},    {0x0ff47393, {Op::kAndi, 7, 8, 0, 0xff}},
    {0x01f51493, {Op::kSlli, 9, 10, 0, 0x1f}},        {0x00165593, {Op::kSrli, 11, 12, 0, 0x1}},
    {0x41175693, {Op::kSrai, 13, 14, 0, 0x11}},       {0xffb82793, {Op::kSlti, 15, 16, 0, 0xfffffffb}},
    {0x00593893, {Op::kSltiu, 17, 18, 0, 0x5}},       {0xfffff9b7, {Op::kLui, 19, 0, 0, 0xfffff000}},
    {0x12345a17, {Op::kAuipc, 20, 0, 0, 0x12345000}}, {0x7ff7f0ef, {Op::kJal, 1, 0, 0, 0x7fffe}},
    {0x8008006f, {Op::kJal, 0, 0, 0, 0xfff80000}},    {0xffd302e7, {Op::kJalr, 5, 6, 0, 0xfffffffd}},
    {0x7e208fe3, {Op::kBeq, 0, 1, 2, 0xffe}},         {0x80419063, {Op::kBne, 0, 3, 4, 0xfffff000}},
    {0x0062c863, {Op::kBlt, 0, 5, 6, 0x10}},          {0xfe83d8e3, {Op::kBge, 0, 7, 8, 0xfffffff0}},
    {0x00a4e0e3, {Op::kBltu, 0, 9, 10, 0x800}},       {0xfec5ffe3, {Op::kBgeu, 0, 11, 12, 0xfffffffe}},
    {0xffc12083, {Op::kLw, 1, 2, 0, 0xfffffffc}},     {0x7ff20183, {Op::kLb, 3, 4, 0, 0x7ff}},
    {0x80034283, {Op::kLbu, 5, 6, 0, 0xfffff800}},    {0x00241383, {Op::kLh, 7, 8, 0, 0x2}},
    {0xffe55483, {Op::kLhu, 9, 10, 0, 0xfffffffe}},   {0xfeb62e23, {Op::kSw, 0, 12, 11, 0xfffffffc}},
    {0x7ed70fa3, {Op::kSb, 0, 14, 13, 0x7ff}},        {0x80f81023, {Op::kSh, 0, 16, 15, 0xfffff800}},
    {0x023100b3, {Op::kMul, 1, 2, 3, 0x0}},           {0x02629233, {Op::kMulh, 4, 5, 6, 0x0}},
    {0x029423b3, {Op::kMulhsu, 7, 8, 9, 0x0}},        {0x02c5b533, {Op::kMulhu, 10, 11, 12, 0x0}},
    {0x02f746b3, {Op::kDiv, 13, 14, 15, 0x0}},        {0x0328d833, {Op::kDivu, 16, 17, 18, 0x0}},
    {0x035a69b3, {Op::kRem, 19, 20, 21, 0x0}},        {0x038bfb33, {Op::kRemu, 22, 23, 24, 0x0}},
    {0x00000073, {Op::kEcall, 0, 0, 0, 0x0}},         {0x0ff0000f, {Op::kFence, 0, 0, 0, 0x0}},
    {0x0000028b, {Op::kHintLength, 5, 0, 0, 0x0}},    {0x0273000b, {Op::kHintRead, 0, 6, 7, 0x0}},
    {0x0404000b, {Op::kReveal, 0, 8, 0, 0x0}},        {0x0004900b, {Op::kKeccakF, 0, 9, 0, 0x0}},
    {0x04c5950b, {Op::kMulMod, 10, 11, 12, 0x0}},     {0x06c5950b, {Op::kMulDiv, 10, 11, 12, 0x0}},
    {0x08c5950b, {Op::kAddMod, 10, 11, 12, 0x0}},     {0x0ac5950b, {Op::kSubMod, 10, 11, 12, 0x0}},
    {0x02c5950b, {Op::kMemoryCopy, 10, 11, 12, 0x0}}, {0x0cc5900b, {Op::kSha256Compress, 0, 11, 12, 0x0}},
};

TEST(Instruction, KnownWordsDecodeAndEncode) {
    std::set<Op> seen;
    for (const auto& [word, instruction] : kKnown) {
        EXPECT_EQ(decode(word), instruction) << std::hex << word << " is " << to_string(decode(word));
        EXPECT_EQ(encode(instruction), word) << to_string(instruction);
        seen.insert(instruction.op);
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(kOps)) << "an operation has no known word";
}

TEST(Instruction, EveryWordIsIllegalOrComesBack) {
    constexpr std::uint32_t kSeed = 1;
    RecordProperty("seed", static_cast<int>(kSeed));
    std::mt19937 random(kSeed);
    // Every major opcode with every funct3 and the funct7 values that matter, the rest at random.
    std::size_t n_legal = 0;
    for (std::uint32_t low = 0; low < 1u << 10; ++low) {
        for (int i = 0; i < 400; ++i) {
            std::uint32_t word = (random() & ~0x707Fu) | (low & 0x7F) | (low >> 7) << 12;
            if (i % 4 != 0) word = (word & 0x01FFFFFFu) | (i % 4 == 1 ? 0u : i % 4 == 2 ? 1u : 0x20u) << 25;
            const Instruction instruction = decode(word);
            if (instruction.op == Op::kIllegal) {
                ASSERT_EQ(instruction, Instruction{});
                continue;
            }
            ++n_legal;
            if (instruction.op == Op::kFence) {
                ASSERT_EQ(word & 0x707Fu, 0x0Fu);
                continue;
            }
            ASSERT_EQ(encode(instruction), word) << to_string(instruction);
        }
    }
    EXPECT_GT(n_legal, 10000u);
}

TEST(Instruction, IllegalWords) {
    const std::uint32_t words[] = {
        0x00000000,  // defined illegal
        0xFFFFFFFF,
        0x00000001,                                  // compressed nop
        0x0000100F,                                  // fence.i
        0x00100073,                                  // ebreak
        0x30200073,                                  // mret
        0x00000073 | 1u << 7,                        // ecall with rd
        0xC0002573,                                  // csrr a0, cycle
        0x02051513 | 1u << 30,                       // slli with bit 30
        0x0205D513,                                  // srli by 32, as RV64 writes it
        0x02000033 | 1u << 26,                       // funct7 3
        0x40001033,                                  // sll with bit 30
        0x00002063,                                  // branch funct3 2
        0x00003003,                                  // ld
        0x00006003,                                  // lwu
        0x00003023,                                  // sd
        0x00001067,                                  // jalr funct3 1
        0x0000003B,                                  // addw
        0x00002007,                                  // flw
        0x0000202F,                                  // lr.w
        kCustom0 | 7u << 25 | 1u << 12,              // unknown accelerator
        kCustom0 | 2u << 12,                         // funct3 2
        kCustom0 | 1u << 12 | 1u << 7,               // keccak_f with rd
        kCustom0 | 1u << 12 | 1u << 20,              // keccak_f with rs2
        kCustom0 | 6u << 25 | 1u << 12 | 1u << 7,    // sha256_compress with rd
        kCustom0 | 1u << 15,                         // hint_length with rs1
        kCustom0 | 1u << 20,                         // hint_length with rs2
        kCustom0 | kFunct7HintRead << 25 | 1u << 7,  // hint_read with rd
        kCustom0 | kFunct7Reveal << 25 | 1u << 7,    // reveal with rd
        kCustom0 | kFunct7Reveal << 25 | 1u << 20,   // reveal with rs2
        kCustom0 | 3u << 25,                         // unknown call
        0x0000002B,                                  // custom-1
    };
    for (const std::uint32_t word : words) EXPECT_EQ(decode(word).op, Op::kIllegal) << std::hex << word;
}

TEST(Instruction, FenceIgnoresItsFields) {
    EXPECT_EQ(decode(0x0000000F).op, Op::kFence);
    EXPECT_EQ(decode(0xFFFF8F8Fu).op, Op::kFence);
    EXPECT_EQ(decode(0xFFFF8F8Fu), decode(0x0000000F));
}

TEST(Instruction, FactsAgreeWithTheFormats) {
    EXPECT_EQ(family_of(Op::kSltiu), Family::kCompare);
    EXPECT_EQ(family_of(Op::kRemu), Family::kDivide);
    EXPECT_EQ(family_of(Op::kBgeu), Family::kBranchLess);
    EXPECT_EQ(family_of(Op::kReveal), Family::kReveal);
    EXPECT_EQ(family_of(Op::kMulDiv), Family::kMulMod);
    EXPECT_EQ(family_of(Op::kSubMod), Family::kAddMod);
    // A decoded word has a non-zero field exactly where the operation uses one.
    for (const auto& [word, instruction] : kKnown) {
        EXPECT_TRUE(reads_rs1(instruction.op) || instruction.rs1 == 0) << to_string(instruction);
        EXPECT_EQ(reads_rs2(instruction.op), instruction.rs2 != 0) << to_string(instruction);
        EXPECT_TRUE(has_rd(instruction.op) || reads_rd(instruction.op) || instruction.rd == 0)
            << to_string(instruction);
    }
    EXPECT_FALSE(has_rd(Op::kIllegal) || reads_rs1(Op::kIllegal) || reads_rs2(Op::kIllegal));
}

TEST(Instruction, SimplifyDropsWritesToX0AndNothingElse) {
    for (const auto& [word, instruction] : kKnown) {
        const bool loads_constant = instruction.op == Op::kAddi && instruction.rs1 == 0;
        const bool writes_x0 = has_rd(instruction.op) && instruction.rd == 0;
        if (!loads_constant && !writes_x0) {
            EXPECT_EQ(simplify(instruction), instruction) << to_string(instruction);
        }
        Instruction to_x0 = instruction;
        to_x0.rd = 0;
        const Op op = instruction.op;
        // Loads may err and jumps go elsewhere, whatever rd is.
        const bool has_effect = !has_rd(op) || op == Op::kJal || op == Op::kJalr || (op >= Op::kLw && op <= Op::kLhu);
        EXPECT_EQ(simplify(to_x0), has_effect ? to_x0 : Instruction{Op::kFence}) << to_string(to_x0);
    }
    EXPECT_EQ(simplify({Op::kAddi, 7, 0, 0, 0xFFFFF800u}), (Instruction{Op::kLui, 7, 0, 0, 0xFFFFF800u}));
    EXPECT_EQ(simplify({Op::kAddi, 0, 0, 0, 0}), Instruction{Op::kFence});
    EXPECT_EQ(simplify({Op::kAdd, 7, 0, 0, 0}).op, Op::kAdd);
    EXPECT_EQ(simplify(Instruction{}), Instruction{});
}

TEST(Instruction, Text) {
    EXPECT_EQ(to_string(decode(0xffc12083)), "lw x1, x2, -4");
    EXPECT_EQ(to_string(decode(0x00c58533)), "add x10, x11, x12");
    EXPECT_EQ(to_string(decode(0x0273000b)), "hint_read x6, x7");
    EXPECT_EQ(to_string(decode(0x04c5950b)), "mul_mod x10, x11, x12");
    EXPECT_EQ(to_string(decode(0x02c5950b)), "memory_copy x10, x11, x12");
    EXPECT_EQ(to_string(decode(0x0cc5900b)), "sha256_compress x11, x12");
    EXPECT_EQ(to_string(decode(0x00000073)), "ecall");
    EXPECT_EQ(to_string(Instruction{}), "illegal");
}

}  // namespace
}  // namespace zk::vm

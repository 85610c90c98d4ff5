#include "vm/isa/instruction.hpp"

namespace zk::vm {
namespace {

struct OpFacts {
    std::string_view name;
    Family family;
    bool rs1;
    bool rs2;
    bool rd;
};

// In the order of Op.
constexpr OpFacts kFacts[kOps] = {
    {"add", Family::kAdd, true, true, true},
    {"sub", Family::kAdd, true, true, true},
    {"xor", Family::kBitwise, true, true, true},
    {"or", Family::kBitwise, true, true, true},
    {"and", Family::kBitwise, true, true, true},
    {"sll", Family::kShift, true, true, true},
    {"srl", Family::kShift, true, true, true},
    {"sra", Family::kShift, true, true, true},
    {"slt", Family::kCompare, true, true, true},
    {"sltu", Family::kCompare, true, true, true},
    {"addi", Family::kAdd, true, false, true},
    {"xori", Family::kBitwise, true, false, true},
    {"ori", Family::kBitwise, true, false, true},
    {"andi", Family::kBitwise, true, false, true},
    {"slli", Family::kShift, true, false, true},
    {"srli", Family::kShift, true, false, true},
    {"srai", Family::kShift, true, false, true},
    {"slti", Family::kCompare, true, false, true},
    {"sltiu", Family::kCompare, true, false, true},
    {"lui", Family::kUpper, false, false, true},
    {"auipc", Family::kUpper, false, false, true},
    {"jal", Family::kJump, false, false, true},
    {"jalr", Family::kJumpRegister, true, false, true},
    {"beq", Family::kBranchEqual, true, true, false},
    {"bne", Family::kBranchEqual, true, true, false},
    {"blt", Family::kBranchLess, true, true, false},
    {"bge", Family::kBranchLess, true, true, false},
    {"bltu", Family::kBranchLess, true, true, false},
    {"bgeu", Family::kBranchLess, true, true, false},
    {"lw", Family::kLoadWord, true, false, true},
    {"lb", Family::kLoadSub, true, false, true},
    {"lbu", Family::kLoadSub, true, false, true},
    {"lh", Family::kLoadSub, true, false, true},
    {"lhu", Family::kLoadSub, true, false, true},
    {"sw", Family::kStoreWord, true, true, false},
    {"sb", Family::kStoreSub, true, true, false},
    {"sh", Family::kStoreSub, true, true, false},
    {"mul", Family::kMul, true, true, true},
    {"mulh", Family::kMulHigh, true, true, true},
    {"mulhsu", Family::kMulHigh, true, true, true},
    {"mulhu", Family::kMulHigh, true, true, true},
    {"div", Family::kDivide, true, true, true},
    {"divu", Family::kDivide, true, true, true},
    {"rem", Family::kDivide, true, true, true},
    {"remu", Family::kDivide, true, true, true},
    {"ecall", Family::kExit, false, false, false},
    {"fence", Family::kFence, false, false, false},
    {"hint_length", Family::kHintLength, false, false, true},
    {"hint_read", Family::kHintRead, true, true, false},
    {"reveal", Family::kReveal, true, false, false},
    {"keccak_f", Family::kKeccakF, true, false, false},
    {"mul_mod", Family::kMulMod, true, true, false},
    {"mul_div", Family::kMulMod, true, true, false},
    {"add_mod", Family::kAddMod, true, true, false},
    {"sub_mod", Family::kAddMod, true, true, false},
    {"memory_copy", Family::kMemoryCopy, true, true, false},
    {"sha256_compress", Family::kSha256Compress, true, true, false},
};
static_assert(kFacts[kOps - 1].family == Family::kSha256Compress);

constexpr std::string_view kFamilyNames[kFamilies] = {
    "add",          "bitwise",     "compare",     "shift",     "upper",       "jump",           "jump_register",
    "branch_equal", "branch_less", "load_word",   "load_sub",  "store_word",  "store_sub",      "mul",
    "mul_high",     "divide",      "hint_length", "hint_read", "reveal",      "exit",           "write",
    "fence",        "keccak_f",    "mul_mod",     "add_mod",   "memory_copy", "sha256_compress"};

constexpr const OpFacts& facts(Op op) noexcept {
    return kFacts[static_cast<int>(op)];
}

}  // namespace

Family family_of(Op op) noexcept {
    return facts(op).family;
}
bool reads_rs1(Op op) noexcept {
    return op != Op::kIllegal && facts(op).rs1;
}
bool reads_rs2(Op op) noexcept {
    return op != Op::kIllegal && facts(op).rs2;
}
bool has_rd(Op op) noexcept {
    return op != Op::kIllegal && facts(op).rd;
}
bool reads_rd(Op op) noexcept {
    return op == Op::kMemoryCopy || (op >= Op::kMulMod && op <= Op::kSubMod);
}
std::string_view name_of(Op op) noexcept {
    return op == Op::kIllegal ? "illegal" : facts(op).name;
}
std::string_view name_of(Family family) noexcept {
    return kFamilyNames[static_cast<int>(family)];
}

std::string to_string(const Instruction& instruction) {
    const auto& [op, rd, rs1, rs2, imm] = instruction;
    std::string text(name_of(op));
    if (op == Op::kIllegal || op == Op::kEcall || op == Op::kFence) return text;
    const char* separator = " ";
    const auto add = [&](const std::string& operand) {
        text += separator + operand;
        separator = ", ";
    };
    if (has_rd(op) || reads_rd(op)) add("x" + std::to_string(rd));
    if (reads_rs1(op)) add("x" + std::to_string(rs1));
    if (reads_rs2(op)) add("x" + std::to_string(rs2));
    const bool is_register_form = reads_rs1(op) && reads_rs2(op) && has_rd(op);
    if (!is_register_form && family_of(op) < Family::kHintLength) {
        add(std::to_string(static_cast<std::int32_t>(imm)));
    }
    return text;
}

}  // namespace zk::vm

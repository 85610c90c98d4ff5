// The threaded interpreter. Accounting happens once a run (the instructions up to the next jal or jalr), not once an
// instruction: on entry the whole run is subtracted from the remaining cycles, a taken branch gives back what it
// skips. Whatever is not plain (errors, ecall, host calls, the end of the code, too few cycles for a run) leaves the
// loop *before* the instruction; the precise interpreter takes it from there.

#include "vm/executor/state.hpp"
#include "vm/isa/semantics.hpp"

#include <cstring>

#pragma GCC diagnostic ignored "-Wpedantic"  // labels as values

namespace zk::vm {
namespace {

template <class T>
T load(const std::uint8_t* at) noexcept {
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
}

}  // namespace

// NOLINTBEGIN(cppcoreguidelines-avoid-goto, cppcoreguidelines-macro-usage)
// The handlers are macros because each must end in a jump of its own: one shared jump would be one shared branch
// prediction.

#define ZK_NEXT             \
    do {                    \
        ++ip;               \
        goto * ip->handler; \
    } while (false)

#define ZK_COMPUTE(label, second, expression)                \
    label : {                                                \
        [[maybe_unused]] const std::uint32_t a = x[ip->rs1]; \
        const std::uint32_t b = second;                      \
        x[ip->rd] = (expression);                            \
        ZK_NEXT;                                             \
    }
#define ZK_REGISTER(label, expression) ZK_COMPUTE(label, x[ip->rs2], expression)
#define ZK_IMMEDIATE(label, expression) ZK_COMPUTE(label, ip->imm, expression)

#define ZK_TAKE                                                                                                   \
    do {                                                                                                          \
        ++ip->taken;                                                                                              \
        left += ip->aux;                                                                                          \
        ip = reinterpret_cast<FastOp*>(reinterpret_cast<std::uint8_t*>(ip) + static_cast<std::int32_t>(ip->imm)); \
        if (left < 0) [[unlikely]]                                                                                \
            goto leave;                                                                                           \
        goto * ip->handler;                                                                                       \
    } while (false)

#define ZK_BRANCH(label, condition)         \
    label : {                               \
        const std::uint32_t a = x[ip->rs1]; \
        const std::uint32_t b = x[ip->rs2]; \
        if (condition) ZK_TAKE;             \
        ZK_NEXT;                            \
    }

// Leaves when the address is misaligned or not below 2^31, or when the segment has no room for another leaf.
#define ZK_ADDRESS(type)                                                                                \
    const std::uint32_t address = x[ip->rs1] + ip->imm;                                                 \
    if ((address & (kAddressLimit | (static_cast<std::uint32_t>(sizeof(type)) - 1))) != 0) [[unlikely]] \
        goto leave;                                                                                     \
    if ((marks_of_leaves[address / 32] & MachineState::kInSegment) == 0) [[unlikely]] {                 \
        if (!state->touch(address / 32)) goto leave;                                                    \
    }

#define ZK_LOAD(label, type, expression)                        \
    label : {                                                   \
        ZK_ADDRESS(type)                                        \
        const std::uint32_t value = load<type>(base + address); \
        x[ip->rd] = (expression);                               \
        ZK_NEXT;                                                \
    }

#define ZK_STORE(label, type)                              \
    label : {                                              \
        ZK_ADDRESS(type)                                   \
        const auto value = static_cast<type>(x[ip->rs2]);  \
        std::memcpy(base + address, &value, sizeof(type)); \
        ZK_NEXT;                                           \
    }

const void* const* run_fast(MachineState* state) {
    static const void* const kHandlers[kOps + 1] = {
        &&add,      &&sub,      &&xor_,     &&or_,         &&and_,          &&sll,     &&srl,     &&sra,     &&slt,
        &&sltu,     &&add_imm,  &&xor_imm,  &&or_imm,      &&and_imm,       &&sll_imm, &&srl_imm, &&sra_imm, &&slt_imm,
        &&sltu_imm, &&constant, &&constant, &&jump,        &&jump_register, &&beq,     &&bne,     &&blt,     &&bge,
        &&bltu,     &&bgeu,     &&lw,       &&lb,          &&lbu,           &&lh,      &&lhu,     &&sw,      &&sb,
        &&sh,       &&mul,      &&mul_high, &&mul_high_su, &&mul_high_u,    &&div_s,   &&div_u,   &&rem_s,   &&rem_u,
        &&leave,    &&nothing,  &&leave,    &&leave,       &&leave,         &&leave,   &&u256,    &&u256,    &&u256,
        &&u256,     &&leave,    &&leave,    &&leave};
    if (state == nullptr) return kHandlers;

    FastOp* const ops = state->ops.data();
    FastOp* ip = ops + state->pc;
    std::uint32_t* const x = state->x.data();
    std::uint8_t* const base = state->bytes();
    const std::uint8_t* const marks_of_leaves = state->leaf_marks();
    std::int64_t left = state->remaining - state->run_length[state->pc];
    ++state->entered[state->pc];
    goto * ip->handler;

    ZK_REGISTER(add, a + b)
    ZK_REGISTER(sub, a - b)
    ZK_REGISTER(xor_, a ^ b)
    ZK_REGISTER(or_, a | b)
    ZK_REGISTER(and_, a & b)
    ZK_REGISTER(sll, shift_left(a, b))
    ZK_REGISTER(srl, shift_right(a, b))
    ZK_REGISTER(sra, shift_right_signed(a, b))
    ZK_REGISTER(slt, less_signed(a, b) ? 1 : 0)
    ZK_REGISTER(sltu, a < b ? 1 : 0)
    ZK_IMMEDIATE(add_imm, a + b)
    ZK_IMMEDIATE(xor_imm, a ^ b)
    ZK_IMMEDIATE(or_imm, a | b)
    ZK_IMMEDIATE(and_imm, a & b)
    ZK_IMMEDIATE(sll_imm, shift_left(a, b))
    ZK_IMMEDIATE(srl_imm, shift_right(a, b))
    ZK_IMMEDIATE(sra_imm, shift_right_signed(a, b))
    ZK_IMMEDIATE(slt_imm, less_signed(a, b) ? 1 : 0)
    ZK_IMMEDIATE(sltu_imm, a < b ? 1 : 0)
    ZK_REGISTER(mul, a * b)
    ZK_REGISTER(mul_high, mulh(a, b))
    ZK_REGISTER(mul_high_su, mulhsu(a, b))
    ZK_REGISTER(mul_high_u, mulhu(a, b))
    ZK_REGISTER(div_s, div_signed(a, b))
    ZK_REGISTER(div_u, div_unsigned(a, b))
    ZK_REGISTER(rem_s, rem_signed(a, b))
    ZK_REGISTER(rem_u, rem_unsigned(a, b))

constant:  // lui, auipc: the value is known when decoding
    x[ip->rd] = ip->imm;
    ZK_NEXT;

    ZK_LOAD(lw, std::uint32_t, value)
    ZK_LOAD(lb, std::uint8_t, sign_extend_byte(value))
    ZK_LOAD(lbu, std::uint8_t, value)
    ZK_LOAD(lh, std::uint16_t, sign_extend_half(value))
    ZK_LOAD(lhu, std::uint16_t, value)
    ZK_STORE(sw, std::uint32_t)
    ZK_STORE(sb, std::uint8_t)
    ZK_STORE(sh, std::uint16_t)

    ZK_BRANCH(beq, a == b)
    ZK_BRANCH(bne, a != b)
    ZK_BRANCH(blt, less_signed(a, b))
    ZK_BRANCH(bge, !less_signed(a, b))
    ZK_BRANCH(bltu, a < b)
    ZK_BRANCH(bgeu, a >= b)

jump : {
    const auto index = static_cast<std::uint32_t>(ip - ops);
    x[ip->rd] = (state->program->code_base + index + 1) * 4;
    ZK_TAKE;
}

jump_register : {
    const std::uint32_t target = x[ip->rs1] + ip->imm;
    const std::uint32_t to = target / 4 - state->program->code_base;
    if ((target & 2) != 0 || to >= state->n_code()) [[unlikely]]
        goto leave;
    const auto index = static_cast<std::uint32_t>(ip - ops);
    x[ip->rd] = (state->program->code_base + index + 1) * 4;
    --state->entered[index + 1];
    ++state->entered[to];
    left -= state->run_length[to];
    ip = ops + to;
    if (left < 0) [[unlikely]]
        goto leave;
    goto * ip->handler;
}

u256:
    if (!state->u256(*ip)) goto leave;
    ZK_NEXT;

nothing:
    ZK_NEXT;

leave:  // the run was subtracted up to its end, and this instruction is not executed
    state->pc = static_cast<std::uint32_t>(ip - ops);
    --state->entered[state->pc];
    state->remaining = left + state->run_length[state->pc];
    return kHandlers;
}
// NOLINTEND(cppcoreguidelines-avoid-goto, cppcoreguidelines-macro-usage)

}  // namespace zk::vm

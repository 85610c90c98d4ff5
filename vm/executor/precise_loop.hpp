#pragma once
// The precise interpreter: every check, one instruction after the other. It is written once against an Access policy
// that performs register and memory accesses and keeps rows (Recording) or does not (Counting). Private to
// vm/executor.

#include "base/hex.hpp"
#include "vm/executor/state.hpp"
#include "vm/isa/keccak_f.hpp"
#include "vm/isa/semantics.hpp"
#include "vm/isa/sha256.hpp"
#include "vm/isa/u256.hpp"

#include <algorithm>
#include <cstring>

namespace zk::vm {

enum class Stop : std::uint8_t {
    kCycles,  ///< all were executed
    kExit,    ///< the last one executed was ecall 93
    kCut,     ///< the segment has no room for the next instruction
    kFault,   ///< the next instruction errs
};

struct Outcome {
    Stop stop;
    Fault fault;
};

/// What a pointer to n_words words should have been; nullptr when it is right.
inline const char* range_fault(std::uint32_t pointer, std::uint32_t n_words) noexcept {
    if (pointer % 4 != 0) return "a pointer that is a multiple of 4";
    return pointer + std::uint64_t{4} * n_words > kAddressLimit ? "a range below 2^31" : nullptr;
}

/// Hexadecimal, for messages.
inline std::string u256_text(const U256Words& words) {
    std::string text = "0x";
    for (std::size_t i = words.size(); i-- > 0;) text += to_hex(words[i], 8).substr(2);
    return text;
}

/// Executes a sha256_compress whose ranges are open.
template <class Access>
Sha256CompressRow run_sha256_compress(
    const MachineState& state, Access& access, const Instruction& in, std::uint32_t at, std::uint32_t clock
) {
    const std::uint32_t first = state.x[in.rs1] / 4;
    const std::uint32_t block = state.x[in.rs2] / 4;
    Sha256State words;
    Sha256Block message;
    std::copy_n(state.words() + first, words.size(), words.begin());
    std::copy_n(state.words() + block, message.size(), message.begin());
    sha256_compress(words, message);
    const Read ra = access.read_register(in.rs1, clock);
    const Read rb = access.read_register(in.rs2, clock + 1);
    Sha256CompressRow row{at, clock, ra, rb, {}, {}};
    for (std::uint32_t i = 0; i < kSha256BlockWords; ++i) row.block[i] = access.read_memory(block + i, clock + 1);
    for (std::uint32_t i = 0; i < kSha256StateWords; ++i) {
        row.state[i] = access.write_memory(first + i, words[i], clock + 3);
    }
    return row;
}

/// Runs at most n_cycles instructions from state.pc; adds what it executed to state.cycles. `clock` is that of the
/// first one.
template <class Access>
Outcome run_precise(MachineState& state, Access& access, std::uint32_t n_cycles, std::uint32_t clock) {
    const Program& program = *state.program;
    const Instruction* const code = program.code.data();
    const std::uint32_t n_code = state.n_code();
    const std::uint32_t base = program.code_base;
    std::uint32_t pc = state.pc;  // index into the code

    const auto stop = [&](Stop why, const char* expected = "", std::string got = {}) {
        state.pc = pc;
        return Outcome{why, {expected, std::move(got)}};
    };
    const std::uint32_t end = clock + 4 * n_cycles;
    for (; clock != end; clock += 4) {
        if (pc >= n_code) [[unlikely]]
            return stop(Stop::kFault, "a pc inside the code", to_hex((base + pc) * 4ull, 8));
        const Instruction in = code[pc];
        const std::uint32_t at = base + pc;
        std::uint32_t next = pc + 1;

#define ZK_ALU(op, list, expression)                                                           \
    case Op::op: {                                                                             \
        const Read ra = access.read_register(in.rs1, clock);                                   \
        const Read rb = access.read_register(in.rs2, clock + 1);                               \
        const std::uint32_t a = ra.value, b = rb.value;                                        \
        const Write rd = access.write_register(in.rd, (expression), clock + 3);                \
        if constexpr (Access::kRecords) access.rows().list.push_back({at, clock, ra, rb, rd}); \
        break;                                                                                 \
    }
#define ZK_ALU_IMMEDIATE(op, list, expression)                                                     \
    case Op::op: {                                                                                 \
        const Read ra = access.read_register(in.rs1, clock);                                       \
        const std::uint32_t a = ra.value, b = in.imm;                                              \
        const Write rd = access.write_register(in.rd, (expression), clock + 3);                    \
        if constexpr (Access::kRecords) access.rows().list.push_back({at, clock, ra, {b, 0}, rd}); \
        break;                                                                                     \
    }
#define ZK_BRANCH(op, list, condition)                                                                  \
    case Op::op: {                                                                                      \
        const std::uint32_t a = state.x[in.rs1], b = state.x[in.rs2];                                   \
        if (condition) {                                                                                \
            next = pc + static_cast<std::uint32_t>(static_cast<std::int32_t>(in.imm) >> 2);             \
            if ((in.imm & 2) != 0 || next >= n_code) [[unlikely]] {                                     \
                return stop(Stop::kFault, "a target inside the code", to_hex(at * 4 + in.imm, 8));      \
            }                                                                                           \
        }                                                                                               \
        const Read ra = access.read_register(in.rs1, clock);                                            \
        const Read rb = access.read_register(in.rs2, clock + 1);                                        \
        if constexpr (Access::kRecords) access.rows().list.push_back({at, clock, base + next, ra, rb}); \
        break;                                                                                          \
    }
#define ZK_ADDRESS(size)                                                                          \
    const std::uint32_t address = state.x[in.rs1] + in.imm;                                       \
    if ((address & ((size)-1u)) != 0) [[unlikely]] {                                              \
        return stop(Stop::kFault, "an address that is a multiple of " #size, to_hex(address, 8)); \
    }                                                                                             \
    if (address >= kAddressLimit) [[unlikely]] {                                                  \
        return stop(Stop::kFault, "an address below 2^31", to_hex(address, 8));                   \
    }                                                                                             \
    if (!access.open(address / 32)) [[unlikely]]                                                  \
        return stop(Stop::kCut);
#define ZK_LOAD(op, list, size, expression)                                                               \
    case Op::op: {                                                                                        \
        ZK_ADDRESS(size)                                                                                  \
        const Read ra = access.read_register(in.rs1, clock);                                              \
        const Read word = access.read_memory(address / 4, clock);                                         \
        const std::uint32_t value = word.value >> (address % 4 * 8);                                      \
        const Write rd = access.write_register(in.rd, (expression), clock + 3);                           \
        if constexpr (Access::kRecords) access.rows().list.push_back({at, clock, address, ra, word, rd}); \
        break;                                                                                            \
    }
#define ZK_STORE(op, list, size, mask)                                                                       \
    case Op::op: {                                                                                           \
        ZK_ADDRESS(size)                                                                                     \
        const Read ra = access.read_register(in.rs1, clock);                                                 \
        const Read rb = access.read_register(in.rs2, clock + 1);                                             \
        const std::uint32_t shift = address % 4 * 8;                                                         \
        const std::uint32_t kept = state.words()[address / 4] & ~((mask) << shift);                          \
        const Write word = access.write_memory(address / 4, kept | (rb.value & (mask)) << shift, clock + 3); \
        if constexpr (Access::kRecords) access.rows().list.push_back({at, clock, address, ra, rb, word});    \
        break;                                                                                               \
    }

        switch (in.op) {
            ZK_ALU(kAdd, add, a + b)
            ZK_ALU(kSub, add, a - b)
            ZK_ALU(kXor, bitwise, a ^ b)
            ZK_ALU(kOr, bitwise, a | b)
            ZK_ALU(kAnd, bitwise, a & b)
            ZK_ALU(kSll, shift, shift_left(a, b))
            ZK_ALU(kSrl, shift, shift_right(a, b))
            ZK_ALU(kSra, shift, shift_right_signed(a, b))
            ZK_ALU(kSlt, compare, less_signed(a, b) ? 1 : 0)
            ZK_ALU(kSltu, compare, a < b ? 1 : 0)
            ZK_ALU_IMMEDIATE(kAddi, add, a + b)
            ZK_ALU_IMMEDIATE(kXori, bitwise, a ^ b)
            ZK_ALU_IMMEDIATE(kOri, bitwise, a | b)
            ZK_ALU_IMMEDIATE(kAndi, bitwise, a & b)
            ZK_ALU_IMMEDIATE(kSlli, shift, shift_left(a, b))
            ZK_ALU_IMMEDIATE(kSrli, shift, shift_right(a, b))
            ZK_ALU_IMMEDIATE(kSrai, shift, shift_right_signed(a, b))
            ZK_ALU_IMMEDIATE(kSlti, compare, less_signed(a, b) ? 1 : 0)
            ZK_ALU_IMMEDIATE(kSltiu, compare, a < b ? 1 : 0)
            ZK_ALU(kMul, mul, a * b)
            ZK_ALU(kMulh, mul_high, mulh(a, b))
            ZK_ALU(kMulhsu, mul_high, mulhsu(a, b))
            ZK_ALU(kMulhu, mul_high, mulhu(a, b))
            ZK_ALU(kDiv, divide, div_signed(a, b))
            ZK_ALU(kDivu, divide, div_unsigned(a, b))
            ZK_ALU(kRem, divide, rem_signed(a, b))
            ZK_ALU(kRemu, divide, rem_unsigned(a, b))

            ZK_BRANCH(kBeq, branch_equal, a == b)
            ZK_BRANCH(kBne, branch_equal, a != b)
            ZK_BRANCH(kBlt, branch_less, less_signed(a, b))
            ZK_BRANCH(kBge, branch_less, !less_signed(a, b))
            ZK_BRANCH(kBltu, branch_less, a < b)
            ZK_BRANCH(kBgeu, branch_less, a >= b)

            ZK_LOAD(kLw, load_word, 4, value)
            ZK_LOAD(kLb, load_sub, 1, sign_extend_byte(value))
            ZK_LOAD(kLbu, load_sub, 1, value & 0xFFu)
            ZK_LOAD(kLh, load_sub, 2, sign_extend_half(value))
            ZK_LOAD(kLhu, load_sub, 2, value & 0xFFFFu)
            ZK_STORE(kSw, store_word, 4, 0xFFFFFFFFu)
            ZK_STORE(kSb, store_sub, 1, 0xFFu)
            ZK_STORE(kSh, store_sub, 2, 0xFFFFu)

            case Op::kLui:
            case Op::kAuipc: {
                const std::uint32_t value = in.imm + (in.op == Op::kAuipc ? at * 4 : 0);
                const Write rd = access.write_register(in.rd, value, clock + 3);
                if constexpr (Access::kRecords) access.rows().upper.push_back({at, clock, rd});
                break;
            }
            case Op::kJal: {
                next = pc + static_cast<std::uint32_t>(static_cast<std::int32_t>(in.imm) >> 2);
                if ((in.imm & 2) != 0 || next >= n_code) [[unlikely]] {
                    return stop(Stop::kFault, "a target inside the code", to_hex(at * 4 + in.imm, 8));
                }
                const Write rd = access.write_register(in.rd, (at + 1) * 4, clock + 3);
                if constexpr (Access::kRecords) access.rows().jump.push_back({at, clock, rd});
                break;
            }
            case Op::kJalr: {
                const std::uint32_t target = (state.x[in.rs1] + in.imm) & ~1u;
                next = target / 4 - base;
                if ((target & 2) != 0 || next >= n_code) [[unlikely]] {
                    return stop(Stop::kFault, "a target inside the code", to_hex(target, 8));
                }
                const Read ra = access.read_register(in.rs1, clock);
                const Write rd = access.write_register(in.rd, (at + 1) * 4, clock + 3);
                if constexpr (Access::kRecords) access.rows().jump_register.push_back({at, clock, target / 4, ra, rd});
                break;
            }
            case Op::kFence:
                if constexpr (Access::kRecords) access.rows().fence.push_back({at, clock});
                break;

            case Op::kHintLength: {
                const std::uint64_t words_left = state.hint_stream_words() - state.hint_position;
                const Write rd = access.write_register(in.rd, static_cast<std::uint32_t>(words_left), clock + 3);
                if constexpr (Access::kRecords) access.rows().hint_length.push_back({at, clock, rd});
                break;
            }
            case Op::kHintRead: {
                const std::uint32_t pointer = state.x[in.rs1];
                const std::uint32_t n_words = state.x[in.rs2];
                if (pointer % 4 != 0)
                    return stop(Stop::kFault, "a pointer that is a multiple of 4", to_hex(pointer, 8));
                if (n_words == 0 || n_words > kMaxWordsPerCall) {
                    return stop(Stop::kFault, "1 to 1024 words", std::to_string(n_words));
                }
                if (pointer + std::uint64_t{4} * n_words > kAddressLimit) {
                    return stop(Stop::kFault, "a range below 2^31", to_hex(pointer, 8));
                }
                if (n_words > state.hint_stream_words() - state.hint_position) {
                    return stop(Stop::kFault, "no more words than the hint stream has left", std::to_string(n_words));
                }
                if (!access.admit_hints(n_words) || !access.open_range(pointer / 4, n_words)) return stop(Stop::kCut);
                const Read ra = access.read_register(in.rs1, clock);
                const Read rb = access.read_register(in.rs2, clock + 1);
                if constexpr (Access::kRecords) {
                    access.rows().hint_read.push_back(
                        {at, clock, ra, rb, static_cast<std::uint32_t>(access.rows().hint_words.size())}
                    );
                }
                access.read_hints(n_words);
                for (std::uint32_t step = 0; step < n_words; ++step) {
                    const std::uint32_t index = pointer / 4 + step;
                    const Write word = access.write_memory(index, state.hint_word(state.hint_position++), clock + 3);
                    if constexpr (Access::kRecords) access.rows().hint_words.push_back({clock, step, index, word});
                }
                break;
            }
            case Op::kReveal: {
                const std::uint32_t pointer = state.x[in.rs1];
                if (const char* const expected = range_fault(pointer, kPublicWords)) {
                    return stop(Stop::kFault, expected, to_hex(pointer, 8));
                }
                if (!access.open_range(pointer / 4, kPublicWords)) return stop(Stop::kCut);
                RevealRow row{at, clock, access.read_register(in.rs1, clock), {}, {}};
                for (std::uint32_t i = 0; i < kPublicWords; ++i) {
                    row.memory[i] = access.read_memory(pointer / 4 + i, clock);
                }
                for (std::uint32_t i = 0; i < kPublicWords; ++i) {
                    row.words[i] = access.write_public(i, row.memory[i].value, clock + 3);
                }
                if constexpr (Access::kRecords) access.rows().reveal.push_back(row);
                break;
            }
            case Op::kKeccakF: {
                const std::uint32_t pointer = state.x[in.rs1];
                if (const char* const expected = range_fault(pointer, kKeccakWords)) {
                    return stop(Stop::kFault, expected, to_hex(pointer, 8));
                }
                if (!access.admit_cells(kKeccakFCells) || !access.open_range(pointer / 4, kKeccakWords)) {
                    return stop(Stop::kCut);
                }
                access.used_cells(kKeccakFCells);
                KeccakState lanes;
                std::memcpy(lanes.data(), state.words() + pointer / 4, sizeof lanes);
                static_assert(sizeof lanes == sizeof(std::uint32_t) * kKeccakWords);
                keccak_f(lanes);
                KeccakFRow row{at, clock, access.read_register(in.rs1, clock), {}};
                for (std::uint32_t i = 0; i < kKeccakWords; ++i) {
                    const auto word = static_cast<std::uint32_t>(lanes[i / 2] >> 32 * (i % 2));
                    row.words[i] = access.write_memory(pointer / 4 + i, word, clock + 3);
                }
                if constexpr (Access::kRecords) access.rows().keccak_f.push_back(row);
                break;
            }
            case Op::kMulMod:
            case Op::kMulDiv:
            case Op::kAddMod:
            case Op::kSubMod: {
                const std::array<std::uint32_t, 4> pointers = {
                    state.x[in.rs1], state.x[in.rs2], state.x[kModulusRegister], state.x[in.rd]};
                std::array<std::uint32_t, 4> indices{};
                for (std::size_t i = 0; i < 4; ++i) {
                    if (const char* const expected = range_fault(pointers[i], kU256Words)) {
                        return stop(Stop::kFault, expected, to_hex(pointers[i], 8));
                    }
                    indices[i] = pointers[i] / 4;
                }
                std::array<U256Words, 3> operands;
                for (std::size_t i = 0; i < 3; ++i) {
                    std::copy_n(state.words() + indices[i], kU256Words, operands[i].begin());
                }
                const std::optional<U256Words> result = u256_result(in.op, operands[0], operands[1], operands[2]);
                if (!result) {
                    const bool is_product = in.op == Op::kMulMod || in.op == Op::kMulDiv;
                    return stop(
                        Stop::kFault,
                        is_product ? "operands a, b, m with a b / m below 2^256" : "operands a, b below the modulus m",
                        u256_text(operands[0]) + ", " + u256_text(operands[1]) + ", " + u256_text(operands[2])
                    );
                }
                const std::uint32_t cells = family_of(in.op) == Family::kMulMod ? kMulModCells : kAddModCells;
                if (!access.admit_cells(cells) || !access.open_ranges(indices, kU256Words)) return stop(Stop::kCut);
                access.used_cells(cells);
                U256Row row{at, clock, {}, {}, {}, {}, {}, {}, {}, {}};
                const auto read = [&](Read& pointer, auto& words, std::uint32_t reg, std::uint32_t operand) {
                    pointer = access.read_register(reg, clock + operand);
                    for (std::uint32_t i = 0; i < kU256Words; ++i) {
                        words[i] = access.read_memory(indices[operand] + i, clock + operand);
                    }
                };
                read(row.a_pointer, row.a, in.rs1, 0);
                read(row.b_pointer, row.b, in.rs2, 1);
                read(row.modulus_pointer, row.modulus, kModulusRegister, 2);
                row.result_pointer = access.read_register(in.rd, clock + 3);
                for (std::uint32_t i = 0; i < kU256Words; ++i) {
                    row.result[i] = access.write_memory(indices[3] + i, (*result)[i], clock + 3);
                }
                if constexpr (Access::kRecords) {
                    (family_of(in.op) == Family::kMulMod ? access.rows().mul_mod : access.rows().add_mod)
                        .push_back(row);
                }
                break;
            }
            case Op::kMemoryCopy: {
                const std::uint32_t n_words = state.x[in.rs2];
                if (n_words == 0 || n_words > kMaxWordsPerCall) {
                    return stop(Stop::kFault, "1 to 1024 words", std::to_string(n_words));
                }
                const std::array<std::uint32_t, 2> pointers{state.x[in.rs1], state.x[in.rd]};
                for (const std::uint32_t pointer : pointers) {
                    if (const char* const expected = range_fault(pointer, n_words)) {
                        return stop(Stop::kFault, expected, to_hex(pointer, 8));
                    }
                }
                const std::array<std::uint32_t, 2> indices{pointers[0] / 4, pointers[1] / 4};
                const std::uint32_t n_cells = kMemoryCopyCells + n_words * kCopiedWordCells;
                if (!access.admit_cells(n_cells) || !access.open_ranges(indices, n_words)) return stop(Stop::kCut);
                access.used_cells(n_cells);
                access.copied(n_words);
                const Read ra = access.read_register(in.rs1, clock);
                const Read rb = access.read_register(in.rs2, clock + 1);
                const Read rd = access.read_register(in.rd, clock + 2);
                std::array<Read, kMaxWordsPerCall> words;
                for (std::uint32_t step = 0; step < n_words; ++step) {
                    words[step] = access.read_memory(indices[0] + step, clock);
                }
                if constexpr (Access::kRecords) {
                    access.rows().memory_copy.push_back(
                        {at, clock, ra, rb, rd, static_cast<std::uint32_t>(access.rows().copied_words.size())}
                    );
                }
                for (std::uint32_t step = 0; step < n_words; ++step) {
                    const Write word = access.write_memory(indices[1] + step, words[step].value, clock + 3);
                    if constexpr (Access::kRecords) {
                        access.rows().copied_words.push_back({clock, step, words[step], word});
                    }
                }
                break;
            }
            case Op::kSha256Compress: {
                const std::uint32_t state_pointer = state.x[in.rs1];
                const std::uint32_t block_pointer = state.x[in.rs2];
                if (const char* const expected = range_fault(state_pointer, kSha256StateWords)) {
                    return stop(Stop::kFault, expected, to_hex(state_pointer, 8));
                }
                if (const char* const expected = range_fault(block_pointer, kSha256BlockWords)) {
                    return stop(Stop::kFault, expected, to_hex(block_pointer, 8));
                }
                const std::uint32_t first = state_pointer / 4;
                const std::uint32_t block = block_pointer / 4;
                // The block as two ranges of the state's length.
                static_assert(kSha256BlockWords == 2 * kSha256StateWords);
                const std::array<std::uint32_t, 3> indices{first, block, block + kSha256StateWords};
                if (!access.admit_cells(kSha256CompressCells) || !access.open_ranges(indices, kSha256StateWords)) {
                    return stop(Stop::kCut);
                }
                access.used_cells(kSha256CompressCells);
                const Sha256CompressRow row = run_sha256_compress(state, access, in, at, clock);
                if constexpr (Access::kRecords) access.rows().sha256_compress.push_back(row);
                break;
            }
            case Op::kEcall: {
                const std::uint32_t call = state.x[17];
                if (call == kEcallExit) {
                    ExitRow row{at, clock, access.read_register(17, clock), access.read_register(10, clock + 1), {}};
                    for (std::uint32_t i = 0; i < kPublicWords; ++i) row.words[i] = access.read_public(i, clock + 2);
                    if constexpr (Access::kRecords) access.rows().exit.push_back(row);
                    state.exited = true;
                    state.exit_code = row.a0.value;
                    access.executed(pc);
                    ++state.cycles;
                    return stop(Stop::kExit);
                }
                if (call != kEcallWrite) {
                    return stop(Stop::kFault, "ecall 93 (exit) or 64 (write) in a7", std::to_string(call));
                }
                const std::uint32_t from = state.x[11];
                const std::uint32_t n_bytes = state.x[12];
                if (std::uint64_t{from} + n_bytes > kAddressLimit) {
                    return stop(Stop::kFault, "bytes below 2^31", to_hex(from, 8) + " + " + std::to_string(n_bytes));
                }
                const std::size_t room = state.options.max_log_bytes - state.log.size();
                state.log.append(
                    reinterpret_cast<const char*>(state.bytes()) + from, std::min<std::size_t>(room, n_bytes)
                );
                const Read a7 = access.read_register(17, clock);
                const Read a2 = access.read_register(12, clock + 1);
                const Write a0 = access.write_register(10, a2.value, clock + 3);
                if constexpr (Access::kRecords) access.rows().write.push_back({at, clock, a7, a2, a0});
                access.wrote();
                break;
            }
            case Op::kIllegal:
                return stop(Stop::kFault, "a legal instruction", to_hex(program.words[pc], 8));
        }
#undef ZK_ALU
#undef ZK_ALU_IMMEDIATE
#undef ZK_BRANCH
#undef ZK_ADDRESS
#undef ZK_LOAD
#undef ZK_STORE
        access.executed(pc);
        ++state.cycles;
        pc = next;
    }
    return stop(Stop::kCycles);
}

}  // namespace zk::vm

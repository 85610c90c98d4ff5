#pragma once
// What the execution of one segment leaves behind: one row an instruction, in its family's list, in execution order.
// Rows hold what cannot be looked up: operands, results and the previous tuple of every word accessed. rd, rs1, rs2
// and immediates are in Program::at(row.pc).
//
// Clock: 4 for the first instruction of a segment, +4 an instruction. An access of an instruction at clock c has the
// timestamp c + phase:
//   phase 0  rs1 (first register read), and memory read through rs1 (load, reveal, memory_copy, operand a)
//   phase 1  rs2 (second register read), operand b
//   phase 2  the public words read by exit; the modulus register and the modulus; rd of memory_copy
//   phase 3  every write: rd, stored word, hint words, public words, results, words of an accelerator's state;
//            rd where 256-bit operations read it
// Every access consumes the word's previous tuple (space, address, old value, old time) and produces (space, address,
// value, timestamp); a word not accessed before in the segment has time 0. A read's value is its old value. x0 is
// read as register word 0; a write to x0 makes no access. pc, next_pc and addresses are word indices, unless called
// byte_address.

#include "base/host_calls.hpp"
#include "vm/isa/instruction.hpp"
#include "vm/memory/space.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace zk::vm {

/// Access that leaves the word as it is; `time` is that of the previous access.
struct Read {
    std::uint32_t value;
    std::uint32_t time;
};

/// Access that replaces `previous`, last accessed at `time`, by `value`.
struct Write {
    std::uint32_t value;
    std::uint32_t previous;
    std::uint32_t time;
};

/// Register and ALU families: kAdd kBitwise kCompare kShift kMul kMulHigh kDivide. b is rs2, or the immediate with
/// time 0 (no access). rd.value is the result also when rd is x0; then previous = time = 0 and there is no access.
struct AluRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a;
    Read b;
    Write rd;
};

/// kUpper (value: result) and kJump (value: return address in bytes, pc * 4 + 4; the target is pc + imm / 4). rd = x0
/// as above.
struct UpperRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Write rd;
};
using JumpRow = UpperRow;

/// kJumpRegister: the byte target (a + imm) with bit 0 cleared is next_pc * 4; bit 1 was zero.
struct JumpRegisterRow {
    std::uint32_t pc;
    std::uint32_t clock;
    std::uint32_t next_pc;
    Read a;
    Write rd;
};

/// kBranchEqual, kBranchLess. next_pc is pc + imm / 4 when taken, else pc + 1.
struct BranchRow {
    std::uint32_t pc;
    std::uint32_t clock;
    std::uint32_t next_pc;
    Read a;
    Read b;
};

/// kLoadWord, kLoadSub. byte_address = a + imm, aligned to the access and below 2^31; memory is the whole word
/// byte_address / 4, read in phase 0; rd.value is the extended result.
struct LoadRow {
    std::uint32_t pc;
    std::uint32_t clock;
    std::uint32_t byte_address;
    Read a;
    Read memory;
    Write rd;
};

/// kStoreWord, kStoreSub. b is rs2 (phase 1); memory is the whole word byte_address / 4, written in phase 3: a
/// sub-word store keeps the other bytes of `previous`.
struct StoreRow {
    std::uint32_t pc;
    std::uint32_t clock;
    std::uint32_t byte_address;
    Read a;
    Read b;
    Write memory;
};

/// kHintLength: rd.value words of the stream were left. Not bound by the proof.
struct HintLengthRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Write rd;
};

/// kHintRead: a is the byte pointer, b the number of words (1..1024); its words are SegmentRecord::hint_words[first,
/// first + b.value).
struct HintReadRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a;
    Read b;
    std::uint32_t first;
};

/// One word written by the hint_read at `clock` (phase 3). Words of one instruction are adjacent and ascending: step
/// = 0, 1, ...; index is the pointer / 4 + step.
struct HintWordRow {
    std::uint32_t clock;
    std::uint32_t step;
    std::uint32_t index;
    Write memory;
};

/// kReveal: a is the byte pointer; word i of memory (phase 0) is written to public word i (phase 3).
struct RevealRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a;
    std::array<Read, 8> memory;
    std::array<Write, 8> words;
};

/// kExit: reads a7 (= 93) in phase 0, a0 (the exit code) in phase 1, the public words in phase 2. No next state.
struct ExitRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a7;
    Read a0;
    std::array<Read, 8> words;
};

/// kWrite: reads a7 (= 64) in phase 0 and a2 in phase 1, writes a2 to a0 in phase 3. What was logged is not part of
/// the proof.
struct WriteRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a7;
    Read a2;
    Write a0;
};

/// kFence: no access.
struct FenceRow {
    std::uint32_t pc;
    std::uint32_t clock;
};

/// kKeccakF: a is the byte pointer; word i at pointer / 4 + i is replaced by that of the permuted state (phase 3).
struct KeccakFRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a;
    std::array<Write, kKeccakWords> words;
};

/// kMulMod, kAddMod: the byte pointers in rs1 and rs2 (phases 0 and 1), in x[kModulusRegister] (2) and in rd (3), the words read through the first
/// three in the same phases, and the words written through the last (3).
struct U256Row {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a_pointer;
    Read b_pointer;
    Read modulus_pointer;
    Read result_pointer;
    std::array<Read, kU256Words> a;
    std::array<Read, kU256Words> b;
    std::array<Read, kU256Words> modulus;
    std::array<Write, kU256Words> result;
};

/// kMemoryCopy: a is the source's byte pointer, b the number of words (1..1024), destination the pointer in rd; its words are
/// SegmentRecord::copied_words[first, first + b.value).
struct MemoryCopyRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a;
    Read b;
    Read destination;
    std::uint32_t first;
};

/// Word a / 4 + step of the memory_copy at `clock` (phase 0), and what it replaces at destination / 4 + step (phase 3). Words of one instruction are
/// adjacent and ascending: step = 0, 1, ...
struct CopiedWordRow {
    std::uint32_t clock;
    std::uint32_t step;
    Read source;
    Write destination;
};

/// kSha256Compress: a is the byte pointer of the state, b that of the block, whose words are read in phase 1; word i at a / 4 + i is replaced by that
/// of the next state (phase 3).
struct Sha256CompressRow {
    std::uint32_t pc;
    std::uint32_t clock;
    Read a;
    Read b;
    std::array<Read, kSha256BlockWords> block;
    std::array<Write, kSha256StateWords> state;
};

struct PlannedSegment;

/// One segment. Its memory roots follow from `touched` and the tree of the state before it (vm/memory/memory_tree.hpp).
struct SegmentRecord {
    std::uint64_t first_cycle = 0;  ///< instructions executed before this segment
    std::uint32_t n_cycles = 0;
    std::uint32_t start_pc = 0;  ///< word index; clock 4
    /// State after the last instruction: clock 4 + 4 * n_cycles. Both are zero when `exited` (no next state).
    std::uint32_t end_pc = 0;
    std::uint32_t end_clock = 0;
    /// The last instruction was ecall 93. Exit code and words are zero otherwise.
    bool exited = false;
    std::uint32_t exit_code = 0;
    std::array<std::uint32_t, 8> public_words{};

    std::vector<AluRow> add, bitwise, compare, shift, mul, mul_high, divide;
    std::vector<UpperRow> upper;
    std::vector<JumpRow> jump;
    std::vector<JumpRegisterRow> jump_register;
    std::vector<BranchRow> branch_equal, branch_less;
    std::vector<LoadRow> load_word, load_sub;
    std::vector<StoreRow> store_word, store_sub;
    std::vector<HintLengthRow> hint_length;
    std::vector<HintReadRow> hint_read;
    std::vector<HintWordRow> hint_words;
    std::vector<RevealRow> reveal;
    std::vector<ExitRow> exit;
    std::vector<WriteRow> write;
    std::vector<FenceRow> fence;
    std::vector<KeccakFRow> keccak_f;
    std::vector<U256Row> mul_mod, add_mod;
    std::vector<MemoryCopyRow> memory_copy;
    std::vector<CopiedWordRow> copied_words;
    std::vector<Sha256CompressRow> sha256_compress;

    /// Times each word of Program::code was executed in the segment (the program table's multiplicities).
    std::vector<std::uint32_t> fetch_counts;

    /// Every leaf with an access, ascending label; registers and public words included.
    std::vector<TouchedLeaf> touched;

    /// Empties every list and keeps the memory, so that the next segment does not pay for it again.
    void clear() noexcept;
    /// Room for what the counting pass saw.
    void reserve(const PlannedSegment& segment);
};

}  // namespace zk::vm

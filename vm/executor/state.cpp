#include "vm/executor/state.hpp"

#include "base/hex.hpp"
#include "vm/executor/precise_loop.hpp"
#include "vm/isa/u256.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

namespace zk::vm {
namespace {

constexpr std::size_t kMemoryBytes = kAddressLimit;
constexpr std::size_t kMarks = std::size_t{2} << kLeafIndexBits;

}  // namespace

MachineState::MachineState(const Program& p, ByteView in, const MachineOptions& o)
    : program(&p),
      input(in),
      options(o),
      pc(p.entry - p.code_base),
      memory(kMemoryBytes),
      marks(kMarks) {
    x[2] = kInitialStackPointer;
    for (const ImageWord& word : p.image) words()[word.index] = word.value;
    predecode();
}

std::uint32_t MachineState::hint_word(std::uint64_t position) const noexcept {
    if (position == 0) return static_cast<std::uint32_t>(input.size());
    std::uint32_t word = 0;
    const std::size_t at = (position - 1) * 4;
    std::memcpy(&word, input.data() + at, std::min<std::size_t>(4, input.size() - at));
    return word;
}

void MachineState::predecode() {
    const std::uint32_t n = n_code();
    const void* const* const handlers = run_fast(nullptr);
    const void* const leave = handlers[kOps];
    run_length.assign(n + 1, 0);
    entered.assign(n + 2, 0);
    ops.assign(n + 1, FastOp{leave, 0, 0, 0, 0, 0, 0});
    for (std::uint32_t i = n; i-- > 0;) {
        const Op op = program->code[i].op;
        run_length[i] = op == Op::kJal || op == Op::kJalr ? 1 : 1 + run_length[i + 1];
    }
    for (std::uint32_t i = 0; i < n; ++i) {
        const Instruction& in = program->code[i];
        FastOp& op = ops[i];
        const bool drops_rd = in.rd == 0 && !reads_rd(in.op);
        op = {handlers[static_cast<int>(in.op)], drops_rd ? kNowhere : in.rd, in.rs1, in.rs2, in.imm, 0, 0};
        if (in.op >= Op::kMulMod && in.op <= Op::kSubMod) op.imm = static_cast<std::uint32_t>(in.op);
        if (in.op == Op::kAuipc) op.imm += (program->code_base + i) * 4;
        const bool is_branch = in.op >= Op::kBeq && in.op <= Op::kBgeu;
        if (!is_branch && in.op != Op::kJal) continue;
        const auto offset = static_cast<std::int32_t>(in.imm);
        const std::int64_t target = std::int64_t{i} + offset / 4;
        if (offset % 4 != 0 || target < 0 || target >= n) {
            op.handler = leave;
            continue;
        }
        op.imm = static_cast<std::uint32_t>(offset / 4 * static_cast<std::int32_t>(sizeof(FastOp)));
        op.aux = static_cast<std::int32_t>(is_branch ? run_length[i + 1] : 0) -
                 static_cast<std::int32_t>(run_length[static_cast<std::size_t>(target)]);
    }
}

bool MachineState::u256(const FastOp& op) noexcept {
    const std::array<std::uint32_t, 4> pointers = {x[op.rs1], x[op.rs2], x[kModulusRegister], x[op.rd]};
    constexpr std::uint32_t kLast = 4 * (kU256Words - 1);
    for (const std::uint32_t pointer : pointers) {
        if (pointer % 4 != 0 || pointer >= kAddressLimit - kLast) return false;
        const std::uint8_t* const marks_of_leaves = leaf_marks();
        const auto both = marks_of_leaves[pointer / 32] & marks_of_leaves[(pointer + kLast) / 32];
        if ((both & kInSegment) == 0) return false;
    }
    const auto operation = static_cast<Op>(op.imm);
    const std::uint32_t cells = family_of(operation) == Family::kMulMod ? kMulModCells : kAddModCells;
    if (!admit_cells(cells)) return false;
    std::array<U256Words, 3> operands;
    for (std::size_t i = 0; i < 3; ++i) std::memcpy(operands[i].data(), bytes() + pointers[i], sizeof(U256Words));
    const std::optional<U256Words> result = u256_result(operation, operands[0], operands[1], operands[2]);
    if (!result) return false;
    std::memcpy(bytes() + pointers[3], result->data(), sizeof(U256Words));
    accelerator_cells += cells;
    return true;
}

bool MachineState::touch(std::uint32_t leaf) {
    if (tree_rows >= limits.max_tree_rows) return false;
    mark(leaf);
    return true;
}

void MachineState::mark(std::uint32_t leaf) {
    auto* const all = static_cast<std::uint8_t*>(marks.data());
    std::uint8_t& state = leaf_marks()[leaf];
    if (state == 0) all_leaves.push_back(leaf);
    state = kInSegment | kEver;
    touched_leaves.push_back(leaf);
    for (std::uint32_t node = (kFirstLeafMark + leaf) / 2; node != 0 && all[node] == 0; node /= 2) {
        all[node] = 1;
        ++tree_rows;
    }
}

void MachineState::clear_marks() noexcept {
    auto* const all = static_cast<std::uint8_t*>(marks.data());
    for (const std::uint32_t leaf : touched_leaves) {
        leaf_marks()[leaf] = kEver;
        for (std::uint32_t node = (kFirstLeafMark + leaf) / 2; node != 0 && all[node] != 0; node /= 2) all[node] = 0;
    }
    touched_leaves.clear();
}

void MachineState::collect_counts(PlannedSegment& segment) {
    const std::uint32_t n = n_code();
    // A taken branch leaves its run behind itself and enters another; its target may lie behind or ahead.
    for (std::uint32_t i = 0; i < n; ++i) {
        FastOp& op = ops[i];
        if (op.taken == 0) continue;
        const auto distance = static_cast<std::int32_t>(op.imm) / static_cast<std::int32_t>(sizeof(FastOp));
        entered[i + 1] -= op.taken;
        entered[i + static_cast<std::uint32_t>(distance)] += op.taken;
        op.taken = 0;
    }
    std::uint32_t executed = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
        executed += entered[i];
        entered[i] = 0;
        if (executed != 0) segment.rows[static_cast<int>(family_of(program->code[i].op))] += executed;
    }
    entered[n] = entered[n + 1] = 0;
    // Every ecall was counted as an exit.
    segment.rows[static_cast<int>(Family::kExit)] -= writes;
    segment.rows[static_cast<int>(Family::kWrite)] = writes;
}

tl::unexpected<Error> MachineState::error_at(const Fault& fault) const {
    std::string where = "pc " + to_hex((program->code_base + pc) * 4ull, 8);
    if (pc < n_code()) where += " (" + to_string(program->code[pc]) + ")";
    where += ", cycle " + std::to_string(cycles);
    return fail("execution", std::move(where), fault.expected, fault.got);
}

namespace {

/// Accesses that move the state and the marks, and keep no rows.
class Counting {
  public:
    static constexpr bool kRecords = false;
    explicit Counting(MachineState& state) : s_(state) {}

    [[nodiscard]] bool open(std::uint32_t leaf) const { return is_open(leaf) || s_.touch(leaf); }
    [[nodiscard]] bool open_range(std::uint32_t index, std::uint32_t n_words) const {
        return open_ranges({&index, 1}, n_words);
    }
    [[nodiscard]] bool open_ranges(std::span<const std::uint32_t> indices, std::uint32_t n_words) const {
        const bool is_full = s_.tree_rows >= s_.limits.max_tree_rows;
        for (const std::uint32_t index : indices) {
            const std::uint32_t end = (index + n_words - 1) / kLeafWords + 1;
            for (std::uint32_t leaf = index / kLeafWords; leaf < end; ++leaf) {
                if (is_open(leaf)) continue;
                if (is_full) return false;
                s_.mark(leaf);
            }
        }
        return true;
    }
    [[nodiscard]] bool admit_hints(std::uint32_t n_words) const {
        return s_.hint_words == 0 || s_.hint_words + n_words <= s_.limits.max_hint_words;
    }
    [[nodiscard]] bool admit_cells(std::uint32_t n_cells) const { return s_.admit_cells(n_cells); }

    [[nodiscard]] Read read_register(std::uint32_t index, std::uint32_t) const { return {s_.x[index], 0}; }
    [[nodiscard]] Write write_register(std::uint32_t index, std::uint32_t value, std::uint32_t) const {
        if (index != 0) s_.x[index] = value;
        return {value, 0, 0};
    }
    [[nodiscard]] Read read_memory(std::uint32_t index, std::uint32_t) const { return {s_.words()[index], 0}; }
    [[nodiscard]] Write write_memory(std::uint32_t index, std::uint32_t value, std::uint32_t) const {
        s_.words()[index] = value;
        return {value, 0, 0};
    }
    [[nodiscard]] Read read_public(std::uint32_t index, std::uint32_t) const { return {s_.public_words[index], 0}; }
    [[nodiscard]] Write write_public(std::uint32_t index, std::uint32_t value, std::uint32_t) const {
        s_.public_words[index] = value;
        return {value, 0, 0};
    }

    void read_hints(std::uint32_t n_words) const { s_.hint_words += n_words; }
    void used_cells(std::uint32_t n_cells) const { s_.accelerator_cells += n_cells; }
    void copied(std::uint32_t n_words) const { s_.copied_words += n_words; }
    void wrote() const { ++s_.writes; }
    void executed(std::uint32_t pc) const {
        ++s_.entered[pc];
        --s_.entered[pc + 1];
    }

  private:
    [[nodiscard]] bool is_open(std::uint32_t leaf) const {
        return (s_.leaf_marks()[leaf] & MachineState::kInSegment) != 0;
    }

    MachineState& s_;
};

}  // namespace

Result<PlannedSegment> MachineState::count(const SegmentLimits& segment_limits, MachineObserver* observer) {
    limits = segment_limits;
    tree_rows = 0;
    hint_words = 0;
    accelerator_cells = 0;
    copied_words = 0;
    writes = 0;
    const std::uint64_t first_cycle = cycles;
    PlannedSegment segment;
    segment.start_pc = program->code_base + pc;
    remaining = static_cast<std::int64_t>(std::min<std::uint64_t>(limits.max_cycles, options.step_limit - cycles));
    const bool ends_at_step_limit = static_cast<std::uint64_t>(remaining) == options.step_limit - cycles;

    Counting access(*this);
    bool is_open = true;
    while (is_open && remaining > 0) {
        if (observer == nullptr && pc < n_code() && remaining >= run_length[pc]) {
            const std::int64_t before = remaining;
            run_fast(this);
            cycles += static_cast<std::uint64_t>(before - remaining);
            if (remaining == 0) break;
        }
        const std::uint32_t at = program->code_base + pc;
        const Outcome outcome = run_precise(*this, access, 1, 0);
        if (outcome.stop == Stop::kFault) return error_at(outcome.fault);
        if (outcome.stop != Stop::kCut) {
            --remaining;
            if (observer != nullptr) observer->executed(at);
        }
        is_open = outcome.stop == Stop::kCycles;
    }
    if (remaining == 0 && ends_at_step_limit && !exited) {
        return error_at({"an end within the step limit", std::to_string(options.step_limit) + " instructions"});
    }
    segment.n_cycles = static_cast<std::uint32_t>(cycles - first_cycle);
    segment.hint_words = static_cast<std::uint32_t>(hint_words);
    segment.copied_words = static_cast<std::uint32_t>(copied_words);
    segment.memory_leaves = static_cast<std::uint32_t>(touched_leaves.size());
    segment.tree_rows = tree_rows;
    segment.accelerator_cells = static_cast<std::uint32_t>(accelerator_cells);
    collect_counts(segment);
    clear_marks();
    return segment;
}

}  // namespace zk::vm

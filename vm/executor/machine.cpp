#include "vm/executor/machine.hpp"

#include "vm/executor/precise_loop.hpp"
#include "vm/executor/recording.hpp"
#include "vm/executor/state.hpp"

#include <algorithm>
#include <numeric>

namespace zk::vm {

Machine::Machine(const Program& program, ByteView input, const MachineOptions& options)
    : state_(std::make_unique<MachineState>(program, input, options)) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;

namespace {

Result<void> check_limits(const SegmentLimits& limits) {
    if (limits.max_cycles == 0 || limits.max_cycles > kMaxSegmentCycles) {
        return fail(
            "segment limits",
            "max_cycles",
            "1 to " + std::to_string(kMaxSegmentCycles),
            std::to_string(limits.max_cycles)
        );
    }
    if (limits.max_tree_rows == 0) return fail("segment limits", "max_tree_rows", "at least 1", "0");
    return {};
}

}  // namespace

Result<PlannedSegment> Machine::count_segment(const SegmentLimits& limits) {
    if (const Result<void> ok = check_limits(limits); !ok) return tl::unexpected(ok.error());
    return state_->count(limits, nullptr);
}

Result<PlannedSegment> Machine::observe_segment(const SegmentLimits& limits, MachineObserver& observer) {
    if (const Result<void> ok = check_limits(limits); !ok) return tl::unexpected(ok.error());
    return state_->count(limits, &observer);
}

Result<void> Machine::skip(std::uint32_t n_cycles) {
    const std::uint64_t end = state_->cycles + n_cycles;
    while (state_->cycles != end) {
        if (state_->exited) {
            return fail(
                "segment plan",
                "execution",
                "at least " + std::to_string(end) + " cycles",
                "an end after " + std::to_string(state_->cycles)
            );
        }
        const Result<PlannedSegment> part =
            state_->count({static_cast<std::uint32_t>(end - state_->cycles), ~0u, ~0u, ~0u}, nullptr);
        if (!part) return tl::unexpected(part.error());
    }
    return {};
}

Result<void> Machine::record_segment(SegmentRecord& out, const PlannedSegment& segment) {
    MachineState& s = *state_;
    out.clear();
    if (segment.n_cycles == 0 || segment.n_cycles > kMaxSegmentCycles) {
        return fail(
            "segment plan", "cycles", "1 to " + std::to_string(kMaxSegmentCycles), std::to_string(segment.n_cycles)
        );
    }
    // A plan may come from a file: what it reserves is bounded before it is believed.
    const std::uint64_t n_rows = std::accumulate(segment.rows.begin(), segment.rows.end(), std::uint64_t{0});
    if (n_rows > segment.n_cycles) {
        return fail("segment plan", "rows", "at most " + std::to_string(segment.n_cycles), std::to_string(n_rows));
    }
    const auto cells_of = [&](Family family, std::uint64_t cells) {
        return cells * segment.rows[static_cast<std::size_t>(family)];
    };
    const std::uint64_t cells = cells_of(Family::kKeccakF, kKeccakFCells) + cells_of(Family::kMulMod, kMulModCells) +
                                cells_of(Family::kAddMod, kAddModCells) +
                                cells_of(Family::kSha256Compress, kSha256CompressCells);
    if (cells > segment.accelerator_cells) {
        return fail(
            "segment plan",
            "cells of accelerator rows",
            "at most " + std::to_string(segment.accelerator_cells),
            std::to_string(cells)
        );
    }
    if (std::uint64_t{segment.copied_words} * kCopiedWordCells > segment.accelerator_cells) {
        return fail(
            "segment plan",
            "copied words",
            "at most " + std::to_string(segment.accelerator_cells / kCopiedWordCells),
            std::to_string(segment.copied_words)
        );
    }
    const std::uint64_t words_left = s.hint_stream_words() - s.hint_position;
    if (segment.hint_words > words_left) {
        return fail(
            "segment plan", "hint words", "at most " + std::to_string(words_left), std::to_string(segment.hint_words)
        );
    }
    if (s.times.data() == nullptr) s.times = Mapping(kAddressLimit);
    out.reserve(segment);
    out.first_cycle = s.cycles;
    out.start_pc = pc();

    Recording access(s, out);
    const Outcome outcome = run_precise(s, access, segment.n_cycles, 4);
    if (outcome.stop == Stop::kFault) return s.error_at(outcome.fault);
    out.n_cycles = static_cast<std::uint32_t>(s.cycles - out.first_cycle);
    if (out.n_cycles != segment.n_cycles) {
        return fail(
            "segment plan",
            "segment at cycle " + std::to_string(out.first_cycle),
            std::to_string(segment.n_cycles) + " cycles",
            "an end after " + std::to_string(out.n_cycles)
        );
    }
    access.finish();
    if (s.exited) {
        out.exited = true;
        out.exit_code = s.exit_code;
        out.public_words = s.public_words;
    } else {
        out.end_pc = pc();
        out.end_clock = 4 + 4 * out.n_cycles;
    }
    return {};
}

bool Machine::exited() const noexcept {
    return state_->exited;
}
std::uint32_t Machine::exit_code() const noexcept {
    return state_->exit_code;
}
std::uint64_t Machine::cycles() const noexcept {
    return state_->cycles;
}
std::uint32_t Machine::pc() const noexcept {
    return state_->program->code_base + state_->pc;
}
std::uint32_t Machine::reg(int index) const noexcept {
    return state_->x[static_cast<std::size_t>(index)];
}
std::uint32_t Machine::word(std::uint32_t index) const noexcept {
    return state_->words()[index];
}
const std::array<std::uint32_t, 8>& Machine::public_words() const noexcept {
    return state_->public_words;
}
const std::string& Machine::log() const noexcept {
    return state_->log;
}

std::vector<Leaf> Machine::leaves() const {
    const MachineState& s = *state_;
    std::vector<Leaf> leaves;
    const auto add = [&](std::uint32_t label, const std::uint32_t* words) {
        Leaf& leaf = leaves.emplace_back(Leaf{label, {}});
        std::copy_n(words, kLeafWords, leaf.words.begin());
    };
    for (std::uint32_t i = 0; i < 4; ++i)
        add(leaf_label(Space::kRegisters, i), s.x.data() + std::size_t{i} * kLeafWords);

    std::vector<std::uint32_t> indices = s.all_leaves;
    for (const ImageWord& word : s.program->image) indices.push_back(word.index / kLeafWords);
    std::ranges::sort(indices);
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
    for (const std::uint32_t index : indices) {
        add(leaf_label(Space::kMemory, index), s.words() + std::size_t{index} * kLeafWords);
    }
    add(leaf_label(Space::kPublic, 0), s.public_words.data());
    return leaves;
}

Result<Execution> execute(
    const Program& program, ByteView input, const SegmentLimits& limits, const MachineOptions& options
) {
    Machine machine(program, input, options);
    Execution execution;
    execution.plan.limits = limits;
    while (!machine.exited()) {
        Result<PlannedSegment> segment = machine.count_segment(limits);
        if (!segment) return tl::unexpected(segment.error());
        execution.plan.segments.push_back(*segment);
    }
    execution.exit_code = machine.exit_code();
    execution.public_words = machine.public_words();
    execution.log = machine.log();
    return execution;
}

}  // namespace zk::vm

#include "vm/machine/cost_model.hpp"

#include "vm/chips/lookup/lookup.hpp"
#include "vm/isa/keccak_f.hpp"
#include "vm/isa/sha256.hpp"
#include "vm/memory/space.hpp"

namespace zk::vm {
namespace {

/// The (wider) table of a family's rows.
TableId table_of(Family family) {
    switch (family) {
        case Family::kAdd:
            return kAddTable;
        case Family::kBitwise:
            return kBitwiseTable;
        case Family::kCompare:
            return kCompareTable;
        case Family::kShift:
            return kShiftTable;
        case Family::kUpper:
        case Family::kJump:
        case Family::kFence:
            return kSetTable;
        case Family::kJumpRegister:
            return kJumpRegisterTable;
        case Family::kBranchEqual:
            return kBranchEqualTable;
        case Family::kBranchLess:
            return kBranchLessTable;
        case Family::kLoadWord:
            return kLoadWordTable;
        case Family::kLoadSub:
            return kLoadSubTable;
        case Family::kStoreWord:
            return kStoreWordTable;
        case Family::kStoreSub:
            return kStoreSubTable;
        case Family::kMul:
            return kMulTable;
        case Family::kMulHigh:
            return kMulHighTable;
        case Family::kDivide:
            return kDivideTable;
        case Family::kHintLength:
            return kHintLengthTable;
        case Family::kHintRead:
            return kHintReadTable;
        case Family::kReveal:
            return kRevealTable;
        case Family::kExit:
            return kExitTable;
        case Family::kWrite:
            return kWriteTable;
        case Family::kKeccakF:
            return kKeccakFTable;
        case Family::kMulMod:
            return kMulModTable;
        case Family::kAddMod:
            return kAddModTable;
        case Family::kMemoryCopy:
            return kMemoryCopyTable;
        case Family::kSha256Compress:
            return kSha256CompressTable;
    }
    return kSetTable;
}

void add(SegmentCost& cost, const stark::Air& air, std::uint64_t rows) {
    cost.cells += rows * air.n_main;
    cost.interactions += rows * air.interactions.size();
}

}  // namespace

std::array<std::uint64_t, kTables> estimate_rows(const PlannedSegment& segment, int program_log_height) {
    std::array<std::uint64_t, kTables> rows{};
    for (int family = 0; family < kFamilies; ++family) {
        rows[table_of(static_cast<Family>(family))] += segment.rows[static_cast<std::size_t>(family)];
    }
    // Registers: 4 leaves, at most 3 nodes above them and the path up; public words: one leaf and its path.
    const std::uint64_t leaves = std::uint64_t{segment.memory_leaves} + 4 + 1;
    const std::uint64_t nodes = std::uint64_t{segment.tree_rows} + 3 + std::uint64_t{2} * kTreeDepth;
    rows[kHintWordTable] = segment.hint_words;
    rows[kCopiedWordTable] = segment.copied_words;
    rows[kKeccakRoundTable] = kKeccakRounds * rows[kKeccakFTable];
    rows[kSha256RoundsTable] = kSha256Groups * rows[kSha256CompressTable];
    rows[kRefreshTable] = std::uint64_t{segment.memory_leaves} * kLeafWords / 2 + 32;
    rows[kTreeLeafTable] = leaves;
    rows[kTreeNodeTable] = nodes;
    rows[kCompressTable] = 2 * (leaves + nodes);
    rows[kProgramTable] = std::uint64_t{1} << program_log_height;
    rows[kBitsTable] = std::uint64_t{1} << kBitsLogHeight;
    rows[kRange14Table] = std::uint64_t{1} << kRange14LogHeight;
    rows[kRange12Table] = std::uint64_t{1} << kRange12LogHeight;
    rows[kShiftLookupTable] = std::uint64_t{1} << kShiftLogHeight;
    return rows;
}

SegmentCost estimate_cost(const stark::Machine& machine, const PlannedSegment& segment, int program_log_height) {
    const std::array<std::uint64_t, kTables> rows = estimate_rows(segment, program_log_height);
    SegmentCost cost;
    for (std::size_t t = 0; t < kTables; ++t) {
        for (const int log_height : stark::instance_heights(rows[t], machine.tables()[t].air.n_main)) {
            add(cost, machine.tables()[t].air, std::uint64_t{1} << log_height);
        }
    }
    return cost;
}

SegmentCost cost_of(const stark::Machine& machine, std::span<const stark::Trace> traces) {
    SegmentCost cost;
    for (const stark::Trace& trace : traces) add(cost, machine.tables()[trace.table].air, trace.height());
    return cost;
}

}  // namespace zk::vm

#pragma once

#include "stark/air/machine.hpp"
#include "vm/isa/instruction.hpp"

namespace zk::vm {

/// Tables of the machine in order: a trace's `table`. Part of the machine digest.
enum TableId : std::uint32_t {
    kSetTable,
    kAddTable,
    kAddImmediateTable,
    kBitwiseTable,
    kBitwiseImmediateTable,
    kCompareTable,
    kCompareImmediateTable,
    kShiftTable,
    kShiftImmediateTable,
    kBranchEqualTable,
    kBranchLessTable,
    kJumpRegisterTable,
    kLoadWordTable,
    kLoadSubTable,
    kStoreWordTable,
    kStoreSubTable,
    kMulTable,
    kMulHighTable,
    kDivideTable,
    kHintLengthTable,
    kHintReadTable,
    kRevealTable,
    kExitTable,
    kWriteTable,
    kMulModTable,
    kAddModTable,
    kHintWordTable,
    kRefreshTable,
    kTreeNodeTable,
    kTreeLeafTable,
    kCompressTable,
    kKeccakFTable,
    kKeccakRoundTable,
    kMemoryCopyTable,
    kCopiedWordTable,
    kSha256CompressTable,
    kSha256RoundsTable,
    kProgramTable,
    kBitsTable,
    kRange14Table,
    kRange12Table,
    kShiftLookupTable,
};
inline constexpr std::uint32_t kTables = kShiftLookupTable + 1;

/// The RV32IM machine (docs/machine.md). Building it takes milliseconds: make one and keep it.
stark::Machine make_rv32im_machine();

/// The table that an instruction's row goes to; ecall is kExitTable or kWriteTable depending on a7 (kExitTable is returned). Precondition: legal.
TableId table_of(Op op) noexcept;

}  // namespace zk::vm

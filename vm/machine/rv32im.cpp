#include "vm/machine/rv32im.hpp"

#include "vm/chips/add/add.hpp"
#include "vm/chips/bitwise/bitwise.hpp"
#include "vm/chips/branch/branch.hpp"
#include "vm/chips/compare/compare.hpp"
#include "vm/chips/compress/compress.hpp"
#include "vm/chips/divide/divide.hpp"
#include "vm/chips/ecall/ecall.hpp"
#include "vm/chips/hint/hint.hpp"
#include "vm/chips/jump_register/jump_register.hpp"
#include "vm/chips/keccak/keccak.hpp"
#include "vm/chips/load/load.hpp"
#include "vm/chips/lookup/lookup.hpp"
#include "vm/chips/memory_copy/memory_copy.hpp"
#include "vm/chips/mul/mul.hpp"
#include "vm/chips/program/program_table.hpp"
#include "vm/chips/refresh/refresh.hpp"
#include "vm/chips/reveal/reveal.hpp"
#include "vm/chips/set/set.hpp"
#include "vm/chips/sha256/sha256.hpp"
#include "vm/chips/shift/shift.hpp"
#include "vm/chips/store/store.hpp"
#include "vm/chips/tree/tree.hpp"
#include "vm/chips/u256/u256.hpp"

namespace zk::vm {

stark::Machine make_rv32im_machine() {
    std::vector<stark::Table> tables;
    tables.reserve(kTables);
    for (stark::Table (*const make)() :
         {set_table,
          add_table,
          add_immediate_table,
          bitwise_table,
          bitwise_immediate_table,
          compare_table,
          compare_immediate_table,
          shift_table,
          shift_immediate_table,
          branch_equal_table,
          branch_less_table,
          jump_register_table,
          load_word_table,
          load_sub_table,
          store_word_table,
          store_sub_table,
          mul_table,
          mul_high_table,
          divide_table,
          hint_length_table,
          hint_read_table,
          reveal_table,
          exit_table,
          write_table,
          mul_mod_table,
          add_mod_table,
          hint_word_table,
          refresh_table,
          tree_node_table,
          tree_leaf_table,
          compress_table,
          keccak_f_table,
          keccak_round_table,
          memory_copy_table,
          copied_word_table,
          sha256_compress_table,
          sha256_rounds_table,
          program_table,
          bits_table,
          range14_table,
          range12_table,
          shift_lookup_table}) {
        tables.push_back(make());
    }
    return {"rv32im", std::move(tables)};
}

TableId table_of(Op op) noexcept {
    switch (op) {
        case Op::kLui:
        case Op::kAuipc:
        case Op::kJal:
        case Op::kFence:
            return kSetTable;
        case Op::kAdd:
        case Op::kSub:
            return kAddTable;
        case Op::kAddi:
            return kAddImmediateTable;
        case Op::kXor:
        case Op::kOr:
        case Op::kAnd:
            return kBitwiseTable;
        case Op::kXori:
        case Op::kOri:
        case Op::kAndi:
            return kBitwiseImmediateTable;
        case Op::kSlt:
        case Op::kSltu:
            return kCompareTable;
        case Op::kSlti:
        case Op::kSltiu:
            return kCompareImmediateTable;
        case Op::kSll:
        case Op::kSrl:
        case Op::kSra:
            return kShiftTable;
        case Op::kSlli:
        case Op::kSrli:
        case Op::kSrai:
            return kShiftImmediateTable;
        case Op::kBeq:
        case Op::kBne:
            return kBranchEqualTable;
        case Op::kBlt:
        case Op::kBge:
        case Op::kBltu:
        case Op::kBgeu:
            return kBranchLessTable;
        case Op::kJalr:
            return kJumpRegisterTable;
        case Op::kLw:
            return kLoadWordTable;
        case Op::kLb:
        case Op::kLbu:
        case Op::kLh:
        case Op::kLhu:
            return kLoadSubTable;
        case Op::kSw:
            return kStoreWordTable;
        case Op::kSb:
        case Op::kSh:
            return kStoreSubTable;
        case Op::kMul:
            return kMulTable;
        case Op::kMulh:
        case Op::kMulhsu:
        case Op::kMulhu:
            return kMulHighTable;
        case Op::kDiv:
        case Op::kDivu:
        case Op::kRem:
        case Op::kRemu:
            return kDivideTable;
        case Op::kHintLength:
            return kHintLengthTable;
        case Op::kHintRead:
            return kHintReadTable;
        case Op::kReveal:
            return kRevealTable;
        case Op::kKeccakF:
            return kKeccakFTable;
        case Op::kMulMod:
        case Op::kMulDiv:
            return kMulModTable;
        case Op::kAddMod:
        case Op::kSubMod:
            return kAddModTable;
        case Op::kMemoryCopy:
            return kMemoryCopyTable;
        case Op::kSha256Compress:
            return kSha256CompressTable;
        case Op::kEcall:
        case Op::kIllegal:
            break;
    }
    return kExitTable;
}

}  // namespace zk::vm

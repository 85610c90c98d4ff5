#include "vm/prover/program_key.hpp"

#include "vm/chips/program/program_table.hpp"
#include "vm/machine/statement.hpp"
#include "vm/memory/initial_state.hpp"
#include "vm/memory/memory_tree.hpp"

#include <utility>

namespace zk::vm {
namespace {

Digest image_root(const CommitOps& ops, const Program& program) {
    return MemoryTree(ops, initial_leaves(program)).root();
}

}  // namespace

ProgramKey::ProgramKey(
    const CommitOps& ops, const stark::Machine& machine, const stark::Preset& preset, Program program
)
    : program_(std::move(program)),
      commitment_{
          .entry = program_.entry,
          .image_root = image_root(ops, program_),
          .log_height = 0,
          .root_small = {},
          .root_large = {}},
      proving_(ops, machine, preset, program_columns(program_), key_extra(program_.entry, commitment_.image_root)) {
    const stark::VerifyingKey& key = proving_.verifying_key();
    commitment_.log_height = static_cast<std::uint32_t>(key.program_log_height);
    commitment_.root_small = key.program_root_small;
    commitment_.root_large = key.program_root_large;
}

}  // namespace zk::vm

#pragma once

#include "kernels/backend/commit_ops.hpp"
#include "stark/prover/prover.hpp"
#include "vm/elf/program.hpp"
#include "vm/proof/commitment.hpp"

#include <cstdint>

namespace zk::vm {

/// A program ready to be proved: its columns committed, its digest known. Making one hashes the program table at both stack heights
/// (a second or two on one core). Immovable; `machine` and `preset` must outlive it.
class ProgramKey {
  public:
    ProgramKey(const CommitOps& ops, const stark::Machine& machine, const stark::Preset& preset, Program program);
    ProgramKey(const ProgramKey&) = delete;
    ProgramKey& operator=(const ProgramKey&) = delete;

    [[nodiscard]] const Program& program() const noexcept { return program_; }
    [[nodiscard]] const ProgramCommitment& commitment() const noexcept { return commitment_; }
    [[nodiscard]] const stark::VerifyingKey& verifying_key() const { return proving_.verifying_key(); }
    [[nodiscard]] const stark::Machine& machine() const { return proving_.machine(); }
    [[nodiscard]] const stark::Preset& preset() const { return proving_.preset(); }
    [[nodiscard]] const Digest& vkd() const { return proving_.verifying_key().digest; }
    /// Not thread-safe, see stark::ProvingKey.
    [[nodiscard]] stark::ProvingKey& proving_key() noexcept { return proving_; }

  private:
    Program program_;
    ProgramCommitment commitment_;
    stark::ProvingKey proving_;
};

}  // namespace zk::vm

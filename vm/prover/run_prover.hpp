#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "kernels/backend/backend.hpp"
#include "stark/prover/prover.hpp"
#include "vm/executor/machine.hpp"
#include "vm/memory/memory_tree.hpp"
#include "vm/prover/program_key.hpp"
#include "vm/segment/segment_plan.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace zk::vm {

/// Seconds of one segment's stages, and the sizes they stand for.
struct SegmentReport {
    double execute_s = 0;  ///< reaching and recording the segment
    double memory_s = 0;   ///< memory tree
    double trace_s = 0;
    double prove_s = 0;  ///< all of `prover`
    stark::ProverReport prover;
    std::uint64_t cycles = 0;
    std::uint64_t proof_bytes = 0;
};

/// Proves segments of one run in any order. Keeps the execution where it stands, so that ascending segments replay nothing twice; a smaller
/// index starts again. One thread at a time.
class RunProver {
  public:
    /// `key` must outlive it. `plan` must be of this program and input: one that does not fit is an error when its segment is reached.
    RunProver(ProgramKey& key, Bytes input, SegmentPlan plan);
    ~RunProver();
    RunProver(const RunProver&) = delete;
    RunProver& operator=(const RunProver&) = delete;

    [[nodiscard]] const SegmentPlan& plan() const noexcept { return plan_; }
    [[nodiscard]] ByteView input() const noexcept { return input_; }

    /// Segment `index` < plan().segments.size(), as encode_segment_proof. `n_shards`: 1, 2, 4 or 8 in-process ranks share the proof; its bytes
    /// depend neither on them nor on the back end nor its threads. `cancel`, looked at between stages, ends in an Error.
    Result<Bytes> prove_segment(
        const Backend& backend,
        std::uint32_t index,
        int n_shards = 1,
        const std::atomic<bool>* cancel = nullptr,
        SegmentReport* report = nullptr
    );

  private:
    Result<void> go_to(const CommitOps& ops, std::uint32_t index);

    ProgramKey& key_;
    Bytes input_;
    SegmentPlan plan_;
    std::unique_ptr<Machine> machine_;
    std::unique_ptr<MemoryTree> tree_;  ///< of the state before segment next_, unless a skip left it behind
    std::uint32_t next_ = 0;
    SegmentRecord record_;
};

}  // namespace zk::vm

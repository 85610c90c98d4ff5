#pragma once

#include "mpi/engine.hpp"

#include <string>

namespace zk::test {

/// A small deterministic job: a chain of 64-bit mixing steps seeded by the input, cut into segments. A segment's proof is the chain's
/// value at each sixteenth of it; whoever verifies walks the chain himself. The input's first byte is the number of segments.
class TestEngine final : public mpi::TaskEngine {
  public:
    struct Options {
        int segment_ms = 10;  ///< artificial duration of a segment, broken off by cancel
        int finish_ms = 0;    ///< artificial duration of finish
        std::string version = "test-engine 1";
        bool lie = false;       ///< this rank returns wrong proofs ...
        std::string lie_once;   ///< ... but only while this file does not exist; it is then made
        bool stubborn = false;  ///< ignores cancel
    };

    explicit TestEngine(Options options) : options_(std::move(options)) {}

    [[nodiscard]] std::string version() const override { return options_.version; }
    [[nodiscard]] std::vector<io::TaskType> task_types() const override { return {io::TaskType::kChunk}; }
    Result<mpi::TaskInput> load(const io::TaskDetail& task, const io::DataFolder& data) override;
    Result<mpi::Plan> plan(const mpi::TaskInput& input, const mpi::Cancel& cancel) override;
    Result<Bytes> prove_segment(
        const mpi::TaskInput& input, const mpi::Plan& plan, std::uint32_t index, const mpi::Cancel& cancel
    ) override;
    Result<void> verify_segment(const mpi::TaskInput& input, const mpi::Plan& plan, std::uint32_t index, ByteView proof)
        override;
    Result<mpi::Finished> finish(
        const mpi::TaskInput& input, const mpi::Plan& plan, const std::vector<Bytes>& proofs, const mpi::Cancel& cancel
    ) override;
    Result<void> verify(const mpi::TaskInput& input, const mpi::Finished& finished) override;

  private:
    Options options_;
};

}  // namespace zk::test

#pragma once
// What the stages of one proof hand on to each other.

#include "stark/prover/prover.hpp"

#include <array>
#include <chrono>

namespace zk::stark {

struct ProverState {
    const Backend& backend;
    Team& team;
    Transcript& transcript;
    const Machine& machine;
    const Preset& preset;
    const Geometry& geometry;
    Proof& proof;
    ProverReport& report;

    std::span<const Felt> stack = {};  ///< the segment's columns, flat
    const ProvingKey::Committed* program = nullptr;
    const StackCommitment* segment = nullptr;

    FeltExt alpha = {};
    std::array<FeltExt, kBetaChallenges> beta = {};
    std::vector<FeltExt> beta_eq = {};  ///< eq(beta, k), k < 128
    std::vector<FeltExt> xi = {};       ///< GKR point, extended to max(n, H) coordinates
    FeltExt lambda = {};
    std::vector<FeltExt> point = {};  ///< r_0, r_1 ... r_{H-4}

    /// Committed column j (main, then program) of an instance, all rows.
    [[nodiscard]] std::span<const Felt> column(const InstanceLayout& layout, std::uint32_t j) const {
        const std::size_t height = std::size_t{1} << layout.instance.log_height;
        const std::uint32_t n_main = machine.tables()[layout.instance.table].air.n_main;
        if (j < n_main) return stack.subspan(layout.first_column_offset + j * height, height);
        return std::span<const Felt>(program->stack).subspan((j - n_main) * height, height);
    }

    /// Finds and absorbs the nonce of a step that grinds `bits`.
    std::uint32_t grind(const char* label, int bits);
};

/// Adds the time from construction to destruction to a stage.
class StageTimer {
  public:
    explicit StageTimer(double& seconds) : seconds_(seconds), start_(std::chrono::steady_clock::now()) {}
    StageTimer(const StageTimer&) = delete;
    StageTimer& operator=(const StageTimer&) = delete;
    ~StageTimer() { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  private:
    double& seconds_;
    std::chrono::steady_clock::time_point start_;
};

void prove_gkr(ProverState& state);
void prove_zerocheck(ProverState& state);
void prove_opening(ProverState& state);

}  // namespace zk::stark

#pragma once
// The prover. Twin of stark/verifier: stark/prover/X.cpp makes the messages that stark/verifier/X.cpp checks.

#include "kernels/backend/backend.hpp"
#include "kernels/collective/collective.hpp"
#include "stark/air/trace.hpp"
#include "stark/key/verifying_key.hpp"
#include "stark/proof/proof.hpp"
#include "stark/prover/commitment.hpp"
#include "stark/transcript/transcript.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace zk::stark {

/// The program columns of one program, committed at each stack height on first use. Not thread-safe.
class ProvingKey {
  public:
    /// `program` holds the values of the machine's program columns; n_columns 0 when the machine has none. `machine` and `preset` must
    /// outlive the key. `extra`: see key_digest. Throws std::invalid_argument when the columns are not the machine's or taller than its small stack.
    ProvingKey(
        const CommitOps& ops, const Machine& machine, const Preset& preset, Trace program, std::span<const Felt> extra
    );

    [[nodiscard]] const VerifyingKey& verifying_key() const { return key_; }
    [[nodiscard]] const Trace& program() const { return program_; }
    [[nodiscard]] const Machine& machine() const { return machine_; }
    [[nodiscard]] const Preset& preset() const { return preset_; }

    struct Committed {
        std::vector<Felt> stack;
        StackCommitment commitment;
    };
    /// Whole (unsplit) commitment of the program columns at stack height 2^log_stack.
    [[nodiscard]] const Committed& committed(const CommitOps& ops, int log_stack);

  private:
    const Machine& machine_;
    const Preset& preset_;
    Trace program_;
    std::map<int, Committed> committed_;
    VerifyingKey key_;
};

/// Seconds spent in each stage of one proof, and the sizes they stand for.
struct ProverReport {
    double commit_s = 0;
    double gkr_s = 0;
    double zerocheck_s = 0;
    double opening_s = 0;
    double grinding_s = 0;  ///< contained in the others
    std::uint64_t cells = 0;
    std::uint64_t interactions = 0;
};

struct ProverContext {
    const Backend& backend;
    Collective& collective;  ///< a power of two of ranks, at most 8
    TranscriptLog* log = nullptr;
    ProverReport* report = nullptr;
};

/// Proves that `traces` satisfy the machine with this statement. `traces` are in shape order (height descending, then table), the same on
/// every rank; the proof, too, is the same on every rank and for any number of ranks. Does not check the traces: a wrong one gives a proof that
/// is refused (stark/air/checker.hpp says why). Throws std::invalid_argument when the shape is not the machine's.
Proof prove(
    const ProverContext& context,
    ProvingKey& key,
    std::span<const Felt> statement,
    std::span<const BoundaryTerm> boundary,
    std::vector<Trace> traces
);

}  // namespace zk::stark

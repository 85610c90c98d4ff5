#include "stark/prover/prover.hpp"

#include "stark/proof/multilinear.hpp"
#include "stark/prover/state.hpp"
#include "stark/transcript/preamble.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace zk::stark {

ProvingKey::ProvingKey(
    const CommitOps& ops, const Machine& machine, const Preset& preset, Trace program, std::span<const Felt> extra
)
    : machine_(machine),
      preset_(preset),
      program_(std::move(program)) {
    const bool has_program = machine.program_table() >= 0;
    const std::uint32_t expected = has_program ? machine.tables()[machine.program_table()].air.n_program : 0;
    if (program_.n_columns != expected)
        throw std::invalid_argument("ProvingKey: number of program columns differs from the machine's");
    if (has_program) {
        const int small = machine.limits().log_stack_small;
        const int large = machine.limits().log_stack_large;
        const int most = std::min(small, large);
        if (program_.log_height > most) {
            throw std::invalid_argument(
                "ProvingKey: height of the program columns: expected at most 2^" + std::to_string(most) + ", got 2^" +
                std::to_string(program_.log_height)
            );
        }
        key_.program_log_height = program_.log_height;
        key_.program_root_large = committed(ops, large).commitment.tree().root();
        // Bound by the key, rarely proved with: its codewords are made again when a segment needs them.
        if (large != small) committed_.erase(large);
        key_.program_root_small = committed(ops, small).commitment.tree().root();
    }
    key_.digest =
        key_digest(preset, machine, key_.program_log_height, key_.program_root_small, key_.program_root_large, extra);
}

const ProvingKey::Committed& ProvingKey::committed(const CommitOps& ops, int log_stack) {
    const auto found = committed_.find(log_stack);
    if (found != committed_.end()) return found->second;
    const std::size_t n_rows = std::size_t{1} << log_stack;
    const std::size_t width = (program_.cells.size() + n_rows - 1) >> log_stack;
    Committed made;
    made.stack.assign(width << log_stack, Felt::zero());
    std::copy(program_.cells.begin(), program_.cells.end(), made.stack.begin());
    const std::unique_ptr<Collective> alone = make_single_collective();
    Team team(*alone);
    made.commitment =
        StackCommitment::build(ops, team, made.stack, width, log_stack, program_leaf_positions(log_stack));
    return committed_.emplace(log_stack, std::move(made)).first->second;
}

std::uint32_t ProverState::grind(const char* label, int bits) {
    const StageTimer timer(report.grinding_s);
    const std::optional<std::uint32_t> nonce = backend.grind(transcript.grinding_state(), bits);
    if (!nonce || !transcript.absorb_nonce(label, *nonce, bits))
        throw std::runtime_error(std::string("no nonce for ") + label);
    return *nonce;
}

Proof prove(
    const ProverContext& context,
    ProvingKey& key,
    std::span<const Felt> statement,
    std::span<const BoundaryTerm> boundary,
    std::vector<Trace> traces
) {
    const Machine& machine = key.machine();
    const Preset& preset = key.preset();
    Proof proof;
    proof.preset_id = preset.id;
    for (const Trace& trace : traces)
        proof.shape.push_back({trace.table, static_cast<std::uint32_t>(trace.log_height)});
    Geometry geometry;
    const ShapeError error = derive_geometry(geometry, machine, key.verifying_key(), proof.shape, boundary.size());
    if (error != ShapeError::kNone) {
        throw std::invalid_argument("prove: shape refused, error " + std::to_string(static_cast<int>(error)));
    }
    for (const Trace& trace : traces) {
        if (trace.n_columns != machine.tables()[trace.table].air.n_main) {
            throw std::invalid_argument("prove: width of table " + machine.tables()[trace.table].name);
        }
    }

    // The traces move into the stack, and everything reads them there.
    std::vector<Felt> stack(std::size_t{geometry.segment_width} << geometry.log_stack, Felt::zero());
    for (std::size_t i = 0; i < traces.size(); ++i) {
        std::copy(
            traces[i].cells.begin(), traces[i].cells.end(), stack.data() + geometry.instances[i].first_column_offset
        );
        traces[i] = Trace();
    }

    ProverReport unused;
    Team team(context.collective);
    Transcript transcript(context.log);
    ProverState state{
        .backend = context.backend,
        .team = team,
        .transcript = transcript,
        .machine = machine,
        .preset = preset,
        .geometry = geometry,
        .proof = proof,
        .report = context.report != nullptr ? *context.report : unused,
        .stack = stack};
    state.report.cells = std::uint64_t{geometry.segment_width} << geometry.log_stack;
    state.report.interactions = geometry.n_interactions;
    absorb_preamble(transcript, preset, key.verifying_key(), statement, proof.shape);

    StackCommitment segment;
    {
        const StageTimer timer(state.report.commit_s);
        if (geometry.n_program_columns != 0) state.program = &key.committed(context.backend, geometry.log_stack);
        segment = StackCommitment::build(
            context.backend, team, stack, geometry.segment_width, geometry.log_stack, geometry.log_leaf
        );
        state.segment = &segment;
        proof.segment_cap = segment.cap();
    }
    transcript.absorb("segment cap", std::span<const Digest>(proof.segment_cap));
    proof.logup_nonce = state.grind("logup nonce", logup_grinding(preset, geometry.n_interactions));
    state.alpha = transcript.challenge("alpha");
    for (FeltExt& beta : state.beta) beta = transcript.challenge("beta");
    state.beta_eq = eq_values(state.beta);

    {
        const StageTimer timer(state.report.gkr_s);
        prove_gkr(state);
    }
    {
        const StageTimer timer(state.report.zerocheck_s);
        prove_zerocheck(state);
    }
    {
        const StageTimer timer(state.report.opening_s);
        prove_opening(state);
    }
    return proof;
}

}  // namespace zk::stark

#include "vm/prover/run_prover.hpp"

#include "kernels/collective/collective.hpp"
#include "stark/proof/encoding.hpp"
#include "stark/proof/geometry.hpp"
#include "vm/machine/segment.hpp"
#include "vm/machine/trace_generation.hpp"
#include "vm/memory/initial_state.hpp"
#include "vm/proof/segment_proof.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace zk::vm {
namespace {

/// Adds the time of its life to a figure.
class Stopwatch {
  public:
    explicit Stopwatch(double& seconds) : seconds_(seconds) {}
    ~Stopwatch() { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

  private:
    double& seconds_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

bool stopped(const std::atomic<bool>* cancel) {
    return cancel != nullptr && cancel->load(std::memory_order_relaxed);
}

tl::unexpected<Error> cancelled(std::uint32_t index) {
    return fail("segment " + std::to_string(index), "cancelled");
}

}  // namespace

RunProver::RunProver(ProgramKey& key, Bytes input, SegmentPlan plan)
    : key_(key),
      input_(std::move(input)),
      plan_(std::move(plan)) {}
RunProver::~RunProver() = default;

Result<void> RunProver::go_to(const CommitOps& ops, std::uint32_t index) {
    if (!machine_ || next_ > index) {
        machine_ = std::make_unique<Machine>(key_.program(), input_);
        tree_ = std::make_unique<MemoryTree>(ops, initial_leaves(key_.program()));
        next_ = 0;
    }
    if (next_ == index && tree_) return {};
    tree_.reset();
    for (; next_ < index; ++next_) {
        if (auto done = machine_->skip(plan_.segments[next_].n_cycles); !done) {
            machine_.reset();
            return done;
        }
    }
    tree_ = std::make_unique<MemoryTree>(ops, machine_->leaves());
    return {};
}

Result<Bytes> RunProver::prove_segment(
    const Backend& backend, std::uint32_t index, int n_shards, const std::atomic<bool>* cancel, SegmentReport* report
) {
    SegmentReport unused;
    SegmentReport& figures = report != nullptr ? *report : unused;
    const PlannedSegment& planned = plan_.segments.at(index);
    {
        const Stopwatch time(figures.execute_s);
        if (auto there = go_to(backend, index); !there) return tl::unexpected(there.error());
        if (stopped(cancel)) return cancelled(index);
        if (auto recorded = machine_->record_segment(record_, planned); !recorded) {
            machine_.reset();
            return tl::unexpected(recorded.error());
        }
        ++next_;
    }
    figures.cycles += planned.n_cycles;
    TreeUpdate update;
    {
        const Stopwatch time(figures.memory_s);
        update = tree_->update(backend, record_.touched);
    }
    const SegmentStatement statement = statement_of(key_.vkd(), record_, update);
    if (statement.final != (index + 1 == plan_.segments.size())) {
        return fail("segment plan", "segment " + std::to_string(index), "the program's end in the last segment only");
    }
    if (stopped(cancel)) return cancelled(index);
    std::vector<stark::Trace> traces;
    {
        const Stopwatch time(figures.trace_s);
        traces = generate_traces(key_.machine(), key_.program(), record_, update, backend.threads());
    }
    update = {};
    if (stopped(cancel)) return cancelled(index);

    const Stopwatch time(figures.prove_s);
    const std::vector<Felt> elements = encode(statement);
    const std::vector<stark::BoundaryTerm> boundary = boundary_terms(statement);
    stark::Shape shape;
    for (const stark::Trace& trace : traces)
        shape.push_back({trace.table, static_cast<std::uint32_t>(trace.log_height)});
    stark::Geometry geometry;
    const stark::ShapeError error =
        stark::derive_geometry(geometry, key_.machine(), key_.verifying_key(), shape, boundary.size());
    if (error != stark::ShapeError::kNone) {
        return fail(
            "segment " + std::to_string(index), "shape", "one that fits the machine's limits: make segments shorter"
        );
    }
    Bytes encoded;
    if (n_shards == 1) {
        const auto alone = make_single_collective();
        const stark::ProverContext context{
            .backend = backend, .collective = *alone, .log = nullptr, .report = &figures.prover};
        encoded = stark::encode_proof(
            stark::prove(context, key_.proving_key(), elements, boundary, std::move(traces)), geometry
        );
    } else {
        // The shards read the key at the same time: what they need of it must be there before.
        (void)key_.proving_key().committed(backend, geometry.log_stack);
        run_in_process_group(n_shards, [&](Collective& collective) {
            const bool first = collective.rank() == 0;
            const stark::ProverContext context{
                .backend = backend,
                .collective = collective,
                .log = nullptr,
                .report = first ? &figures.prover : nullptr};
            const stark::Proof proof = stark::prove(context, key_.proving_key(), elements, boundary, traces);
            if (first) encoded = stark::encode_proof(proof, geometry);
        });
    }
    Bytes segment = encode_segment_proof(statement, encoded);
    figures.proof_bytes += segment.size();
    return segment;
}

}  // namespace zk::vm

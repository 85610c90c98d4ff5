// LogUp-GKR (eprint 2023/1284; docs/protocol.md, section "Buses"): the sum of all fractions, layer by layer down to the leaves.

#include "stark/air/weighted_sum.hpp"
#include "stark/proof/multilinear.hpp"
#include "stark/prover/columns.hpp"
#include "stark/prover/state.hpp"

#include <algorithm>

namespace zk::stark {
namespace {

constexpr std::size_t kBlockLanes = 256;

/// The part of one layer that this rank holds. Elements from `used` on are the empty fraction 0/1 and are not stored; room for four of them is.
struct Layer {
    std::vector<Felt> base_p;  ///< numerators of the leaves; empty elsewhere
    ExtArray p;
    ExtArray q;
    std::size_t used = 0;  ///< even

    [[nodiscard]] bool is_leaves() const { return p.size() == 0; }
    [[nodiscard]] std::span<const Felt> leaf_p() const { return std::span<const Felt>(base_p).first(used); }
};

constexpr std::size_t round_up(std::size_t x, std::size_t multiple) {
    return (x + multiple - 1) / multiple * multiple;
}

/// Fills [used, round_up(used, multiple)) with empty fractions. Storage beyond `used` has room for them.
void pad(Layer& layer, std::size_t multiple) {
    const std::size_t end = round_up(layer.used, multiple);
    const ExtSpan q = layer.q.span();
    for (std::size_t i = layer.used; i < end; ++i) {
        q.set(i, FeltExt::one());
        if (layer.is_leaves()) {
            layer.base_p[i] = Felt::zero();
        } else {
            layer.p.set(i, FeltExt::zero());
        }
    }
    layer.used = end;
}

/// Numerator and denominator of every interaction of one table as weighted sums over its columns.
struct LeafProgram {
    std::vector<WeightedSum> numerators;
    std::vector<WeightedSum> denominators;
    std::vector<WeightedSum::Weights> numerator_weights;
    std::vector<WeightedSum::Weights> denominator_weights;

    LeafProgram(const ProverState& state, const Air& air) {
        for (const Interaction& interaction : air.interactions) {
            const std::vector<FeltExt> one{FeltExt::one()};
            numerators.emplace_back(
                air, std::span<const NodeId>(&interaction.numerator, 1), WeightedSum::Linear::kInTape
            );
            numerator_weights.push_back(numerators.back().weigh(one));
            std::vector<FeltExt> weights;
            for (std::size_t k = 0; k < interaction.fields.size(); ++k) weights.push_back(-state.beta_eq[k + 1]);
            denominators.emplace_back(air, interaction.fields, WeightedSum::Linear::kInTape);
            denominator_weights.push_back(denominators.back().weigh(weights));
            denominator_weights.back().constant += state.alpha - state.beta_eq[0] * Felt(interaction.bus);
        }
    }
};

/// Leaves [first, first + count) of one interaction's block go to `layer` from position `at` on.
void fill_leaves(
    const ProverState& state,
    Layer& layer,
    std::size_t at,
    const LeafProgram& program,
    std::size_t interaction,
    const ColumnValues& columns,
    std::size_t first,
    std::size_t count
) {
    const std::size_t n_blocks = (count + kBlockLanes - 1) / kBlockLanes;
#pragma omp parallel num_threads(state.backend.threads()) if (n_blocks > 4)
    {
        ExtArray lanes(kBlockLanes);
        std::vector<const Felt*> inputs;
        const auto run =
            [&](const WeightedSum& sum, const WeightedSum::Weights& weights, std::size_t row, const ExtSpan& out) {
                inputs.clear();
                for (const std::uint32_t column : sum.input_columns()) inputs.push_back(columns[column] + row);
                state.backend.run_tape(sum.tape(), out, inputs, weights.coefficients);
            };
#pragma omp for schedule(static)
        for (std::size_t block = 0; block < n_blocks; ++block) {
            const std::size_t offset = block * kBlockLanes;
            const std::size_t n = std::min(kBlockLanes, count - offset);
            const ExtSpan q = layer.q.span().subspan(at + offset, n);
            const WeightedSum::Weights& weights = program.denominator_weights[interaction];
            run(program.denominators[interaction], weights, first + offset, q);
            for (int k = 0; k < FeltExt::kDegree; ++k) {
                const Felt constant = weights.constant.c[k];
                for (std::size_t i = 0; i < n; ++i) q.plane(k)[i] += constant;
            }
            const WeightedSum::Weights& numerator = program.numerator_weights[interaction];
            const ExtSpan p = lanes.span().subspan(0, n);
            run(program.numerators[interaction], numerator, first + offset, p);
            for (std::size_t i = 0; i < n; ++i) layer.base_p[at + offset + i] = p.plane(0)[i] + numerator.constant.c[0];
        }
    }
}

/// This rank's part of the leaves: [rank * 2^log_part, (rank + 1) * 2^log_part).
Layer make_leaves(const ProverState& state, std::size_t part_first, int log_part) {
    const Geometry& g = state.geometry;
    const std::size_t part_end = part_first + (std::size_t{1} << log_part);
    Layer layer;
    layer.used = g.n_leaves <= part_first ? 0 : std::min<std::size_t>(g.n_leaves, part_end) - part_first;
    layer.base_p.resize(layer.used + 4);
    layer.q = ExtArray(layer.used + 4);
    std::vector<std::pair<std::uint32_t, LeafProgram>> programs;
    for (const InstanceLayout& layout : g.instances) {
        const std::uint32_t table = layout.instance.table;
        const Air& air = state.machine.tables()[table].air;
        const std::size_t height = std::size_t{1} << layout.instance.log_height;
        if (air.interactions.empty() || layout.first_leaf >= part_end ||
            layout.first_leaf + air.interactions.size() * height <= part_first) {
            continue;
        }
        auto program =
            std::find_if(programs.begin(), programs.end(), [&](const auto& entry) { return entry.first == table; });
        if (program == programs.end()) {
            programs.emplace_back(table, LeafProgram(state, air));
            program = programs.end() - 1;
        }
        const ColumnValues columns(state, layout);
        for (std::size_t j = 0; j < air.interactions.size(); ++j) {
            const std::size_t block = layout.first_leaf + j * height;
            const std::size_t from = std::max(block, part_first);
            const std::size_t to = std::min(block + height, part_end);
            if (from < to)
                fill_leaves(state, layer, from - part_first, program->second, j, columns, from - block, to - from);
        }
    }
    pad(layer, 2);
    return layer;
}

Layer next_layer(const Backend& backend, const Layer& in) {
    Layer out;
    out.used = in.used / 2;
    out.p = ExtArray(out.used + 4);
    out.q = ExtArray(out.used + 4);
    const ExtSpan p = out.p.span().subspan(0, out.used);
    const ExtSpan q = out.q.span().subspan(0, out.used);
    const ConstExtSpan in_q = in.q.span().subspan(0, in.used);
    if (out.used != 0) {
        if (in.is_leaves()) {
            backend.fraction_layer(p, q, in.leaf_p(), in_q);
        } else {
            backend.fraction_layer(p, q, in.p.span().subspan(0, in.used), in_q);
        }
    }
    pad(out, 2);
    return out;
}

/// All parts of a layer, on every rank. `part_size` elements from each, empty fractions made explicit.
Layer gather_layer(Team& team, Layer& mine, std::size_t part_size) {
    pad(mine, 2);
    const auto element = [&](std::size_t i) -> std::array<FeltExt, 2> {
        if (i >= mine.used) return {FeltExt::zero(), FeltExt::one()};
        return {mine.is_leaves() ? FeltExt(mine.base_p[i]) : mine.p[i], mine.q[i]};
    };
    std::vector<std::array<FeltExt, 2>> part(part_size);
    for (std::size_t i = 0; i < part_size; ++i) part[i] = element(i);
    const std::vector<std::array<FeltExt, 2>> all = team.gather(std::span<const std::array<FeltExt, 2>>(part));
    Layer whole;
    whole.used = all.size();
    whole.p = ExtArray(round_up(whole.used, 2) + 4);
    whole.q = ExtArray(round_up(whole.used, 2) + 4);
    for (std::size_t i = 0; i < all.size(); ++i) {
        whole.p.set(i, all[i][0]);
        whole.q.set(i, all[i][1]);
    }
    pad(whole, 2);
    return whole;
}

/// The part of a round's polynomial that this rank holds.
FractionRound short_round(const Backend& backend, const Layer& layer, const ConstExtSpan& eq, const FeltExt& gamma) {
    const ConstExtSpan q = layer.q.span().subspan(0, layer.used);
    return layer.is_leaves() ? backend.fraction_round_short(layer.leaf_p(), q, eq, gamma)
                             : backend.fraction_round_short(layer.p.span().subspan(0, layer.used), q, eq, gamma);
}

/// One round's message s'(0), s'(1), s'(2) over all ranks. Empty fractions contribute gamma times their eq, and all eq together are one. s'(1)
/// comes from claim = (1 - xi) s'(0) + xi s'(1): a coordinate xi = 0 (probability p^-5) would give a proof that is refused.
std::array<FeltExt, 3> round_message(
    ProverState& state,
    const Layer& layer,
    const ConstExtSpan& eq,
    bool split,
    const FeltExt& gamma,
    const FeltExt& xi,
    const FeltExt& claim
) {
    std::array<FeltExt, 3> sums{FeltExt::zero(), FeltExt::zero(), FeltExt::zero()};
    if (eq.size != 0) {
        const FractionRound round = short_round(state.backend, layer, eq, gamma);
        sums = {round.at_0, round.square, round.eq_sum};
    }
    if (split) state.team.reduce(sums);
    const FeltExt at_0 = sums[0] + gamma * (FeltExt::one() - sums[2]);
    const FeltExt at_1 = (claim - (FeltExt::one() - xi) * at_0) * xi.inverse();
    const FeltExt rise = at_1 - at_0 + sums[1];
    return {at_0, at_1, at_0 + rise + rise};
}

/// s'(r) from s'(0), s'(1), s'(2).
FeltExt evaluate(const std::array<FeltExt, 3>& s, const FeltExt& r) {
    const FeltExt slope = s[1] - s[0];
    const Felt half = Felt::one().halve();
    const FeltExt square = (s[2] - s[1] - slope) * half;
    return s[0] + r * slope + r * (r - FeltExt::one()) * square;
}

/// Runs `n_rounds` rounds of one layer's sumcheck on what this rank holds. `eq` starts as eq over the variables after the first round's; xi are
/// the coordinates of the variables to bind, and `claim` what the rounds start from, replaced by what they end with.
void run_rounds(
    ProverState& state,
    Layer& layer,
    ExtArray eq,
    std::span<const FeltExt> xi,
    bool split,
    const FeltExt& gamma,
    FeltExt& claim,
    GkrLayerProof& out,
    std::vector<FeltExt>& point
) {
    const Backend& backend = state.backend;
    for (std::size_t round = 0; round < xi.size(); ++round) {
        pad(layer, 4);
        const std::size_t n = layer.used / 4;
        const ConstExtSpan weights = eq.span().subspan(0, n);
        const ConstExtSpan q = layer.q.span().subspan(0, layer.used);
        const std::array<FeltExt, 3> message = round_message(state, layer, weights, split, gamma, xi[round], claim);
        out.rounds.push_back(message);
        state.transcript.absorb("gkr round", std::span<const FeltExt>(message));
        const FeltExt r = state.transcript.challenge("gkr point");
        point.push_back(r);
        claim = evaluate(message, r);

        Layer folded;
        folded.used = layer.used / 2;
        if (layer.is_leaves()) {
            folded.p = ExtArray(folded.used + 4);
            folded.q = ExtArray(folded.used + 4);
            if (n != 0) backend.fraction_fold(folded.p.span().subspan(0, folded.used), layer.leaf_p(), r);
            if (n != 0) backend.fraction_fold(folded.q.span().subspan(0, folded.used), q, r);
            layer = std::move(folded);
        } else {
            if (n != 0)
                backend.fraction_fold(layer.p.span().subspan(0, folded.used), layer.p.span().subspan(0, layer.used), r);
            if (n != 0) backend.fraction_fold(layer.q.span().subspan(0, folded.used), q, r);
            layer.used = folded.used;
        }
        if (round + 1 < xi.size()) eq = drop_variable(eq);
    }
}

}  // namespace

void prove_gkr(ProverState& state) {
    const Geometry& g = state.geometry;
    Proof& proof = state.proof;
    Transcript& transcript = state.transcript;
    const int n = g.gkr_depth;
    // A tree too small to split is worked whole by every rank.
    const bool can_split = state.team.size() > 1 && n > state.team.log_size() + 4;
    const int log_ranks = can_split ? state.team.log_size() : 0;
    const auto rank = static_cast<std::size_t>(can_split ? state.team.rank() : 0);

    // layers[k] has 2^k elements over all ranks; split for k > log_ranks.
    std::vector<Layer> layers(static_cast<std::size_t>(n) + 1);
    layers[n] = make_leaves(state, rank << (n - log_ranks), n - log_ranks);
    for (int k = n; k > log_ranks; --k) layers[k - 1] = next_layer(state.backend, layers[k]);
    if (can_split) layers[log_ranks] = gather_layer(state.team, layers[log_ranks], 1);
    for (int k = log_ranks; k > 0; --k) layers[k - 1] = next_layer(state.backend, layers[k]);

    Layer& root = layers[0];
    proof.gkr_root = {root.is_leaves() ? FeltExt(root.base_p[0]) : root.p[0], root.q[0]};
    if (root.used == 0) proof.gkr_root = {FeltExt::zero(), FeltExt::one()};
    transcript.absorb("gkr root", std::span<const FeltExt>(proof.gkr_root));

    std::vector<FeltExt>& xi = state.xi;
    std::array<FeltExt, 2> claims = proof.gkr_root;  // p and q of the layer above at xi
    for (int k = 0; k < n; ++k) {
        const FeltExt gamma = transcript.challenge("gkr gamma");
        FeltExt claim = claims[0] + gamma * claims[1];
        Layer layer = std::move(layers[k + 1]);
        GkrLayerProof messages;
        std::vector<FeltExt> point;
        const std::span<const FeltExt> claim_point(xi);
        const bool split = can_split && k + 1 > log_ranks;
        int done = 0;
        if (split) {
            done = k - log_ranks;
            if (done > 0) {
                const FeltExt scale = eq_at(claim_point.subspan(static_cast<std::size_t>(done)), rank);
                run_rounds(
                    state,
                    layer,
                    eq_array(state.backend, claim_point.subspan(1, static_cast<std::size_t>(done) - 1), scale),
                    claim_point.first(static_cast<std::size_t>(done)),
                    true,
                    gamma,
                    claim,
                    messages,
                    point
                );
            }
            layer = gather_layer(state.team, layer, 2);
        }
        if (done < k) {
            run_rounds(
                state,
                layer,
                eq_array(state.backend, claim_point.subspan(static_cast<std::size_t>(done) + 1), FeltExt::one()),
                claim_point.subspan(static_cast<std::size_t>(done)),
                false,
                gamma,
                claim,
                messages,
                point
            );
        }
        pad(layer, 2);
        const bool base = layer.is_leaves();
        messages.claims = {
            base ? FeltExt(layer.base_p[0]) : layer.p[0],
            base ? FeltExt(layer.base_p[1]) : layer.p[1],
            layer.q[0],
            layer.q[1]};
        transcript.absorb("gkr claims", std::span<const FeltExt>(messages.claims));
        const FeltExt mu = transcript.challenge("gkr mu");
        const std::array<FeltExt, 4>& c = messages.claims;
        claims = {c[0] + mu * (c[1] - c[0]), c[2] + mu * (c[3] - c[2])};
        xi.assign(1, mu);
        xi.insert(xi.end(), point.begin(), point.end());
        proof.gkr_layers.push_back(std::move(messages));
    }
}

}  // namespace zk::stark

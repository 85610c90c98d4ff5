#include "kernels/merkle/merkle_path.hpp"
#include "stark/proof/multilinear.hpp"
#include "stark/proof/stack_claims.hpp"
#include "stark/verifier/state.hpp"

#include <array>

namespace zk::stark {
namespace {

std::uint32_t reverse_bits(std::uint32_t x, int bits) {
    std::uint32_t out = 0;
    for (int i = 0; i < bits; ++i) out |= (x >> i & 1) << (bits - 1 - i);
    return out;
}

/// Folds 2^challenges.size() neighbouring values of a codeword of length 2^log_n, the first at position `first`, to one.
FeltExt fold_leaf(std::vector<FeltExt> values, std::span<const FeltExt> challenges, std::size_t first, int log_n) {
    for (const FeltExt& r : challenges) {
        const Felt root = Felt::root_of_unity(log_n);
        for (std::size_t i = 0; i < values.size() / 2; ++i) {
            const Felt x = root.pow(reverse_bits(static_cast<std::uint32_t>(first + 2 * i), log_n));
            const FeltExt even = (values[2 * i] + values[2 * i + 1]) * half();
            const FeltExt odd = (values[2 * i] - values[2 * i + 1]) * (half() * x.inverse());
            values[i] = even + r * (odd - even);
        }
        values.resize(values.size() / 2);
        first /= 2;
        --log_n;
    }
    return values[0];
}

/// Root of the tree of which `cap` are the digests at one depth.
Digest cap_root(std::vector<Digest> cap) {
    while (cap.size() > 1) {
        for (std::size_t i = 0; i < cap.size() / 2; ++i) cap[i] = poseidon_compress(cap[2 * i], cap[2 * i + 1]);
        cap.resize(cap.size() / 2);
    }
    return cap[0];
}

bool leaf_fits(const LeafOpening& leaf, std::size_t index, std::span<const Digest> cap) {
    return fold_path(poseidon_hash(leaf.values), index, leaf.path) == cap[index >> leaf.path.size()];
}

/// W at the point of the opening sumcheck: row bits `rows` (low first), then column bits.
FeltExt weight_at(
    const VerifierState& state,
    std::span<const FeltExt> weights,
    std::span<const FeltExt> rows,
    std::span<const FeltExt> columns
) {
    std::vector<FeltExt> x(rows.begin(), rows.end());
    x.insert(x.end(), columns.begin(), columns.end());
    const std::span<const FeltExt> point(state.point);  // r_0, r_1, ...
    const std::array<FeltExt, 16> lagrange = skip_lagrange(point[0]);
    const std::vector<FeltExt> low_eq = eq_values(std::span<const FeltExt>(x).first(kLogSkip));
    FeltExt skip = FeltExt::zero();
    for (std::size_t i = 0; i < 16; ++i) skip += lagrange[i] * low_eq[i];

    // eq(r_1 .. r_{h-4}, x_4 .. x_{h-1}) for each h.
    std::vector<FeltExt> row_eq(static_cast<std::size_t>(state.geometry.log_max_height) + 1, FeltExt::one());
    for (std::size_t h = kLogSkip + 1; h < row_eq.size(); ++h)
        row_eq[h] = row_eq[h - 1] * eq1(point[h - kLogSkip], x[h - 1]);

    FeltExt sum = FeltExt::zero();
    const std::vector<StackedColumn> stacked = stacked_columns(state.geometry, state.machine);
    for (std::size_t c = 0; c < stacked.size(); ++c) {
        const StackedColumn& column = stacked[c];
        const auto h = static_cast<std::size_t>(column.log_height);
        sum += weights[c] * row_eq[h] * eq_at(std::span<const FeltExt>(x).subspan(h), column.offset >> h);
    }
    return skip * sum;
}

/// Values of a polynomial with these coefficients on the subgroup of twice their number, bit-reversed.
std::vector<FeltExt> encode_final(std::span<const FeltExt> message) {
    const int log_n = kLogFinalMessage + kLogBlowup;
    const Felt root = Felt::root_of_unity(log_n);
    std::vector<FeltExt> codeword(std::size_t{1} << log_n);
    for (std::size_t i = 0; i < codeword.size(); ++i) {
        codeword[i] = horner(message, FeltExt(root.pow(reverse_bits(static_cast<std::uint32_t>(i), log_n))));
    }
    return codeword;
}

}  // namespace

VerifyError verify_opening(VerifierState& state) {
    const Geometry& g = state.geometry;
    const Proof& proof = state.proof;
    Transcript& transcript = state.transcript;

    const std::vector<FeltExt> weights = draw_opening_weights(transcript, g);
    FeltExt claim = FeltExt::zero();
    for (std::size_t c = 0; c < weights.size(); ++c) claim += weights[c] * proof.openings[c];
    std::vector<FeltExt> challenges;
    std::size_t nonce = 0;
    std::size_t group = 0;
    const int n_rounds = g.column_bits + g.log_stack;
    int next_commitment = g.column_bits + g.log_leaf;  // rounds done when the next fold is committed
    for (int round = 0; round <= n_rounds; ++round) {
        if (group < g.fold_groups.size() && round == next_commitment) {
            transcript.absorb("fold cap", std::span<const Digest>(proof.fold_caps[group]));
            next_commitment += g.fold_groups[group++];
        }
        if (round == g.column_bits + g.n_folds())
            transcript.absorb("final message", std::span<const FeltExt>(proof.final_message));
        if (round == n_rounds) break;
        const std::array<FeltExt, 2>& s = proof.stack_rounds[static_cast<std::size_t>(round)];
        transcript.absorb("stack round", std::span<const FeltExt>(s));
        const int bits = stack_round_grinding(state.preset, g, round);
        if (bits > 0 && !transcript.absorb_nonce("stack nonce", proof.stack_nonces[nonce++], bits)) {
            return refuse(Check::kGrinding, static_cast<std::size_t>(round));
        }
        const FeltExt r = transcript.challenge("stack point");
        claim = interpolate(std::array<FeltExt, 3>{s[0], claim - s[0], s[1]}, r);
        challenges.push_back(r);
    }
    const std::span<const FeltExt> columns =
        std::span<const FeltExt>(challenges).first(static_cast<std::size_t>(g.column_bits));
    const std::span<const FeltExt> rows =
        std::span<const FeltExt>(challenges).subspan(static_cast<std::size_t>(g.column_bits));

    const std::vector<FeltExt> final_eq = eq_values(rows.last(kLogFinalMessage));
    FeltExt q = FeltExt::zero();
    for (std::size_t i = 0; i < final_eq.size(); ++i) q += final_eq[i] * proof.final_message[i];
    if (claim != q * weight_at(state, weights, rows, columns)) return refuse(Check::kOpeningSum);

    if (!transcript.absorb_nonce("query nonce", proof.query_nonce, state.preset.query_grinding_bits)) {
        return refuse(Check::kGrinding, static_cast<std::size_t>(n_rounds));
    }
    if (g.n_program_columns != 0) {
        const bool large = g.log_stack != state.machine.limits().log_stack_small;
        const Digest& root = large ? state.key.program_root_large : state.key.program_root_small;
        if (!(cap_root(proof.program_cap) == root)) return refuse(Check::kProgramRoot);
    }

    const std::vector<FeltExt> column_eq = eq_values(columns);
    const std::vector<FeltExt> final_codeword = encode_final(proof.final_message);
    const int log_leaves = g.log_codeword() - g.log_leaf;
    for (std::size_t i = 0; i < proof.queries.size(); ++i) {
        const QueryProof& query = proof.queries[i];
        const std::size_t leaf = transcript.challenge_bits("query", log_leaves);
        if (!leaf_fits(query.segment, leaf, proof.segment_cap)) return refuse(Check::kSegmentPath, i);
        const std::size_t first = leaf << g.log_leaf;
        const std::size_t program_leaf = first >> g.log_program_leaf;
        if (g.n_program_columns != 0 && !leaf_fits(query.program, program_leaf, proof.program_cap))
            return refuse(Check::kProgramPath, i);

        std::vector<FeltExt> values(std::size_t{1} << g.log_leaf, FeltExt::zero());
        for (std::size_t k = 0; k < values.size(); ++k) {
            for (std::size_t j = 0; j < g.segment_width; ++j)
                values[k] += column_eq[j] * query.segment.values[k * g.segment_width + j];
            const std::size_t in_leaf = first + k - (program_leaf << g.log_program_leaf);
            for (std::size_t j = 0; j < g.program_width; ++j) {
                values[k] += column_eq[g.segment_width + j] * query.program.values[in_leaf * g.program_width + j];
            }
        }
        int log_n = g.log_codeword();
        auto folded = static_cast<std::size_t>(g.log_leaf);
        FeltExt value = fold_leaf(std::move(values), rows.first(folded), first, log_n);
        log_n -= g.log_leaf;
        std::size_t position = leaf;
        for (std::size_t f = 0; f < g.fold_groups.size(); ++f) {
            const auto size = static_cast<std::size_t>(g.fold_groups[f]);
            const LeafOpening& opening = query.folds[f];
            const std::size_t index = position >> size;
            if (!leaf_fits(opening, index, proof.fold_caps[f])) return refuse(Check::kFoldPath, i);
            std::vector<FeltExt> group_values(std::size_t{1} << size);
            for (std::size_t k = 0; k < group_values.size(); ++k) {
                for (int d = 0; d < FeltExt::kDegree; ++d)
                    group_values[k].c[d] = opening.values[k * FeltExt::kDegree + d];
            }
            if (value != group_values[position - (index << size)]) return refuse(Check::kFoldConsistency, i);
            value = fold_leaf(std::move(group_values), rows.subspan(folded, size), index << size, log_n);
            folded += size;
            log_n -= g.fold_groups[f];
            position = index;
        }
        if (value != final_codeword[position]) return refuse(Check::kFinalMessage, i);
    }
    return {};
}

}  // namespace zk::stark

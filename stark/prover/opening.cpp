// All openings by one sumcheck over the stack and one folded codeword (docs/protocol.md, section "Opening"): column bits first, from inner
// products of stack columns with the few weight vectors there are; then the rows, each challenge folding the codeword too.

#include "stark/proof/multilinear.hpp"
#include "stark/proof/stack_claims.hpp"
#include "stark/prover/columns.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace zk::stark {
namespace {

/// 2^level rows of one stack column, starting at a multiple of 2^level, weighted by scale * E_level.
struct Piece {
    std::uint32_t stack_column = 0;
    int level = 0;
    std::size_t block = 0;
    FeltExt scale;
};

/// Prover's opening. E_h(i) = L_{i mod 16}(r_0) eq(r_1 .. r_{h-4}, i >> 4): the weights of a column of height 2^h.
class Opening {
  public:
    explicit Opening(ProverState& state)
        : state_(state),
          g_(state.geometry),
          lagrange_(skip_lagrange(state.point[0])),
          top_level_(std::min(g_.log_stack, g_.log_max_height)) {}

    void run() {
        make_pieces(draw_opening_weights(state_.transcript, g_));
        bind_column_bits();
        bind_rows();
        answer_queries();
    }

  private:
    /// Challenge that binds the variable of x_level.
    [[nodiscard]] const FeltExt& row_challenge(int level) const {
        return state_.point[static_cast<std::size_t>(level - 3)];
    }
    [[nodiscard]] std::span<const Felt> stack_column(std::size_t j) const {
        const std::size_t n_rows = std::size_t{1} << g_.log_stack;
        if (j < g_.segment_width) return state_.stack.subspan(j * n_rows, n_rows);
        return std::span<const Felt>(state_.program->stack).subspan((j - g_.segment_width) * n_rows, n_rows);
    }

    void make_pieces(std::span<const FeltExt> weights);
    void bind_column_bits();
    void bind_rows();
    void answer_queries();
    FeltExt send_round(const std::array<FeltExt, 2>& message);
    void commit_fold(const ExtArray& codeword, int group);

    ProverState& state_;
    const Geometry& g_;
    std::array<FeltExt, 16> lagrange_;
    int top_level_;
    std::vector<Piece> pieces_;
    std::vector<FeltExt> column_point_;

    struct CommittedFold {
        ExtArray codeword;  ///< this rank's positions
        MerkleTree tree;    ///< this rank's leaves
        int group = 0;
        int log_leaves = 0;
    };
    std::vector<CommittedFold> folds_;
};

void Opening::make_pieces(std::span<const FeltExt> weights) {
    const int m = g_.log_stack;
    const std::vector<StackedColumn> columns = stacked_columns(g_, state_.machine);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const StackedColumn& column = columns[c];
        const auto first = static_cast<std::uint32_t>(column.offset >> m);
        if (column.log_height <= m) {
            const std::size_t row = column.offset & ((std::uint64_t{1} << m) - 1);
            pieces_.push_back({first, column.log_height, row >> column.log_height, weights[c]});
        } else {
            const int extra = column.log_height - m;
            const auto high = std::span<const FeltExt>(state_.point)
                                  .subspan(static_cast<std::size_t>(m - 3), static_cast<std::size_t>(extra));
            const std::vector<FeltExt> eq = eq_values(high);
            for (std::size_t k = 0; k < eq.size(); ++k)
                pieces_.push_back({first + static_cast<std::uint32_t>(k), m, 0, weights[c] * eq[k]});
        }
    }
}

FeltExt Opening::send_round(const std::array<FeltExt, 2>& message) {
    Proof& proof = state_.proof;
    const auto round = static_cast<int>(proof.stack_rounds.size());
    proof.stack_rounds.push_back(message);
    state_.transcript.absorb("stack round", std::span<const FeltExt>(message));
    const int bits = stack_round_grinding(state_.preset, g_, round);
    if (bits > 0) proof.stack_nonces.push_back(state_.grind("stack nonce", bits));
    return state_.transcript.challenge("stack point");
}

void Opening::bind_column_bits() {
    const std::size_t n = std::size_t{1} << g_.column_bits;
    // gram[a * n + b] = <W_a, Q_b>. A stack column b meets few different weight vectors, so its inner products with all blocks at all levels
    // (one pass of folds) give the whole row. Ranks share the stack columns.
    std::vector<FeltExt> gram(n * n, FeltExt::zero());
    const std::size_t n_rows = std::size_t{1} << g_.log_stack;
    const auto n_ranks = static_cast<std::size_t>(state_.team.size());
    for (auto b = static_cast<std::size_t>(state_.team.rank()); b < g_.width(); b += n_ranks) {
        std::vector<ExtArray> blocks(static_cast<std::size_t>(top_level_) + 1);  // [level]: inner products with E_level
        blocks[kLogSkip] = ExtArray(n_rows >> kLogSkip);
        state_.backend.fold_skip(blocks[kLogSkip].span(), stack_column(b), lagrange_);
        for (int level = kLogSkip; level < top_level_; ++level) {
            blocks[level + 1] = ExtArray(blocks[level].size() / 2);
            state_.backend.fold(blocks[level + 1].span(), blocks[level].span(), row_challenge(level));
        }
        for (const Piece& piece : pieces_)
            gram[piece.stack_column * n + b] += piece.scale * blocks[piece.level][piece.block];
    }
    state_.team.reduce(gram);

    std::size_t size = n;
    for (int round = 0; round < g_.column_bits; ++round) {
        std::array<FeltExt, 2> message{FeltExt::zero(), FeltExt::zero()};
        for (std::size_t a = 0; a < size; a += 2) {
            const FeltExt& g00 = gram[a * n + a];
            const FeltExt& g01 = gram[a * n + a + 1];
            const FeltExt& g10 = gram[(a + 1) * n + a];
            const FeltExt& g11 = gram[(a + 1) * n + a + 1];
            message[0] += g00;
            const FeltExt cross = g01 + g10;
            const FeltExt twice = g11 + g11;
            message[1] += g00 - cross - cross + twice + twice;  // weights (-1, 2) on both sides
        }
        const FeltExt r = send_round(message);
        column_point_.push_back(r);
        size /= 2;
        for (std::size_t a = 0; a < size; ++a) {
            for (std::size_t b = 0; b < size; ++b) {
                const FeltExt low =
                    gram[2 * a * n + 2 * b] + r * (gram[2 * a * n + 2 * b + 1] - gram[2 * a * n + 2 * b]);
                const FeltExt high = gram[(2 * a + 1) * n + 2 * b] +
                                     r * (gram[(2 * a + 1) * n + 2 * b + 1] - gram[(2 * a + 1) * n + 2 * b]);
                gram[a * n + b] = low + r * (high - low);
            }
        }
    }
}

void Opening::commit_fold(const ExtArray& codeword, int group) {
    CommittedFold fold;
    fold.group = group;
    fold.codeword = ExtArray(codeword.size());
    std::vector<const Felt*> planes(FeltExt::kDegree);
    for (int k = 0; k < FeltExt::kDegree; ++k) {
        const Felt* const source = codeword.span().plane(k);
        std::copy(source, source + codeword.size(), fold.codeword.span().plane(k));
        planes[k] = fold.codeword.span().plane(k);
    }
    std::vector<Digest> leaves(codeword.size() >> group);
    state_.backend.hash_leaves(leaves, planes, 0, group);
    fold.tree = MerkleTree::build(state_.backend, std::move(leaves));
    fold.log_leaves = fold.tree.depth() + state_.team.log_size();
    state_.proof.fold_caps.push_back(gather_cap(state_.team, fold.tree, fold.log_leaves));
    state_.transcript.absorb("fold cap", std::span<const Digest>(state_.proof.fold_caps.back()));
    folds_.push_back(std::move(fold));
}

void Opening::bind_rows() {
    const Backend& backend = state_.backend;
    Team& team = state_.team;
    const int m = g_.log_stack;
    const std::vector<FeltExt> column_eq = eq_values(column_point_);
    const std::span<const FeltExt> weights(column_eq.data(), g_.width());
    const std::size_t n_local = (std::size_t{1} << m) >> team.log_size();
    const std::size_t first = n_local * static_cast<std::size_t>(team.rank());

    ExtArray q(n_local);
    std::vector<const Felt*> columns(g_.width());
    for (std::size_t j = 0; j < columns.size(); ++j) columns[j] = stack_column(j).data() + first;
    backend.combine_columns(q.span(), columns, weights);

    ExtArray codeword(state_.segment->n_positions());
    for (std::size_t j = 0; j < columns.size(); ++j) {
        columns[j] = j < g_.segment_width ? state_.segment->codeword(j).data()
                                          : state_.program->commitment.codeword(j - g_.segment_width).data() +
                                                state_.segment->n_positions() * static_cast<std::size_t>(team.rank());
    }
    backend.combine_columns(codeword.span(), columns, weights);

    // W of this rank's rows: the scales of all pieces, pushed down from their level to blocks of 16 rows.
    std::vector<std::vector<FeltExt>> scales(static_cast<std::size_t>(top_level_) + 1);
    for (int level = kLogSkip; level <= top_level_; ++level)
        scales[level].assign((std::size_t{1} << m) >> level, FeltExt::zero());
    for (const Piece& piece : pieces_) scales[piece.level][piece.block] += column_eq[piece.stack_column] * piece.scale;
    for (int level = top_level_; level > kLogSkip; --level) {
        const FeltExt& r = row_challenge(level - 1);
        for (std::size_t block = 0; block < scales[level].size(); ++block) {
            const FeltExt high = scales[level][block] * r;
            scales[level - 1][2 * block] += scales[level][block] - high;
            scales[level - 1][2 * block + 1] += high;
        }
    }
    ExtArray w(n_local);
#pragma omp parallel for num_threads(backend.threads()) schedule(static)
    for (std::size_t i = 0; i < n_local; ++i) {
        const std::size_t row = first + i;
        w.set(i, scales[kLogSkip][row >> kLogSkip] * lagrange_[row & 15]);
    }
    scales.clear();

    int folded = 0;
    std::size_t group = 0;
    const auto commit_when_due = [&] {
        int due = g_.log_leaf;
        for (std::size_t i = 0; i < group; ++i) due += g_.fold_groups[i];
        if (group < g_.fold_groups.size() && folded == due) commit_fold(codeword, g_.fold_groups[group++]);
    };
    commit_when_due();
    for (int round = 0; round < g_.n_folds(); ++round) {
        std::array<FeltExt, 2> message = backend.product_round(w.span(), q.span());
        team.reduce(message);
        const FeltExt r = send_round(message);
        for (ExtArray* array : {&w, &q}) {
            backend.fold(array->span().subspan(0, array->size() / 2), array->span(), r);
            array->truncate(array->size() / 2);
        }
        ExtArray next(codeword.size() / 2);
        backend.fold_codeword(
            next.span(),
            codeword.span(),
            r,
            codeword.size() * static_cast<std::size_t>(team.rank()),
            g_.log_codeword() - folded
        );
        codeword = std::move(next);
        ++folded;
        commit_when_due();
    }

    if (team.size() > 1) {
        q = team.gather(q.span());
        w = team.gather(w.span());
    }
    Proof& proof = state_.proof;
    for (std::size_t i = 0; i < q.size(); ++i) proof.final_message.push_back(q[i]);
    state_.transcript.absorb("final message", std::span<const FeltExt>(proof.final_message));
    for (int round = 0; round < kLogFinalMessage; ++round) {
        const FeltExt r = send_round(backend.product_round(w.span(), q.span()));
        for (ExtArray* array : {&w, &q}) {
            backend.fold(array->span().subspan(0, array->size() / 2), array->span(), r);
            array->truncate(array->size() / 2);
        }
    }
}

void Opening::answer_queries() {
    Proof& proof = state_.proof;
    Team& team = state_.team;
    proof.query_nonce = state_.grind("query nonce", state_.preset.query_grinding_bits);
    const int log_leaves = g_.log_codeword() - g_.log_leaf;
    std::vector<std::uint32_t> positions;
    for (int i = 0; i < state_.preset.n_queries; ++i)
        positions.push_back(state_.transcript.challenge_bits("query", log_leaves));

    // Every leaf lies with one rank; each rank lays its answers into a zero buffer, and the buffers are gathered.
    const auto open = [&](std::size_t leaf,
                          int log_positions,
                          int log_leaf_count,
                          const MerkleTree& tree,
                          std::size_t n_columns,
                          const auto& value,
                          LeafOpening& out) {
        const std::size_t per_rank = (std::size_t{1} << log_leaf_count) >> team.log_size();
        if (leaf / per_rank != static_cast<std::size_t>(team.rank())) return;
        const std::size_t local = leaf % per_rank;
        for (std::size_t k = 0; k < (std::size_t{1} << log_positions); ++k) {
            for (std::size_t j = 0; j < n_columns; ++j) out.values.push_back(value(j, (local << log_positions) + k));
        }
        out.path = path_to_cap(team, tree, local, log_leaf_count);
    };
    for (const std::uint32_t position : positions) {
        QueryProof query;
        open(
            position,
            g_.log_leaf,
            log_leaves,
            state_.segment->tree(),
            g_.segment_width,
            [&](std::size_t j, std::size_t at) { return state_.segment->codeword(j)[at]; },
            query.segment
        );
        if (g_.n_program_columns != 0) {
            const StackCommitment& program = state_.program->commitment;
            const std::size_t leaf = (std::size_t{position} << g_.log_leaf) >> g_.log_program_leaf;
            for (std::size_t k = 0; k < (std::size_t{1} << g_.log_program_leaf); ++k) {
                for (std::size_t j = 0; j < program.width(); ++j)
                    query.program.values.push_back(program.codeword(j)[(leaf << g_.log_program_leaf) + k]);
            }
            query.program.path = program.tree().path(leaf, Geometry::cap_depth(program.log_leaves()));
        }
        std::size_t index = position;
        for (const CommittedFold& fold : folds_) {
            index >>= fold.group;
            LeafOpening opening;
            open(
                index,
                fold.group,
                fold.log_leaves,
                fold.tree,
                FeltExt::kDegree,
                [&](std::size_t j, std::size_t at) { return fold.codeword.span().plane(static_cast<int>(j))[at]; },
                opening
            );
            query.folds.push_back(std::move(opening));
        }
        proof.queries.push_back(std::move(query));
    }
    if (g_.n_program_columns != 0) proof.program_cap = state_.program->commitment.cap();
    if (team.size() == 1) return;

    const auto for_each_split_opening = [&](const auto& visit) {
        for (QueryProof& query : proof.queries) {
            visit(query.segment, std::size_t{g_.segment_width} << g_.log_leaf, log_leaves);
            for (std::size_t i = 0; i < query.folds.size(); ++i) {
                visit(query.folds[i], std::size_t{FeltExt::kDegree} << folds_[i].group, folds_[i].log_leaves);
            }
        }
    };
    std::vector<Felt> mine;
    for_each_split_opening([&](const LeafOpening& opening, std::size_t n_values, int leaves) {
        const auto n_digests = static_cast<std::size_t>(leaves - Geometry::cap_depth(leaves));
        const std::size_t begin = mine.size();
        mine.insert(mine.end(), opening.values.begin(), opening.values.end());
        for (const Digest& digest : opening.path) mine.insert(mine.end(), digest.words.begin(), digest.words.end());
        mine.resize(begin + n_values + 8 * n_digests, Felt::zero());
    });
    const std::vector<Felt> all = team.gather(std::span<const Felt>(mine));
    std::size_t at = 0;
    for_each_split_opening([&](LeafOpening& opening, std::size_t n_values, int leaves) {
        const auto n_digests = static_cast<std::size_t>(leaves - Geometry::cap_depth(leaves));
        opening.values.assign(n_values, Felt::zero());
        opening.path.assign(n_digests, Digest{});
        for (std::size_t i = 0; i < n_values + 8 * n_digests; ++i, ++at) {
            Felt value = Felt::zero();  // all ranks but the leaf's own sent zeros
            for (std::size_t rank = 0; rank < static_cast<std::size_t>(team.size()); ++rank)
                value += all[rank * mine.size() + at];
            if (i < n_values) {
                opening.values[i] = value;
            } else {
                opening.path[(i - n_values) / 8].words[(i - n_values) % 8] = value;
            }
        }
    });
}

}  // namespace

void prove_opening(ProverState& state) {
    Opening(state).run();
}

}  // namespace zk::stark

// Every check of the verifier has a proof here that it alone refuses.
#include "stark/verifier/verifier.hpp"

#include "kernels/backend/reference_backend.hpp"
#include "stark/air/checker.hpp"
#include "stark/proof/encoding.hpp"
#include "stark/proof/multilinear.hpp"
#include "stark/proof/stack_claims.hpp"
#include "stark/prover/prover.hpp"
#include "stark/testing/toy_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

namespace zk::stark {
namespace {

using testing::ToyInput;
using testing::ToyRun;
using Check = VerifyError::Check;

struct Line {
    std::string label;
    TranscriptLog::Kind kind;
    std::vector<Felt> elements;
    friend bool operator==(const Line&, const Line&) = default;
};

class Recorder : public TranscriptLog {
  public:
    void step(const char* label, Kind kind, std::span<const Felt> elements) override {
        lines.push_back({label, kind, {elements.begin(), elements.end()}});
    }
    std::vector<Line> lines;
};

/// One honest proof that the cases alter.
struct Fixture {
    std::unique_ptr<Backend> backend = make_cpu_backend(2);
    std::unique_ptr<Collective> alone = make_single_collective();
    ProvingKey key{*backend, testing::toy_machine(), kToy, testing::toy_program(), {}};
    ToyRun run = testing::run_toy({300, 40, 700, 21});
    Recorder prover_log;
    Proof proof = prove({*backend, *alone, &prover_log}, key, run.statement, run.boundary, run.traces);

    [[nodiscard]] VerifyError check(const Proof& candidate, TranscriptLog* log = nullptr) const {
        return verify(testing::toy_machine(), kToy, key.verifying_key(), run.statement, run.boundary, candidate, log);
    }
    [[nodiscard]] VerifyError check_traces(std::vector<Trace> traces) {
        return check(prove({*backend, *alone}, key, run.statement, run.boundary, std::move(traces)));
    }
    [[nodiscard]] Geometry geometry() const {
        Geometry g;
        EXPECT_EQ(
            derive_geometry(g, testing::toy_machine(), key.verifying_key(), proof.shape, run.boundary.size()),
            ShapeError::kNone
        );
        return g;
    }
};

Fixture& fixture() {
    static Fixture instance;
    return instance;
}

void bump(FeltExt& x) {
    x.c[3] += Felt::one();
}
void bump(Felt& x) {
    x += Felt::one();
}
void bump(Digest& x) {
    x.words[5] += Felt::one();
}

TEST(Verifier, AcceptsAndFollowsTheProversTranscript) {
    Recorder log;
    const VerifyError error = fixture().check(fixture().proof, &log);
    EXPECT_TRUE(error.ok()) << error.what();
    ASSERT_EQ(log.lines.size(), fixture().prover_log.lines.size());
    for (std::size_t i = 0; i < log.lines.size(); ++i) {
        EXPECT_TRUE(log.lines[i] == fixture().prover_log.lines[i]) << i << " " << log.lines[i].label;
    }
}

struct Alteration {
    const char* name;
    Check expected;
    std::function<void(Proof&)> alter;
};

TEST(Verifier, RefusesEachAlteredMessageByItsOwnCheck) {
    const std::vector<Alteration> cases{
        {"preset", Check::kPreset, [](Proof& p) { p.preset_id = kStandard128.id; }},
        {"missing query", Check::kLength, [](Proof& p) { p.queries.pop_back(); }},
        {"extra final value", Check::kLength, [](Proof& p) { p.final_message.push_back(FeltExt::zero()); }},
        {"short path", Check::kLength, [](Proof& p) { p.queries[3].segment.path.pop_back(); }},
        {"no fold opening", Check::kLength, [](Proof& p) { p.queries[0].folds.pop_back(); }},
        {"root p", Check::kBusSum, [](Proof& p) { bump(p.gkr_root[0]); }},
        {"root q zero",
         Check::kGkrDenominator,
         [](Proof& p) {
             p.gkr_root = {FeltExt::zero(), FeltExt::zero()};
         }},
        {"gkr round", Check::kGkrRound, [](Proof& p) { bump(p.gkr_layers[4].rounds[0][0]); }},
        {"gkr first layer claims", Check::kGkrLayer, [](Proof& p) { bump(p.gkr_layers[0].claims[2]); }},
        {"gkr claims", Check::kGkrLayer, [](Proof& p) { bump(p.gkr_layers.back().claims[0]); }},
        {"skip message", Check::kSkipRound, [](Proof& p) { bump(p.skip_message[16]); }},
        {"zerocheck round", Check::kZerocheckRound, [](Proof& p) { bump(p.zerocheck_rounds[1][1]); }},
        {"last zerocheck round", Check::kConstraints, [](Proof& p) { bump(p.zerocheck_rounds.back()[3]); }},
        {"opening", Check::kConstraints, [](Proof& p) { bump(p.openings[0]); }},
        {"program opening", Check::kConstraints, [](Proof& p) { bump(p.openings.back()); }},
        {"last stack round", Check::kOpeningSum, [](Proof& p) { bump(p.stack_rounds.back()[1]); }},
        {"program cap", Check::kProgramRoot, [](Proof& p) { bump(p.program_cap[1]); }},
        {"segment leaf", Check::kSegmentPath, [](Proof& p) { bump(p.queries[7].segment.values[2]); }},
        {"segment path", Check::kSegmentPath, [](Proof& p) { bump(p.queries[19].segment.path[0]); }},
        {"program leaf", Check::kProgramPath, [](Proof& p) { bump(p.queries[1].program.values[0]); }},
        {"fold leaf", Check::kFoldPath, [](Proof& p) { bump(p.queries[2].folds[0].values[1]); }},
    };
    for (const Alteration& c : cases) {
        Proof altered = fixture().proof;
        c.alter(altered);
        const VerifyError error = fixture().check(altered);
        EXPECT_EQ(error.check, c.expected) << c.name << ": " << error.what();
    }
}

/// Honest but for one fold of the opening's codeword, which it gets wrong everywhere.
class WrongFold : public ReferenceBackend {
  public:
    explicit WrongFold(int wrong_call) : ReferenceBackend(2), wrong_call_(wrong_call) {}
    void fold_codeword(ExtSpan out, ConstExtSpan in, const FeltExt& r, std::size_t first, int log_n) const override {
        ReferenceBackend::fold_codeword(out, in, r, first, log_n);
        if (calls_++ != wrong_call_) return;
        for (std::size_t i = 0; i < out.size; ++i) out.set(i, out[i] + FeltExt::one());
    }

  private:
    int wrong_call_;
    mutable int calls_ = 0;
};

/// Sends another final message with the same weighted sum, so that every sumcheck holds.
class OtherFinalMessage : public ReferenceBackend {
  public:
    OtherFinalMessage() : ReferenceBackend(2) {}
    std::array<FeltExt, 2> product_round(ConstExtSpan w, ConstExtSpan q) const override {
        folds_to_come_ = w.size == std::size_t{2} << kLogFinalMessage ? 2 : 0;
        return ReferenceBackend::product_round(w, q);
    }
    void fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const override {
        ReferenceBackend::fold(out, in, r);
        if (folds_to_come_ == 2) {
            w_ = {out[0], out[1]};
        } else if (folds_to_come_ == 1) {
            out.set(0, out[0] + w_[1]);
            out.set(1, out[1] - w_[0]);
        }
        if (folds_to_come_ > 0) --folds_to_come_;
    }

  private:
    mutable int folds_to_come_ = 0;
    mutable std::array<FeltExt, 2> w_;
};

TEST(Verifier, RefusesCodewordsThatAreNotFoldsOfTheStack) {
    Fixture& f = fixture();
    const Geometry g = f.geometry();
    ASSERT_EQ(g.fold_groups.size(), 1u);
    for (int call = 0; call < g.log_leaf; ++call) {
        const WrongFold backend(call);
        const Proof proof = prove({backend, *f.alone}, f.key, f.run.statement, f.run.boundary, f.run.traces);
        EXPECT_EQ(f.check(proof).check, Check::kFoldConsistency) << call;
    }
}

TEST(Verifier, RefusesAFinalMessageThatIsNotTheFoldedCodeword) {
    Fixture& f = fixture();
    const Proof proof = prove({OtherFinalMessage(), *f.alone}, f.key, f.run.statement, f.run.boundary, f.run.traces);
    EXPECT_EQ(f.check(proof).check, Check::kFinalMessage);
}

TEST(Verifier, RefusesNoncesThatDoNotFit) {
    for (const auto field : {&Proof::logup_nonce, &Proof::query_nonce}) {
        int refused = 0;
        for (std::uint32_t i = 1; i <= 40; ++i) {
            Proof altered = fixture().proof;
            std::invoke(field, altered) += i;
            const VerifyError error = fixture().check(altered);
            EXPECT_FALSE(error.ok()) << "another nonce leads to other challenges";
            refused += error.check == Check::kGrinding ? 1 : 0;
        }
        EXPECT_GT(refused, 10) << "at least half are expected: the steps of this machine grind one bit or more";
    }
    ASSERT_FALSE(fixture().proof.stack_nonces.empty());
    Proof altered = fixture().proof;
    altered.stack_nonces[0] += 1;
    EXPECT_EQ(fixture().check(altered).check, Check::kGrinding);
}

TEST(Verifier, RefusesAnyAlteredWord) {
    const Geometry geometry = fixture().geometry();
    const Bytes bytes = encode_proof(fixture().proof, geometry);
    std::mt19937 random(31);
    const auto accepted = [&](const Bytes& candidate) {
        const auto proof = decode_proof(candidate, testing::toy_machine(), kToy, fixture().key.verifying_key(), 2);
        return proof.has_value() && fixture().check(*proof).ok();
    };
    EXPECT_TRUE(accepted(bytes));
    for (int i = 0; i < 600; ++i) {
        Bytes altered = bytes;
        const std::size_t at = i < 100 ? static_cast<std::size_t>(i) : random() % bytes.size();
        altered[at] ^= static_cast<std::uint8_t>(1 + random() % 255);
        EXPECT_FALSE(accepted(altered)) << "byte " << at;
    }
}

TEST(Verifier, RefusesOtherStatementsAndKeys) {
    const Fixture& f = fixture();
    const auto check =
        [&](const VerifyingKey& key, std::span<const Felt> statement, std::span<const BoundaryTerm> boundary) {
            return verify(testing::toy_machine(), kToy, key, statement, boundary, f.proof).check;
        };
    for (std::size_t i = 0; i < f.run.statement.size(); ++i) {
        std::vector<Felt> statement = f.run.statement;
        statement[i] += Felt::one();
        EXPECT_NE(check(f.key.verifying_key(), statement, testing::toy_boundary(statement)), Check::kNone);
        EXPECT_NE(check(f.key.verifying_key(), statement, f.run.boundary), Check::kNone)
            << "the statement itself is absorbed";
    }
    for (std::size_t i = 0; i < f.run.boundary.size(); ++i) {
        for (std::size_t k = 0; k < f.run.boundary[i].fields.size(); ++k) {
            std::vector<BoundaryTerm> boundary = f.run.boundary;
            boundary[i].fields[k] += Felt::one();
            EXPECT_EQ(check(f.key.verifying_key(), f.run.statement, boundary), Check::kBusSum);
        }
        std::vector<BoundaryTerm> boundary = f.run.boundary;
        boundary[i].receive = !boundary[i].receive;
        EXPECT_EQ(check(f.key.verifying_key(), f.run.statement, boundary), Check::kBusSum);
        boundary = f.run.boundary;
        boundary[i].bus += 1;
        EXPECT_EQ(check(f.key.verifying_key(), f.run.statement, boundary), Check::kBusSum);
        boundary.erase(boundary.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_EQ(check(f.key.verifying_key(), f.run.statement, boundary), Check::kBusSum);
    }
    VerifyingKey key = f.key.verifying_key();
    bump(key.digest);
    EXPECT_NE(check(key, f.run.statement, f.run.boundary), Check::kNone);
    key = f.key.verifying_key();
    bump(key.program_root_small);
    EXPECT_EQ(check(key, f.run.statement, f.run.boundary), Check::kProgramRoot);
}

TEST(Verifier, RefusesShapesThatAreNotTheMachines) {
    const auto refused_as = [&](const Shape& shape) {
        Proof altered = fixture().proof;
        altered.shape = shape;
        const VerifyError error = fixture().check(altered);
        EXPECT_EQ(error.check, Check::kShape);
        return static_cast<ShapeError>(error.index);
    };
    const Shape& good = fixture().proof.shape;
    Shape shape = good;
    std::swap(shape[0], shape[1]);
    EXPECT_EQ(refused_as(shape), ShapeError::kOrder);
    shape = good;
    shape.insert(shape.begin(), shape[0]);
    EXPECT_EQ(refused_as(shape), ShapeError::kOrder) << "the same instance twice";
    EXPECT_EQ(refused_as({}), ShapeError::kEmpty);
    for (std::size_t i = 0; i < good.size(); ++i) {
        shape = good;
        shape[i].table = 5;
        EXPECT_EQ(refused_as(shape), ShapeError::kTableUnknown);
        shape[i] = {good[i].table, i == 0 ? 25u : 3u};
        EXPECT_EQ(refused_as(shape), ShapeError::kHeightOutOfRange);
        if (good[i].table != testing::kBytes && good[i].table != testing::kProgramRows) continue;
        shape = good;
        shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_EQ(refused_as(shape), ShapeError::kFixedTable) << "missing";
    }
    // Fixed tables one higher or lower, alone in otherwise ordered shapes.
    EXPECT_EQ(refused_as({{testing::kBytes, 9}, {testing::kProgramRows, 4}}), ShapeError::kFixedTable);
    EXPECT_EQ(refused_as({{testing::kBytes, 7}, {testing::kProgramRows, 4}}), ShapeError::kFixedTable);
    EXPECT_EQ(refused_as({{testing::kBytes, 8}, {testing::kProgramRows, 5}}), ShapeError::kFixedTable);
    EXPECT_EQ(
        refused_as({{testing::kBytes, 9}, {testing::kBytes, 8}, {testing::kProgramRows, 4}}), ShapeError::kFixedTable
    );
    EXPECT_EQ(
        refused_as(
            {{testing::kSteps, 12},
             {testing::kSteps, 11},
             {testing::kSteps, 10},
             {testing::kBytes, 8},
             {testing::kProgramRows, 4}}
        ),
        ShapeError::kTooManyInstances
    );
}

TEST(Verifier, BoundsClocksAndInteractions) {
    Geometry g;
    const VerifyingKey& key = fixture().key.verifying_key();
    const auto with_limits = [&](MachineLimits limits, const Shape& shape) {
        const Machine machine("limited", testing::toy_machine().tables(), limits);
        return derive_geometry(g, machine, key, shape, 2);
    };
    const Shape shape{{testing::kSteps, 10}, {testing::kBytes, 8}, {testing::kProgramRows, 4}};
    const std::uint64_t interactions = 4 * 1024 + 256 + 16 + 2;
    EXPECT_EQ(with_limits({9, 10, 4096, 1024, interactions}, shape), ShapeError::kNone);
    EXPECT_EQ(with_limits({9, 10, 4096, 1023, interactions}, shape), ShapeError::kInstructionRows);
    EXPECT_EQ(with_limits({9, 10, 4096, 1024, interactions - 1}, shape), ShapeError::kInteractions);
    EXPECT_EQ(with_limits({9, 10, 1023, 1024, interactions}, shape), ShapeError::kNone);
    EXPECT_EQ(g.log_stack, 10) << "above the threshold the larger stack";
}

/// The toy machine on a stack of 2^8 rows, and its program in columns of 2^log_height rows.
struct TallProgram {
    Machine machine{"low", testing::toy_machine().tables(), {.log_stack_small = 8, .log_stack_large = 8}};
    Trace program;
    ToyRun run;

    TallProgram(int log_height, std::size_t n_steps)
        : program(widened(testing::toy_program(), log_height)),
          run(testing::run_toy({n_steps, 8, 16, 11})) {
        for (Trace& trace : run.traces) {
            if (trace.table == testing::kProgramRows) trace = widened(trace, log_height);
        }
        std::stable_sort(run.traces.begin(), run.traces.end(), [](const Trace& a, const Trace& b) {
            return a.log_height != b.log_height ? a.log_height > b.log_height : a.table < b.table;
        });
    }
    [[nodiscard]] Shape shape() const {
        Shape shape;
        for (const Trace& trace : run.traces)
            shape.push_back({trace.table, static_cast<std::uint32_t>(trace.log_height)});
        return shape;
    }

  private:
    static Trace widened(const Trace& trace, int log_height) {
        Trace out(trace.table, log_height, trace.n_columns);
        for (std::uint32_t j = 0; j < trace.n_columns; ++j)
            std::copy(trace.column(j).begin(), trace.column(j).end(), out.column(j).begin());
        return out;
    }
};

TEST(Verifier, ProgramColumnsAreAtMostAsTallAsTheStack) {
    const Fixture& f = fixture();
    Geometry g;
    for (const auto& [n_steps, odd] : {std::pair{16, true}, std::pair{32, false}}) {
        TallProgram low(8, static_cast<std::size_t>(n_steps));
        ProvingKey key(*f.backend, low.machine, kToy, low.program, {});
        ASSERT_EQ(derive_geometry(g, low.machine, key.verifying_key(), low.shape(), 2), ShapeError::kNone);
        EXPECT_EQ(g.segment_width % 2 == 1, odd);
        const Proof proof = prove({*f.backend, *f.alone}, key, low.run.statement, low.run.boundary, low.run.traces);
        EXPECT_TRUE(verify(low.machine, kToy, key.verifying_key(), low.run.statement, low.run.boundary, proof).ok());

        // Twice as tall they begin in the middle of themselves behind an odd number of stack columns.
        const TallProgram high(9, static_cast<std::size_t>(n_steps));
        EXPECT_THROW(ProvingKey(*f.backend, high.machine, kToy, high.program, {}), std::invalid_argument);
        VerifyingKey tall = key.verifying_key();
        tall.program_log_height = 9;
        EXPECT_EQ(derive_geometry(g, high.machine, tall, high.shape(), 2), ShapeError::kProgramHeight);
        Proof altered = proof;
        altered.shape = high.shape();
        const VerifyError error = verify(high.machine, kToy, tall, high.run.statement, high.run.boundary, altered);
        EXPECT_EQ(error.check, Check::kShape);
        EXPECT_EQ(static_cast<ShapeError>(error.index), ShapeError::kProgramHeight);
        // The stack at hand counts.
        const Machine large("large", testing::toy_machine().tables(), {8, 9, 0, 4096, 1u << 20});
        EXPECT_EQ(derive_geometry(g, large, tall, high.shape(), 2), ShapeError::kNone);
    }
}

TEST(Verifier, RefusesTracesThatBreakAConstraintOrABus) {
    Fixture& f = fixture();
    // Every column of every instance in its first, a middle and the last row, padding included.
    for (std::size_t t = 0; t < f.run.traces.size(); ++t) {
        const std::size_t height = f.run.traces[t].height();
        for (std::uint32_t j = 0; j < f.run.traces[t].n_columns; ++j) {
            for (const std::size_t row : {std::size_t{0}, height / 3, height - 1}) {
                std::vector<Trace> traces = f.run.traces;
                bump(traces[t].column(j)[row]);
                const Trace program = testing::toy_program();
                const Table& table = testing::toy_machine().tables()[traces[t].table];
                const bool broken = !check_rows(table, traces[t], &program).empty() ||
                                    !check_buses(testing::toy_machine(), traces, &program, f.run.boundary).empty();
                const VerifyError error = f.check_traces(std::move(traces));
                EXPECT_EQ(!error.ok(), broken)
                    << table.name << " column " << j << " row " << row << ": " << error.what();
            }
        }
    }
}

TEST(Verifier, AllPairsOfHeights) {
    // Steps and cubes (both with interactions) at all heights 4..8, the table without interactions above the GKR depth.
    Fixture& f = fixture();
    for (int steps = 4; steps <= 8; ++steps) {
        for (int cubes = 4; cubes <= 8; ++cubes) {
            const ToyInput input{std::size_t{1} << steps, std::size_t{1} << (cubes - 1), std::size_t{1} << 13, 7};
            ToyRun run = testing::run_toy(input);
            const auto check = [&](std::vector<Trace> traces) {
                const Proof proof =
                    prove({*f.backend, *f.alone}, f.key, run.statement, run.boundary, std::move(traces));
                return verify(testing::toy_machine(), kToy, f.key.verifying_key(), run.statement, run.boundary, proof);
            };
            EXPECT_TRUE(check(run.traces).ok()) << steps << " " << cubes;
            for (Trace& trace : run.traces) {
                if (trace.table != testing::kBytes) continue;
                trace.column(0)[17] += Felt::one();
                EXPECT_FALSE(check(run.traces).ok()) << "one lookup too many, " << steps << " " << cubes;
            }
        }
    }
}

TEST(Verifier, RefusesANonzeroBoundaryWithoutInteractions) {
    AirBuilder b;
    const Expr x = b.main_column("x");
    b.assert_zero("bool", x * (x - 1));
    std::vector<Table> tables;
    tables.push_back({"silent", b.take(), false, 0, false});
    const Machine machine("silent", std::move(tables), {.log_stack_small = 8, .log_stack_large = 8});
    const Fixture& f = fixture();
    ProvingKey key(*f.backend, machine, kToy, Trace(), {});
    const std::vector<BoundaryTerm> none;
    const std::vector<BoundaryTerm> one{{false, 1, {Felt(7)}}};
    const std::vector<BoundaryTerm> cancelling{{false, 1, {Felt(7)}}, {true, 1, {Felt(7)}}};
    for (const auto& [boundary, ok] : {std::pair{none, true}, std::pair{one, false}, std::pair{cancelling, true}}) {
        const Proof proof = prove({*f.backend, *f.alone}, key, {}, boundary, {Trace(0, 10, 1)});
        EXPECT_EQ(verify(machine, kToy, key.verifying_key(), {}, boundary, proof).ok(), ok);
    }
}

TEST(Verifier, OpeningsEqualBruteForceEvaluations) {
    const Fixture& f = fixture();
    std::vector<FeltExt> point;
    for (const Line& line : f.prover_log.lines) {
        if (line.label != "skip point" && line.label != "zerocheck point") continue;
        FeltExt x;
        std::copy(line.elements.begin(), line.elements.end(), x.c.begin());
        point.push_back(x);
    }
    const auto lagrange = skip_lagrange(point[0]);
    const auto evaluate = [&](std::span<const Felt> column, int log_height) {
        const std::span<const FeltExt> high =
            std::span<const FeltExt>(point).subspan(1, static_cast<std::size_t>(log_height - 4));
        FeltExt sum = FeltExt::zero();
        for (std::size_t row = 0; row < column.size(); ++row)
            sum += lagrange[row % 16] * eq_at(high, row / 16) * column[row];
        return sum;
    };
    std::size_t next = 0;
    for (const Trace& trace : f.run.traces) {
        for (std::uint32_t j = 0; j < trace.n_columns; ++j) {
            EXPECT_EQ(f.proof.openings[next++], evaluate(trace.column(j), trace.log_height)) << trace.table << " " << j;
        }
    }
    const Trace program = testing::toy_program();
    for (std::uint32_t j = 0; j < program.n_columns; ++j) {
        EXPECT_EQ(f.proof.openings[next++], evaluate(program.column(j), program.log_height));
    }
    EXPECT_EQ(next, f.proof.openings.size());
}

}  // namespace
}  // namespace zk::stark

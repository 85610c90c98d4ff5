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
#include <array>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <tuple>
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
    explicit Fixture(const ToyInput& input) : run(testing::run_toy(input)) {}

    std::unique_ptr<Backend> backend = make_cpu_backend(2);
    std::unique_ptr<Collective> alone = make_single_collective();
    ProvingKey key{*backend, testing::toy_machine(), kToy, testing::toy_program(), {}};
    ToyRun run;
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
    static Fixture instance({300, 40, 700, 21});
    return instance;
}

/// On the large stack, where folds are committed twice.
Fixture& large_fixture() {
    static Fixture instance({20000, 10, 10, 8});
    return instance;
}

/// The challenges of this label, in order.
std::vector<FeltExt> challenges_of(const Recorder& log, const std::string& label) {
    std::vector<FeltExt> challenges;
    for (const Line& line : log.lines) {
        if (line.label != label) continue;
        FeltExt x;
        std::copy(line.elements.begin(), line.elements.end(), x.c.begin());
        challenges.push_back(x);
    }
    return challenges;
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

/// Honest until 2^log_left message values are left, then goes on with another message. What it adds, (w', -w) to the halves that the weights (w, w')
/// give, is orthogonal to the weights whatever the challenges to come: every sumcheck holds. `encodes`: the codeword is the other message's, too.
class OtherMessage : public ReferenceBackend {
  public:
    OtherMessage(int log_left, bool encodes) : ReferenceBackend(2), log_left_(log_left), encodes_(encodes) {}
    std::array<FeltExt, 2> product_round(ConstExtSpan w, ConstExtSpan q) const override {
        folds_to_come_ = w.size == std::size_t{2} << log_left_ ? 2 : 0;
        return ReferenceBackend::product_round(w, q);
    }
    void fold(ExtSpan out, ConstExtSpan in, const FeltExt& r) const override {
        ReferenceBackend::fold(out, in, r);
        if (folds_to_come_ == 2) {
            const std::size_t half = out.size / 2;
            added_.clear();
            for (std::size_t i = 0; i < half; ++i) added_.push_back(out[i + half]);
            for (std::size_t i = 0; i < half; ++i) added_.push_back(-out[i]);
        } else if (folds_to_come_ == 1) {
            for (std::size_t i = 0; i < out.size; ++i) out.set(i, out[i] + added_[i]);
        }
        if (folds_to_come_ > 0) --folds_to_come_;
    }
    void fold_codeword(ExtSpan out, ConstExtSpan in, const FeltExt& r, std::size_t first, int log_n) const override {
        ReferenceBackend::fold_codeword(out, in, r, first, log_n);
        if (!encodes_ || out.size != std::size_t{1} << (log_left_ + kLogBlowup)) return;
        std::vector<Felt> message(added_.size());
        std::vector<Felt> codeword(out.size);
        for (int k = 0; k < FeltExt::kDegree; ++k) {
            for (std::size_t i = 0; i < message.size(); ++i) message[i] = added_[i].c[k];
            Felt* const to = codeword.data();
            const Felt* const from = message.data();
            encode({&to, 1}, {&from, 1}, log_left_, kLogBlowup);
            for (std::size_t i = 0; i < out.size; ++i) out.plane(k)[i] += codeword[i];
        }
    }

  private:
    int log_left_;
    bool encodes_;
    mutable int folds_to_come_ = 0;
    mutable std::vector<FeltExt> added_;
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
    const OtherMessage backend(kLogFinalMessage, false);
    const Proof proof = prove({backend, *f.alone}, f.key, f.run.statement, f.run.boundary, f.run.traces);
    EXPECT_EQ(f.check(proof).check, Check::kFinalMessage);
}

// Honest before and after: only the step from one committed codeword to the next is wrong.
TEST(Verifier, RefusesEachCommittedCodewordThatIsNotTheFoldOfTheOneBefore) {
    Fixture& f = large_fixture();
    const Geometry g = f.geometry();
    ASSERT_EQ(g.log_stack, 14);
    ASSERT_EQ(g.fold_groups.size(), 2u);
    int log_left = g.log_stack - g.log_leaf;
    for (const int group : g.fold_groups) {
        const OtherMessage backend(log_left, true);
        const Proof proof = prove({backend, *f.alone}, f.key, f.run.statement, f.run.boundary, f.run.traces);
        EXPECT_EQ(f.check(proof).check, Check::kFoldConsistency) << "committed with 2^" << log_left << " values left";
        log_left -= group;
    }
}

// A message's first value enters its own check; behind the last round of a layer only the layer's claims would be wrong.
TEST(Verifier, RefusesEachRoundOfEverySumcheck) {
    const Fixture& f = fixture();
    for (std::size_t k = 0; k < f.proof.gkr_layers.size(); ++k) {
        for (std::size_t j = 0; j < k; ++j) {
            Proof altered = f.proof;
            bump(altered.gkr_layers[k].rounds[j][0]);
            const VerifyError error = f.check(altered);
            EXPECT_EQ(error.check, Check::kGkrRound) << "layer " << k << " round " << j << ": " << error.what();
            EXPECT_EQ(error.index, k);
        }
    }
    for (std::size_t j = 0; j < f.proof.zerocheck_rounds.size(); ++j) {
        Proof altered = f.proof;
        bump(altered.zerocheck_rounds[j][0]);
        const VerifyError error = f.check(altered);
        EXPECT_EQ(error.check, Check::kZerocheckRound) << j << ": " << error.what();
        EXPECT_EQ(error.index, j);
    }
}

// Openings that satisfy every constraint and interaction, but are not the committed columns'.
TEST(Verifier, RefusesOpeningsThatAreNotTheColumns) {
    const Fixture& f = fixture();
    // Without nonces and queries that depend on them, nothing else looks at the openings.
    Preset preset = kToy;
    preset.max_grinding_bits = 0;
    preset.query_grinding_bits = 0;
    preset.n_queries = 0;
    ProvingKey key(*f.backend, testing::toy_machine(), preset, testing::toy_program(), {});
    Recorder log;
    const Proof proof = prove({*f.backend, *f.alone, &log}, key, f.run.statement, f.run.boundary, f.run.traces);
    const auto check = [&](const Proof& candidate) {
        return verify(testing::toy_machine(), preset, key.verifying_key(), f.run.statement, f.run.boundary, candidate)
            .check;
    };
    ASSERT_EQ(check(proof), Check::kNone);
    const Geometry g = f.geometry();

    Proof altered = proof;
    const auto alone = std::find_if(g.instances.begin(), g.instances.end(), [](const InstanceLayout& layout) {
        return layout.instance.table == testing::kAlone;
    });
    ASSERT_NE(alone, g.instances.end());
    FeltExt& x = altered.openings[alone->first_opening];
    FeltExt& y = altered.openings[alone->first_opening + 1];
    const FeltExt before = x * x * x - y;
    bump(x);
    EXPECT_EQ(check(altered), Check::kConstraints);
    y = x * x * x - before;
    EXPECT_EQ(check(altered), Check::kOpeningSum) << "main columns";

    altered = proof;
    const std::vector<FeltExt> beta_eq = eq_values(challenges_of(log, "beta"));
    altered.openings[g.n_main_columns] += beta_eq[2];
    EXPECT_EQ(check(altered), Check::kConstraints);
    altered.openings[g.n_main_columns + 1] -= beta_eq[1];
    EXPECT_EQ(check(altered), Check::kOpeningSum) << "program columns";
}

/// Five fields with alpha - eq(beta, 0) bus - sum of eq(beta, k) field_k = 0, found by elimination over the base field.
std::vector<Felt> fields_of_denominator_zero(const FeltExt& alpha, std::span<const FeltExt> beta_eq, Felt bus) {
    constexpr int kUnknowns = FeltExt::kDegree;
    const FeltExt constant = alpha - beta_eq[0] * bus;
    std::array<std::array<Felt, kUnknowns + 1>, kUnknowns> rows;
    for (int d = 0; d < kUnknowns; ++d) {
        for (int k = 0; k < kUnknowns; ++k) rows[d][k] = beta_eq[static_cast<std::size_t>(k) + 1].c[d];
        rows[d][kUnknowns] = constant.c[d];
    }
    for (int pivot = 0; pivot < kUnknowns; ++pivot) {
        const Felt scale = rows[pivot][pivot].inverse();
        for (Felt& x : rows[pivot]) x *= scale;
        for (int d = 0; d < kUnknowns; ++d) {
            if (d == pivot) continue;
            const Felt factor = rows[d][pivot];
            for (int k = 0; k <= kUnknowns; ++k) rows[d][k] -= factor * rows[pivot][k];
        }
    }
    std::vector<Felt> fields;
    for (const auto& row : rows) fields.push_back(row[kUnknowns]);
    return fields;
}

// Two such terms have numerator and denominator zero: with them everything cancels.
TEST(Verifier, RefusesBoundaryTermsWithDenominatorZero) {
    const Fixture& f = fixture();
    const FeltExt alpha = challenges_of(f.prover_log, "alpha").at(0);
    const std::vector<FeltExt> beta_eq = eq_values(challenges_of(f.prover_log, "beta"));
    const BoundaryTerm term{false, 1, fields_of_denominator_zero(alpha, beta_eq, Felt(1))};
    const auto check = [&](const std::vector<BoundaryTerm>& boundary) {
        return verify(testing::toy_machine(), kToy, f.key.verifying_key(), f.run.statement, boundary, f.proof).check;
    };
    EXPECT_EQ(check({term, term}), Check::kGkrDenominator);
    EXPECT_EQ(check({f.run.boundary[0], term}), Check::kGkrDenominator);
}

TEST(Verifier, RefusesListsOfAnotherLength) {
    const Fixture& f = fixture();
    const auto resized = [&](const char* name, const auto& list) {
        for (const int by : {-1, 1}) {
            Proof altered = f.proof;
            auto& items = list(altered);
            if (by < 0 && items.empty()) continue;
            items.resize(items.size() + static_cast<std::size_t>(by));
            EXPECT_EQ(f.check(altered).check, Check::kLength) << name << " " << by;
        }
    };
    resized("segment cap", [](Proof& p) -> auto& { return p.segment_cap; });
    resized("gkr layers", [](Proof& p) -> auto& { return p.gkr_layers; });
    resized("gkr rounds", [](Proof& p) -> auto& { return p.gkr_layers[5].rounds; });
    resized("skip message", [](Proof& p) -> auto& { return p.skip_message; });
    resized("zerocheck rounds", [](Proof& p) -> auto& { return p.zerocheck_rounds; });
    resized("openings", [](Proof& p) -> auto& { return p.openings; });
    resized("stack rounds", [](Proof& p) -> auto& { return p.stack_rounds; });
    resized("stack nonces", [](Proof& p) -> auto& { return p.stack_nonces; });
    resized("program cap", [](Proof& p) -> auto& { return p.program_cap; });
    resized("fold caps", [](Proof& p) -> auto& { return p.fold_caps; });
    resized("fold cap", [](Proof& p) -> auto& { return p.fold_caps[0]; });
    resized("final message", [](Proof& p) -> auto& { return p.final_message; });
    resized("queries", [](Proof& p) -> auto& { return p.queries; });
    resized("segment leaf", [](Proof& p) -> auto& { return p.queries[19].segment.values; });
    resized("segment path", [](Proof& p) -> auto& { return p.queries[19].segment.path; });
    resized("program leaf", [](Proof& p) -> auto& { return p.queries[19].program.values; });
    resized("program path", [](Proof& p) -> auto& { return p.queries[19].program.path; });
    resized("folds", [](Proof& p) -> auto& { return p.queries[19].folds; });
    resized("fold leaf", [](Proof& p) -> auto& { return p.queries[19].folds[0].values; });
    resized("fold path", [](Proof& p) -> auto& { return p.queries[19].folds[0].path; });
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
    const Geometry g = fixture().geometry();
    std::size_t nonce = 0;
    for (int round = 0; round < g.column_bits + g.log_stack; ++round) {
        if (stack_round_grinding(kToy, g, round) == 0) continue;
        int refused = 0;
        for (std::uint32_t i = 1; i <= 20; ++i) {
            Proof altered = fixture().proof;
            altered.stack_nonces[nonce] += i;
            const VerifyError error = fixture().check(altered);
            EXPECT_FALSE(error.ok());
            refused += error.check == Check::kGrinding && error.index == static_cast<std::uint32_t>(round) ? 1 : 0;
        }
        EXPECT_GT(refused, 4) << "round " << round;
        ++nonce;
    }
    EXPECT_EQ(nonce, fixture().proof.stack_nonces.size());
    EXPECT_GT(nonce, 5u);
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
}

// The digest binds both roots; each counts at its own stack height.
TEST(Verifier, RefusesAnotherProgramRootAtEitherStackHeight) {
    for (const auto& [f, own, other] :
         {std::tuple{&fixture(), &VerifyingKey::program_root_small, &VerifyingKey::program_root_large},
          std::tuple{&large_fixture(), &VerifyingKey::program_root_large, &VerifyingKey::program_root_small}}) {
        const auto check = [&, proved = f](const VerifyingKey& key) {
            return verify(testing::toy_machine(), kToy, key, proved->run.statement, proved->run.boundary, proved->proof)
                .check;
        };
        VerifyingKey key = f->key.verifying_key();
        bump(key.*own);
        EXPECT_EQ(check(key), Check::kProgramRoot);
        key = f->key.verifying_key();
        bump(key.*other);
        EXPECT_EQ(check(key), Check::kNone);
    }
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
    EXPECT_EQ(
        refused_as({{testing::kCubes, 8}, {testing::kSteps, 8}, {testing::kBytes, 8}, {testing::kProgramRows, 4}}),
        ShapeError::kOrder
    ) << "at one height tables ascend";
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

/// One table without interactions, no program.
Machine silent_machine() {
    AirBuilder b;
    const Expr x = b.main_column("x");
    b.assert_zero("bool", x * (x - 1));
    std::vector<Table> tables;
    tables.push_back({"silent", b.take(), false, 0, false});
    return {"silent", std::move(tables), {.log_stack_small = 8, .log_stack_large = 8}};
}

// Nothing reads what is behind a program that is not there, so it would not be bound.
TEST(Verifier, RefusesAProgramThatTheMachineDoesNotHave) {
    const Machine machine = silent_machine();
    const Fixture& f = fixture();
    ProvingKey key(*f.backend, machine, kToy, Trace(), {});
    const Proof proof = prove({*f.backend, *f.alone}, key, {}, {}, {Trace(0, 10, 1)});
    const auto check = [&](const auto& alter) {
        Proof altered = proof;
        alter(altered);
        return verify(machine, kToy, key.verifying_key(), {}, {}, altered).check;
    };
    EXPECT_EQ(check([](Proof&) {}), Check::kNone);
    EXPECT_EQ(check([](Proof& p) { p.program_cap.resize(1); }), Check::kLength);
    EXPECT_EQ(check([](Proof& p) { p.queries[3].program.values.resize(1); }), Check::kLength);
    EXPECT_EQ(check([](Proof& p) { p.queries[3].program.path.resize(1); }), Check::kLength);
}

TEST(Verifier, RefusesANonzeroBoundaryWithoutInteractions) {
    const Machine machine = silent_machine();
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
    std::vector<FeltExt> point = challenges_of(f.prover_log, "skip point");
    const std::vector<FeltExt> rows = challenges_of(f.prover_log, "zerocheck point");
    point.insert(point.end(), rows.begin(), rows.end());
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

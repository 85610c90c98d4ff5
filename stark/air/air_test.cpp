#include "stark/air/air.hpp"

#include "kernels/backend/backend.hpp"
#include "stark/air/checker.hpp"
#include "stark/air/evaluate.hpp"
#include "stark/air/machine.hpp"
#include "stark/air/weighted_sum.hpp"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

namespace zk::stark {
namespace {

FeltExt random_ext(std::mt19937& random) {
    FeltExt x;
    for (Felt& c : x.c) c = Felt(static_cast<std::uint32_t>(random()));
    return x;
}

TEST(AirBuilder, SharesEqualNodesAndFoldsConstants) {
    AirBuilder b;
    const Expr x = b.main_column("x");
    const Expr y = b.main_column("y");
    EXPECT_EQ((x + y).node(), (x + y).node());
    EXPECT_EQ((x * y).node(), (x * y).node());
    EXPECT_NE((x * y).node(), (y * x).node()) << "operands stay as written";
    EXPECT_NE((x - y).node(), (y - x).node());
    EXPECT_EQ((x + 0).node(), x.node());
    EXPECT_EQ((x * 1).node(), x.node());
    EXPECT_EQ((x * 0).node(), b.constant(0).node());
    EXPECT_EQ((b.constant(5) - 7).node(), b.constant(-2).node());
}

// A compiler may evaluate the operands of x * y + (x - y) in either order.
TEST(AirBuilder, CanonicalNumbersDoNotDependOnTheOrderOfEvaluation) {
    const auto record = [](bool right_first) {
        AirBuilder b;
        const Expr x = b.main_column("x");
        const Expr y = b.main_column("y");
        if (right_first) (void)(x - y + 3);
        const Expr left = x * y;
        const Expr right = x - y;
        b.assert_zero("c", left + right);
        Air air = b.take();
        number_canonically(air);
        return air;
    };
    const Air first = record(false);
    const Air second = record(true);
    ASSERT_EQ(first.nodes.size(), 5u) << "unused nodes are dropped";
    ASSERT_EQ(second.nodes.size(), first.nodes.size());
    EXPECT_EQ(second.degrees, first.degrees);
    EXPECT_EQ(second.constraints[0].node, first.constraints[0].node);
    for (std::size_t i = 0; i < first.nodes.size(); ++i) {
        EXPECT_EQ(second.nodes[i].op, first.nodes[i].op) << i;
        EXPECT_EQ(second.nodes[i].a, first.nodes[i].a) << i;
        EXPECT_EQ(second.nodes[i].b, first.nodes[i].b) << i;
    }
}

TEST(AirBuilder, RefusesWhatTheProtocolCannotProve) {
    AirBuilder b;
    const Expr x = b.main_column("x");
    EXPECT_THROW(b.assert_zero("fourth", x * x * x * x), std::logic_error);
    EXPECT_THROW(b.assert_zero("constant", b.constant(3)), std::logic_error);
    EXPECT_THROW(b.send("bus", 0, x, {x}), std::logic_error);
    EXPECT_THROW(b.send("field", 1, x, {x * x * x}), std::logic_error);
    EXPECT_THROW(b.send("multiplicity", 1, x * x * x, {x}), std::logic_error);
    EXPECT_THROW(b.send("long", 1, x, std::vector<Expr>(128, x)), std::logic_error);
    AirBuilder other;
    const Expr foreign = other.main_column("y");
    EXPECT_THROW(x + foreign, std::logic_error);
    b.closed_form_column("row", index_bits(0, 4));
    EXPECT_THROW(b.main_column("late"), std::logic_error);
    EXPECT_THROW(b.program_column("late"), std::logic_error);
}

TEST(Machine, RefusesTablesThatBreakItsRules) {
    const auto machine_of = [](Table table) {
        std::vector<Table> tables;
        tables.push_back(std::move(table));
        return Machine("m", std::move(tables));
    };
    const auto table_of = [](const auto& build, bool fixed) {
        AirBuilder b;
        build(b);
        return Table{"t", b.take(), fixed, fixed ? 5 : 0, false};
    };
    const auto zero_row_violates = [](AirBuilder& b) { b.assert_zero("one", b.main_column("x") - 1); };
    const auto zero_row_sends = [](AirBuilder& b) {
        const Expr x = b.main_column("x");
        b.send("s", 1, 1 - x, {x});
    };
    const auto closed_form = [](AirBuilder& b) {
        b.main_column("x");
        b.closed_form_column("i", index_bits(0, 4));
    };
    const auto no_main_column = [](AirBuilder& b) { b.closed_form_column("i", index_bits(0, 4)); };
    const auto program = [](AirBuilder& b) {
        b.main_column("x");
        b.program_column("pc");
    };
    const auto plain = [](AirBuilder& b) { b.main_column("x"); };
    const auto two_lengths = [](AirBuilder& b) {
        const Expr x = b.main_column("x");
        b.send("s", 1, x, {x});
        b.send("t", 1, x, {x, x});
    };
    EXPECT_THROW(machine_of(table_of(zero_row_violates, false)), std::logic_error);
    EXPECT_NO_THROW(machine_of(table_of(zero_row_violates, true)));
    EXPECT_THROW(machine_of(table_of(zero_row_sends, false)), std::logic_error);
    EXPECT_THROW(machine_of(table_of(closed_form, false)), std::logic_error);
    EXPECT_NO_THROW(machine_of(table_of(closed_form, true)));
    EXPECT_THROW(machine_of(table_of(two_lengths, false)), std::logic_error);
    EXPECT_THROW(machine_of(table_of(no_main_column, true)), std::logic_error);

    // The key's height and program columns go together.
    const auto key_height = [&](Table table) {
        table.fixed_log_height = kHeightFromKey;
        return table;
    };
    EXPECT_NO_THROW(machine_of(key_height(table_of(program, true))));
    EXPECT_THROW(machine_of(table_of(program, true)), std::logic_error);
    EXPECT_THROW(machine_of(table_of(program, false)), std::logic_error);
    EXPECT_THROW(machine_of(key_height(table_of(plain, true))), std::logic_error);
    EXPECT_NO_THROW(machine_of(table_of(plain, true)));

    const auto with_stacks = [&](int log_small, int log_large) {
        return Machine("m", {table_of(plain, false)}, {.log_stack_small = log_small, .log_stack_large = log_large});
    };
    EXPECT_NO_THROW(with_stacks(6, 26));
    EXPECT_THROW(with_stacks(5, 26), std::logic_error);
    EXPECT_THROW(with_stacks(6, 27), std::logic_error);
    EXPECT_THROW(with_stacks(27, 26), std::logic_error);
    EXPECT_THROW(with_stacks(20, 5), std::logic_error);
}

TEST(Machine, DigestDependsOnEverythingRecorded) {
    const auto digest_of =
        [](std::int64_t constant, std::uint32_t bus, bool fixed, std::uint64_t limit, const char* label) {
            AirBuilder b;
            const Expr x = b.main_column("x");
            b.assert_zero(label, x * (x - constant));
            b.send("s", bus, x, {x});
            std::vector<Table> tables;
            tables.push_back({"t", b.take(), fixed, 5, false});
            return Machine("m", std::move(tables), {.large_above_rows = limit}).digest();
        };
    const Digest digest = digest_of(1, 1, false, 100, "a");
    EXPECT_EQ(digest_of(1, 1, false, 100, "other label"), digest);
    EXPECT_FALSE(digest_of(2, 1, false, 100, "a") == digest);
    EXPECT_FALSE(digest_of(1, 2, false, 100, "a") == digest);
    EXPECT_FALSE(digest_of(1, 1, true, 100, "a") == digest);
    EXPECT_FALSE(digest_of(1, 1, false, 101, "a") == digest);
}

TEST(InstanceHeights, SplitWhenItSavesEnough) {
    EXPECT_TRUE(instance_heights(0, 20).empty());
    EXPECT_EQ(instance_heights(1, 20), std::vector<int>{4});
    EXPECT_EQ(instance_heights(16, 20), std::vector<int>{4});
    EXPECT_EQ(instance_heights(17, 20), std::vector<int>{5});
    EXPECT_EQ(instance_heights(1 << 15, 20), std::vector<int>{15});
    EXPECT_EQ(instance_heights((1 << 14) + 1, 20), std::vector<int>{15}) << "saves 2^14 - 16";
    EXPECT_EQ(instance_heights((1 << 15) + 1, 20), (std::vector<int>{15, 4}));
    EXPECT_EQ(instance_heights((1 << 15) + (1 << 14), 20), (std::vector<int>{15, 14}));
    EXPECT_EQ(instance_heights((1 << 15) + (1 << 14) + 1, 20), std::vector<int>{16});
    // Wide tables by their cells.
    EXPECT_EQ(instance_heights(24 * 171, 2472), (std::vector<int>{12, 4}));
    EXPECT_EQ(instance_heights(24 * 340, 2472), std::vector<int>{13});
    EXPECT_EQ(instance_heights((1 << 10) + 1, 2048), std::vector<int>{11}) << "saves 2^21 - 2^15 cells";
    EXPECT_EQ(instance_heights((1 << 10) + 1, 2100), (std::vector<int>{10, 4}));
}

/// Random table: the weighted sum by tape, in each of its three forms, equals the sum by definition.
TEST(WeightedSum, EqualsItsDefinition) {
    std::mt19937 random(41);
    const auto backend = make_reference_backend(1);
    for (int round = 0; round < 40; ++round) {
        AirBuilder b;
        std::vector<Expr> pool;
        const std::uint32_t n_columns = 1 + random() % 6;
        for (std::uint32_t j = 0; j < n_columns; ++j) pool.push_back(b.main_column("c"));
        for (int i = 0; i < 30; ++i) {
            const Expr& x = pool[random() % pool.size()];
            const Expr& y = pool[random() % pool.size()];
            const std::uint32_t choice = random() % 4;
            const Expr z = choice == 0   ? x + y
                           : choice == 1 ? x - y
                           : choice == 2 ? x * static_cast<std::int64_t>(random() % 50) + 3
                                         : x * y;
            if (b.air().degrees[z.node()] <= 3) pool.push_back(z);
        }
        std::vector<NodeId> terms;
        std::vector<FeltExt> weights;
        for (int i = 0; i < 8; ++i) {
            terms.push_back(pool[random() % pool.size()].node());
            weights.push_back(random_ext(random));
        }
        const Air& air = b.air();
        std::vector<Felt> row;
        for (std::uint32_t j = 0; j < n_columns; ++j) row.emplace_back(static_cast<std::uint32_t>(random()));
        const std::vector<Felt> values = evaluate_nodes<Felt>(air, std::span<const Felt>(row));
        FeltExt expected = FeltExt::zero();
        for (std::size_t i = 0; i < terms.size(); ++i) expected += weights[i] * values[terms[i]];

        const auto tape_value = [&](const WeightedSum& sum, const WeightedSum::Weights& w, const FeltExt* extra) {
            std::vector<std::array<Felt, FeltExt::kDegree>> lanes;
            for (const std::uint32_t j : sum.input_columns()) lanes.push_back(FeltExt(row[j]).c);
            if (extra != nullptr) lanes.push_back(extra->c);
            std::vector<ConstExtSpan> inputs;
            for (const auto& lane : lanes) inputs.push_back({lane.data(), 1, 1});
            std::array<Felt, FeltExt::kDegree> out{};
            backend->run_tape(sum.tape(), ExtSpan{out.data(), 1, 1}, inputs, w.coefficients);
            return FeltExt(out);
        };
        const auto linear_part = [&](const WeightedSum::Weights& w) {
            FeltExt value = w.constant;
            for (std::uint32_t j = 0; j < n_columns; ++j) value += w.columns[j] * row[j];
            return value;
        };
        const WeightedSum in_tape(air, terms, WeightedSum::Linear::kInTape);
        EXPECT_EQ(tape_value(in_tape, in_tape.weigh(weights), nullptr) + in_tape.weigh(weights).constant, expected);
        const WeightedSum separate(air, terms, WeightedSum::Linear::kSeparate);
        EXPECT_EQ(
            tape_value(separate, separate.weigh(weights), nullptr) + linear_part(separate.weigh(weights)), expected
        );
        const WeightedSum extra(air, terms, WeightedSum::Linear::kExtraInput);
        const FeltExt linear = linear_part(extra.weigh(weights));
        EXPECT_EQ(tape_value(extra, extra.weigh(weights), &linear), expected);
    }
}

}  // namespace
}  // namespace zk::stark

#include "vm/testing/row_oracle.hpp"

#include "kernels/hash/poseidon2.hpp"
#include "stark/air/evaluate.hpp"
#include "vm/chips/common/buses.hpp"
#include "vm/chips/lookup/lookup.hpp"
#include "vm/chips/program/program_table.hpp"
#include "vm/testing/row_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace zk::vm::testing {
namespace {

bool is_in_program(const Tuple& t, const stark::ProgramColumns& program) {
    for (std::size_t r = 0; r < program.height(); ++r) {
        bool same = true;
        for (std::size_t j = 0; same && j < kProgramFields; ++j) same = program.column(j)[r].value() == t[1 + j];
        if (same) return true;
    }
    return false;
}

Tuple tuple_of(const stark::Interaction& interaction, std::span<const Felt> values) {
    Tuple tuple{interaction.bus};
    for (const stark::NodeId field : interaction.fields) tuple.push_back(values[field].value());
    return tuple;
}

std::string text_of(const Tuple& tuple) {
    std::string text = "bus " + std::to_string(tuple[0]) + " (";
    for (std::size_t i = 1; i < tuple.size(); ++i) text += (i > 1 ? ", " : "") + std::to_string(tuple[i]);
    return text + ")";
}

std::string text_of(const std::vector<Tuple>& tuples) {
    std::string text;
    for (const Tuple& tuple : tuples) text += "  " + text_of(tuple) + "\n";
    return text;
}

/// Amounts that carries, limbs, bytes, signs and alignments could hide, and their fractions.
std::vector<Felt> amounts() {
    std::vector<Felt> out;
    for (const std::uint32_t a : {1u, 2u, 4u, 128u, 255u, 256u, 1u << 14, 1u << 15, 65535u, 65536u, 1u << 29}) {
        out.emplace_back(a);
        out.push_back(-Felt(a));
    }
    for (const std::uint32_t a : {2u, 4u, 32u, 256u, 65536u}) {
        out.push_back(Felt(a).inverse());
        out.push_back(-Felt(a).inverse());
    }
    return out;
}

std::vector<Felt> pair_amounts() {
    return {
        Felt(1),
        -Felt(1),
        Felt(256),
        -Felt(256),
        Felt(65536),
        -Felt(65536),
        Felt(1u << 14),
        -Felt(1u << 14),
        Felt(2),
        -Felt(2)};
}

class Suite {
  public:
    Suite(const ChipRows& rows, const SuiteOptions& options)
        : rows_(rows),
          options_(options),
          air_(rows.oracle().table().air),
          dependents_(air_) {}

    void run() {
        const std::size_t n = std::min(rows_.rows.size(), options_.max_rows);
        ASSERT_GT(n, 0u) << "no rows of " << name();
        std::vector<bool> bound(rows_.oracle().width(), false);
        choose_pairs();
        for (std::size_t r = 0; r < n; ++r) {
            RowValues values(air_, dependents_, rows_.rows[r]);
            honest_ = rows_.oracle().judge_nodes(values.nodes());
            ASSERT_EQ(honest_.broken + honest_.unbound, "") << name() << " row " << r;
            singles(r, values, bound);
            if (r < options_.max_pair_rows) pairs(r, values);
        }
        for (std::size_t j = 0; j < bound.size(); ++j) {
            EXPECT_TRUE(bound[j]) << name() << ": nothing depends on column " << column(j);
        }
    }

  private:
    [[nodiscard]] std::string name() const { return rows_.oracle().table().name; }
    [[nodiscard]] std::string column(std::size_t j) const { return rows_.oracle().table().air.column_names[j]; }

    /// True when the altered row is refused or consumes other tuples; a failure when it only produces others, or any number of them.
    bool check(std::size_t r, const RowValues& values, std::initializer_list<std::uint32_t> columns) {
        const Verdict altered = rows_.oracle().judge_nodes(values.nodes());
        if (!altered.holds()) return true;
        std::string what;
        for (const std::uint32_t j : columns) what += " " + column(j) + " = " + std::to_string(values.row()[j].value());
        EXPECT_EQ(altered.unbound, "") << name() << " row " << r << what << ": multiplicity";
        if (altered.consumed != honest_.consumed) return true;
        if (altered.produced == honest_.produced) return false;
        EXPECT_TRUE(options_.free_outputs) << name() << " row " << r << what << ": consumes\n"
                                           << text_of(altered.consumed) << "and produces\n"
                                           << text_of(altered.produced) << "instead of\n"
                                           << text_of(honest_.produced);
        return true;
    }

    void singles(std::size_t r, RowValues& values, std::vector<bool>& bound) {
        std::mt19937 random(static_cast<std::uint32_t>(r) + 1);
        for (std::uint32_t j = 0; j < values.row().size(); ++j) {
            const Felt honest = values.row()[j];
            std::vector<Felt> others = {Felt::zero(), Felt::one(), Felt(random())};
            for (const Felt amount : amounts()) others.push_back(honest + amount);
            bool all = true;
            for (const Felt other : others) {
                if (other == honest) continue;
                values.set(j, other);
                all &= check(r, values, {j});
            }
            values.set(j, honest);
            if (all) bound[j] = true;
        }
    }

    /// All pairs of columns; or max_pairs of them, every other one from the columns of one constraint, where amounts may compensate.
    void choose_pairs() {
        const std::uint32_t width = rows_.oracle().width();
        if (std::size_t{width} * (width - 1) / 2 <= options_.max_pairs) {
            for (std::uint32_t j = 0; j < width; ++j) {
                for (std::uint32_t k = j + 1; k < width; ++k) pairs_.emplace_back(j, k);
            }
            return;
        }
        std::vector<std::vector<std::uint32_t>> groups;
        for (const stark::Constraint& constraint : air_.constraints)
            groups.push_back(columns_of(air_, constraint.node));
        std::mt19937 random(1);
        while (pairs_.size() < options_.max_pairs) {
            auto j = static_cast<std::uint32_t>(random() % width);
            auto k = static_cast<std::uint32_t>(random() % width);
            if (pairs_.size() % 2 == 1) {
                const std::vector<std::uint32_t>& group = groups[random() % groups.size()];
                j = group[random() % group.size()];
                k = group[random() % group.size()];
                if (group.size() == 1) k = (j + 1) % width;
            }
            if (j != k) pairs_.emplace_back(j, k);
        }
    }

    void pairs(std::size_t r, RowValues& values) {
        const std::vector<Felt> list = pair_amounts();
        for (const auto& [j, k] : pairs_) {
            const Felt x = values.row()[j];
            const Felt y = values.row()[k];
            for (const Felt a : list) {
                values.set(j, x + a);
                for (const Felt b : list) {
                    values.set(k, y + b);
                    check(r, values, {j, k});
                }
            }
            values.set(j, x);
            values.set(k, y);
        }
    }

    const ChipRows& rows_;
    const SuiteOptions& options_;
    const stark::Air& air_;
    const Dependents dependents_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
    Verdict honest_;
};

}  // namespace

std::vector<std::uint32_t> columns_of(const stark::Air& air, stark::NodeId root) {
    std::vector<bool> seen(air.nodes.size(), false);
    std::vector<stark::NodeId> stack{root};
    std::vector<std::uint32_t> columns;
    while (!stack.empty()) {
        const stark::NodeId id = stack.back();
        stack.pop_back();
        if (seen[id]) continue;
        seen[id] = true;
        const stark::Node& node = air.nodes[id];
        if (node.op == stark::Node::Op::kColumn) columns.push_back(node.a);
        if (node.op == stark::Node::Op::kConstant || node.op == stark::Node::Op::kColumn) continue;
        stack.push_back(node.a);
        stack.push_back(node.b);
    }
    return columns;
}

bool is_link(std::uint32_t bus) {
    return bus == kStateBus || bus == kMemoryBus || bus == kHintBus || bus == kTreeBus || bus == kExitBus ||
           bus == kKeccakBus || bus == kCopyBus || bus == kSha256Bus;
}

bool is_sent(const stark::Air& air, const stark::Interaction& interaction) {
    const stark::Node& node = air.nodes[interaction.numerator];
    if (node.op != stark::Node::Op::kSub) return true;
    const stark::Node& from = air.nodes[node.a];
    return from.op != stark::Node::Op::kConstant || from.a != 0;
}

bool lookup_has_answer(const Tuple& t) {
    switch (t[0]) {
        case kRange16Bus:
            return t[1] < 1u << 16;
        case kRange14Bus:
            return t[1] < 1u << 14;
        case kRange12Bus:
            return t[1] < 1u << 12;
        case kBytesBus:
            return t[1] < 256 && t[2] < 256;
        case kAndBus:
            return t[1] < 256 && t[2] < 256 && t[3] == (t[1] & t[2]);
        case kShiftBus: {
            if (t[1] > 1 || t[2] > 7 || t[4] > 255) return false;
            const std::uint32_t multiplier = t[1] == 1 ? 256u >> t[2] : 1u << t[2];
            return t[3] == multiplier && t[5] == t[4] * multiplier / 256;
        }
        case kCompressBus: {
            Digest left{}, right{}, out{};
            for (std::size_t i = 0; i < 8; ++i) {
                left.words[i] = Felt(t[1 + i]);
                right.words[i] = Felt(t[9 + i]);
                out.words[i] = Felt(t[17 + i]);
            }
            return poseidon_compress(left, right) == out;
        }
        default:
            return false;
    }
}

RowOracle::RowOracle(TableId table, const stark::ProgramColumns& program)
    : table_(rv32im().tables()[table]),
      program_(program) {}

Verdict RowOracle::judge(std::span<const Felt> row) const {
    return judge_nodes(stark::evaluate_nodes<Felt>(table_.air, row));
}

Verdict RowOracle::judge_nodes(std::span<const Felt> values) const {
    const std::vector<std::string> found = first_violations(values, 1);
    if (found.empty()) return exchange(values);
    Verdict verdict;
    verdict.broken = found[0];
    return verdict;
}

std::vector<std::string> RowOracle::violations(std::span<const Felt> row) const {
    return first_violations(stark::evaluate_nodes<Felt>(table_.air, row), table_.air.nodes.size());
}

Verdict RowOracle::judge_unchecked(std::span<const Felt> row) const {
    return exchange(stark::evaluate_nodes<Felt>(table_.air, row));
}

std::vector<std::string> RowOracle::first_violations(std::span<const Felt> values, std::size_t limit) const {
    std::vector<std::string> found;
    for (const stark::Constraint& c : table_.air.constraints) {
        if (values[c.node].is_zero()) continue;
        found.push_back("constraint " + c.label);
        if (found.size() == limit) return found;
    }
    for (const stark::Interaction& i : table_.air.interactions) {
        if (is_link(i.bus) || !is_sent(table_.air, i) || values[i.numerator] != Felt::one()) continue;
        const Tuple tuple = tuple_of(i, values);
        if (i.bus == kProgramBus ? is_in_program(tuple, program_) : lookup_has_answer(tuple)) continue;
        found.push_back("lookup " + i.label);
        if (found.size() == limit) return found;
    }
    return found;
}

Verdict RowOracle::exchange(std::span<const Felt> values) const {
    Verdict verdict;
    for (const stark::Interaction& i : table_.air.interactions) {
        const Felt times = values[i.numerator];
        if (times.is_zero()) continue;
        const bool sends = is_sent(table_.air, i);
        if (times != (sends ? Felt::one() : -Felt::one()) && verdict.unbound.empty()) verdict.unbound = i.label;
        // The hash table receives what it answers; its constraints say that the answer is right.
        if (sends && is_link(i.bus)) verdict.produced.push_back(tuple_of(i, values));
        if (!sends) (is_link(i.bus) ? verdict.consumed : verdict.produced).push_back(tuple_of(i, values));
    }
    std::sort(verdict.consumed.begin(), verdict.consumed.end());
    std::sort(verdict.produced.begin(), verdict.produced.end());
    return verdict;
}

ChipRows::ChipRows(TableId table, const Program& program, ByteView input, std::uint32_t max_cycles)
    : program_(program_columns(program)),
      oracle_(table, program_) {
    for (const TracedSegment& segment : trace_segments(program, input, max_cycles)) {
        for (const stark::Trace& trace : segment.traces) {
            if (trace.table != table) continue;
            for (std::size_t r = 0; r < trace.height(); ++r) {
                std::vector<Felt> row(trace.n_columns);
                for (std::size_t j = 0; j < row.size(); ++j) row[j] = trace.column(j)[r];
                const auto is_zero = [](Felt x) { return x.is_zero(); };
                if (!std::all_of(row.begin(), row.end(), is_zero)) rows.push_back(std::move(row));
            }
        }
    }
}

void expect_sound_rows(const ChipRows& rows, const SuiteOptions& options) {
    Suite(rows, options).run();
}

void expect_refused(const Verdict& verdict, const std::string& what) {
    EXPECT_FALSE(verdict.holds()) << what << ": holds, consumes\n"
                                  << text_of(verdict.consumed) << "and produces\n"
                                  << text_of(verdict.produced);
}

void expect_refused_only_by(const std::string& violation, const RowOracle& oracle, std::span<const Felt> row) {
    EXPECT_EQ(oracle.violations(row), std::vector<std::string>{violation}) << oracle.table().name;
}

void expect_forgery(const RowOracle& oracle, std::span<const Felt> honest, std::span<const Felt> forged) {
    const Verdict before = oracle.judge(honest);
    const Verdict after = oracle.judge_unchecked(forged);
    EXPECT_EQ(before.broken, "") << oracle.table().name;
    if (!after.unbound.empty()) return;
    EXPECT_EQ(after.consumed, before.consumed) << oracle.table().name;
    EXPECT_NE(after.produced, before.produced) << oracle.table().name;
}

}  // namespace zk::vm::testing

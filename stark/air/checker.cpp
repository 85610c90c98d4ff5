#include "stark/air/checker.hpp"

#include "stark/air/evaluate.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace zk::stark {
namespace {

/// All column values of one row.
void load_row(
    std::vector<Felt>& row, const Air& air, const Trace& trace, const ProgramColumns* program, std::size_t r
) {
    row.resize(air.n_columns());
    for (std::uint32_t j = 0; j < air.n_main; ++j) row[j] = trace.column(j)[r];
    for (std::uint32_t j = 0; j < air.n_program; ++j) row[air.n_main + j] = program->column(j)[r];
    for (std::size_t j = 0; j < air.closed_forms.size(); ++j)
        row[air.n_committed() + j] = closed_form_at(air.closed_forms[j], r);
}

}  // namespace

Felt closed_form_at(const ClosedForm& form, std::size_t row) {
    Felt sum = Felt::zero();
    for (const IndexMonomial& m : form) {
        if ((row & m.bits) == m.bits) sum += Felt(m.coefficient);
    }
    return sum;
}

std::vector<std::string> check_rows(
    const Table& table, const Trace& trace, const ProgramColumns* program, std::size_t limit
) {
    std::vector<std::string> violations;
    std::vector<Felt> row;
    for (std::size_t r = 0; r < trace.height(); ++r) {
        load_row(row, table.air, trace, program, r);
        const std::vector<Felt> values = evaluate_nodes<Felt>(table.air, std::span<const Felt>(row));
        for (const Constraint& c : table.air.constraints) {
            if (values[c.node].is_zero()) continue;
            violations.push_back(table.name + "." + c.label + " row " + std::to_string(r));
            if (violations.size() >= limit) return violations;
        }
    }
    return violations;
}

std::vector<std::string> check_buses(
    const Machine& machine,
    std::span<const Trace> traces,
    const ProgramColumns* program,
    std::span<const BoundaryTerm> boundary,
    std::size_t limit
) {
    using Tuple = std::vector<std::uint32_t>;  // bus, fields
    struct Sum {
        Felt total = Felt::zero();
        std::set<std::string> labels;
    };
    std::map<Tuple, Sum> sums;
    std::vector<Felt> row;
    for (const Trace& trace : traces) {
        const Table& table = machine.tables()[trace.table];
        for (std::size_t r = 0; r < trace.height(); ++r) {
            load_row(row, table.air, trace, program, r);
            const std::vector<Felt> values = evaluate_nodes<Felt>(table.air, std::span<const Felt>(row));
            for (const Interaction& i : table.air.interactions) {
                if (values[i.numerator].is_zero()) continue;
                Tuple tuple{i.bus};
                for (const NodeId field : i.fields) tuple.push_back(values[field].value());
                Sum& sum = sums[tuple];
                sum.total += values[i.numerator];
                if (sum.labels.size() < 8) sum.labels.insert(table.name + "." + i.label + "@" + std::to_string(r));
            }
        }
    }
    for (const BoundaryTerm& term : boundary) {
        Tuple tuple{term.bus};
        for (const Felt field : term.fields) tuple.push_back(field.value());
        Sum& sum = sums[tuple];
        sum.total += term.receive ? -Felt::one() : Felt::one();
        sum.labels.insert("boundary");
    }
    std::vector<std::string> unbalanced;
    for (const auto& [tuple, sum] : sums) {
        if (sum.total.is_zero()) continue;
        std::string text = "bus " + std::to_string(tuple[0]) + " (";
        for (std::size_t i = 1; i < tuple.size(); ++i) text += (i > 1 ? ", " : "") + std::to_string(tuple[i]);
        const std::uint32_t total = sum.total.value();
        text += "): sum " +
                (total > Felt::kModulus / 2 ? "-" + std::to_string(Felt::kModulus - total) : std::to_string(total)) +
                ", from";
        for (const std::string& label : sum.labels) text += " " + label;
        unbalanced.push_back(std::move(text));
        if (unbalanced.size() >= limit) break;
    }
    return unbalanced;
}

}  // namespace zk::stark

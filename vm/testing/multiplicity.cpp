#include "vm/testing/multiplicity.hpp"

#include "stark/air/evaluate.hpp"
#include "vm/testing/row_oracle.hpp"

#include <algorithm>
#include <random>

namespace zk::vm::testing {
namespace {

/// Of k flags 2^k assignments are tried; with more flags none are. The 256-bit operations have 19.
constexpr std::size_t kMaxFlags = 20;

std::array<std::uint32_t, 4> canonical(const std::array<Felt, 4>& values) {
    std::array<std::uint32_t, 4> out{};
    for (std::size_t i = 0; i < 4; ++i) out[i] = values[i].value();
    return out;
}

}  // namespace

BooleanExpressions::BooleanExpressions(const stark::Air& air) : air_(air), values_(air.nodes.size()) {
    std::mt19937 random(1);
    std::vector<Values> points(air.n_columns());
    for (std::size_t i = 0; i < 4; ++i) {
        std::vector<Felt> row(air.n_columns());
        for (std::size_t j = 0; j < row.size(); ++j) points[j][i] = row[j] = Felt(random() % Felt::kModulus);
        const std::vector<Felt> values = stark::evaluate_nodes<Felt>(air, std::span<const Felt>(row));
        for (std::size_t id = 0; id < values.size(); ++id) values_[id][i] = values[id];
    }
    for (const stark::Constraint& c : air.constraints) constraints_.insert(canonical(values_[c.node]));
    for (const Values& column : points) is_flag_.push_back(is_asserted(column));
}

stark::NodeId BooleanExpressions::multiplicity(const stark::Interaction& interaction) const {
    return is_sent(air_, interaction) ? interaction.numerator : air_.nodes[interaction.numerator].b;
}

bool BooleanExpressions::contains(stark::NodeId node) const {
    const auto [entry, inserted] = known_.try_emplace(node, false);
    if (inserted) entry->second = is_asserted(values_[node]) || is_decided_by_flags(node);
    return entry->second;
}

bool BooleanExpressions::is_asserted(const Values& x) const {
    Values product;
    for (std::size_t i = 0; i < 4; ++i) product[i] = x[i] * (x[i] - Felt::one());
    return constraints_.contains(canonical(product));
}

bool BooleanExpressions::is_decided_by_flags(stark::NodeId node) const {
    if (!are_flags(columns(node))) return false;
    // The constraints between flags that share one with the expression, and all flags in these; the expression itself goes last.
    std::set<std::uint32_t> flags(columns(node).begin(), columns(node).end());
    const std::set<std::uint32_t> own = flags;
    stark::Air part;
    part.nodes = air_.nodes;
    part.degrees = air_.degrees;
    part.n_main = air_.n_columns();
    for (const stark::Constraint& c : air_.constraints) {
        const std::vector<std::uint32_t>& used = columns(c.node);
        const auto is_own = [&](std::uint32_t j) { return own.contains(j); };
        if (!are_flags(used) || std::none_of(used.begin(), used.end(), is_own)) continue;
        part.constraints.push_back(c);
        flags.insert(used.begin(), used.end());
    }
    if (flags.size() > kMaxFlags) return false;
    part.constraints.push_back({"value", node});
    stark::number_canonically(part);

    const std::vector<std::uint32_t> list(flags.begin(), flags.end());
    std::vector<Felt> row(part.n_main);
    for (std::uint32_t mask = 0; mask < 1u << list.size(); ++mask) {
        for (std::size_t k = 0; k < list.size(); ++k) row[list[k]] = Felt(mask >> k & 1);
        const std::vector<Felt> values = stark::evaluate_nodes<Felt>(part, std::span<const Felt>(row));
        const auto holds = [&](const stark::Constraint& c) { return values[c.node].is_zero(); };
        if (!std::all_of(part.constraints.begin(), part.constraints.end() - 1, holds)) continue;
        const Felt value = values[part.constraints.back().node];
        if (!value.is_zero() && value != Felt::one()) return false;
    }
    return true;
}

const std::vector<std::uint32_t>& BooleanExpressions::columns(stark::NodeId node) const {
    const auto [entry, inserted] = columns_.try_emplace(node);
    if (inserted) entry->second = columns_of(air_, node);
    return entry->second;
}

bool BooleanExpressions::are_flags(std::span<const std::uint32_t> columns) const {
    return std::all_of(columns.begin(), columns.end(), [&](std::uint32_t j) { return is_flag_[j]; });
}

}  // namespace zk::vm::testing

#include "vm/testing/forger.hpp"

#include "stark/air/evaluate.hpp"
#include "vm/chips/common/buses.hpp"
#include "vm/testing/row_oracle.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace zk::vm::testing {
namespace {

/// A square root (Tonelli and Shanks; p - 1 = 15 * 2^27), or nothing.
std::optional<Felt> square_root(Felt a) {
    if (a.is_zero()) return a;
    if (a.pow((Felt::kModulus - 1) / 2) != Felt::one()) return std::nullopt;
    int order = Felt::kTwoAdicity;
    Felt generator = Felt::root_of_unity(order);
    Felt root = a.pow(8);  // a^((15 + 1) / 2)
    Felt error = a.pow(15);
    while (error != Felt::one()) {
        int i = 0;
        for (Felt square = error; square != Felt::one(); square *= square) ++i;
        Felt factor = generator;
        for (int k = i + 1; k < order; ++k) factor *= factor;
        order = i;
        generator = factor * factor;
        root *= factor;
        error *= generator;
    }
    return root;
}

/// Roots other than 0 of the polynomial of degree <= 2 with these values at 0, 1, 2.
std::vector<Felt> roots(Felt zero, Felt one, Felt two) {
    const Felt a = (two - one - one + zero).halve();
    const Felt b = one - zero - a;
    if (a.is_zero()) return b.is_zero() ? std::vector<Felt>{} : std::vector<Felt>{-zero * b.inverse()};
    const std::optional<Felt> root = square_root(b * b - Felt(4) * a * zero);
    if (!root) return {};
    const Felt scale = (a + a).inverse();
    return {(*root - b) * scale, (-*root - b) * scale};
}

bool ties_rows(std::uint32_t bus) {
    return is_link(bus) || bus == kProgramBus;
}

}  // namespace

/// One first alteration and its repairs.
struct Forger::Search {
    const Forger& forger;
    const std::vector<Felt>& targets;  ///< of the equations
    RowValues values;
    std::vector<bool> touched;
    int effort;

    bool repair(int depth, const auto& accept) {
        if (--effort < 0) return false;
        // The broken equation with the fewest cells left to repair it by.
        const Equation* worst = nullptr;
        std::size_t at = 0;
        std::size_t fewest = touched.size() + 1;
        for (std::size_t e = 0; e < forger.equations_.size(); ++e) {
            const Equation& equation = forger.equations_[e];
            if (values.nodes()[equation.node] == targets[e]) continue;
            const auto is_free = [&](std::uint32_t j) { return !touched[j]; };
            const auto n =
                static_cast<std::size_t>(std::count_if(equation.columns.begin(), equation.columns.end(), is_free));
            if (n == 0) return false;
            if (n < fewest) {
                fewest = n;
                worst = &equation;
                at = e;
            }
        }
        if (worst == nullptr) return accept(values.nodes());
        if (depth == 0) return false;
        const auto error_of = [&] { return values.nodes()[worst->node] - targets[at]; };
        const Felt error = error_of();
        for (const std::uint32_t j : worst->columns) {
            if (touched[j]) continue;
            const Felt before = values.row()[j];
            values.set(j, before + Felt(1));
            const Felt one = error_of();
            values.set(j, before + Felt(2));
            const Felt two = error_of();
            for (const Felt root : roots(error, one, two)) {
                values.set(j, before + root);
                if (!error_of().is_zero()) continue;  // of degree 3 in this cell
                touched[j] = true;
                if (repair(depth - 1, accept)) return true;
                touched[j] = false;
            }
            values.set(j, before);
        }
        return false;
    }
};

Forger::Forger(const stark::Air& air, const std::string& without) : air_(air), dependents_(air), without_(without) {
    for (const stark::Constraint& c : air.constraints) {
        if (c.label != without || without.empty()) equations_.push_back({c.node, columns_of(air, c.node)});
    }
}

std::optional<std::vector<Felt>> Forger::forge(std::span<const Felt> honest, int effort) const {
    const std::vector<Felt> honest_values = stark::evaluate_nodes<Felt>(air_, honest);
    Forger fixed = *this;
    std::vector<Felt> targets(equations_.size(), Felt::zero());
    const auto keep = [&](stark::NodeId node) {
        if (air_.degrees[node] == 0) return;
        fixed.equations_.push_back({node, columns_of(air_, node)});
        targets.push_back(honest_values[node]);
    };
    std::vector<std::uint32_t> columns(honest.size());
    std::iota(columns.begin(), columns.end(), 0u);

    // With the fetch as it is, a multiplicity that should not be.
    for (const stark::Interaction& i : air_.interactions) {
        if (i.bus == kProgramBus) std::for_each(i.fields.begin(), i.fields.end(), keep);
    }
    std::set<std::uint32_t> flags;
    for (const stark::Interaction& i : air_.interactions) {
        const std::vector<std::uint32_t> used = columns_of(air_, i.numerator);
        flags.insert(used.begin(), used.end());
    }
    const auto accept_multiplicity = [&](std::span<const Felt> values) {
        return answers(values) && says_other_than_once(values);
    };
    if (auto row = fixed.search(honest, targets, {flags.begin(), flags.end()}, effort, accept_multiplicity)) return row;

    // With all that is consumed as it is, other tuples produced.
    for (const stark::Interaction& i : air_.interactions) {
        if (!ties_rows(i.bus)) continue;
        keep(i.numerator);
        if (is_link(i.bus) && honest_values[i.numerator] == -Felt::one()) {
            std::for_each(i.fields.begin(), i.fields.end(), keep);
        }
    }
    const auto accept = [&](std::span<const Felt> values) {
        if (!answers(values)) return false;
        const auto differs = [&](stark::NodeId field) { return values[field] != honest_values[field]; };
        return std::any_of(air_.interactions.begin(), air_.interactions.end(), [&](const stark::Interaction& i) {
            return is_link(i.bus) && values[i.numerator] == Felt::one() &&
                   std::any_of(i.fields.begin(), i.fields.end(), differs);
        });
    };
    return fixed.search(honest, targets, columns, effort, accept);
}

bool Forger::answers(std::span<const Felt> values) const {
    return std::all_of(air_.interactions.begin(), air_.interactions.end(), [&](const stark::Interaction& i) {
        if (ties_rows(i.bus) || !is_sent(air_, i) || values[i.numerator] != Felt::one()) return true;
        if (i.label == without_ && !without_.empty()) return true;
        Tuple tuple{i.bus};
        for (const stark::NodeId field : i.fields) tuple.push_back(values[field].value());
        return lookup_has_answer(tuple);
    });
}

bool Forger::says_other_than_once(std::span<const Felt> values) const {
    return std::any_of(air_.interactions.begin(), air_.interactions.end(), [&](const stark::Interaction& i) {
        const Felt times = is_sent(air_, i) ? values[i.numerator] : -values[i.numerator];
        return !times.is_zero() && times != Felt::one();
    });
}

std::optional<std::vector<Felt>> Forger::search(
    std::span<const Felt> honest,
    const std::vector<Felt>& targets,
    const std::vector<std::uint32_t>& first,
    int effort,
    const auto& accept
) const {
    std::vector<Felt> amounts;
    for (const std::uint32_t a : {1u, 2u, 128u, 256u, 1u << 14, 65535u, 65536u}) {
        amounts.emplace_back(a);
        amounts.push_back(-Felt(a));
    }
    for (const std::uint32_t a : {2u, 4u, 32u, 256u, 65536u}) {
        amounts.push_back(Felt(a).inverse());
        amounts.push_back(-Felt(a).inverse());
    }
    const RowValues start(air_, dependents_, honest);
    for (const std::uint32_t j : first) {
        for (const Felt amount : amounts) {
            Search search{*this, targets, start, std::vector<bool>(honest.size(), false), effort};
            search.values.set(j, honest[j] + amount);
            search.touched[j] = true;
            if (search.repair(8, accept))
                return std::vector<Felt>(search.values.row().begin(), search.values.row().end());
        }
    }
    return std::nullopt;
}

}  // namespace zk::vm::testing

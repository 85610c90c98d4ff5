#include "vm/testing/forger.hpp"

#include "stark/air/evaluate.hpp"
#include "vm/chips/common/buses.hpp"
#include "vm/testing/row_oracle.hpp"

#include <algorithm>

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
        const Felt factor = generator.pow(std::uint64_t{1} << (order - i - 1));
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
    std::vector<Felt> row;
    std::vector<bool> touched;
    int effort;

    [[nodiscard]] std::vector<Felt> values() const {
        return stark::evaluate_nodes<Felt>(forger.air_, std::span<const Felt>(row));
    }

    bool repair(int depth, const auto& accept) {
        if (--effort < 0) return false;
        const std::vector<Felt> now = values();
        // The broken equation with the fewest cells left to repair it by.
        const Equation* worst = nullptr;
        std::size_t at = 0;
        std::size_t fewest = row.size() + 1;
        for (std::size_t e = 0; e < forger.equations_.size(); ++e) {
            const Equation& equation = forger.equations_[e];
            if (now[equation.node] == targets[e]) continue;
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
        if (worst == nullptr) return accept(row, now);
        if (depth == 0) return false;
        const Felt error = now[worst->node] - targets[at];
        for (const std::uint32_t j : worst->columns) {
            if (touched[j]) continue;
            const Felt before = row[j];
            row[j] = before + Felt(1);
            const Felt one = values()[worst->node] - targets[at];
            row[j] = before + Felt(2);
            const Felt two = values()[worst->node] - targets[at];
            for (const Felt root : roots(error, one, two)) {
                row[j] = before + root;
                if (values()[worst->node] != targets[at]) continue;  // of degree 3 in this cell
                touched[j] = true;
                if (repair(depth - 1, accept)) return true;
                touched[j] = false;
            }
            row[j] = before;
        }
        return false;
    }
};

Forger::Forger(const stark::Air& air, const std::string& without) : air_(air), without_(without) {
    for (const stark::Constraint& c : air.constraints) {
        if (c.label != without || without.empty()) equations_.push_back({c.node, columns_of(air, c.node)});
    }
    n_constraints_ = equations_.size();  // NOLINT(cppcoreguidelines-prefer-member-initializer): counted above
    for (const stark::Interaction& i : air.interactions) {
        if (!ties_rows(i.bus)) continue;
        equations_.push_back({i.numerator, columns_of(air, i.numerator)});
    }
}

std::optional<std::vector<Felt>> Forger::forge(std::span<const Felt> honest, int effort) const {
    // What is consumed stays: a fetch, and every tuple that a link bus receives.
    Forger fixed = *this;
    const std::vector<Felt> honest_values = stark::evaluate_nodes<Felt>(air_, honest);
    const auto consumes = [&](const stark::Interaction& i) {
        return i.bus == kProgramBus || (is_link(i.bus) && honest_values[i.numerator] == -Felt::one());
    };
    for (const stark::Interaction& i : air_.interactions) {
        if (!consumes(i)) continue;
        for (const stark::NodeId field : i.fields) {
            if (air_.degrees[field] > 0) fixed.equations_.push_back({field, columns_of(air_, field)});
        }
    }
    std::vector<Felt> targets;
    for (std::size_t e = 0; e < fixed.equations_.size(); ++e) {
        targets.push_back(e < n_constraints_ ? Felt::zero() : honest_values[fixed.equations_[e].node]);
    }

    const auto accept = [&](const std::vector<Felt>&, const std::vector<Felt>& values) {
        bool differs = false;
        for (const stark::Interaction& i : air_.interactions) {
            const Felt times = values[i.numerator];
            if (ties_rows(i.bus)) {
                if (times != Felt::one() || i.bus == kProgramBus) continue;
                for (const stark::NodeId field : i.fields) differs |= values[field] != honest_values[field];
                continue;
            }
            if (times.is_zero() || (i.label == without_ && !without_.empty())) continue;
            if (times != Felt::one()) return false;
            Tuple tuple{i.bus};
            for (const stark::NodeId field : i.fields) tuple.push_back(values[field].value());
            if (!lookup_has_answer(tuple)) return false;
        }
        return differs;
    };

    std::vector<Felt> amounts;
    for (const std::uint32_t a : {1u, 2u, 128u, 256u, 1u << 14, 65535u, 65536u}) {
        amounts.emplace_back(a);
        amounts.push_back(-Felt(a));
    }
    for (const std::uint32_t a : {2u, 4u, 32u, 256u, 65536u}) {
        amounts.push_back(Felt(a).inverse());
        amounts.push_back(-Felt(a).inverse());
    }
    for (std::size_t j = 0; j < honest.size(); ++j) {
        for (const Felt amount : amounts) {
            Search search{
                fixed, targets, {honest.begin(), honest.end()}, std::vector<bool>(honest.size(), false), effort};
            search.row[j] += amount;
            search.touched[j] = true;
            if (search.repair(8, accept)) return search.row;
        }
    }
    return std::nullopt;
}

}  // namespace zk::vm::testing

#include "vm/machine/lookup_counts.hpp"

#include "vm/chips/common/buses.hpp"
#include "vm/chips/lookup/lookup.hpp"
#include "vm/machine/rv32im.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace zk::vm {
namespace {

constexpr std::size_t kBlock = 1024;

/// Where a lookup bus is answered: a main column of a table, and the row as the sum of fields shifted.
struct LookupBus {
    std::uint32_t bus;
    TableId table;
    std::uint32_t column;
    int log_height;
    struct Part {
        std::size_t field;
        int shift;
    };
    std::vector<Part> row;
};

std::vector<LookupBus> lookup_buses() {
    return {
        {kRange16Bus, kBitsTable, 0, kBitsLogHeight, {{0, 0}}},
        {kBytesBus, kBitsTable, 1, kBitsLogHeight, {{0, 0}, {1, 8}}},
        {kAndBus, kBitsTable, 2, kBitsLogHeight, {{0, 0}, {1, 8}}},
        {kRange14Bus, kRange14Table, 0, kRange14LogHeight, {{0, 0}}},
        {kRange12Bus, kRange12Table, 0, kRange12LogHeight, {{0, 0}}},
        {kShiftBus, kShiftLookupTable, 0, kShiftLogHeight, {{3, 0}, {1, 8}, {0, 11}}},
    };
}

/// constant + sum of factor * column.
struct LinearForm {
    Felt constant = Felt::zero();
    struct Term {
        std::uint32_t column;
        Felt factor;
    };
    std::vector<Term> terms;
};

/// Adds factor * node to the form. Throws std::logic_error for a product of columns.
void accumulate(LinearForm& form, const stark::Air& air, stark::NodeId id, Felt factor) {
    using Op = stark::Node::Op;
    const stark::Node& node = air.nodes[id];
    const auto constant_of = [&](stark::NodeId operand, Felt& value) {
        if (air.nodes[operand].op != Op::kConstant) return false;
        value = Felt(air.nodes[operand].a);
        return true;
    };
    Felt scale{};
    switch (node.op) {
        case Op::kConstant:
            form.constant += factor * Felt(node.a);
            return;
        case Op::kColumn: {
            const auto same = [&](const LinearForm::Term& t) { return t.column == node.a; };
            const auto at = std::find_if(form.terms.begin(), form.terms.end(), same);
            if (at == form.terms.end()) {
                form.terms.push_back({node.a, factor});
            } else {
                at->factor += factor;
            }
            return;
        }
        case Op::kAdd:
        case Op::kSub:
            accumulate(form, air, node.a, factor);
            accumulate(form, air, node.b, node.op == Op::kAdd ? factor : -factor);
            return;
        case Op::kMul:
            if (constant_of(node.a, scale)) return accumulate(form, air, node.b, factor * scale);
            if (constant_of(node.b, scale)) return accumulate(form, air, node.a, factor * scale);
            throw std::logic_error("count_lookups: a lookup field is not linear");
    }
}

LinearForm linear_form(const stark::Air& air, stark::NodeId node) {
    LinearForm form;
    accumulate(form, air, node, Felt::one());
    return form;
}

void evaluate(std::span<Felt> out, const LinearForm& form, const stark::Trace& trace, std::size_t first) {
    std::fill(out.begin(), out.end(), form.constant);
    for (const LinearForm::Term& term : form.terms) {
        const Felt* const column = trace.column(term.column).data() + first;
        if (term.factor == Felt::one()) {
            for (std::size_t i = 0; i < out.size(); ++i) out[i] += column[i];
        } else {
            for (std::size_t i = 0; i < out.size(); ++i) out[i] += term.factor * column[i];
        }
    }
}

struct Lookup {
    std::size_t bus;
    LinearForm times;
    std::vector<LinearForm> parts;
};

std::vector<Lookup> lookups_of(const stark::Air& air, std::span<const LookupBus> buses) {
    std::vector<Lookup> found;
    for (const stark::Interaction& interaction : air.interactions) {
        for (std::size_t bus = 0; bus < buses.size(); ++bus) {
            if (buses[bus].bus != interaction.bus) continue;
            Lookup lookup{bus, linear_form(air, interaction.numerator), {}};
            for (const LookupBus::Part& part : buses[bus].row) {
                lookup.parts.push_back(linear_form(air, interaction.fields[part.field]));
            }
            found.push_back(std::move(lookup));
        }
    }
    return found;
}

using Counts = std::vector<std::vector<std::uint32_t>>;

/// Rows [first, first + n) of one lookup.
void count_block(
    std::vector<std::uint32_t>& counts,
    const Lookup& lookup,
    const LookupBus& bus,
    const stark::Trace& trace,
    std::size_t first,
    std::size_t n
) {
    std::array<Felt, kBlock> values;
    std::array<std::uint64_t, kBlock> rows{};
    for (std::size_t part = 0; part < lookup.parts.size(); ++part) {
        evaluate({values.data(), n}, lookup.parts[part], trace, first);
        for (std::size_t i = 0; i < n; ++i) rows[i] += std::uint64_t{values[i].value()} << bus.row[part].shift;
    }
    evaluate({values.data(), n}, lookup.times, trace, first);
    for (std::size_t i = 0; i < n; ++i) {
        if (values[i].is_zero() || rows[i] >= counts.size()) continue;
        counts[rows[i]] += values[i].value();
    }
}

}  // namespace

std::vector<stark::Trace> count_lookups(
    const stark::Machine& machine, std::span<const stark::Trace> traces, int threads
) {
    const std::vector<LookupBus> buses = lookup_buses();
    std::vector<std::vector<Lookup>> lookups;
    for (const stark::Table& table : machine.tables()) {
        lookups.push_back(table.fixed ? std::vector<Lookup>{} : lookups_of(table.air, buses));
    }
    Counts empty;
    for (const LookupBus& bus : buses) empty.emplace_back(std::size_t{1} << bus.log_height, 0u);
    std::vector<Counts> per_thread(static_cast<std::size_t>(threads), empty);

#pragma omp parallel for num_threads(threads) schedule(static, 1)
    for (std::size_t t = 0; t < per_thread.size(); ++t) {
        for (const stark::Trace& trace : traces) {
            const std::size_t n = std::min(kBlock, trace.height());
            for (std::size_t block = t; block * n < trace.height(); block += per_thread.size()) {
                for (const Lookup& lookup : lookups[trace.table]) {
                    count_block(per_thread[t][lookup.bus], lookup, buses[lookup.bus], trace, block * n, n);
                }
            }
        }
    }

    std::vector<stark::Trace> result;
    for (const TableId id : {kBitsTable, kRange14Table, kRange12Table, kShiftLookupTable}) {
        const stark::Table& table = machine.tables()[id];
        result.emplace_back(id, table.fixed_log_height, table.air.n_main);
    }
    for (std::size_t bus = 0; bus < buses.size(); ++bus) {
        const auto of_bus = [&](const stark::Trace& trace) { return trace.table == buses[bus].table; };
        const auto column = std::find_if(result.begin(), result.end(), of_bus)->column(buses[bus].column);
        for (std::size_t row = 0; row < column.size(); ++row) {
            std::uint32_t sum = 0;
            for (const Counts& counts : per_thread) sum += counts[bus][row];
            column[row] = Felt(sum);
        }
    }
    return result;
}

}  // namespace zk::vm

#include "vm/testing/row_values.hpp"

#include "stark/air/evaluate.hpp"

#include <algorithm>

namespace zk::vm::testing {

Dependents::Dependents(const stark::Air& air) : nodes_(air.n_columns()) {
    using Op = stark::Node::Op;
    std::vector<std::vector<stark::NodeId>> users(air.nodes.size());
    for (stark::NodeId id = 0; id < air.nodes.size(); ++id) {
        const stark::Node& node = air.nodes[id];
        if (node.op == Op::kConstant || node.op == Op::kColumn) continue;
        users[node.a].push_back(id);
        if (node.b != node.a) users[node.b].push_back(id);
    }
    std::vector<bool> seen(air.nodes.size(), false);
    for (stark::NodeId id = 0; id < air.nodes.size(); ++id) {
        if (air.nodes[id].op != Op::kColumn) continue;
        std::vector<stark::NodeId>& found = nodes_[air.nodes[id].a];
        found = {id};
        for (std::size_t i = 0; i < found.size(); ++i) {
            for (const stark::NodeId user : users[found[i]]) {
                if (!seen[user]) found.push_back(user);
                seen[user] = true;
            }
        }
        for (const stark::NodeId node : found) seen[node] = false;
        std::sort(found.begin(), found.end());
    }
}

RowValues::RowValues(const stark::Air& air, const Dependents& dependents, std::span<const Felt> row)
    : air_(air),
      dependents_(dependents),
      row_(row.begin(), row.end()),
      nodes_(stark::evaluate_nodes<Felt>(air, row)) {}

void RowValues::set(std::uint32_t column, Felt value) {
    row_[column] = value;
    for (const stark::NodeId id : dependents_.of(column)) {
        nodes_[id] = stark::evaluate_node<Felt>(air_.nodes[id], row_, nodes_);
    }
}

}  // namespace zk::vm::testing

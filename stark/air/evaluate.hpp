#pragma once
// The recorded DAG on one row, for any type with the ring operations.

#include "stark/air/air.hpp"

#include <span>
#include <vector>

namespace zk::stark {

/// Value of a node given the values of all columns and of the nodes before it.
template <class F>
F evaluate_node(const Node& node, std::span<const F> columns, std::span<const F> values) {
    switch (node.op) {
        case Node::Op::kConstant:
            return F(Felt(node.a));
        case Node::Op::kColumn:
            return columns[node.a];
        case Node::Op::kAdd:
            return values[node.a] + values[node.b];
        case Node::Op::kSub:
            return values[node.a] - values[node.b];
        case Node::Op::kMul:
            return values[node.a] * values[node.b];
    }
    return F::zero();
}

/// Values of all nodes given the values of all columns.
template <class F>
std::vector<F> evaluate_nodes(const Air& air, std::span<const F> columns) {
    std::vector<F> values(air.nodes.size());
    for (std::size_t i = 0; i < air.nodes.size(); ++i) {
        values[i] = evaluate_node(air.nodes[i], columns, std::span<const F>(values));
    }
    return values;
}

}  // namespace zk::stark

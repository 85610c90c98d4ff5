#pragma once
// The recorded DAG on one row, for any type with the ring operations.

#include "stark/air/air.hpp"

#include <span>
#include <vector>

namespace zk::stark {

/// Values of all nodes given the values of all columns.
template <class F>
std::vector<F> evaluate_nodes(const Air& air, std::span<const F> columns) {
    std::vector<F> values(air.nodes.size());
    for (std::size_t i = 0; i < air.nodes.size(); ++i) {
        const Node& node = air.nodes[i];
        switch (node.op) {
            case Node::Op::kConstant:
                values[i] = F(Felt(node.a));
                break;
            case Node::Op::kColumn:
                values[i] = columns[node.a];
                break;
            case Node::Op::kAdd:
                values[i] = values[node.a] + values[node.b];
                break;
            case Node::Op::kSub:
                values[i] = values[node.a] - values[node.b];
                break;
            case Node::Op::kMul:
                values[i] = values[node.a] * values[node.b];
                break;
        }
    }
    return values;
}

}  // namespace zk::stark

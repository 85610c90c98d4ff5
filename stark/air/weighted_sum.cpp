#include "stark/air/weighted_sum.hpp"

#include <stdexcept>

namespace zk::stark {
namespace {

bool is_constant(const Air& air, NodeId node) {
    return air.nodes[node].op == Node::Op::kConstant;
}

bool is_product(const Air& air, NodeId node) {
    const Node& n = air.nodes[node];
    return n.op == Node::Op::kMul && !is_constant(air, n.a) && !is_constant(air, n.b);
}

}  // namespace

WeightedSum::WeightedSum(const Air& air, std::span<const NodeId> terms, Linear linear)
    : air_(air),
      linear_(linear),
      terms_(terms.begin(), terms.end()),
      reached_(air.nodes.size(), 0),
      is_output_(air.nodes.size(), 0) {
    for (NodeId i = 0; i < air.nodes.size(); ++i) is_output_[i] = is_product(air, i) ? 1 : 0;
    mark_whole_terms();
    for (const NodeId term : terms_) reached_[term] = 1;
    std::vector<std::uint8_t> column_reached(air.n_columns(), 0);
    for (std::size_t i = air.nodes.size(); i-- > 0;) {
        if (reached_[i] == 0) continue;
        const Node& node = air.nodes[i];
        if (node.op == Node::Op::kColumn) {
            column_reached[node.a] = 1;
        } else if (is_output_[i] != 0) {
            products_.push_back(static_cast<NodeId>(i));
        } else if (node.op != Node::Op::kConstant) {
            reached_[node.a] = 1;
            reached_[node.b] = 1;
        }
    }
    if (linear_ == Linear::kInTape) {
        for (std::uint32_t j = 0; j < air.n_columns(); ++j) {
            if (column_reached[j] != 0) tape_columns_.push_back(j);
        }
    }
    compile();
}

void WeightedSum::mark_whole_terms() {
    std::vector<NodeId> last_seen(air_.nodes.size(), ~NodeId{0});
    std::vector<NodeId> stack;
    for (const NodeId term : terms_) {
        stack.assign(1, term);
        std::size_t n_products = 0;
        while (!stack.empty() && n_products <= kMaxProducts) {
            const NodeId id = stack.back();
            stack.pop_back();
            if (last_seen[id] == term) continue;
            last_seen[id] = term;
            const Node& node = air_.nodes[id];
            if (is_output_[id] != 0) {
                ++n_products;
            } else if (node.op >= Node::Op::kAdd) {
                stack.push_back(node.a);
                stack.push_back(node.b);
            }
        }
        if (n_products > kMaxProducts) is_output_[term] = 1;
    }
}

WeightedSum::Weights WeightedSum::weigh(std::span<const FeltExt> term_weights) const {
    std::vector<FeltExt> weight(air_.nodes.size(), FeltExt::zero());
    for (std::size_t i = 0; i < terms_.size(); ++i) weight[terms_[i]] += term_weights[i];
    Weights out{FeltExt::zero(), std::vector<FeltExt>(air_.n_columns(), FeltExt::zero()), {}};
    std::vector<FeltExt> columns(air_.n_columns(), FeltExt::zero());
    for (std::size_t i = air_.nodes.size(); i-- > 0;) {
        if (reached_[i] == 0 || is_output_[i] != 0 || weight[i].is_zero()) continue;
        const Node& node = air_.nodes[i];
        const FeltExt w = weight[i];
        switch (node.op) {
            case Node::Op::kConstant:
                out.constant += w * Felt(node.a);
                break;
            case Node::Op::kColumn:
                columns[node.a] += w;
                break;
            case Node::Op::kAdd:
                weight[node.a] += w;
                weight[node.b] += w;
                break;
            case Node::Op::kSub:
                weight[node.a] += w;
                weight[node.b] -= w;
                break;
            case Node::Op::kMul:
                if (is_constant(air_, node.a)) {
                    weight[node.b] += w * Felt(air_.nodes[node.a].a);
                } else if (is_constant(air_, node.b)) {
                    weight[node.a] += w * Felt(air_.nodes[node.b].a);
                }
                break;
        }
    }
    for (const NodeId product : products_) out.coefficients.push_back(weight[product]);
    for (const std::uint32_t column : tape_columns_) out.coefficients.push_back(columns[column]);
    if (linear_ == Linear::kExtraInput) out.coefficients.push_back(FeltExt::one());
    if (linear_ != Linear::kInTape) out.columns = std::move(columns);
    return out;
}

void WeightedSum::compile() {
    // Nodes the products need, in recording order; a value's register is free again after its last use.
    std::vector<std::uint8_t> needed(air_.nodes.size(), 0);
    for (const NodeId product : products_) needed[product] = 1;
    for (std::size_t i = air_.nodes.size(); i-- > 0;) {
        const Node& node = air_.nodes[i];
        if (needed[i] != 0 && node.op >= Node::Op::kAdd) needed[node.a] = needed[node.b] = 1;
    }
    std::vector<std::uint8_t> column_output(air_.n_columns(), 0);
    for (const std::uint32_t column : tape_columns_) column_output[column] = 1;

    std::vector<std::uint32_t> uses(air_.nodes.size(), 0);
    for (std::size_t i = 0; i < air_.nodes.size(); ++i) {
        const Node& node = air_.nodes[i];
        if (needed[i] == 0 || node.op < Node::Op::kAdd) continue;
        ++uses[node.a];
        ++uses[node.b];
    }
    std::vector<std::uint32_t> output_of(air_.nodes.size(), ~0u);
    for (std::size_t k = 0; k < products_.size(); ++k) output_of[products_[k]] = static_cast<std::uint32_t>(k);

    std::vector<std::uint16_t> reg(air_.nodes.size(), 0);
    std::vector<std::uint8_t> loaded(air_.nodes.size(), 0);
    // Registers of inputs are numbered downwards from the top and moved behind the others in the end.
    std::vector<std::uint16_t> free, free_inputs;
    std::uint32_t n_inputs_alive = 0;
    const auto check_registers = [&] {
        if (tape_.n_computed + n_inputs_alive == 0xffff)
            throw std::logic_error("WeightedSum: tape needs too many registers");
    };
    const auto allocate = [&] {
        if (free.empty()) {
            check_registers();
            free.push_back(tape_.n_computed++);
        }
        const std::uint16_t r = free.back();
        free.pop_back();
        return r;
    };
    const auto allocate_input = [&] {
        if (free_inputs.empty()) {
            check_registers();
            free_inputs.push_back(static_cast<std::uint16_t>(0xffff - n_inputs_alive++));
        }
        const std::uint16_t r = free_inputs.back();
        free_inputs.pop_back();
        return r;
    };
    const auto load = [&](NodeId id) {  // leaves are loaded where they are first used
        if (loaded[id] != 0) return;
        const Node& node = air_.nodes[id];
        loaded[id] = 1;
        reg[id] = node.op == Node::Op::kConstant ? allocate() : allocate_input();
        if (node.op == Node::Op::kConstant) {
            tape_.instructions.push_back(
                {Tape::Op::kConstant, reg[id], static_cast<std::uint16_t>(tape_.constants.size()), 0}
            );
            tape_.constants.emplace_back(node.a);
        } else {
            tape_.instructions.push_back(
                {Tape::Op::kInput, reg[id], static_cast<std::uint16_t>(input_columns_.size()), 0}
            );
            input_columns_.push_back(node.a);
            if (column_output[node.a] != 0) {
                column_output[node.a] = 2;
                for (std::size_t k = 0; k < tape_columns_.size(); ++k) {
                    if (tape_columns_[k] == node.a) {
                        tape_.instructions.push_back(
                            {Tape::Op::kOutput, 0, reg[id], static_cast<std::uint16_t>(products_.size() + k)}
                        );
                    }
                }
            }
        }
    };
    const auto release = [&](NodeId id) {
        if (--uses[id] == 0) (air_.nodes[id].op == Node::Op::kColumn ? free_inputs : free).push_back(reg[id]);
    };
    for (std::size_t i = 0; i < air_.nodes.size(); ++i) {
        const Node& node = air_.nodes[i];
        if (needed[i] == 0 || node.op < Node::Op::kAdd) continue;
        for (const NodeId operand : {node.a, node.b}) {
            if (air_.nodes[operand].op < Node::Op::kAdd) load(operand);
        }
        const std::uint16_t a = reg[node.a];
        const std::uint16_t b = reg[node.b];
        const Tape::Op op = node.op == Node::Op::kAdd   ? Tape::Op::kAdd
                            : node.op == Node::Op::kSub ? Tape::Op::kSub
                                                        : Tape::Op::kMul;
        release(node.a);
        release(node.b);
        reg[i] = allocate();
        tape_.instructions.push_back({op, reg[i], a, b});
        if (output_of[i] != ~0u) {
            tape_.instructions.push_back({Tape::Op::kOutput, 0, reg[i], static_cast<std::uint16_t>(output_of[i])});
            if (uses[i] == 0) free.push_back(reg[i]);
        }
    }
    const auto output_input = [&](std::uint16_t output) {
        const std::uint16_t r = allocate_input();
        tape_.instructions.push_back({Tape::Op::kInput, r, static_cast<std::uint16_t>(tape_.n_inputs), 0});
        tape_.instructions.push_back({Tape::Op::kOutput, 0, r, output});
        free_inputs.push_back(r);
        ++tape_.n_inputs;
    };
    tape_.n_inputs = static_cast<std::uint16_t>(input_columns_.size());
    for (std::size_t k = 0; k < tape_columns_.size(); ++k) {
        if (column_output[tape_columns_[k]] == 2) continue;
        output_input(static_cast<std::uint16_t>(products_.size() + k));
        input_columns_.push_back(tape_columns_[k]);
    }
    std::size_t n_outputs = products_.size() + tape_columns_.size();
    if (linear_ == Linear::kExtraInput) output_input(static_cast<std::uint16_t>(n_outputs++));
    if (n_outputs > 0xffff || input_columns_.size() > 0xfffe || tape_.constants.size() > 0xffff) {
        throw std::logic_error("WeightedSum: table too large for a tape");
    }
    tape_.n_coefficients = static_cast<std::uint16_t>(n_outputs);
    tape_.n_registers = static_cast<std::uint16_t>(tape_.n_computed + n_inputs_alive);
    const auto move_input = [&](std::uint16_t& r) {
        if (r > 0xffff - n_inputs_alive) r = static_cast<std::uint16_t>(tape_.n_computed + (0xffff - r));
    };
    for (Tape::Instruction& step : tape_.instructions) {
        if (step.op != Tape::Op::kOutput) move_input(step.dst);
        if (step.op >= Tape::Op::kAdd) move_input(step.a);
        if (step.op >= Tape::Op::kAdd && step.op != Tape::Op::kOutput) move_input(step.b);
    }
}

}  // namespace zk::stark

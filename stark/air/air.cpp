#include "stark/air/air.hpp"

#include <algorithm>
#include <stdexcept>

namespace zk::stark {
namespace {

constexpr NodeId kEmpty = ~NodeId{0};

std::size_t hash_of(const Node& node) {
    std::uint64_t h =
        (std::uint64_t{node.a} << 32 | node.b) * 0x9e3779b97f4a7c15u + static_cast<std::uint64_t>(node.op);
    h ^= h >> 29;
    return static_cast<std::size_t>(h * 0xbf58476d1ce4e5b9u >> 20);
}

std::uint32_t canonical(std::int64_t value) {
    const std::int64_t p = Felt::kModulus;
    return static_cast<std::uint32_t>(((value % p) + p) % p);
}

/// A mistake of whoever writes a table, never of input.
void require(bool condition, const std::string& message) {
    if (!condition) throw std::logic_error("AirBuilder: " + message);
}

}  // namespace

ClosedForm index_bits(int shift, int width) {
    ClosedForm form;
    for (int k = 0; k < width; ++k) form.push_back({std::uint32_t{1} << k, std::uint32_t{1} << (shift + k)});
    return form;
}

ClosedForm index_and(int shift_a, int shift_b, int width) {
    ClosedForm form;
    for (int k = 0; k < width; ++k) {
        form.push_back({std::uint32_t{1} << k, std::uint32_t{1} << (shift_a + k) | std::uint32_t{1} << (shift_b + k)});
    }
    return form;
}

AirBuilder::AirBuilder() : buckets_(1024, kEmpty) {}

NodeId AirBuilder::intern(Node node, int degree) {
    const auto insert = [this](NodeId id) {
        std::size_t at = hash_of(air_.nodes[id]) & (buckets_.size() - 1);
        while (buckets_[at] != kEmpty) at = (at + 1) & (buckets_.size() - 1);
        buckets_[at] = id;
    };
    for (std::size_t at = hash_of(node) & (buckets_.size() - 1); buckets_[at] != kEmpty;
         at = (at + 1) & (buckets_.size() - 1)) {
        const Node& other = air_.nodes[buckets_[at]];
        if (other.op == node.op && other.a == node.a && other.b == node.b) return buckets_[at];
    }
    const auto id = static_cast<NodeId>(air_.nodes.size());
    air_.nodes.push_back(node);
    air_.degrees.push_back(degree);
    if (2 * air_.nodes.size() > buckets_.size()) {
        buckets_.assign(2 * buckets_.size(), kEmpty);
        for (NodeId i = 0; i < id; ++i) insert(i);
    }
    insert(id);
    return id;
}

Expr AirBuilder::constant(std::int64_t value) {
    return {this, intern({Node::Op::kConstant, canonical(value), 0}, 0)};
}

Expr AirBuilder::main_column(std::string name) {
    require(air_.n_program == 0 && air_.closed_forms.empty(), "main column '" + name + "' after a fixed column");
    air_.column_names.push_back(std::move(name));
    return {this, intern({Node::Op::kColumn, air_.n_main++, 0}, 1)};
}

Expr AirBuilder::program_column(std::string name) {
    require(air_.closed_forms.empty(), "program column '" + name + "' after a closed-form column");
    air_.column_names.push_back(std::move(name));
    return {this, intern({Node::Op::kColumn, air_.n_main + air_.n_program++, 0}, 1)};
}

Expr AirBuilder::closed_form_column(std::string name, ClosedForm form) {
    air_.column_names.push_back(std::move(name));
    air_.closed_forms.push_back(std::move(form));
    return {this, intern({Node::Op::kColumn, air_.n_columns() - 1, 0}, 1)};
}

Expr AirBuilder::binary(Node::Op op, const Expr& x, const Expr& y) {
    require(x.builder_ == this && y.builder_ == this, "expression of another table, or never assigned");
    const Node& a = air_.nodes[x.node_];
    const Node& b = air_.nodes[y.node_];
    const bool a_constant = a.op == Node::Op::kConstant;
    const bool b_constant = b.op == Node::Op::kConstant;
    if (a_constant && b_constant) {
        const Felt u(a.a), v(b.a);
        return constant((op == Node::Op::kAdd ? u + v : op == Node::Op::kSub ? u - v : u * v).value());
    }
    if (op == Node::Op::kAdd && a_constant && a.a == 0) return y;
    if ((op == Node::Op::kAdd || op == Node::Op::kSub) && b_constant && b.a == 0) return x;
    if (op == Node::Op::kMul) {
        if ((a_constant && a.a == 0) || (b_constant && b.a == 1)) return x;
        if ((b_constant && b.a == 0) || (a_constant && a.a == 1)) return y;
    }
    const int degree = op == Node::Op::kMul ? air_.degrees[x.node_] + air_.degrees[y.node_]
                                            : std::max(air_.degrees[x.node_], air_.degrees[y.node_]);
    // Operands stay as written: ordering them by number would make the record depend on the order in which the compiler evaluates.
    return {this, intern({op, x.node_, y.node_}, degree)};
}

Expr operator+(const Expr& x, const Expr& y) {
    require(x.builder_ != nullptr, "expression never assigned");
    return x.builder_->binary(Node::Op::kAdd, x, y);
}
Expr operator-(const Expr& x, const Expr& y) {
    require(x.builder_ != nullptr, "expression never assigned");
    return x.builder_->binary(Node::Op::kSub, x, y);
}
Expr operator*(const Expr& x, const Expr& y) {
    require(x.builder_ != nullptr, "expression never assigned");
    return x.builder_->binary(Node::Op::kMul, x, y);
}
Expr operator+(const Expr& x, std::int64_t y) {
    return x + x.builder_->constant(y);
}
Expr operator-(const Expr& x, std::int64_t y) {
    return x - x.builder_->constant(y);
}
Expr operator*(const Expr& x, std::int64_t y) {
    return x * x.builder_->constant(y);
}
Expr operator-(std::int64_t x, const Expr& y) {
    return y.builder_->constant(x) - y;
}

void AirBuilder::assert_zero(std::string label, const Expr& value) {
    require(value.builder_ == this, "constraint '" + label + "' of another table");
    require(air_.degrees[value.node_] <= kMaxConstraintDegree, "constraint '" + label + "' exceeds degree 3");
    require(air_.degrees[value.node_] >= 1, "constraint '" + label + "' is a constant");
    air_.constraints.push_back({std::move(label), value.node_});
}

void AirBuilder::send(std::string label, std::uint32_t bus, const Expr& multiplicity, std::span<const Expr> fields) {
    require(bus >= 1, "bus 0 in '" + label + "'");
    require(fields.size() + 1 <= kMaxTuple, "tuple of '" + label + "' too long");
    require(air_.degrees[multiplicity.node_] <= kMaxFieldDegree, "multiplicity of '" + label + "' exceeds degree 2");
    Interaction interaction{std::move(label), bus, multiplicity.node_, {}};
    for (const Expr& field : fields) {
        require(field.builder_ == this, "field of another table in '" + interaction.label + "'");
        require(air_.degrees[field.node_] <= kMaxFieldDegree, "field of '" + interaction.label + "' exceeds degree 2");
        interaction.fields.push_back(field.node_);
    }
    air_.interactions.push_back(std::move(interaction));
}

void AirBuilder::receive(std::string label, std::uint32_t bus, const Expr& multiplicity, std::span<const Expr> fields) {
    send(std::move(label), bus, -multiplicity, fields);
}

void number_canonically(Air& air) {
    constexpr NodeId kUnseen = 0xffffffffu;
    std::vector<NodeId> number(air.nodes.size(), kUnseen);
    std::vector<Node> nodes;
    std::vector<int> degrees;
    std::vector<NodeId> open;
    const auto is_leaf = [](const Node& node) {
        return node.op == Node::Op::kConstant || node.op == Node::Op::kColumn;
    };
    const auto visit = [&](NodeId& root) {
        open.push_back(root);
        while (!open.empty()) {
            const NodeId id = open.back();
            Node node = air.nodes[id];
            const bool leaf = is_leaf(node);
            if (number[id] != kUnseen) {
                open.pop_back();
            } else if (!leaf && number[node.a] == kUnseen) {
                open.push_back(node.a);
            } else if (!leaf && number[node.b] == kUnseen) {
                open.push_back(node.b);
            } else {
                open.pop_back();
                if (!leaf) {
                    node.a = number[node.a];
                    node.b = number[node.b];
                }
                number[id] = static_cast<NodeId>(nodes.size());
                nodes.push_back(node);
                degrees.push_back(air.degrees[id]);
            }
        }
        root = number[root];
    };
    for (Constraint& constraint : air.constraints) visit(constraint.node);
    for (Interaction& interaction : air.interactions) {
        visit(interaction.numerator);
        for (NodeId& field : interaction.fields) visit(field);
    }
    air.nodes = std::move(nodes);
    air.degrees = std::move(degrees);
}

}  // namespace zk::stark

#include "vm/chips/tree/tree.hpp"

#include <iterator>

namespace zk::vm {
namespace {

using Eight = Expr[8];

void assert_same(AirBuilder& b, const std::string& label, const Expr& unless, const Eight& x, const Eight& y) {
    for (int i = 0; i < 8; ++i) b.assert_zero(label + std::to_string(i), (1 - unless) * (x[i] - y[i]));
}

std::vector<Expr> node_tuple(const Expr& depth, const Expr& label, const Eight& initial, const Eight& last) {
    std::vector<Expr> fields{depth, label};
    fields.insert(fields.end(), std::begin(initial), std::end(initial));
    fields.insert(fields.end(), std::begin(last), std::end(last));
    return fields;
}

}  // namespace

stark::Table tree_node_table() {
    AirBuilder b;
    const auto c = b.main_columns<TreeNodeColumns>("tree_node");
    b.assert_bool("real", c.real);
    b.assert_bool("touches_left", c.touches_left);
    b.assert_bool("touches_right", c.touches_right);
    b.assert_bool("changed", c.changed);
    b.assert_zero("touches_left.only_real", c.touches_left * (1 - c.real));
    b.assert_zero("touches_right.only_real", c.touches_right * (1 - c.real));
    b.assert_zero("changed.only_real", c.changed * (1 - c.real));
    // Depths count up from the verifier's 0, so this leaves 0..27.
    b.send("depth", kRange12Bus, c.real, {kTreeDepth - 1 - c.depth});

    assert_same(b, "left.untouched", c.touches_left, c.left_initial, c.left_final);
    assert_same(b, "right.untouched", c.touches_right, c.right_initial, c.right_final);
    assert_same(b, "left.unchanged", c.changed, c.left_initial, c.left_final);
    assert_same(b, "right.unchanged", c.changed, c.right_initial, c.right_final);
    assert_same(b, "unchanged", c.changed, c.initial, c.final);

    const auto compress = [&](const char* label, const Expr& times, const Eight& l, const Eight& r, const Eight& out) {
        std::vector<Expr> fields(std::begin(l), std::end(l));
        fields.insert(fields.end(), std::begin(r), std::end(r));
        fields.insert(fields.end(), std::begin(out), std::end(out));
        b.send(label, kCompressBus, times, fields);
    };
    compress("hash.initial", c.real, c.left_initial, c.right_initial, c.initial);
    compress("hash.final", c.changed, c.left_final, c.right_final, c.final);

    b.receive("node", kTreeBus, c.real, node_tuple(c.depth, c.label, c.initial, c.final));
    const Expr below = c.depth + 1;
    b.send("left", kTreeBus, c.touches_left, node_tuple(below, 2 * c.label, c.left_initial, c.left_final));
    b.send("right", kTreeBus, c.touches_right, node_tuple(below, 2 * c.label + 1, c.right_initial, c.right_final));
    return plain_table("tree_node", b);
}

stark::Table tree_leaf_table() {
    AirBuilder b;
    const auto c = b.main_columns<TreeLeafColumns>("tree_leaf");
    b.assert_bool("real", c.real);
    b.assert_bool("changed", c.changed);
    b.assert_zero("changed.only_real", c.changed * (1 - c.real));
    b.assert_bool("space_bit0", c.space_bits[0]);
    b.assert_bool("space_bit1", c.space_bits[1]);
    b.send("index.lo14", kRange14Bus, c.real, {c.index_lo14});
    b.send("index.hi12", kRange12Bus, c.real, {c.index_hi12});

    const Expr space = c.space_bits[0] + 2 * c.space_bits[1];
    const Expr index = c.index_lo14 + (1 << 14) * c.index_hi12;
    b.receive(
        "leaf",
        kTreeBus,
        c.real,
        node_tuple(b.constant(kTreeDepth), index + (std::int64_t{1} << kLeafIndexBits) * space, c.initial, c.final)
    );
    std::vector<Expr> first, last;
    for (int i = 0; i < 8; ++i) {
        const Limbs<Expr>& f = c.first[i];
        const Limbs<Expr>& l = c.last[i];
        const std::string word = std::to_string(i);
        b.assert_zero("unchanged.lo" + word, (1 - c.changed) * (f.lo - l.lo));
        b.assert_zero("unchanged.hi" + word, (1 - c.changed) * (f.hi - l.hi));
        const Expr address = 8 * index + i;
        b.send("first" + word, kMemoryBus, c.real, {space, address, f.lo, f.hi, b.constant(0)});
        b.receive("last" + word, kMemoryBus, c.real, {space, address, l.lo, l.hi, c.times[i]});
        first.insert(first.end(), {f.lo, f.hi});
        last.insert(last.end(), {l.lo, l.hi});
    }
    assert_same(b, "unchanged", c.changed, c.initial, c.final);
    first.insert(first.end(), std::begin(c.initial), std::end(c.initial));
    last.insert(last.end(), std::begin(c.final), std::end(c.final));
    b.send("hash.initial", kCompressBus, c.real, first);
    b.send("hash.final", kCompressBus, c.changed, last);
    return plain_table("tree_leaf", b);
}

}  // namespace zk::vm

#include "vm/chips/compress/compress.hpp"

#include <array>

namespace zk::vm {
namespace {

/// The linear layers, once for expressions and field elements. Double: x -> 2x.
template <class T>
void external_layer(std::array<T, 16>& s) {
    for (std::size_t g = 0; g < 16; g += 4) {  // circ(2, 3, 1, 1)
        const T a = s[g], b = s[g + 1], c = s[g + 2], d = s[g + 3];
        const T all = a + b + c + d;
        s[g] = all + a + b + b;
        s[g + 1] = all + b + c + c;
        s[g + 2] = all + c + d + d;
        s[g + 3] = all + d + a + a;
    }
    for (std::size_t i = 0; i < 4; ++i) {
        const T sum = s[i] + s[i + 4] + s[i + 8] + s[i + 12];
        for (std::size_t g = 0; g < 16; g += 4) s[g + i] += sum;
    }
}

Expr scaled(const Expr& x, Felt factor) {
    return x * static_cast<std::int64_t>(factor.value());
}
Felt scaled(Felt x, Felt factor) {
    return x * factor;
}

template <class T>
void internal_layer(std::array<T, 16>& s) {
    T sum = s[0];
    for (std::size_t i = 1; i < 16; ++i) sum += s[i];
    for (std::size_t i = 0; i < 16; ++i) s[i] = sum + scaled(s[i], poseidon::kConstants.diagonal[i]);
}

/// Runs the permutation: `sbox(x, constant, cube, output)` is called for every S-box and returns what leaves it.
template <class T, class Columns, class Sbox>
std::array<T, 16> permute(std::array<T, 16> s, Columns& c, Sbox&& sbox) {
    const poseidon::Constants& k = poseidon::kConstants;
    const auto external = [&](std::size_t column, const std::array<Felt, 16>& constants) {
        auto& round = c.external[column];
        for (std::size_t i = 0; i < 16; ++i) s[i] = sbox(s[i], constants[i], round.cube[i], round.output[i]);
        external_layer(s);
    };
    external_layer(s);
    for (std::size_t r = 0; r < kPoseidonHalfRounds; ++r) external(r, k.external_initial[r]);
    for (std::size_t r = 0; r < kPoseidonInternalRounds; ++r) {
        s[0] = sbox(s[0], k.internal[r], c.internal[r].cube, c.internal[r].output);
        internal_layer(s);
    }
    for (std::size_t r = 0; r < kPoseidonHalfRounds; ++r) external(kPoseidonHalfRounds + r, k.external_final[r]);
    return s;
}

}  // namespace

stark::Table compress_table() {
    AirBuilder b;
    const auto c = b.main_columns<CompressColumns>("compress");
    b.assert_bool("real", c.real);
    std::array<Expr, 16> state = std::to_array(c.input);
    // Constants count in real rows only, so that the zero row satisfies everything; only real rows answer.
    state = permute<Expr>(state, c, [&](const Expr& in, Felt constant, const Expr& cube, const Expr& output) {
        const Expr x = in + scaled(c.real, constant);
        b.assert_equal("cube", cube, x * x * x);
        b.assert_equal("seventh", output, cube * cube * x);
        return output;
    });
    std::vector<Expr> fields(std::begin(c.input), std::end(c.input));
    for (std::size_t i = 0; i < 8; ++i) fields.push_back(state[i] + c.input[i]);
    b.receive("node", kCompressBus, c.real, fields);
    return plain_table("compress", b);
}

void fill(CompressColumns<Felt>& c, const Digest& left, const Digest& right) {
    c.real = Felt::one();
    std::array<Felt, 16> state;
    for (std::size_t i = 0; i < 16; ++i) state[i] = c.input[i] = i < 8 ? left.words[i] : right.words[i - 8];
    permute<Felt>(state, c, [](Felt in, Felt constant, Felt& cube, Felt& output) {
        const Felt x = in + constant;
        cube = x * x * x;
        output = cube * cube * x;
        return output;
    });
}

}  // namespace zk::vm

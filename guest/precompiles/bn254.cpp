#include "guest/precompiles/bn254.hpp"

#include "guest/crypto/bn254.hpp"
#include "guest/precompiles/input.hpp"

#include <vector>

namespace zk::guest::precompiles {
namespace {

using namespace crypto::bn254;

// (0, 0) stands for the point at infinity, which is not on the curves otherwise.
template <class Curve>
std::optional<crypto::AffinePoint<typename Curve::Field>> point_of(
    const typename Curve::Field& x, const typename Curve::Field& y
) {
    crypto::AffinePoint<typename Curve::Field> p{x, y};
    p.infinity = x.is_zero() && y.is_zero();
    if (!crypto::Point<Curve>::on_curve(p)) return std::nullopt;
    return p;
}

/// 64 bytes: x, y.
std::optional<G1> decode_g1(const std::uint8_t* bytes) {
    const auto x = Field::from_bytes(bytes);
    const auto y = Field::from_bytes(bytes + 32);
    if (!x || !y) return std::nullopt;
    return point_of<Curve1>(*x, *y);
}

/// 128 bytes: x, y, of each the coefficient of u first.
std::optional<G2> decode_g2(const std::uint8_t* bytes) {
    std::array<Field, 4> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = Field::from_bytes(bytes + 32 * i);
        if (!part) return std::nullopt;
        parts[i] = *part;
    }
    const auto q = point_of<Curve2>({parts[1], parts[0]}, {parts[3], parts[2]});
    if (!q || !in_subgroup(*q)) return std::nullopt;
    return q;
}

Bytes encode(const crypto::Point<Curve1>& p) {
    Bytes out(64);
    const G1 affine = p.affine();
    if (affine.infinity) return out;
    affine.x.to_bytes(out.data());
    affine.y.to_bytes(out.data() + 32);
    return out;
}

}  // namespace

std::optional<Bytes> bn254_add(ByteView input) {
    const auto bytes = padded<128>(input, 0);
    const auto p = decode_g1(bytes.data());
    const auto q = decode_g1(bytes.data() + 64);
    if (!p || !q) return std::nullopt;
    return encode(crypto::Point<Curve1>(*p) + *q);
}

std::optional<Bytes> bn254_multiply(ByteView input) {
    const auto bytes = padded<96>(input, 0);
    const auto p = decode_g1(bytes.data());
    if (!p) return std::nullopt;
    return encode(crypto::multiply<Curve1>(*p, crypto::limbs_from_bytes<8>(bytes.data() + 64)));
}

std::optional<Bytes> bn254_pairing(ByteView input) {
    if (input.size() % kBn254PairBytes != 0) return std::nullopt;
    std::vector<std::pair<G1, G2>> pairs;
    pairs.reserve(input.size() / kBn254PairBytes);
    for (std::size_t at = 0; at < input.size(); at += kBn254PairBytes) {
        const auto p = decode_g1(input.data() + at);
        if (!p) return std::nullopt;
        const auto q = decode_g2(input.data() + at + 64);
        if (!q) return std::nullopt;
        pairs.emplace_back(*p, *q);
    }
    Bytes out(32);
    out[31] = pairing_product_is_one(pairs) ? 1 : 0;
    return out;
}

}  // namespace zk::guest::precompiles

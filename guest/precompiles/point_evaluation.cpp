#include "guest/precompiles/point_evaluation.hpp"

#include "guest/crypto/bls12_381.hpp"
#include "guest/crypto/bls12_381_constants.hpp"
#include "guest/crypto/sha256.hpp"

#include <algorithm>
#include <array>

namespace zk::guest::precompiles {
namespace {

using namespace crypto::bls12_381;

constexpr std::size_t kCompressedBytes = 48;
constexpr std::uint32_t kFieldElementsPerBlob = 4096;

/// A point of the subgroup from its x and three flags in the first byte: compressed, infinity, the larger y.
std::optional<G1> decompress(const std::uint8_t* bytes) {
    std::array<std::uint8_t, kCompressedBytes> x_bytes{};
    std::copy_n(bytes, kCompressedBytes, x_bytes.begin());
    const bool compressed = (bytes[0] & 0x80) != 0;
    const bool infinity = (bytes[0] & 0x40) != 0;
    const bool larger = (bytes[0] & 0x20) != 0;
    x_bytes[0] &= 0x1f;
    if (!compressed) return std::nullopt;
    const auto x = Field::from_bytes(x_bytes.data());
    if (!x) return std::nullopt;
    if (infinity) {
        if (larger || !x->is_zero()) return std::nullopt;
        return G1::at_infinity();
    }
    const auto y = (x->square() * *x + Curve1::b()).sqrt();
    if (!y) return std::nullopt;
    const bool is_larger = crypto::less<12>((-*y).to_integer(), y->to_integer());
    const G1 p{*x, is_larger == larger ? *y : -*y};
    if (!in_subgroup(p)) return std::nullopt;
    return p;
}

}  // namespace

std::optional<Bytes> point_evaluation(ByteView input) {
    if (input.size() != 192) return std::nullopt;
    const ByteView commitment_bytes = input.subspan(96, kCompressedBytes);
    Hash hash = crypto::sha256(commitment_bytes);
    hash[0] = 0x01;
    if (!std::ranges::equal(hash, input.first(32))) return std::nullopt;
    const auto z = Scalar::from_bytes(input.data() + 32);
    const auto y = Scalar::from_bytes(input.data() + 64);
    if (!z || !y) return std::nullopt;
    const auto commitment = decompress(commitment_bytes.data());
    const auto proof = decompress(input.data() + 144);
    if (!commitment || !proof) return std::nullopt;

    // e(commitment - y G1, G2) = e(proof, (tau - z) G2).
    const auto value = crypto::multiply<Curve1>(generator1(), y->to_integer());
    const auto argument = crypto::multiply<Curve2>(generator2(), z->to_integer());
    const std::array<std::pair<G1, G2>, 2> pairs = {
        std::pair{(-value + *commitment).affine(), -generator2()}, std::pair{*proof, (-argument + kTauG2).affine()}};
    if (!pairing_product_is_one(pairs)) return std::nullopt;
    Bytes out(64);
    out[30] = kFieldElementsPerBlob >> 8;
    crypto::limbs_to_bytes<8>(out.data() + 32, Scalar::kModulus);
    return out;
}

}  // namespace zk::guest::precompiles

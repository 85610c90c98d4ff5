#include "guest/precompiles/bls12_381.hpp"

#include "guest/crypto/bls12_381.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace zk::guest::precompiles {
namespace {

using namespace crypto::bls12_381;

constexpr std::size_t kFieldBytes = 64;  // 16 zeros, then 48 bytes
constexpr std::size_t kScalarBytes = 32;

// Gas of n points in thousandths of n single ones, for n = 1, 2, ...; the last holds for all above.
constexpr std::array<std::uint16_t, 128> kDiscount1 = {
    1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665, 661, 658, 654,
    651,  648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604,
    603,  601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576, 575, 574,
    573,  572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 551,
    550,  549, 548, 547, 547, 546, 545, 544, 543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532,
    532,  531, 530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519};
constexpr std::array<std::uint16_t, 128> kDiscount2 = {
    1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699, 693, 688, 683,
    679,  674,  670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615,
    613,  611,  609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582, 580, 579,
    578,  576,  575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554,
    553,  552,  552, 551, 550, 549, 548, 547, 546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536,
    535,  535,  534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524};

/// How elements of a group stand in bytes: coordinates, then y; (0, 0) is the point at infinity.
struct First {
    using Curve = Curve1;
    using Coordinate = Field;
    static constexpr std::size_t kCoordinateBytes = kFieldBytes;
};
struct Second {
    using Curve = Curve2;
    using Coordinate = Field2;
    static constexpr std::size_t kCoordinateBytes = 2 * kFieldBytes;
};
template <class Group>
constexpr std::size_t kPointBytes = 2 * Group::kCoordinateBytes;

bool decode(Field& out, const std::uint8_t* bytes) {
    if (std::any_of(bytes, bytes + 16, [](std::uint8_t byte) { return byte != 0; })) return false;
    const auto value = Field::from_bytes(bytes + 16);
    if (value) out = *value;
    return value.has_value();
}

bool decode(Field2& out, const std::uint8_t* bytes) {
    return decode(out.c0, bytes) && decode(out.c1, bytes + kFieldBytes);
}

void encode(std::uint8_t* bytes, const Field& x) {
    x.to_bytes(bytes + 16);
}

void encode(std::uint8_t* bytes, const Field2& x) {
    encode(bytes, x.c0);
    encode(bytes + kFieldBytes, x.c1);
}

template <class Group>
using PointOf = crypto::AffinePoint<typename Group::Coordinate>;

/// A point of the curve, of the subgroup too when asked for.
template <class Group>
std::optional<PointOf<Group>> decode_point(const std::uint8_t* bytes, bool of_subgroup) {
    PointOf<Group> p;
    if (!decode(p.x, bytes) || !decode(p.y, bytes + Group::kCoordinateBytes)) return std::nullopt;
    p.infinity = p.x.is_zero() && p.y.is_zero();
    if (!crypto::Point<typename Group::Curve>::on_curve(p)) return std::nullopt;
    if (of_subgroup && !in_subgroup(p)) return std::nullopt;
    return p;
}

template <class Group>
Bytes encode_point(const PointOf<Group>& p) {
    Bytes out(kPointBytes<Group>);
    if (p.infinity) return out;
    encode(out.data(), p.x);
    encode(out.data() + Group::kCoordinateBytes, p.y);
    return out;
}

template <class Group>
std::optional<Bytes> add(ByteView input) {
    if (input.size() != 2 * kPointBytes<Group>) return std::nullopt;
    const auto p = decode_point<Group>(input.data(), false);
    const auto q = decode_point<Group>(input.data() + kPointBytes<Group>, false);
    if (!p || !q) return std::nullopt;
    return encode_point<Group>((crypto::Point<typename Group::Curve>(*p) + *q).affine());
}

template <class Group>
std::optional<Bytes> multiply_and_add(ByteView input) {
    constexpr std::size_t kTermBytes = kPointBytes<Group> + kScalarBytes;
    if (input.empty() || input.size() % kTermBytes != 0) return std::nullopt;
    crypto::Point<typename Group::Curve> sum;
    for (; !input.empty(); input = input.subspan(kTermBytes)) {
        const auto p = decode_point<Group>(input.data(), true);
        if (!p) return std::nullopt;
        const auto scalar = crypto::limbs_from_bytes<8>(input.data() + kPointBytes<Group>);
        sum += crypto::multiply<typename Group::Curve>(*p, scalar);
    }
    return encode_point<Group>(sum.affine());
}

std::optional<Bytes> pairing(ByteView input) {
    constexpr std::size_t kPairBytes = kPointBytes<First> + kPointBytes<Second>;
    if (input.empty() || input.size() % kPairBytes != 0) return std::nullopt;
    std::vector<std::pair<G1, G2>> pairs;
    pairs.reserve(input.size() / kPairBytes);
    for (; !input.empty(); input = input.subspan(kPairBytes)) {
        const auto p = decode_point<First>(input.data(), true);
        if (!p) return std::nullopt;
        const auto q = decode_point<Second>(input.data() + kPointBytes<First>, true);
        if (!q) return std::nullopt;
        pairs.emplace_back(*p, *q);
    }
    Bytes out(32);
    out[31] = pairing_product_is_one(pairs) ? 1 : 0;
    return out;
}

std::optional<Bytes> map_fp(ByteView input) {
    Field u;
    if (input.size() != kFieldBytes || !decode(u, input.data())) return std::nullopt;
    return encode_point<First>(map_to_g1(u));
}

std::optional<Bytes> map_fp2(ByteView input) {
    Field2 u;
    if (input.size() != 2 * kFieldBytes || !decode(u, input.data())) return std::nullopt;
    return encode_point<Second>(map_to_g2(u));
}

std::uint64_t msm_gas(std::size_t n_terms, std::uint64_t single, const std::array<std::uint16_t, 128>& discount) {
    if (n_terms == 0) return 0;
    return n_terms * single * discount[std::min(n_terms, discount.size()) - 1] / 1000;
}

}  // namespace

std::uint64_t bls_gas(Bls operation, std::size_t n_bytes) {
    switch (operation) {
        case Bls::kG1Add:
            return 375;
        case Bls::kG1Msm:
            return msm_gas(n_bytes / (kPointBytes<First> + kScalarBytes), 12000, kDiscount1);
        case Bls::kG2Add:
            return 600;
        case Bls::kG2Msm:
            return msm_gas(n_bytes / (kPointBytes<Second> + kScalarBytes), 22500, kDiscount2);
        case Bls::kPairing:
            return 37700 + 32600 * std::uint64_t{n_bytes / (kPointBytes<First> + kPointBytes<Second>)};
        case Bls::kMapFpToG1:
            return 5500;
        case Bls::kMapFp2ToG2:
            return 23800;
    }
    return 0;
}

std::optional<Bytes> bls(Bls operation, ByteView input) {
    switch (operation) {
        case Bls::kG1Add:
            return add<First>(input);
        case Bls::kG1Msm:
            return multiply_and_add<First>(input);
        case Bls::kG2Add:
            return add<Second>(input);
        case Bls::kG2Msm:
            return multiply_and_add<Second>(input);
        case Bls::kPairing:
            return pairing(input);
        case Bls::kMapFpToG1:
            return map_fp(input);
        case Bls::kMapFp2ToG2:
            return map_fp2(input);
    }
    return std::nullopt;
}

}  // namespace zk::guest::precompiles

#include "guest/crypto/secp256k1.hpp"

#include "base/hex.hpp"
#include "guest/crypto/secp256k1_table.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <memory>

namespace zk::guest::crypto {
namespace {

using Scalar = Secp256k1::Scalar;
using Affine = AffinePoint<Secp256k1::Field>;
using Jacobian = Point<Secp256k1>;

struct Context {
    struct Destroy {
        void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
    };
    std::unique_ptr<secp256k1_context, Destroy> handle{secp256k1_context_create(SECP256K1_CONTEXT_NONE)};
    [[nodiscard]] secp256k1_context* get() const { return handle.get(); }
};

std::optional<Address> oracle(
    const Context& context, const Hash& digest, std::uint8_t parity, const Word& r, const Word& s
) {
    std::array<std::uint8_t, 64> compact{};
    std::ranges::copy(r, compact.begin());
    std::ranges::copy(s, compact.begin() + 32);
    secp256k1_ecdsa_recoverable_signature signature;
    secp256k1_pubkey key;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context.get(), &signature, compact.data(), parity) == 0 ||
        secp256k1_ecdsa_recover(context.get(), &key, &signature, digest.data()) == 0) {
        return std::nullopt;
    }
    std::array<std::uint8_t, 65> bytes{};
    std::size_t n = bytes.size();
    secp256k1_ec_pubkey_serialize(context.get(), bytes.data(), &n, &key, SECP256K1_EC_UNCOMPRESSED);
    const Hash hash = keccak256(ByteView(bytes).subspan(1));
    Address address{};
    std::copy_n(hash.begin() + 12, 20, address.begin());
    return address;
}

Scalar scalar(const Word& word) {
    return Scalar::reduced(limbs_from_bytes<8>(word.data()));
}

TEST(Secp256k1Test, TableHoldsOddMultiplesOfTheGenerator) {
    Jacobian expected(kGeneratorMultiples[0]);
    const Jacobian twice = expected.doubled();
    for (const Affine& entry : kGeneratorMultiples) {
        EXPECT_TRUE(Jacobian::on_curve(entry));
        EXPECT_EQ(expected.affine(), entry);
        expected += twice;
    }
}

TEST(Secp256k1Test, ProductBitByBitAgreesWithTheFields) {
    zk::test::Random random(4242);
    for (int i = 0; i < 100; ++i) {
        const Limbs<8> x = limbs_from_bytes<8>(random.word().data());
        const Scalar y = scalar(random.word());
        EXPECT_EQ(product_modulo<8>(x, y.to_integer(), Scalar::kModulus), (Scalar::reduced(x) * y).to_integer());
    }
}

TEST(Secp256k1Test, GeneratorTimesOrderIsInfinity) {
    EXPECT_TRUE(multiply<Secp256k1>(kGeneratorMultiples[0], Scalar::kModulus).infinity());
}

TEST(Secp256k1Test, CombineAgreesWithTwoPlainProducts) {
    zk::test::Random random(31337);
    const Affine g = kGeneratorMultiples[0];
    for (int i = 0; i < 60; ++i) {
        const Affine p = multiply<Secp256k1>(g, scalar(random.word()).to_integer()).affine();
        const Scalar a = scalar(random.word());
        const Scalar b = scalar(random.word());
        const Jacobian expected = multiply<Secp256k1>(g, a.to_integer()) + multiply<Secp256k1>(p, b.to_integer());
        EXPECT_EQ(combine(a, b, p).affine(), expected.affine());
    }
}

TEST(Secp256k1Test, CombineAtTheEdges) {
    const Affine g = kGeneratorMultiples[0];
    const Scalar zero;
    const Scalar one = Scalar::one();
    const Scalar half = Scalar::from_u32(2).inverse();
    EXPECT_TRUE(combine(zero, zero, g).infinity());
    EXPECT_TRUE(combine(one, -one, g).infinity());
    EXPECT_TRUE(combine(half, -half, g).infinity());
    EXPECT_EQ(combine(half, half, g).affine(), g);
    EXPECT_EQ(combine(one, one, -g), Jacobian());
    EXPECT_EQ(combine(one, half, Affine::at_infinity()).affine(), g);
    EXPECT_EQ(combine(-one, zero, g).affine(), -g);
    EXPECT_EQ(combine(zero, -one, g).affine(), -g);
}

TEST(Secp256k1Test, RecoversWhatLibsecp256k1Signed) {
    const Context context;
    zk::test::Random random(4242);
    for (int i = 0; i < 200; ++i) {
        const Hash digest = random.word();
        const Word secret = random.word();
        if (secp256k1_ec_seckey_verify(context.get(), secret.data()) == 0) continue;
        secp256k1_ecdsa_recoverable_signature signature;
        ASSERT_EQ(
            secp256k1_ecdsa_sign_recoverable(context.get(), &signature, digest.data(), secret.data(), nullptr, nullptr),
            1
        );
        std::array<std::uint8_t, 64> compact{};
        int parity = 0;
        secp256k1_ecdsa_recoverable_signature_serialize_compact(context.get(), compact.data(), &parity, &signature);
        Word r{};
        Word s{};
        std::copy_n(compact.begin(), 32, r.begin());
        std::copy_n(compact.begin() + 32, 32, s.begin());
        const auto recovered = recover_address(digest, static_cast<std::uint8_t>(parity), r, s);
        ASSERT_TRUE(recovered.has_value());
        EXPECT_EQ(recovered, oracle(context, digest, static_cast<std::uint8_t>(parity), r, s));
    }
}

TEST(Secp256k1Test, AgreesWithLibsecp256k1OnAnySignature) {
    const Context context;
    zk::test::Random random(777);
    int n_recovered = 0;
    int n_refused = 0;
    for (int i = 0; i < 400; ++i) {
        const Hash digest = random.word();
        const Word r = random.word();
        const Word s = random.word();
        const auto parity = static_cast<std::uint8_t>(random.below(2));
        const auto expected = oracle(context, digest, parity, r, s);
        EXPECT_EQ(recover_address(digest, parity, r, s), expected) << to_hex(r) << " " << to_hex(s);
        ++(expected ? n_recovered : n_refused);
    }
    EXPECT_GT(n_recovered, 100);
    EXPECT_GT(n_refused, 100);
}

TEST(Secp256k1Test, RefusesWhatIsOutOfRange) {
    Word order{};
    limbs_to_bytes<8>(order.data(), Scalar::kModulus);
    Word above = order;
    ++above[31];
    Word field{};
    limbs_to_bytes<8>(field.data(), Secp256k1::Field::kModulus);
    const Word one = to_word(1);
    const Word zero{};
    const Hash digest = to_word(5);
    ASSERT_TRUE(recover_address(digest, 0, one, one).has_value());
    EXPECT_FALSE(recover_address(digest, 2, one, one).has_value());
    for (const Word& bad : {zero, order, above, field}) {
        EXPECT_FALSE(recover_address(digest, 0, bad, one).has_value());
        EXPECT_FALSE(recover_address(digest, 0, one, bad).has_value());
    }
    // x = 5 is on no point.
    EXPECT_FALSE(recover_address(digest, 0, to_word(5), one).has_value());
}

TEST(Secp256k1Test, RefusesAKeyAtInfinity) {
    // R = G and digest = s: the key is (s G - digest G) / r.
    Word r{};
    kGeneratorMultiples[0].x.to_bytes(r.data());
    const auto parity = static_cast<std::uint8_t>(kGeneratorMultiples[0].y.is_odd());
    const Word s = to_word(99);
    EXPECT_FALSE(recover_address(s, parity, r, s).has_value());
    EXPECT_TRUE(recover_address(s, parity ^ 1, r, s).has_value());
}

TEST(Secp256k1Test, HighSGivesTheKeyOfTheOtherParity) {
    const Hash digest = to_word(12345);
    const Word r = to_word(1);
    const Word s = to_word(77);
    Word high{};
    (-scalar(s)).to_bytes(high.data());
    EXPECT_EQ(recover_address(digest, 0, r, s), recover_address(digest, 1, r, high));
}

}  // namespace
}  // namespace zk::guest::crypto

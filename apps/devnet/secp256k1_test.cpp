#include "apps/devnet/secp256k1.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"

#include <gtest/gtest.h>

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <memory>

namespace zk::devnet {
namespace {

struct DestroyContext {
    void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};
using Context = std::unique_ptr<secp256k1_context, DestroyContext>;

Context make_context() {
    return Context(secp256k1_context_create(SECP256K1_CONTEXT_NONE));
}

guest::Address address_of_point(const secp256k1_context* context, const secp256k1_pubkey& key) {
    std::array<std::uint8_t, 65> bytes{};
    std::size_t size = bytes.size();
    secp256k1_ec_pubkey_serialize(context, bytes.data(), &size, &key, SECP256K1_EC_UNCOMPRESSED);
    const guest::Hash hash = guest::keccak256(ByteView(bytes).subspan(1));
    guest::Address address{};
    std::copy(hash.begin() + 12, hash.end(), address.begin());
    return address;
}

guest::Word edge(int i) {
    guest::Word order{};
    const Bytes bytes = from_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").value();
    std::copy(bytes.begin(), bytes.end(), order.begin());
    if (i > 0) return guest::to_word(static_cast<std::uint64_t>(i));
    order[31] = static_cast<std::uint8_t>(order[31] + i);
    return order;
}

TEST(Secp256k1, KnownAddresses) {
    EXPECT_EQ(to_hex(address_of(guest::to_word(1))), "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    EXPECT_EQ(to_hex(address_of(guest::to_word(2))), "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf");
}

TEST(Secp256k1, SignaturesRecoverUnderLibsecp256k1) {
    const Context context = make_context();
    for (int i = 0; i < 60; ++i) {
        // Small keys, keys just below the order, and random ones; digests include 0, 1 and all ones.
        guest::Word key = i < 10 ? edge(i + 1) : i < 20 ? edge(-(i - 9)) : guest::keccak256(guest::to_word(1000 + i));
        guest::Hash digest = guest::keccak256(guest::to_word(static_cast<std::uint64_t>(i)));
        if (i % 10 == 0) digest = {};
        if (i % 10 == 1) digest = guest::to_word(1);
        if (i % 10 == 2) digest.fill(0xff);
        const Signature signature = sign(key, digest);

        std::array<std::uint8_t, 64> compact{};
        std::copy(signature.r.begin(), signature.r.end(), compact.begin());
        std::copy(signature.s.begin(), signature.s.end(), compact.begin() + 32);
        secp256k1_ecdsa_recoverable_signature recoverable;
        ASSERT_EQ(
            secp256k1_ecdsa_recoverable_signature_parse_compact(
                context.get(), &recoverable, compact.data(), signature.y_parity
            ),
            1
        );
        secp256k1_pubkey recovered;
        ASSERT_EQ(secp256k1_ecdsa_recover(context.get(), &recovered, &recoverable, digest.data()), 1) << i;
        secp256k1_pubkey expected;
        ASSERT_EQ(secp256k1_ec_pubkey_create(context.get(), &expected, key.data()), 1) << i;
        EXPECT_EQ(address_of_point(context.get(), recovered), address_of_point(context.get(), expected)) << i;
        EXPECT_EQ(address_of(key), address_of_point(context.get(), expected)) << i;

        secp256k1_ecdsa_signature plain;
        secp256k1_ecdsa_recoverable_signature_convert(context.get(), &plain, &recoverable);
        EXPECT_EQ(secp256k1_ecdsa_verify(context.get(), &plain, digest.data(), &expected), 1) << i;
        EXPECT_EQ(secp256k1_ecdsa_signature_normalize(context.get(), nullptr, &plain), 0) << "s is high: " << i;
    }
}

TEST(Secp256k1, SigningIsDeterministicAndDependsOnEverything) {
    const guest::Hash digest = guest::keccak256({});
    const Signature a = sign(guest::to_word(7), digest);
    EXPECT_EQ(a.r, sign(guest::to_word(7), digest).r);
    EXPECT_NE(a.r, sign(guest::to_word(8), digest).r);
    EXPECT_NE(a.r, sign(guest::to_word(7), guest::Hash{}).r);
}

}  // namespace
}  // namespace zk::devnet

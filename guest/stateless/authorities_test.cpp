#include "guest/stateless/authorities.hpp"

#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/math/u256.hpp"

#include <gtest/gtest.h>

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <memory>

namespace zk::guest {
namespace {

const U256 kOrder =
    U256::from_word({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
                     0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41});

class Signer {
  public:
    explicit Signer(std::uint8_t key) { key_[31] = key; }

    [[nodiscard]] Address address() const {
        secp256k1_pubkey key;
        EXPECT_EQ(secp256k1_ec_pubkey_create(context_.get(), &key, key_.data()), 1);
        std::array<std::uint8_t, 65> bytes{};
        std::size_t n = bytes.size();
        secp256k1_ec_pubkey_serialize(context_.get(), bytes.data(), &n, &key, SECP256K1_EC_UNCOMPRESSED);
        return U256::from_word(keccak256(ByteView(bytes).subspan(1))).to_address();
    }

    [[nodiscard]] Authorization sign(std::uint64_t chain_id, const Address& target, std::uint64_t nonce) const {
        Authorization out;
        out.chain_id = to_word(chain_id);
        out.address = target;
        out.nonce = nonce;
        const Hash digest = authorization_digest(out);
        secp256k1_ecdsa_recoverable_signature signature;
        EXPECT_EQ(
            secp256k1_ecdsa_sign_recoverable(context_.get(), &signature, digest.data(), key_.data(), nullptr, nullptr),
            1
        );
        std::array<std::uint8_t, 64> compact{};
        int parity = 0;
        secp256k1_ecdsa_recoverable_signature_serialize_compact(context_.get(), compact.data(), &parity, &signature);
        std::copy_n(compact.begin(), 32, out.r.begin());
        std::copy_n(compact.begin() + 32, 32, out.s.begin());
        out.y_parity = static_cast<std::uint8_t>(parity);
        return out;
    }

  private:
    struct Destroy {
        void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
    };
    std::unique_ptr<secp256k1_context, Destroy> context_{secp256k1_context_create(SECP256K1_CONTEXT_NONE)};
    Word key_{};
};

std::optional<Address> recovered(const Authorization& authorization) {
    return recover_authorities({authorization})[0];
}

TEST(Authorities, AreWhoSignedThem) {
    for (std::uint8_t key = 1; key < 20; ++key) {
        const Signer signer(key);
        EXPECT_EQ(recovered(signer.sign(key % 2 == 0 ? 534352 : 0, Address{key}, key)), signer.address());
    }
}

// The digest covers all three fields (keccak of 05 and their RLP).
TEST(Authorities, EveryFieldIsSigned) {
    const Signer signer(7);
    const Authorization good = signer.sign(534352, Address{1}, 3);
    Authorization other = good;
    other.chain_id = to_word(534351);
    EXPECT_NE(recovered(other), signer.address());
    other = good;
    other.address[19] = 1;
    EXPECT_NE(recovered(other), signer.address());
    other = good;
    other.nonce = 4;
    EXPECT_NE(recovered(other), signer.address());
    EXPECT_EQ(recovered(good), signer.address());
}

TEST(Authorities, SignaturesOutOfRangeHaveNone) {
    const Signer signer(9);
    const Authorization good = signer.sign(0, Address{1}, 0);
    const auto altered = [&good](auto&& change) {
        Authorization other = good;
        change(other);
        return recovered(other);
    };
    for (int parity = 2; parity < 256; ++parity) {
        EXPECT_FALSE(altered([parity](auto& a) { a.y_parity = static_cast<std::uint8_t>(parity); })) << parity;
    }
    EXPECT_NE(altered([](auto& a) { a.y_parity ^= 1; }), signer.address());
    EXPECT_FALSE(altered([](auto& a) { a.r = {}; }));
    EXPECT_FALSE(altered([](auto& a) { a.s = {}; }));
    EXPECT_FALSE(altered([](auto& a) { a.r = kOrder.to_word(); }));
    EXPECT_FALSE(altered([](auto& a) { a.r.fill(0xff); }));
    EXPECT_FALSE(altered([](auto& a) { a.s = kOrder.to_word(); }));
    // The same key's other signature, which EIP-2 refuses.
    EXPECT_FALSE(altered([](auto& a) {
        a.s = (kOrder - U256::from_word(a.s)).to_word();
        a.y_parity ^= 1;
    }));
    // Half the order is the last s that is low; one more is high.
    const U256 half = divide(kOrder, U256(2)).quotient;
    EXPECT_TRUE(altered([&half](auto& a) { a.s = half.to_word(); }));
    EXPECT_FALSE(altered([&half](auto& a) { a.s = (half + U256(1)).to_word(); }));
}

TEST(Authorities, EachTupleIsByItself) {
    const Signer first(3);
    const Signer second(4);
    Authorization bad = first.sign(0, Address{1}, 0);
    bad.s = {};
    const auto all = recover_authorities({first.sign(0, Address{1}, 0), bad, second.sign(0, Address{1}, 0)});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0], first.address());
    EXPECT_FALSE(all[1].has_value());
    EXPECT_EQ(all[2], second.address());
    EXPECT_TRUE(recover_authorities({}).empty());
}

}  // namespace
}  // namespace zk::guest

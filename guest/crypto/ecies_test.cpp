#include "guest/crypto/ecies.hpp"

#include "base/hex.hpp"
#include "guest/crypto/hkdf.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <string_view>

namespace zk::guest::crypto {
namespace {

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

Sealed oracle(const AesKey& key, const AesBlock& nonce, const Bytes& message) {
    const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
    Sealed out;
    out.body.resize(message.size() + 16);
    int n = 0;
    int n_last = 0;
    EXPECT_EQ(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr), 1);
    EXPECT_EQ(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_IVLEN, 16, nullptr), 1);
    EXPECT_EQ(EVP_EncryptInit_ex(context.get(), nullptr, nullptr, key.data(), nonce.data()), 1);
    EXPECT_EQ(
        EVP_EncryptUpdate(context.get(), out.body.data(), &n, message.data(), static_cast<int>(message.size())), 1
    );
    EXPECT_EQ(EVP_EncryptFinal_ex(context.get(), out.body.data() + n, &n_last), 1);
    out.body.resize(static_cast<std::size_t>(n + n_last));
    EXPECT_EQ(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, 16, out.tag.data()), 1);
    return out;
}

AesBlock block(zk::test::Random& random) {
    AesBlock out{};
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(random.below(256));
    return out;
}

TEST(AesGcmTest, AgreesWithOpenssl) {
    zk::test::Random random(38);
    for (std::size_t n = 0; n < 100; ++n) {
        const AesKey key = random.word();
        const AesBlock nonce = block(random);
        const Bytes message = random.bytes(n);
        const Sealed expected = oracle(key, nonce, message);
        const Sealed sealed = seal_aes_gcm(key, nonce, message);
        EXPECT_EQ(to_hex(sealed.body), to_hex(expected.body));
        EXPECT_EQ(to_hex(sealed.tag), to_hex(expected.tag));
        EXPECT_EQ(open_aes_gcm(key, nonce, sealed.body, sealed.tag), message);
    }
}

TEST(AesGcmTest, CountsThroughTheLowWordOnly) {
    // Many nonces, many blocks each: some pass a byte's end.
    zk::test::Random random(99);
    const AesKey key = random.word();
    const Bytes message = random.bytes(16 * 300);
    for (int i = 0; i < 20; ++i) {
        const AesBlock nonce = block(random);
        EXPECT_EQ(seal_aes_gcm(key, nonce, message).body, oracle(key, nonce, message).body);
    }
}

TEST(AesGcmTest, RefusesEveryAlteredBit) {
    zk::test::Random random(7);
    const AesKey key = random.word();
    const AesBlock nonce = block(random);
    const Sealed sealed = seal_aes_gcm(key, nonce, random.bytes(20));
    for (std::size_t bit = 0; bit < 8 * 20; ++bit) {
        Bytes body = sealed.body;
        body[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
        EXPECT_FALSE(open_aes_gcm(key, nonce, body, sealed.tag).has_value());
    }
    for (std::size_t bit = 0; bit < 128; ++bit) {
        AesBlock altered = sealed.tag;
        altered[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
        EXPECT_FALSE(open_aes_gcm(key, nonce, sealed.body, altered).has_value());
        altered = nonce;
        altered[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
        EXPECT_FALSE(open_aes_gcm(key, altered, sealed.body, sealed.tag).has_value());
    }
}

TEST(HkdfTest, HmacAgreesWithOpenssl) {
    zk::test::Random random(2104);
    for (std::size_t n = 0; n < 140; ++n) {
        const Bytes key = random.bytes(n);
        const Bytes message = random.bytes(random.below(200));
        Hash expected{};
        HMAC(EVP_sha256(), key.data(), static_cast<int>(n), message.data(), message.size(), expected.data(), nullptr);
        EXPECT_EQ(hmac_sha256(key, message), expected) << n;
    }
}

TEST(HkdfTest, KnownAnswer) {
    const std::string_view secret = "secret";
    EXPECT_EQ(
        to_hex(hkdf_sha256(Bytes(secret.begin(), secret.end()))),
        "0x2f34e5ff91ec85d53ca9b543683174d0cf550b60d5f52b24c97b386cfcf6cbbf"
    );
}

TEST(EciesTest, SharedKeyIsTheKnownAnswer) {
    const Word two = to_word(2);
    const Word three = to_word(3);
    const auto sender = public_key_of(two).value();
    const auto receiver = public_key_of(three).value();
    const std::string expected = "0x6f982d63e8590c9d9b5b4c1959ff80315d772edd8f60287c9361d548d5200f82";
    EXPECT_EQ(to_hex(shared_key(sender, receiver, two)), expected);
    EXPECT_EQ(to_hex(shared_key(sender, sender, three)), expected);
}

class EciesRoundTest : public testing::Test {
  protected:
    zk::test::Random random_{65};
    Word secret_ = random_.word();
    AffinePoint<Secp256k1::Field> receiver_ = public_key_of(secret_).value();
    Bytes message_ = random_.bytes(20);
    Bytes ciphertext_ = ecies_encrypt(receiver_, random_.word(), block(random_), message_).value();
};

TEST_F(EciesRoundTest, DecryptsWhatWasEncrypted) {
    EXPECT_EQ(ciphertext_.size(), 65u + 16 + 16 + 20);
    EXPECT_EQ(ecies_decrypt(secret_, ciphertext_), message_);
    const Bytes empty = ecies_encrypt(receiver_, to_word(9), AesBlock{}, {}).value();
    EXPECT_EQ(ecies_decrypt(secret_, empty), Bytes());
}

TEST_F(EciesRoundTest, RefusesAlteredBytes) {
    for (std::size_t i = 0; i < ciphertext_.size(); ++i) {
        Bytes altered = ciphertext_;
        altered[i] ^= 1;
        EXPECT_FALSE(ecies_decrypt(secret_, altered).has_value()) << i;
    }
    Bytes hybrid = ciphertext_;
    for (const std::uint8_t form : {0x00, 0x02, 0x06, 0x07}) {
        hybrid[0] = form;
        EXPECT_FALSE(ecies_decrypt(secret_, hybrid).has_value());
    }
}

TEST_F(EciesRoundTest, RefusesShortTextsAndOtherKeys) {
    for (std::size_t n = 0; n < ciphertext_.size(); ++n) {
        EXPECT_FALSE(ecies_decrypt(secret_, ByteView(ciphertext_).first(n)).has_value()) << n;
    }
    Word order{};
    limbs_to_bytes<8>(order.data(), Secp256k1::Scalar::kModulus);
    for (const Word& other : {Word{}, order, to_word(1)}) {
        EXPECT_FALSE(ecies_decrypt(other, ciphertext_).has_value());
    }
    EXPECT_FALSE(public_key_of(Word{}).has_value());
    EXPECT_FALSE(public_key_of(order).has_value());
    EXPECT_FALSE(ecies_encrypt(receiver_, order, AesBlock{}, message_).has_value());
}

}  // namespace
}  // namespace zk::guest::crypto

#include "guest/crypto/p256.hpp"

#include "base/hex.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <functional>
#include <memory>

namespace zk::guest::crypto {
namespace {

struct Free {
    void operator()(BIGNUM* x) const { BN_free(x); }
    void operator()(BN_CTX* x) const { BN_CTX_free(x); }
    void operator()(EC_GROUP* x) const { EC_GROUP_free(x); }
    void operator()(EC_POINT* x) const { EC_POINT_free(x); }
};
using Big = std::unique_ptr<BIGNUM, Free>;

struct Signature {
    Word r{};
    Word s{};
    Word x{};
    Word y{};
};

/// Signs with OpenSSL's group and integers: key `secret`, nonce `nonce`.
class Signer {
  public:
    Signature sign(const Hash& digest, const Word& secret, const Word& nonce) {
        const Big d = reduced(secret);
        const Big k = reduced(nonce);
        const Big r(BN_new());
        const Big s(BN_new());
        Signature out;
        coordinates(out.x, out.y, *d);
        Word x{};
        Word y{};
        coordinates(x, y, *k);
        BN_nnmod(r.get(), big(x).get(), order(), context_.get());
        // s = (digest + r d) / k.
        BN_mod_mul(s.get(), r.get(), d.get(), order(), context_.get());
        BN_mod_add(s.get(), s.get(), big(digest).get(), order(), context_.get());
        const Big inverse(BN_mod_inverse(nullptr, k.get(), order(), context_.get()));
        BN_mod_mul(s.get(), s.get(), inverse.get(), order(), context_.get());
        BN_bn2binpad(r.get(), out.r.data(), 32);
        BN_bn2binpad(s.get(), out.s.data(), 32);
        return out;
    }
    [[nodiscard]] Word order_word() const {
        Word out{};
        BN_bn2binpad(order(), out.data(), 32);
        return out;
    }

  private:
    static Big big(const Word& word) { return Big(BN_bin2bn(word.data(), 32, nullptr)); }
    [[nodiscard]] const BIGNUM* order() const { return EC_GROUP_get0_order(group_.get()); }
    Big reduced(const Word& word) {
        Big out(BN_new());
        BN_nnmod(out.get(), big(word).get(), order(), context_.get());
        return out;
    }
    void coordinates(Word& x, Word& y, const BIGNUM& scalar) {
        const std::unique_ptr<EC_POINT, Free> point(EC_POINT_new(group_.get()));
        EC_POINT_mul(group_.get(), point.get(), &scalar, nullptr, nullptr, context_.get());
        const Big x_big(BN_new());
        const Big y_big(BN_new());
        EC_POINT_get_affine_coordinates(group_.get(), point.get(), x_big.get(), y_big.get(), context_.get());
        BN_bn2binpad(x_big.get(), x.data(), 32);
        BN_bn2binpad(y_big.get(), y.data(), 32);
    }

    std::unique_ptr<BN_CTX, Free> context_{BN_CTX_new()};
    std::unique_ptr<EC_GROUP, Free> group_{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
};

bool verify(const Hash& digest, const Signature& with) {
    return verify_p256(digest, with.r, with.s, with.x, with.y);
}

TEST(P256Test, AcceptsWhatOpensslComputesAndNothingBesides) {
    zk::test::Random random(7951);
    Signer signer;
    for (int i = 0; i < 60; ++i) {
        const Hash digest = random.word();
        const Signature signature = signer.sign(digest, random.word(), random.word());
        EXPECT_TRUE(verify(digest, signature)) << to_hex(digest);
        const std::size_t bit = random.below(256);
        const auto flip = [bit](Word word) {
            word[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
            return word;
        };
        EXPECT_FALSE(verify(flip(digest), signature));
        for (Word Signature::*const part : {&Signature::r, &Signature::s, &Signature::x, &Signature::y}) {
            Signature altered = signature;
            std::invoke(part, altered) = flip(altered.*part);
            EXPECT_FALSE(verify(digest, altered));
        }
    }
}

TEST(P256Test, RefusesWhatIsOutOfRange) {
    zk::test::Random random(186);
    Signer signer;
    const Hash digest = random.word();
    const Signature signature = signer.sign(digest, random.word(), random.word());
    ASSERT_TRUE(verify(digest, signature));
    Word full{};
    full.fill(0xff);
    for (const Word& bad : {Word{}, signer.order_word(), full}) {
        for (Word Signature::*const part : {&Signature::r, &Signature::s}) {
            Signature altered = signature;
            std::invoke(part, altered) = bad;
            EXPECT_FALSE(verify(digest, altered));
        }
    }
    Signature altered = signature;
    altered.x = altered.y = Word{};
    EXPECT_FALSE(verify(digest, altered));
    altered.x = altered.y = full;
    EXPECT_FALSE(verify(digest, altered));
}

}  // namespace
}  // namespace zk::guest::crypto

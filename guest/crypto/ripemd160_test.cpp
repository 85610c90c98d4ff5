#include "guest/crypto/ripemd160.hpp"

#include "base/hex.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/provider.h>

#include <memory>

namespace zk::guest::crypto {
namespace {

TEST(Ripemd160Test, AgreesWithOpensslAtEveryLength) {
    const auto unload = [](OSSL_PROVIDER* provider) { OSSL_PROVIDER_unload(provider); };
    const std::unique_ptr<OSSL_PROVIDER, decltype(unload)> legacy(OSSL_PROVIDER_load(nullptr, "legacy"), unload);
    const auto free_digest = [](EVP_MD* digest) { EVP_MD_free(digest); };
    const std::unique_ptr<EVP_MD, decltype(free_digest)> kind(EVP_MD_fetch(nullptr, "RIPEMD160", nullptr), free_digest);
    ASSERT_NE(kind, nullptr);
    zk::test::Random random(160);
    for (std::size_t n = 0; n < 300; ++n) {
        const Bytes message = random.bytes(n);
        std::array<std::uint8_t, 20> expected{};
        ASSERT_EQ(EVP_Digest(message.data(), n, expected.data(), nullptr, kind.get(), nullptr), 1);
        EXPECT_EQ(to_hex(ripemd160(message)), to_hex(expected)) << n;
    }
}

}  // namespace
}  // namespace zk::guest::crypto

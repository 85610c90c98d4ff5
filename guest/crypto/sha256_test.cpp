#include "guest/crypto/sha256.hpp"

#include "base/hex.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <openssl/sha.h>

#include <string_view>

namespace zk::guest::crypto {
namespace {

TEST(Sha256Test, TheStandardsExample) {
    const std::string_view text = "abc";
    const Bytes bytes(text.begin(), text.end());
    EXPECT_EQ(to_hex(sha256(bytes)), "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, AgreesWithOpensslAtEveryLengthAndCut) {
    zk::test::Random random(20241);
    for (std::size_t n = 0; n < 300; ++n) {
        const Bytes message = random.bytes(n);
        Hash expected{};
        SHA256(message.data(), message.size(), expected.data());
        EXPECT_EQ(sha256(message), expected) << n;
        const std::size_t cut = random.below(n + 1);
        const std::size_t second = cut + random.below(n - cut + 1);
        const ByteView view(message);
        Sha256 pieces;
        pieces.absorb(view.first(cut)).absorb(view.subspan(cut, second - cut)).absorb(view.subspan(second));
        EXPECT_EQ(pieces.finish(), expected) << n << " cut at " << cut << " and " << second;
    }
}

}  // namespace
}  // namespace zk::guest::crypto

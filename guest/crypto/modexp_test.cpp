#include "guest/crypto/modexp.hpp"

#include "base/hex.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <openssl/bn.h>

#include <memory>

namespace zk::guest::crypto {
namespace {

struct Free {
    void operator()(BIGNUM* x) const { BN_free(x); }
    void operator()(BN_CTX* x) const { BN_CTX_free(x); }
};
using Big = std::unique_ptr<BIGNUM, Free>;

Big big(const Bytes& bytes) {
    return Big(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

/// BN_mod_exp, whose rules are the same: 0^0 is 1, and 0 modulo 1.
Bytes oracle(const Bytes& base, const Bytes& exponent, const Bytes& modulus) {
    const std::unique_ptr<BN_CTX, Free> context(BN_CTX_new());
    const Big result(BN_new());
    EXPECT_EQ(BN_mod_exp(result.get(), big(base).get(), big(exponent).get(), big(modulus).get(), context.get()), 1);
    Bytes out(modulus.size());
    EXPECT_EQ(BN_bn2binpad(result.get(), out.data(), static_cast<int>(out.size())), static_cast<int>(out.size()));
    return out;
}

void compare(const Bytes& base, const Bytes& exponent, const Bytes& modulus) {
    EXPECT_EQ(to_hex(modexp(base, exponent, modulus)), to_hex(oracle(base, exponent, modulus)))
        << to_hex(base) << "^" << to_hex(exponent) << " mod " << to_hex(modulus);
}

// Random with runs of equal bits, so that quotient digits of all kinds occur.
Bytes number(zk::test::Random& random, std::size_t n) {
    Bytes out;
    while (out.size() < n) {
        const auto word = random.word();
        out.insert(out.end(), word.begin(), word.end());
    }
    out.resize(n);
    return out;
}

TEST(ModexpTest, AgreesWithOpensslOnOddAndEvenModuli) {
    zk::test::Random random(65537);
    for (int i = 0; i < 1500; ++i) {
        Bytes modulus = number(random, 1 + random.below(70));
        if (random.below(2) == 0) modulus.back() |= 1;
        modulus.front() |= random.below(2) == 0 ? 0x80 : 1;
        compare(number(random, random.below(90)), number(random, random.below(20)), modulus);
    }
}

TEST(ModexpTest, AgreesWithOpensslOnModuliWithManyTrailingZeros) {
    zk::test::Random random(1024);
    for (int i = 0; i < 400; ++i) {
        Bytes modulus = number(random, 1 + random.below(10));
        modulus.front() |= 1;
        modulus.resize(modulus.size() + random.below(40));
        compare(number(random, random.below(60)), number(random, random.below(9)), modulus);
    }
}

TEST(ModexpTest, AgreesWithOpensslOnPowersOfTwo) {
    zk::test::Random random(2);
    for (std::size_t n_bits = 0; n_bits < 600; ++n_bits) {
        Bytes modulus(n_bits / 8 + 1);
        modulus.front() = static_cast<std::uint8_t>(1u << (n_bits % 8));
        compare(number(random, random.below(100)), number(random, random.below(9)), modulus);
    }
}

TEST(ModexpTest, AgreesWithOpensslOnLongNumbers) {
    zk::test::Random random(4096);
    for (const std::size_t n : {128, 256, 512, 1024}) {
        Bytes modulus = number(random, n);
        modulus.front() |= 1;
        for (const int low : {0, 1}) {
            modulus.back() = static_cast<std::uint8_t>((modulus.back() & 0xfe) | low);
            compare(number(random, n), number(random, 40), modulus);
            compare(number(random, 2 * n), {3}, modulus);
        }
    }
}

TEST(ModexpTest, Edges) {
    const Bytes none;
    EXPECT_EQ(modexp({}, {}, {}), none);
    EXPECT_EQ(modexp(Bytes{5}, Bytes{3}, Bytes{}), none);
    EXPECT_EQ(modexp(Bytes{5}, Bytes{3}, Bytes{0, 0}), (Bytes{0, 0}));
    EXPECT_EQ(modexp(Bytes{5}, Bytes{3}, Bytes{0, 1}), (Bytes{0, 0}));
    EXPECT_EQ(modexp(Bytes{5}, Bytes{0}, Bytes{1}), (Bytes{0}));
    EXPECT_EQ(modexp(none, none, Bytes{0, 7}), (Bytes{0, 1}));
    EXPECT_EQ(modexp(Bytes{0}, Bytes{0}, Bytes{8}), (Bytes{1}));
    EXPECT_EQ(modexp(Bytes{0}, Bytes{9}, Bytes{8}), (Bytes{0}));
    EXPECT_EQ(modexp(Bytes{0, 3}, Bytes{0, 0, 2}, Bytes{0, 0, 10}), (Bytes{0, 0, 9}));
    EXPECT_EQ(modexp(Bytes{2}, Bytes{7}, Bytes{1, 0}), (Bytes{0, 128}));
    EXPECT_EQ(modexp(Bytes{2}, Bytes{8}, Bytes{1, 0}), (Bytes{0, 0}));
}

TEST(ModexpTest, AllSmallNumbers) {
    for (std::uint32_t modulus = 1; modulus < 40; ++modulus) {
        for (std::uint32_t base = 0; base < 45; ++base) {
            std::uint32_t expected = 1 % modulus;
            for (std::uint32_t exponent = 0; exponent < 20; ++exponent) {
                const auto byte = [](std::uint32_t x) { return Bytes{static_cast<std::uint8_t>(x)}; };
                ASSERT_EQ(modexp(byte(base), byte(exponent), byte(modulus)), byte(expected))
                    << base << "^" << exponent << " mod " << modulus;
                expected = expected * base % modulus;
            }
        }
    }
}

}  // namespace
}  // namespace zk::guest::crypto

// Against GMP.

#include "vm/isa/u256.hpp"

#include <gtest/gtest.h>

#include <gmpxx.h>

#include <random>

namespace zk::vm {
namespace {

const mpz_class kTop = mpz_class(1) << 256;

mpz_class to_mpz(const U256Words& words) {
    mpz_class out;
    mpz_import(out.get_mpz_t(), words.size(), -1, 4, 0, 0, words.data());
    return out;
}

U256Words to_words(const mpz_class& x) {
    U256Words words{};
    mpz_export(words.data(), nullptr, -1, 4, 0, 0, x.get_mpz_t());
    return words;
}

/// What the README of vm/chips/u256 says, with unbounded integers.
std::optional<U256Words> expected(Op op, const U256Words& a, const U256Words& b, const U256Words& modulus) {
    const mpz_class x = to_mpz(a);
    const mpz_class y = to_mpz(b);
    mpz_class m = to_mpz(modulus);
    if (m == 0) m = kTop;
    mpz_class result;
    if (op == Op::kMulMod || op == Op::kMulDiv) {
        const mpz_class quotient = x * y / m;
        if (quotient >= kTop) return std::nullopt;
        result = op == Op::kMulDiv ? quotient : mpz_class(x * y % m);
    } else {
        result = op == Op::kAddMod ? mpz_class(x + y) : mpz_class(x - y);
        if (op == Op::kAddMod && result >= m) result -= m;
        if (op == Op::kSubMod && result < 0) result += m;
        if (result < 0 || result >= m) return std::nullopt;
    }
    return to_words(result);
}

void expect_all(const U256Words& a, const U256Words& b, const U256Words& m) {
    for (const Op op : {Op::kMulMod, Op::kMulDiv, Op::kAddMod, Op::kSubMod}) {
        const std::optional<U256Words> want = expected(op, a, b, m);
        EXPECT_EQ(u256_result(op, a, b, m), want) << name_of(op) << " " << to_mpz(a).get_str(16) << ", "
                                                  << to_mpz(b).get_str(16) << " modulo " << to_mpz(m).get_str(16);
    }
}

TEST(U256, EdgesAgreeWithGmp) {
    const mpz_class secp256k1 = kTop - (mpz_class(1) << 32) - 977;
    std::vector<U256Words> edges;
    std::vector<mpz_class> bases = {0, secp256k1};
    for (const unsigned bits : {32, 64, 128, 192, 255, 256}) bases.emplace_back(mpz_class(1) << bits);
    for (const mpz_class& base : bases) {
        for (const int step : {-2, -1, 0, 1}) {
            const mpz_class x = base + step;
            if (x >= 0 && x < kTop) edges.push_back(to_words(x));
        }
    }
    for (const U256Words& a : edges) {
        for (const U256Words& b : edges) {
            for (const U256Words& m : edges) expect_all(a, b, m);
        }
    }
}

// Operands of every length, with long runs of ones and zeros: where digits are guessed too large.
TEST(U256, RandomOperandsAgreeWithGmp) {
    constexpr std::uint32_t kSeed = 7;
    RecordProperty("seed", static_cast<int>(kSeed));
    std::mt19937 random(kSeed);
    const auto any = [&] {
        U256Words words{};
        const std::uint32_t length = random() % 9;
        for (std::uint32_t i = 0; i < length; ++i) {
            const std::uint32_t kind = random() % 4;
            words[i] = kind == 0 ? ~0u : kind == 1 ? 0u : random();
        }
        return words;
    };
    for (int i = 0; i < 20000; ++i) expect_all(any(), any(), any());
    // The largest quotient that fits and the least that does not: a b = q m + r around 2^256 m.
    for (int i = 0; i < 2000; ++i) {
        const mpz_class m = to_mpz(any()) + 1;
        if (m >= kTop) continue;
        const mpz_class a = kTop - 1 - random() % 3;
        for (int step = -1; step <= 1; ++step) {
            const mpz_class b = m + step;
            expect_all(to_words(a), to_words(b < kTop ? b : mpz_class(kTop - 1)), to_words(m));
        }
    }
}

}  // namespace
}  // namespace zk::vm

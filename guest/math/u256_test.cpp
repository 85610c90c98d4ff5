// Every operation against GMP, on pairs and triples of edge values and of random ones.

#include "guest/math/u256.hpp"

#include "base/hex.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <gmp.h>

#include <functional>
#include <utility>
#include <vector>

namespace zk::guest {
namespace {

/// An integer of GMP.
class Big {
  public:
    Big() { mpz_init(value_); }
    Big(long x) { mpz_init_set_si(value_, x); }  // NOLINT(google-explicit-constructor)
    Big(const U256& x) {                         // NOLINT(google-explicit-constructor)
        mpz_init(value_);
        const Word word = x.to_word();
        mpz_import(value_, word.size(), 1, 1, 1, 0, word.data());
    }
    Big(const Big& other) { mpz_init_set(value_, other.value_); }
    Big& operator=(const Big& other) {
        mpz_set(value_, other.value_);
        return *this;
    }
    ~Big() { mpz_clear(value_); }

    static Big power_of_two(unsigned n) {
        Big out;
        mpz_setbit(out.value_, n);
        return out;
    }
    /// The 256-bit integer read as two's complement.
    static Big signed_of(const U256& x) { return x.negative() ? Big(x) - power_of_two(256) : Big(x); }

    /// Modulo 2^256.
    [[nodiscard]] U256 wrapped() const {
        Big low;
        mpz_fdiv_r_2exp(low.value_, value_, 256);
        Word word{};
        std::size_t n = 0;
        std::array<std::uint8_t, 32> bytes{};
        mpz_export(bytes.data(), &n, 1, 1, 1, 0, low.value_);
        std::copy_n(bytes.begin(), n, word.end() - static_cast<std::ptrdiff_t>(n));
        return U256::from_word(word);
    }

    mpz_ptr get() { return value_; }
    [[nodiscard]] mpz_srcptr get() const { return value_; }

    friend Big operator+(const Big& x, const Big& y) { return with(mpz_add, x, y); }
    friend Big operator-(const Big& x, const Big& y) { return with(mpz_sub, x, y); }
    friend Big operator*(const Big& x, const Big& y) { return with(mpz_mul, x, y); }
    friend Big operator&(const Big& x, const Big& y) { return with(mpz_and, x, y); }
    friend Big operator|(const Big& x, const Big& y) { return with(mpz_ior, x, y); }
    friend Big operator^(const Big& x, const Big& y) { return with(mpz_xor, x, y); }
    /// Towards zero, as EVM's signed division and remainder go.
    friend Big operator/(const Big& x, const Big& y) { return with(mpz_tdiv_q, x, y); }
    friend Big operator%(const Big& x, const Big& y) { return with(mpz_tdiv_r, x, y); }
    friend bool operator<(const Big& x, const Big& y) { return mpz_cmp(x.value_, y.value_) < 0; }
    friend bool operator==(const Big& x, const Big& y) { return mpz_cmp(x.value_, y.value_) == 0; }

  private:
    template <class Operation>
    static Big with(Operation operation, const Big& x, const Big& y) {
        Big out;
        operation(out.value_, x.value_, y.value_);
        return out;
    }
    mpz_t value_;
};

std::string hex(const U256& x) {
    return to_hex(x.to_word());
}

U256 u256(const Big& x) {
    return x.wrapped();
}

std::vector<U256> edges() {
    std::vector<U256> out = {U256(), U256(1), U256(2), U256(3), U256(5), U256(31), U256(32), U256(255), U256(256)};
    for (const unsigned n : {31u, 32u, 33u, 63u, 64u, 127u, 128u, 160u, 192u, 223u, 224u, 254u, 255u}) {
        const U256 power = U256(1) << n;
        out.insert(out.end(), {power, power - U256(1), power + U256(1), -power});
    }
    out.insert(out.end(), {U256::max(), U256::max() - U256(1), ~(U256::max() >> 1)});
    return out;
}

class U256Test : public testing::Test {
  protected:
    /// Edge values with each other, then random pairs: also of different lengths, where division branches.
    static void for_pairs(const std::function<void(const U256&, const U256&)>& check) {
        const std::vector<U256> special = edges();
        for (const U256& x : special) {
            for (const U256& y : special) check(x, y);
        }
        zk::test::Random random(256);
        for (int i = 0; i < 20000; ++i) {
            const U256 x = U256::from_word(random.word());
            const U256 y = U256::from_word(random.word());
            check(x >> static_cast<unsigned>(random.below(257)), y >> static_cast<unsigned>(random.below(257)));
        }
    }
};

#define EXPECT_U256(actual, expected) \
    ASSERT_EQ(hex(actual), hex(expected)) << #actual << " x = " << hex(x) << " y = " << hex(y)

TEST_F(U256Test, SumsAndProducts) {
    const Big bound = Big::power_of_two(256);
    for_pairs([&](const U256& x, const U256& y) {
        const Big sum = Big(x) + Big(y);
        const Big product = Big(x) * Big(y);
        EXPECT_U256(x + y, u256(sum));
        EXPECT_U256(x - y, u256(Big(x) - Big(y)));
        EXPECT_U256(x * y, u256(product));
        EXPECT_U256(-x, u256(Big(0) - Big(x)));
        EXPECT_U256(saturating_add(x, y), sum < bound ? u256(sum) : U256::max());
        EXPECT_U256(saturating_mul(x, y), product < bound ? u256(product) : U256::max());
        U256 out;
        ASSERT_EQ(add_overflows(out, x, y), !(sum < bound));
        EXPECT_U256(out, u256(sum));
        ASSERT_EQ(sub_borrows(out, x, y), Big(x) < Big(y));
        EXPECT_U256(out, u256(Big(x) - Big(y)));
        out = x;
        add_overflows(out, out, out);
        EXPECT_U256(out, u256(Big(x) + Big(x)));
    });
}

TEST_F(U256Test, BitsAndOrder) {
    for_pairs([](const U256& x, const U256& y) {
        EXPECT_U256(x & y, u256(Big(x) & Big(y)));
        EXPECT_U256(x | y, u256(Big(x) | Big(y)));
        EXPECT_U256(x ^ y, u256(Big(x) ^ Big(y)));
        EXPECT_U256(~x, u256(Big(-1) - Big(x)));
        ASSERT_EQ(x < y, Big(x) < Big(y));
        ASSERT_EQ(x == y, Big(x) == Big(y));
        ASSERT_EQ(x > y, Big(y) < Big(x));
        ASSERT_EQ(evm_slt(x, y), Big::signed_of(x) < Big::signed_of(y));
        ASSERT_EQ(x.bit_length(), x.is_zero() ? 0 : static_cast<int>(mpz_sizeinbase(Big(x).get(), 2)));
        ASSERT_EQ(x.is_zero(), Big(x) == Big(0));
        ASSERT_EQ(x.fits_u64(), Big(x) < Big::power_of_two(64));
        const unsigned n = y.limbs[0] % 300;
        EXPECT_U256(x << n, u256(Big(x) * Big::power_of_two(n)));
        EXPECT_U256(x >> n, u256(Big(x) / Big::power_of_two(n)));
        ASSERT_EQ(x.bit(static_cast<int>(n % 256)), mpz_tstbit(Big(x).get(), n % 256) != 0);
    });
}

TEST_F(U256Test, Division) {
    for_pairs([](const U256& x, const U256& y) {
        if (y.is_zero()) {
            for (const auto& f : {evm_div, evm_mod, evm_sdiv, evm_smod}) EXPECT_U256(f(x, y), U256());
            return;
        }
        const Division division = divide(x, y);
        EXPECT_U256(division.quotient, u256(Big(x) / Big(y)));
        EXPECT_U256(division.remainder, u256(Big(x) % Big(y)));
        EXPECT_U256(evm_div(x, y), division.quotient);
        EXPECT_U256(evm_mod(x, y), division.remainder);
        EXPECT_U256(evm_sdiv(x, y), u256(Big::signed_of(x) / Big::signed_of(y)));
        EXPECT_U256(evm_smod(x, y), u256(Big::signed_of(x) % Big::signed_of(y)));
    });
}

TEST_F(U256Test, WideProductsAndQuotients) {
    const U256 top_bit = ~(U256::max() >> 1);
    for_pairs([&](const U256& x, const U256& y) {
        U256 high;
        mul_high(high, x, y);
        EXPECT_U256(high, u256(Big(x) * Big(y) / Big::power_of_two(256)));
        high = x;
        mul_high(high, high, high);
        EXPECT_U256(high, u256(Big(x) * Big(x) / Big::power_of_two(256)));
        const U256 divisor = y | top_bit;
        mul_high(high, x, divisor);
        EXPECT_U256(wide_quotient(high, x * divisor, divisor), x);
        high = evm_mod(x, divisor);
        const Big dividend = Big(high) * Big::power_of_two(256) + Big(y);
        EXPECT_U256(wide_quotient(high, y, divisor), u256(dividend / Big(divisor)));
    });
}

TEST_F(U256Test, SumsAndProductsModulo) {
    zk::test::Random random(8);
    const std::vector<U256> special = edges();
    const auto check = [](const U256& x, const U256& y, const U256& m) {
        const U256 sum = m.is_zero() ? U256() : u256((Big(x) + Big(y)) % Big(m));
        const U256 product = m.is_zero() ? U256() : u256((Big(x) * Big(y)) % Big(m));
        EXPECT_U256(evm_addmod(x, y, m), sum) << " m = " << hex(m);
        EXPECT_U256(evm_mulmod(x, y, m), product) << " m = " << hex(m);
    };
    for (const U256& x : special) {
        for (const U256& y : special) {
            for (const U256& m : special) check(x, y, m);
        }
    }
    for (int i = 0; i < 20000; ++i) {
        const U256 m = U256::from_word(random.word()) >> static_cast<unsigned>(random.below(257));
        check(U256::from_word(random.word()), U256::from_word(random.word()), m);
    }
}

TEST_F(U256Test, Powers) {
    const Big bound = Big::power_of_two(256);
    const auto check = [&](const U256& x, const U256& y) {
        Big expected;
        mpz_powm(expected.get(), Big(x).get(), Big(y).get(), bound.get());
        EXPECT_U256(evm_exp(x, y), u256(expected));
    };
    for (const U256& x : edges()) {
        for (const U256& y : edges()) check(x, y);
    }
    zk::test::Random random(10);
    for (int i = 0; i < 500; ++i) check(U256::from_word(random.word()), U256::from_word(random.word()));
}

TEST_F(U256Test, ShiftsAndBytesOfTheEvm) {
    for_pairs([](const U256& x, const U256& y) {
        // y is the position: often small, sometimes huge.
        for (const U256& at : {y, U256(y.limbs[0] % 300), U256(y.limbs[0] % 34)}) {
            const bool far = !(Big(at) < Big(256));
            const unsigned n = far ? 256 : at.limbs[0];
            EXPECT_U256(evm_shl(at, x), u256(Big(x) * Big::power_of_two(n)));
            EXPECT_U256(evm_shr(at, x), u256(Big(x) / Big::power_of_two(n)));
            Big floor;
            mpz_fdiv_q_2exp(floor.get(), Big::signed_of(x).get(), n);
            EXPECT_U256(evm_sar(at, x), u256(floor));
            const U256 byte = n < 32 ? U256(x.to_word()[n]) : U256();
            EXPECT_U256(evm_byte(at, x), byte);
            U256 extended = x;
            if (n < 31) {
                const Big low = Big(x) % Big::power_of_two(8 * n + 8);
                const bool negative = mpz_tstbit(low.get(), 8 * n + 7) != 0;
                extended = u256(negative ? low - Big::power_of_two(8 * n + 8) : low);
            }
            EXPECT_U256(evm_signextend(at, x), extended);
        }
    });
}

TEST_F(U256Test, WordsAndAddresses) {
    zk::test::Random random(20);
    for (int i = 0; i < 200; ++i) {
        const Word word = random.word();
        const U256 x = U256::from_word(word);
        EXPECT_EQ(x.to_word(), word);
        Address address{};
        std::copy_n(word.begin() + 12, 20, address.begin());
        EXPECT_EQ(x.to_address(), address);
        EXPECT_EQ(U256::from_address(address), x & ((U256(1) << 160) - U256(1)));
        const std::size_t n = random.below(33);
        EXPECT_EQ(U256::from_bytes(word.data(), n), x >> static_cast<unsigned>(256 - 8 * n));
        EXPECT_EQ(x.low_u64(), (x & U256(~std::uint64_t{0})).low_u64());
    }
    EXPECT_EQ(hex(U256(0x0123456789abcdef)), "0x" + std::string(48, '0') + "0123456789abcdef");
}

}  // namespace
}  // namespace zk::guest

#include "vm/chips/u256/u256.hpp"

#include "vm/chips/program/program_table.hpp"
#include "vm/isa/u256.hpp"
#include "vm/testing/chip_programs.hpp"
#include "vm/testing/forger.hpp"

#include <gtest/gtest.h>

#include <gmpxx.h>

#include <functional>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;
using testing::Verdict;

const mpz_class kTop = mpz_class(1) << 256;
const mpz_class kSecp256k1 = kTop - (mpz_class(1) << 32) - 977;
const mpz_class kRandomA("d3b07384d113edec49eaa6238ad5ff00c157a79031e1c40f85931829bc5fc552", 16);
const mpz_class kRandomB("2fd4e1c67a2d28fced849ee1bb76e7391b93eb12a2fd4e1c67a2d28fced849ee", 16);
const mpz_class kRandomM("7c211433f02071597741e6ff5a8ea34789abbf43000000000000ffff0000abcd", 16);

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

struct Case {
    Op op;
    mpz_class a, b, m;
};

mpz_class modulus_of(const Case& c) {
    return c.m == 0 ? kTop : c.m;
}

/// By unbounded integers; nothing where the instruction errs.
std::optional<mpz_class> result_of(const Case& c) {
    const mpz_class m = modulus_of(c);
    mpz_class result;
    switch (c.op) {
        case Op::kMulMod:
        case Op::kMulDiv: {
            const mpz_class quotient = c.a * c.b / m;
            if (quotient >= kTop) return std::nullopt;
            result = c.op == Op::kMulDiv ? quotient : mpz_class(c.a * c.b % m);
            break;
        }
        case Op::kAddMod:
            result = c.a + c.b;
            if (result >= m) result -= m;
            break;
        default:
            result = c.a - c.b;
            if (result < 0) result += m;
    }
    if (result < 0 || (c.op != Op::kMulDiv && result >= m)) return std::nullopt;
    return result;
}

std::vector<Case> cases_of(std::initializer_list<Op> ops) {
    const std::vector<mpz_class> values = {
        0, 1, kSecp256k1 - 1, kSecp256k1, kTop - 1, mpz_class(1) << 255, kRandomA, kRandomB};
    const std::vector<mpz_class> moduli = {0, 1, mpz_class(65537), kSecp256k1, kTop - 1, mpz_class(1) << 255, kRandomM};
    std::vector<Case> cases;
    for (const Op op : ops) {
        for (const mpz_class& m : moduli) {
            for (const mpz_class& a : values) {
                for (const mpz_class& b : values) {
                    const Case c{op, a, b, m};
                    if (result_of(c)) cases.push_back(c);
                }
            }
        }
    }
    return cases;
}

/// Every case with operands of its own and the result in place of nothing.
Program program_of(const std::vector<Case>& cases) {
    Assembler a;
    std::uint32_t at = testing::kDataAddress;
    for (const Case& c : cases) {
        for (const mpz_class* operand : {&c.a, &c.b, &c.m}) {
            const U256Words words = to_words(*operand);
            a.data.insert(a.data.end(), words.begin(), words.end());
        }
        a.data.insert(a.data.end(), 8, 0xdeadbeef);
        for (const int reg : {10, 11, static_cast<int>(kModulusRegister), 12}) {
            a.li(reg, at);
            at += 32;
        }
        a.reg(c.op, 12, 10, 11);
    }
    a.exit(0);
    return a.program();
}

/// The words that a row writes to memory, at ascending addresses.
mpz_class written(const Verdict& verdict) {
    U256Words words{};
    std::size_t n = 0;
    for (const testing::Tuple& t : verdict.produced) {
        if (t[0] == kMemoryBus && t[1] == 1 && t[5] % 4 == 3 && n < words.size()) words[n++] = t[3] | t[4] << 16;
    }
    return to_mpz(words);
}

void expect_answers(const ChipRows& rows, const std::vector<Case>& cases) {
    ASSERT_EQ(rows.rows.size(), cases.size());
    for (std::size_t r = 0; r < cases.size(); ++r) {
        const Verdict verdict = rows.oracle().judge(rows.rows[r]);
        EXPECT_EQ(verdict.broken, "") << r;
        EXPECT_EQ(written(verdict), result_of(cases[r])) << name_of(cases[r].op) << " of case " << r;
    }
}

/// One in `step` of the cases.
std::vector<Case> some_of(const std::vector<Case>& cases, std::size_t step) {
    std::vector<Case> some;
    for (std::size_t i = 0; i < cases.size(); i += step) some.push_back(cases[i]);
    return some;
}

const ChipRows& mul_rows() {
    static const ChipRows kRows(kMulModTable, program_of(cases_of({Op::kMulMod, Op::kMulDiv})));
    return kRows;
}
const ChipRows& add_rows() {
    static const ChipRows kRows(kAddModTable, program_of(cases_of({Op::kAddMod, Op::kSubMod})));
    return kRows;
}

TEST(MulModChip, KnownAnswers) {
    expect_answers(mul_rows(), cases_of({Op::kMulMod, Op::kMulDiv}));
}

TEST(AddModChip, KnownAnswers) {
    expect_answers(add_rows(), cases_of({Op::kAddMod, Op::kSubMod}));
}

// Alterations of single cells: all. Of pairs: a share; those that could compensate each other are forced below.
TEST(MulModChip, AlteredCells) {
    const std::vector<Case> cases = some_of(cases_of({Op::kMulMod, Op::kMulDiv}), 61);
    const ChipRows rows(kMulModTable, program_of(cases));
    testing::expect_sound_rows(rows, {.max_rows = 12, .max_pair_rows = 1});
}

TEST(AddModChip, AlteredCells) {
    const std::vector<Case> cases = some_of(cases_of({Op::kAddMod, Op::kSubMod}), 37);
    const ChipRows rows(kAddModTable, program_of(cases));
    testing::expect_sound_rows(rows, {.max_rows = 16, .max_pair_rows = 1, .max_pairs = 20000});
}

Felt felt(const mpz_class& x) {
    const mpz_class p = Felt::kModulus;
    mpz_class rest = x % p;
    if (rest < 0) rest += p;
    return Felt(static_cast<std::uint32_t>(rest.get_ui()));
}

/// Digits of `bits` bits, the last of which takes whatever is left, also below zero.
template <std::size_t N>
void digits(Felt (&out)[N], mpz_class x, int bits) {
    for (std::size_t i = 0; i + 1 < N; ++i) {
        mpz_class digit;
        mpz_fdiv_r_2exp(digit.get_mpz_t(), x.get_mpz_t(), static_cast<mp_bitcnt_t>(bits));
        mpz_fdiv_q_2exp(x.get_mpz_t(), x.get_mpz_t(), static_cast<mp_bitcnt_t>(bits));
        out[i] = felt(digit);
    }
    out[N - 1] = felt(x);
}

/// is_full as said; the rest as well as it can be for these limbs.
void complete_below(U256Below<Felt>& c, const Felt (&value)[kU256Limbs], const mpz_class& modulus, bool is_full) {
    Felt limbs[kU256Limbs];
    digits(limbs, modulus, 16);
    c = {};
    c.is_full = flag(is_full);
    if (is_full) return;
    std::size_t top = 0;
    for (std::size_t i = kU256Limbs; i-- > 0;) {
        if (limbs[i] == value[i]) continue;
        top = i;
        break;
    }
    c.top[top] = Felt::one();
    c.gap = limbs[top] - value[top];
}

/// A row of mul_mod with this quotient and remainder: carries as the identity demands them, whatever they are.
void complete(
    MulModColumns<Felt>& c, const Case& operands, const mpz_class& quotient, const mpz_class& remainder, bool is_full
) {
    digits(c.quotient, quotient, 8);
    digits(c.remainder, remainder, 16);
    complete_below(c.below, c.remainder, operands.m, is_full);
    Felt a[kU256Bytes], b[kU256Bytes], m[kU256Bytes];
    digits(a, operands.a, 8);
    digits(b, operands.b, 8);
    digits(m, operands.m, 8);
    std::array<Felt, 2 * kU256Bytes> sums{};
    for (std::size_t i = 0; i < kU256Bytes; ++i) {
        for (std::size_t j = 0; j < kU256Bytes; ++j) sums[i + j] += a[i] * b[j] - c.quotient[i] * m[j];
        sums[kU256Bytes + i] -= c.below.is_full * c.quotient[i];
    }
    Felt carry = Felt::zero();
    for (std::size_t k = 0; k + 1 < 2 * kU256Limbs; ++k) {
        Felt sum = sums[2 * k] + Felt(256) * sums[2 * k + 1] + carry;
        if (k < kU256Limbs) sum -= c.remainder[k];
        carry = sum * Felt(65536).inverse();
        c.carry[k] = carry;
    }
    for (std::size_t i = 0; i < kU256Limbs; ++i) {
        c.result[i] =
            c.is_mul_mod * c.remainder[i] + c.is_mul_div * (c.quotient[2 * i] + Felt(256) * c.quotient[2 * i + 1]);
    }
}

// Quotient and remainder that give the same product, a remainder moved by parts of the modulus, and a modulus claimed to be 2^256 or denied.
TEST(MulModChip, RefusesEveryOtherQuotientAndWitness) {
    const std::vector<Case> cases = cases_of({Op::kMulMod, Op::kMulDiv});
    for (std::size_t r = 0; r < cases.size(); ++r) {
        const Case& operands = cases[r];
        const mpz_class m = modulus_of(operands);
        const mpz_class quotient = operands.a * operands.b / m;
        const mpz_class remainder = operands.a * operands.b % m;
        const bool is_full = operands.m == 0;
        auto c = mul_rows().get<MulModColumns>(r);
        complete(c, operands, quotient, remainder, is_full);
        ASSERT_EQ(mul_rows().judge(c).broken, "") << r;
        for (const int step : {-2, -1, 1, 2}) {
            complete(c, operands, quotient + step, remainder - step * m, is_full);
            testing::expect_refused(mul_rows().judge(c), "quotient moved by " + std::to_string(step));
            complete(c, operands, quotient, remainder + step * m, is_full);
            testing::expect_refused(mul_rows().judge(c), "remainder moved by " + std::to_string(step));
            complete(c, operands, quotient + step, remainder, is_full);
            testing::expect_refused(mul_rows().judge(c), "only the quotient moved by " + std::to_string(step));
        }
        complete(c, operands, quotient, remainder, !is_full);
        testing::expect_refused(mul_rows().judge(c), "the other is_full");
        const mpz_class product = operands.a * operands.b;
        complete(c, operands, product / kTop, product % kTop, true);
        if (!is_full) testing::expect_refused(mul_rows().judge(c), "modulus taken for 2^256");
        complete(c, operands, 0, product, is_full);
        if (quotient != 0) testing::expect_refused(mul_rows().judge(c), "no quotient");
    }
}

// A row whose product has no quotient below 2^256 cannot be completed, nor with the quotient's top byte beyond 255.
TEST(MulModChip, RefusesQuotientsOf256BitsAndMore) {
    Case operands{Op::kMulMod, kTop - 1, kTop - 1, kTop - 1};
    const ChipRows rows(kMulModTable, program_of({operands}));
    const std::vector<mpz_class> moduli = {kTop - 2, mpz_class(1) << 255, 1, 3};
    for (const mpz_class& m : moduli) {
        operands.m = m;
        const mpz_class quotient = operands.a * operands.b / m;
        ASSERT_GE(quotient, kTop);
        for (const mpz_class& claimed : {quotient, mpz_class(kTop - 1), mpz_class(quotient % kTop)}) {
            auto c = rows.get<MulModColumns>(0);
            const U256Words words = to_words(m);
            for (std::size_t i = 0; i < kU256Words; ++i) {
                for (int j = 0; j < 4; ++j) c.modulus[i].bytes[j] = Felt(words[i] >> 8 * j & 0xff);
            }
            complete(c, operands, claimed, operands.a * operands.b - claimed * m, false);
            testing::expect_refused(rows.judge(c), "quotient of more than 256 bits");
        }
    }
}

// The largest sums: carries come close to the bounds of the README, and not beyond.
TEST(MulModChip, CarriesKeepTheirBounds) {
    std::int64_t largest = 0;
    std::int64_t least = 0;
    for (std::size_t r = 0; r < mul_rows().rows.size(); ++r) {
        const auto c = mul_rows().get<MulModColumns>(r);
        for (const Felt carry : c.carry) {
            const bool negative = carry.value() > Felt::kModulus / 2;
            const std::int64_t value = std::int64_t{carry.value()} - (negative ? Felt::kModulus : 0);
            largest = std::max(largest, value);
            least = std::min(least, value);
        }
    }
    EXPECT_LE(largest, 8161);
    EXPECT_GE(least, -8161);
    EXPECT_GT(largest, 7000);
    EXPECT_LT(least, -7000);
}

// A limb and the carry out of it, changed together by whole carries and by what the field hides; both bytes of a limb; a limb with its byte.
TEST(MulModChip, RefusesCompensatedCarriesAndBytes) {
    const std::vector<Case> cases = cases_of({Op::kMulMod, Op::kMulDiv});
    for (std::size_t r = 0; r < cases.size(); r += 23) {
        for (const Felt amount : {Felt(1), -Felt(1), Felt(65536).inverse(), Felt(1u << 13), -Felt(1u << 13)}) {
            for (std::size_t k = 0; k < kU256Limbs; ++k) {
                auto c = mul_rows().get<MulModColumns>(r);
                c.carry[k] += amount;
                c.remainder[k] -= Felt(65536) * amount;
                if (k + 1 < kU256Limbs) c.remainder[k + 1] += amount;
                if (k + 1 == kU256Limbs) c.carry[k + 1] += amount * Felt(65536).inverse();
                for (const std::size_t i : {k, k + 1}) {
                    if (i < kU256Limbs && c.is_mul_mod == Felt::one()) c.result[i] = c.remainder[i];
                }
                testing::expect_refused(mul_rows().judge(c), "carry " + std::to_string(k));
            }
        }
        const auto low_and_high = [&](const std::string& what, const std::function<Felt*(MulModColumns<Felt>&)>& pair) {
            auto c = mul_rows().get<MulModColumns>(r);
            pair(c)[0] += Felt(256);
            pair(c)[1] -= Felt(1);
            testing::expect_refused(mul_rows().judge(c), what);
        };
        for (std::size_t i = 0; i < kU256Words; ++i) {
            for (const int j : {0, 2}) {
                low_and_high("a", [=](auto& c) { return c.a[i].bytes + j; });
                low_and_high("b", [=](auto& c) { return c.b[i].bytes + j; });
                low_and_high("modulus", [=](auto& c) { return c.modulus[i].bytes + j; });
                low_and_high("quotient", [=](auto& c) { return c.quotient + 4 * i + static_cast<std::size_t>(j); });
            }
        }
    }
}

void complete(
    AddModColumns<Felt>& c, const Case& operands, int multiple, const mpz_class& result, bool is_full, bool adds
) {
    c.is_add_mod = flag(adds);
    c.is_sub_mod = flag(!adds);
    c.multiple = felt(multiple);
    digits(c.result, result, 16);
    complete_below(c.below, c.result, operands.m, is_full);
    Felt carry = Felt::zero();
    for (std::size_t i = 0; i < kU256Limbs; ++i) {
        const auto limb = [&](const WordRead<Felt>(&words)[kU256Words]) {
            return i % 2 == 0 ? words[i / 2].value.lo : words[i / 2].value.hi;
        };
        const Felt y = adds ? limb(c.b) : -limb(c.b);
        carry = (limb(c.a) + y - c.multiple * limb(c.modulus) - c.result[i] + carry) * Felt(65536).inverse();
        if (i + 1 < kU256Limbs) c.carry[i] = carry;
    }
}

// Every multiple of the modulus from -2 to 2 with the result that belongs to it, below zero and above the modulus too; is_full both ways.
TEST(AddModChip, RefusesEveryOtherMultipleAndWitness) {
    const std::vector<Case> cases = cases_of({Op::kAddMod, Op::kSubMod});
    for (std::size_t r = 0; r < cases.size(); ++r) {
        const Case& operands = cases[r];
        const bool adds = operands.op == Op::kAddMod;
        const mpz_class m = modulus_of(operands);
        const mpz_class sum = adds ? mpz_class(operands.a + operands.b) : mpz_class(operands.a - operands.b);
        const mpz_class result = *result_of(operands);
        auto c = add_rows().get<AddModColumns>(r);
        for (int multiple = -2; multiple <= 2; ++multiple) {
            for (const bool is_full : {false, true}) {
                const bool right = sum - multiple * m == result && is_full == (operands.m == 0);
                const std::string what = "multiple " + std::to_string(multiple);
                complete(c, operands, multiple, sum - multiple * m, is_full, adds);
                if (right) {
                    ASSERT_EQ(add_rows().judge(c).broken, "") << r;
                } else {
                    testing::expect_refused(add_rows().judge(c), what);
                }
                complete(c, operands, multiple, result, is_full, adds);
                if (!right) testing::expect_refused(add_rows().judge(c), what + " and the right result");
                complete(c, operands, multiple, sum - multiple * m, is_full, !adds);
                testing::expect_refused(add_rows().judge(c), what + " under the other flag");
            }
        }
        for (std::size_t i = 0; i < kU256Limbs; ++i) {
            for (const Felt amount : {Felt(1), -Felt(1), Felt(2), -Felt(2), Felt(65536).inverse()}) {
                c = add_rows().get<AddModColumns>(r);
                if (i + 1 < kU256Limbs) c.carry[i] += amount;
                c.result[i] -= Felt(65536) * amount;
                if (i + 1 < kU256Limbs) c.result[i + 1] += amount;
                testing::expect_refused(add_rows().judge(c), "carry " + std::to_string(i));
            }
        }
    }
}

// The marker of the highest differing limb at every other place, none and two of them, with the gap completed.
template <template <class> class Columns>
void expect_markers_refused(const ChipRows& rows, std::size_t r, const Felt* value, const U256Words& modulus) {
    const auto limb = [&](std::size_t i) { return Felt(modulus[i / 2] >> 16 * (i % 2) & 0xffff); };
    for (std::size_t i = 0; i <= kU256Limbs; ++i) {
        for (const bool keeps : {false, true}) {
            auto c = rows.get<Columns>(r);
            const auto honest = c.below;
            if (!keeps) std::fill(std::begin(c.below.top), std::end(c.below.top), Felt::zero());
            if (i < kU256Limbs) c.below.top[i] = Felt::one();
            if (std::equal(std::begin(honest.top), std::end(honest.top), std::begin(c.below.top))) continue;
            c.below.gap = Felt::zero();
            for (std::size_t k = 0; k < kU256Limbs; ++k) c.below.gap += c.below.top[k] * (limb(k) - value[k]);
            testing::expect_refused(rows.judge(c), "marker at " + std::to_string(i));
        }
    }
}

TEST(MulModChip, RefusesOtherMarkers) {
    const std::vector<Case> cases = cases_of({Op::kMulMod, Op::kMulDiv});
    for (std::size_t r = 0; r < cases.size(); r += 5) {
        const auto c = mul_rows().get<MulModColumns>(r);
        expect_markers_refused<MulModColumns>(mul_rows(), r, c.remainder, to_words(cases[r].m));
    }
}

TEST(AddModChip, RefusesOtherMarkers) {
    const std::vector<Case> cases = cases_of({Op::kAddMod, Op::kSubMod});
    for (std::size_t r = 0; r < cases.size(); r += 3) {
        const auto c = add_rows().get<AddModColumns>(r);
        expect_markers_refused<AddModColumns>(add_rows(), r, c.result, to_words(cases[r].m));
    }
}

/// Markers at two limbs that agree, and one of -1 where the value is larger than the modulus by 4: they add up to one, and the gap is 4.
void mark_less(U256Below<Felt>& c, std::size_t larger_at) {
    std::fill(std::begin(c.top), std::end(c.top), Felt::zero());
    c.top[kU256Limbs - 1] = c.top[kU256Limbs - 2] = Felt::one();
    c.top[larger_at] = -Felt::one();
    c.gap = Felt(4);
}

TEST(U256Chips, RefuseMarkersThatAddUp) {
    for (const std::size_t i : {0u, 7u, 13u}) {
        const mpz_class m = mpz_class(1) << (16 * i);
        const std::string violation = "constraint top" + std::to_string(i);
        const Case product{Op::kMulMod, 5 * m, 1, m};
        const ChipRows products(kMulModTable, program_of({product}));
        const auto honest_product = products.get<MulModColumns>(0);
        auto p = honest_product;
        complete(p, product, 0, 5 * m, false);
        mark_less(p.below, i);
        testing::expect_forgery_refused_only_by(violation, products, honest_product, p);

        const Case sum{Op::kAddMod, 4 * m, 5 * m, 5 * m};
        const ChipRows sums(kAddModTable, program_of({sum}));
        const auto honest_sum = sums.get<AddModColumns>(0);
        auto s = honest_sum;
        complete(s, sum, 0, 9 * m, false, true);
        mark_less(s.below, i);
        testing::expect_forgery_refused_only_by(violation, sums, honest_sum, s);
    }
}

template <template <class> class Columns>
void expect_pointers_refused(const ChipRows& rows) {
    for (const std::uint32_t pointer : {1u, 2u, 3u, 0x80000000u, 0xfffffffcu, 0x00400002u}) {
        for (int which = 0; which < 4; ++which) {
            auto c = rows.get<Columns>(0);
            auto& p = c.pointers;
            Limbs<Felt>& limbs = which == 0   ? p.a.value
                                 : which == 1 ? p.b.value
                                 : which == 2 ? p.modulus
                                              : p.result.value;
            limbs = Accesses::limbs(pointer);
            testing::expect_refused(rows.judge(c), "pointer " + std::to_string(pointer));
        }
    }
    // Another register than the program names, or than a3.
    auto c = rows.get<Columns>(0);
    c.pointers.result.reg = Felt(7);
    testing::expect_refused(rows.judge(c), "another register");
}

TEST(U256Chips, RefusePointersOutOfRange) {
    expect_pointers_refused<MulModColumns>(mul_rows());
    expect_pointers_refused<AddModColumns>(add_rows());
}

// All four pointers in one register, and operands that overlap the result by parts: reads come before writes, and buses balance.
TEST(U256Chips, OperandsMayOverlap) {
    for (const Op op : {Op::kMulMod, Op::kMulDiv, Op::kAddMod, Op::kSubMod}) {
        for (const int shift : {-28, -4, 0, 4, 28}) {
            Assembler a;
            a.data.assign(64, 0);
            for (std::uint32_t i = 0; i < 64; ++i) a.data[i] = 0x01020304 * (i + 1);
            a.li(10, testing::kDataAddress + 64);
            a.imm(Op::kAddi, 11, 10, shift);
            a.imm(Op::kAddi, kModulusRegister, 0, 0);  // the words at address 0 are zero: 2^256
            for (const int operand : {10, 11}) {
                a.reg(op, 10, operand, 10);
                a.reg(op, 11, 10, operand);
            }
            a.reg(op, 0, 10, 11);  // to address 0, the modulus
            a.exit(0);
            const Program program = a.program();
            const std::vector<testing::TracedSegment> segments = testing::trace_segments(program);
            for (const testing::TracedSegment& segment : segments) {
                EXPECT_TRUE(testing::violations(testing::rv32im(), program_columns(program), segment).empty());
            }
        }
    }
    Assembler a;
    a.data.assign(8, 0x89abcdef);
    a.li(kModulusRegister, testing::kDataAddress);
    const int m = kModulusRegister;
    a.reg(Op::kMulMod, m, m, m);  // m m mod m = 0, in place of m
    a.reg(Op::kAddMod, m, m, m);  // of 2^256 now
    a.exit(0);
    const ChipRows rows(kMulModTable, a.program());
    ASSERT_EQ(rows.rows.size(), 1u);
    EXPECT_EQ(written(rows.oracle().judge(rows.rows[0])), 0);
}

// The search of vm/testing/forger.hpp finds nothing; and finds something where a check is left out.
TEST(U256Chips, NoForgedRowIsFound) {
    const ChipRows& mul = mul_rows();
    const ChipRows& add = add_rows();
    EXPECT_FALSE(testing::Forger(add.oracle().table().air).forge(add.rows[200], 40).has_value());
    EXPECT_FALSE(testing::Forger(mul.oracle().table().air).forge(mul.rows[300], 2).has_value());
    const ChipRows small(kAddModTable, program_of({{Op::kAddMod, 65536, 2, 65537}}));
    for (const char* check : {"result0", "gap"}) {
        EXPECT_TRUE(testing::Forger(small.oracle().table().air, check).forge(small.rows[0], 40).has_value())
            << "without " << check;
    }
}

}  // namespace
}  // namespace zk::vm

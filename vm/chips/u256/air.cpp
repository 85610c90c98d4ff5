#include "vm/chips/u256/u256.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace zk::vm {
namespace {

constexpr std::size_t kLimbs = kU256Limbs;
constexpr std::size_t kBytes = kU256Bytes;

using LimbsOf256 = std::array<Expr, kLimbs>;
using BytesOf256 = std::array<Expr, kBytes>;

std::string at(const char* label, std::size_t i) {
    return label + std::to_string(i);
}

/// Word indices that the pointers give.
struct Addresses {
    Expr a, b, modulus, result;
};

/// Fetch, step and the four register reads.
Addresses begin(
    InstructionAir& air, const Expr& real, const Expr& opcode, const Expr& pc, const U256Pointers<Expr>& p
) {
    Operands o = air.no_operands();
    o.rd = p.result.reg;
    o.rs1 = p.a.reg;
    o.rs2 = p.b.reg;
    air.fetch(opcode, o);
    air.step(pc + 1);
    air.read("rs1", p.a, 0);
    air.read("rs2", p.b, 1);
    air.access(
        "modulus_register",
        real,
        Space::kRegisters,
        air.builder.constant(kModulusRegister),
        p.modulus,
        p.modulus,
        p.modulus_prev,
        2
    );
    air.read("rd", p.result, 3);
    return {
        air.word_index("a.pointer", p.a.value),
        air.word_index("b.pointer", p.b.value),
        air.word_index("modulus.pointer", p.modulus),
        air.word_index("result.pointer", p.result.value)};
}

template <std::size_t N>
LimbsOf256 read(
    InstructionAir& air,
    const char* label,
    const Expr& real,
    const Expr& first,
    const WordRead<Expr> (&words)[N],
    int phase
) {
    LimbsOf256 limbs;
    for (std::size_t i = 0; i < N; ++i) {
        const WordRead<Expr>& word = words[i];
        air.access(
            at(label, i),
            real,
            Space::kMemory,
            first + static_cast<std::int64_t>(i),
            word.value,
            word.value,
            word.prev,
            phase
        );
        limbs[2 * i] = word.value.lo;
        limbs[2 * i + 1] = word.value.hi;
    }
    return limbs;
}

template <std::size_t N>
BytesOf256 read(
    InstructionAir& air,
    const char* label,
    const Expr& real,
    const Expr& first,
    const WordReadBytes<Expr> (&words)[N],
    int phase
) {
    BytesOf256 bytes;
    for (std::size_t i = 0; i < N; ++i) {
        const WordReadBytes<Expr>& word = words[i];
        const Limbs<Expr> value = limbs_of(word.bytes);
        air.access(
            at(label, i), real, Space::kMemory, first + static_cast<std::int64_t>(i), value, value, word.prev, phase
        );
        for (std::size_t j = 0; j < 4; ++j) bytes[4 * i + j] = word.bytes[j];
        air.bytes(at(label, i) + ".bytes0", word.bytes[0], word.bytes[1]);
        air.bytes(at(label, i) + ".bytes2", word.bytes[2], word.bytes[3]);
    }
    return bytes;
}

template <std::size_t N>
void write(
    InstructionAir& air, const Expr& real, const Expr& first, const WordWrite<Expr> (&words)[N], const Expr* limbs
) {
    for (std::size_t i = 0; i < N; ++i) {
        const Limbs<Expr> value{limbs[2 * i], limbs[2 * i + 1]};
        air.access(
            at("result", i),
            real,
            Space::kMemory,
            first + static_cast<std::int64_t>(i),
            words[i].old,
            value,
            words[i].prev,
            3
        );
    }
}

LimbsOf256 limbs_of(const BytesOf256& bytes) {
    LimbsOf256 limbs;
    for (std::size_t i = 0; i < kLimbs; ++i) limbs[i] = limb_of(bytes[2 * i], bytes[2 * i + 1]);
    return limbs;
}

/// value < modulus, or is_full and modulus = 0. All limbs are below 2^16. Without is_full there is a limb from which on both agree and in which
/// the modulus is larger, so it is not zero; is_full makes it zero: neither can be claimed for the other.
void assert_below(
    InstructionAir& air, const Expr& real, const LimbsOf256& value, const LimbsOf256& modulus, const U256Below<Expr>& c
) {
    AirBuilder& b = air.builder;
    b.assert_bool("is_full", c.is_full);
    Expr sum = b.constant(0);
    for (const Expr& limb : modulus) sum += limb;
    b.assert_zero("is_full.modulus", c.is_full * sum);
    const Expr compared = real - c.is_full;
    Expr found = b.constant(0);  // at this limb or above it
    Expr gap = b.constant(0);
    for (std::size_t i = kLimbs; i-- > 0;) {
        const Expr difference = modulus[i] - value[i];
        b.assert_bool(at("top", i), c.top[i]);
        found += c.top[i];
        b.assert_zero(at("above", i), (compared - found) * difference);
        gap += c.top[i] * difference;
    }
    b.assert_equal("top", found, compared);
    b.assert_equal("gap", c.gap, gap);
    air.range16("gap", c.gap - 1, compared);
}

/// Byte position `p` of x y.
Expr product(AirBuilder& b, const BytesOf256& x, const BytesOf256& y, std::size_t p) {
    Expr sum = b.constant(0);
    for (std::size_t i = p < kBytes ? 0 : p - kBytes + 1; i <= p && i < kBytes; ++i) sum += x[i] * y[p - i];
    return sum;
}

}  // namespace

stark::Table mul_mod_table() {
    AirBuilder b;
    const auto c = b.main_columns<MulModColumns>("mul_mod");
    const Expr real = c.is_mul_mod + c.is_mul_div;
    InstructionAir air(b, real, c.pc, c.clock);
    b.assert_bool("is_mul_mod", c.is_mul_mod);
    b.assert_bool("is_mul_div", c.is_mul_div);

    const Expr opcode = kOpMulMod * c.is_mul_mod + (kOpMulMod + 1) * c.is_mul_div;
    const Addresses addresses = begin(air, real, opcode, c.pc, c.pointers);
    const BytesOf256 x = read(air, "a", real, addresses.a, c.a, 0);
    const BytesOf256 y = read(air, "b", real, addresses.b, c.b, 1);
    const BytesOf256 modulus = read(air, "modulus", real, addresses.modulus, c.modulus, 2);
    BytesOf256 quotient;
    std::copy(std::begin(c.quotient), std::end(c.quotient), quotient.begin());
    for (std::size_t i = 0; i < kBytes; i += 2) air.bytes(at("quotient", i), quotient[i], quotient[i + 1]);
    LimbsOf256 remainder;
    std::copy(std::begin(c.remainder), std::end(c.remainder), remainder.begin());
    for (std::size_t i = 0; i < kLimbs; ++i) air.range16(at("remainder", i), remainder[i]);
    assert_below(air, real, remainder, limbs_of(modulus), c.below);

    // a b - quotient modulus - remainder = 0, limb by limb of the 32 of a product (README: why over the integers).
    const auto difference = [&](std::size_t p) {
        const Expr right = product(b, quotient, modulus, p);
        const Expr left = product(b, x, y, p);
        return p < kBytes ? left - right : left - right - c.below.is_full * quotient[p - kBytes];
    };
    for (std::size_t k = 0; k < 2 * kLimbs; ++k) {
        Expr sum = difference(2 * k) + 256 * difference(2 * k + 1);
        if (k < kLimbs) sum -= remainder[k];
        if (k > 0) sum += c.carry[k - 1];
        if (k + 1 < 2 * kLimbs) {
            sum -= 65536 * c.carry[k];
            air.range14(at("carry", k), c.carry[k] + (1 << 13));
        }
        b.assert_zero(at("identity", k), sum);
    }

    const LimbsOf256 quotient_limbs = limbs_of(quotient);
    for (std::size_t i = 0; i < kLimbs; ++i) {
        b.assert_equal(at("result", i), c.result[i], c.is_mul_mod * remainder[i] + c.is_mul_div * quotient_limbs[i]);
    }
    write(air, real, addresses.result, c.written, c.result);
    return instruction_table("mul_mod", b);
}

stark::Table add_mod_table() {
    AirBuilder b;
    const auto c = b.main_columns<AddModColumns>("add_mod");
    const Expr real = c.is_add_mod + c.is_sub_mod;
    const Expr sign = c.is_add_mod - c.is_sub_mod;
    InstructionAir air(b, real, c.pc, c.clock);
    b.assert_bool("is_add_mod", c.is_add_mod);
    b.assert_bool("is_sub_mod", c.is_sub_mod);

    const Expr opcode = kOpAddMod * c.is_add_mod + (kOpAddMod + 1) * c.is_sub_mod;
    const Addresses addresses = begin(air, real, opcode, c.pc, c.pointers);
    const LimbsOf256 x = read(air, "a", real, addresses.a, c.a, 0);
    const LimbsOf256 y = read(air, "b", real, addresses.b, c.b, 1);
    const LimbsOf256 modulus = read(air, "modulus", real, addresses.modulus, c.modulus, 2);
    LimbsOf256 result;
    std::copy(std::begin(c.result), std::end(c.result), result.begin());
    for (std::size_t i = 0; i < kLimbs; ++i) air.range16(at("result", i), result[i]);
    assert_below(air, real, result, modulus, c.below);

    // a +- b = multiple modulus + result over the integers: a limb's terms are below 2^18 in absolute value, its carry one of -1, 0, 1.
    b.assert_zero("multiple", c.multiple * (c.multiple - sign));
    for (std::size_t i = 0; i < kLimbs; ++i) {
        // Above the limbs stands the 2^256 of a full modulus.
        const Expr carry = i + 1 < kLimbs ? c.carry[i] : c.multiple * c.below.is_full;
        Expr sum = x[i] + sign * y[i] - c.multiple * modulus[i] - result[i] - 65536 * carry;
        if (i > 0) sum += c.carry[i - 1];
        b.assert_zero(at("identity", i), sum);
        if (i + 1 < kLimbs) b.assert_zero(at("carry", i), c.carry[i] * (c.carry[i] * c.carry[i] - 1));
    }
    write(air, real, addresses.result, c.written, c.result);
    return instruction_table("add_mod", b);
}

}  // namespace zk::vm

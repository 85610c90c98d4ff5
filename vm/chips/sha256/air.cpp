#include "vm/chips/sha256/sha256.hpp"

#include <array>
#include <iterator>

namespace zk::vm {
namespace {

using RoundsColumns = Sha256RoundsColumns<Expr>;
using Word = Expr[32];

std::string place(const char* name, std::size_t i) {
    return name + std::to_string(i);
}
std::string place(const char* name, std::size_t i, std::size_t j) {
    return place(name, i) + "." + std::to_string(j);
}

Expr exclusive_or(const Expr& x, const Expr& y) {
    const Expr both = x * y;
    return x + y - (both + both);
}

/// Limb k of the number whose bit z is bit(z); by doubling, which costs the prover less than products with powers of two.
template <class Bit>
Expr limb_of(std::size_t k, const Bit& bit) {
    Expr sum = bit(16 * k + 15);
    for (std::size_t z = 15; z-- > 0;) sum = sum + sum + bit(16 * k + z);
    return sum;
}
Expr limb(const Word& word, std::size_t k) {
    return limb_of(k, [&](std::size_t z) { return word[z]; });
}
const Expr& limb(const Limbs<Expr>& word, std::size_t k) {
    return k == 0 ? word.lo : word.hi;
}

Expr sigma(const Sha256Sigma& s, const Word& x, std::size_t k) {
    return limb_of(k, [&](std::size_t z) {
        const Expr two = exclusive_or(x[(z + s.first) % 32], x[(z + s.second) % 32]);
        return s.shifts && z + s.third >= 32 ? two : exclusive_or(two, x[(z + s.third) % 32]);
    });
}
Expr choice(const Word& e, const Word& f, const Word& g, std::size_t k) {
    return limb_of(k, [&](std::size_t z) { return g[z] + e[z] * (f[z] - g[z]); });
}
Expr majority(const Word& a, const Word& b, const Word& c, std::size_t k) {
    return limb_of(k, [&](std::size_t z) {
        const Expr both = a[z] * b[z];
        return both + c[z] * (a[z] + b[z] - (both + both));
    });
}

template <std::size_t N>
void assert_bits(AirBuilder& b, const char* name, const Word (&words)[N]) {
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t z = 0; z < 32; ++z) b.assert_bool(place(name, i, z), words[i][z]);
    }
}

/// One flag is set, or none: then the row is padding. Returns real and the number of the group.
std::array<Expr, 2> assert_flags(AirBuilder& b, const RoundsColumns& c) {
    std::array<Expr, 2> sums{b.constant(0), b.constant(0)};
    for (std::size_t i = 0; i < kSha256Groups; ++i) {
        b.assert_bool(place("group", i), c.group[i]);
        sums[0] += c.group[i];
        sums[1] += static_cast<std::int64_t>(i) * c.group[i];
    }
    b.assert_bool("real", sums[0]);
    return sums;
}

/// w_(t+i), limb k, for i below 24.
Expr schedule_limb(const RoundsColumns& c, std::size_t i, std::size_t k) {
    if (i == 0) return limb(c.oldest, k);
    if (i < 9) return limb(c.early[i - 1], k);
    return i < 14 ? limb(c.middle[i - 9], k) : limb(c.late[i - 14], k);
}

/// The round constant of round t + i: a sum of flags.
Expr constant_limb(AirBuilder& b, const RoundsColumns& c, std::size_t i, std::size_t k) {
    Expr sum = b.constant(0);
    for (std::size_t group = 0; group < kSha256Groups; ++group) {
        sum += static_cast<std::int64_t>(kSha256Constants[kSha256GroupRounds * group + i] >> 16 * k & 0xffff) *
               c.group[group];
    }
    return sum;
}

/// The limbs of a word: sum + carry of the limb below = word + 2^16 carry. All terms are small, so it holds over the integers (README).
template <class Sum, class Carry>
void assert_word(AirBuilder& b, const std::string& label, const Word& word, const Sum& sum, const Carry& carry) {
    b.assert_equal(label + ".lo", sum(0), limb(word, 0) + 65536 * carry(0));
    b.assert_equal(label + ".hi", sum(1) + carry(0), limb(word, 1) + 65536 * carry(1));
}

/// w_(t+16+i) of the words 2, 7, 15 and 16 before it.
void assert_schedule(AirBuilder& b, const RoundsColumns& c, std::size_t i) {
    const Sha256Carry<Expr>(&carries)[2] = c.schedule_carry[i];
    for (std::size_t k = 0; k < 2; ++k) {
        b.assert_bool(place("schedule.carry_low", i, k), carries[k].low);
        b.assert_bool(place("schedule.carry_high", i, k), carries[k].high);
    }
    const auto sum = [&](std::size_t k) {
        return sigma(kSha256SmallSigma1, c.late[i], k) + schedule_limb(c, 9 + i, k) +
               sigma(kSha256SmallSigma0, c.early[i], k) + schedule_limb(c, i, k);
    };
    const auto carry = [&](std::size_t k) { return carries[k].low + 2 * carries[k].high; };
    assert_word(b, place("schedule", i), c.late[2 + i], sum, carry);
}

/// e_(t+i) = a_(t+i-4) + T1 and a_(t+i) = T1 + T2 = e_(t+i) - a_(t+i-4) + T2.
void assert_round(AirBuilder& b, const RoundsColumns& c, const Expr& real, std::size_t i) {
    const Sha256Carry<Expr>(&e_carries)[2] = c.e_carry[i];
    const Sha256Carry<Expr>(&a_carries)[2] = c.a_carry[i];
    for (std::size_t k = 0; k < 2; ++k) {
        const Expr& low = e_carries[k].low;
        b.assert_zero(place("e.carry_low", i, k), low * (low - 1) * (low - 2));
        b.assert_bool(place("e.carry_high", i, k), e_carries[k].high);
        b.assert_bool(place("a.carry_low", i, k), a_carries[k].low);
        b.assert_bool(place("a.carry_high", i, k), a_carries[k].high);
    }
    const auto a_before = [&](std::size_t k) { return i == 0 ? limb(c.a_before, k) : limb(c.a[i - 1], k); };
    const auto e_before = [&](std::size_t k) { return i == 0 ? limb(c.e_before, k) : limb(c.e[i - 1], k); };
    const auto e_sum = [&](std::size_t k) {
        return a_before(k) + e_before(k) + sigma(kSha256BigSigma1, c.e[i + 2], k) +
               choice(c.e[i + 2], c.e[i + 1], c.e[i], k) + constant_limb(b, c, i, k) + schedule_limb(c, i, k);
    };
    const auto e_carry = [&](std::size_t k) { return e_carries[k].low + 3 * e_carries[k].high; };
    assert_word(b, place("e", i), c.e[i + 3], e_sum, e_carry);

    const auto a_sum = [&](std::size_t k) {
        return limb(c.e[i + 3], k) - a_before(k) + sigma(kSha256BigSigma0, c.a[i + 2], k) +
               majority(c.a[i + 2], c.a[i + 1], c.a[i], k);
    };
    const auto a_carry = [&](std::size_t k) { return a_carries[k].low + 2 * a_carries[k].high - real; };
    assert_word(b, place("a", i), c.a[i + 3], a_sum, a_carry);
}

/// What rows hand on after `done` rounds of a row, 0 or 8: a .. h and the next sixteen words of the schedule.
std::vector<Expr> state_tuple(const RoundsColumns& c, const Expr& groups_done, std::size_t done) {
    std::vector<Expr> fields{c.clock, groups_done};
    const auto append = [&](const auto& word) {
        for (std::size_t k = 0; k < 2; ++k) fields.push_back(limb(word, k));
    };
    const auto append_state = [&](const Limbs<Expr>& before, const auto& words) {
        for (std::size_t i = 3; i > 0; --i) append(words[done + i - 1]);
        if (done == 0) {
            append(before);
        } else {
            append(words[done - 1]);
        }
    };
    append_state(c.a_before, c.a);
    append_state(c.e_before, c.e);
    for (std::size_t i = 0; i < 16; ++i) {
        for (std::size_t k = 0; k < 2; ++k) fields.push_back(schedule_limb(c, done + i, k));
    }
    return fields;
}

}  // namespace

stark::Table sha256_compress_table() {
    AirBuilder b;
    const auto c = b.main_columns<Sha256CompressColumns>("sha256_compress");
    InstructionAir air(b, c.real, c.pc, c.clock);

    Operands o = air.no_operands();
    o.rs1 = c.rs1.reg;
    o.rs2 = c.rs2.reg;
    air.fetch(b.constant(kOpSha256Compress), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    air.read("rs2", c.rs2, 1);
    const Expr state = air.word_index("state_pointer", c.rs1.value);
    const Expr block = air.word_index("block_pointer", c.rs2.value);

    std::vector<Expr> before{c.clock, b.constant(0)};
    std::vector<Expr> after{c.clock, b.constant(kSha256Groups)};
    for (std::uint32_t i = 0; i < kSha256StateWords; ++i) {
        const auto& word = c.state[i];
        air.access(place("state", i), c.real, Space::kMemory, state + i, word.before, word.after, word.prev, 3);
        air.range16(place("state", i) + ".lo", word.after.lo);
        air.range16(place("state", i) + ".hi", word.after.hi);
        // All limbs are below 2^16: a difference that is 0 or 2^16 is the sum of two limbs less that of the result.
        const Expr scale = b.constant(inverse_power_of_two(16));
        const Expr carry = (word.before.lo + word.made.lo - word.after.lo) * scale;
        b.assert_bool(place("carry.lo", i), carry);
        b.assert_bool(place("carry.hi", i), (word.before.hi + word.made.hi + carry - word.after.hi) * scale);
        before.insert(before.end(), {word.before.lo, word.before.hi});
        after.insert(after.end(), {word.made.lo, word.made.hi});
    }
    for (std::uint32_t i = 0; i < kSha256BlockWords; ++i) {
        const auto& [bytes, prev] = c.block[i];
        const Limbs<Expr> value = limbs_of(bytes);
        air.access(place("block", i), c.real, Space::kMemory, block + i, value, value, prev, 1);
        air.bytes(place("block", i) + ".bytes0", bytes[0], bytes[1]);
        air.bytes(place("block", i) + ".bytes2", bytes[2], bytes[3]);
        before.insert(before.end(), {limb_of(bytes[3], bytes[2]), limb_of(bytes[1], bytes[0])});
        after.insert(after.end(), {c.schedule[i].lo, c.schedule[i].hi});
    }
    b.send("before", kSha256Bus, c.real, before);
    b.receive("after", kSha256Bus, c.real, after);
    return instruction_table("sha256_compress", b);
}

stark::Table sha256_rounds_table() {
    AirBuilder b;
    const auto c = b.main_columns<Sha256RoundsColumns>("sha256_rounds");
    const auto [real, groups_done] = assert_flags(b, c);
    assert_bits(b, "a.bit", c.a);
    assert_bits(b, "e.bit", c.e);
    assert_bits(b, "early.bit", c.early);
    assert_bits(b, "late.bit", c.late);
    for (std::size_t i = 0; i < kSha256GroupRounds; ++i) {
        assert_schedule(b, c, i);
        assert_round(b, c, real, i);
    }
    b.receive("input", kSha256Bus, real, state_tuple(c, groups_done, 0));
    b.send("output", kSha256Bus, real, state_tuple(c, groups_done + 1, kSha256GroupRounds));
    return plain_table("sha256_rounds", b);
}

}  // namespace zk::vm

#include "vm/chips/keccak/keccak.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace zk::vm {
namespace {

using RoundColumns = KeccakRoundColumns<Expr>;

/// x xor y for bits.
Expr exclusive_or(const Expr& x, const Expr& y) {
    const Expr both = x * y;
    return x + y - (both + both);
}

/// Sixteen bits from `first` on as a number; by doubling, which costs the prover less than products with powers of two.
template <class Bit>
Expr limb_of(std::size_t first, const Bit& bit) {
    Expr sum = bit(first + 15);
    for (std::size_t i = 15; i-- > 0;) sum = sum + sum + bit(first + i);
    return sum;
}

std::string place(const char* name, std::size_t lane, std::size_t z) {
    return name + std::to_string(lane) + "." + std::to_string(z);
}

/// One flag is set, or none: then the row is padding. Returns real and the number of rounds done before.
std::array<Expr, 2> assert_flags(AirBuilder& b, const RoundColumns& c) {
    std::array<Expr, 2> sums{b.constant(0), b.constant(0)};
    for (std::size_t i = 0; i < kKeccakRounds; ++i) {
        b.assert_bool("round" + std::to_string(i), c.round[i]);
        sums[0] += c.round[i];
        sums[1] += static_cast<std::int64_t>(i) * c.round[i];
    }
    b.assert_bool("real", sums[0]);
    return sums;
}

/// The input is what theta's inverse makes of the bits: input = theta xor e with e(x, z) = parity xor new_parity, which is what theta adds. Five
/// lanes change by the same e, so the input has `parity` because the result has `new_parity`.
/// Sixteen columns at a time, so that few values are alive at once when this is evaluated.
void assert_theta(AirBuilder& b, const RoundColumns& c) {
    for (std::size_t x = 0; x < 5; ++x) {
        for (std::size_t first = 0; first < 64; first += 16) {
            std::array<Expr, 16> added;
            for (std::size_t z = first; z < first + 16; ++z) {
                b.assert_bool(place("parity", x, z), c.parity[x][z]);
                added[z - first] = exclusive_or(c.parity[x][z], c.new_parity[x][z]);
                const Expr& left = c.parity[(x + 4) % 5][z];
                const Expr& right = c.parity[(x + 1) % 5][(z + 63) % 64];
                b.assert_equal(place("added", x, z), added[z - first], exclusive_or(left, right));
                // The column's five bits less their parity: even.
                Expr rest = -c.new_parity[x][z];
                for (std::size_t y = 0; y < 5; ++y) rest += c.theta[x + 5 * y][z];
                b.assert_zero(place("new_parity", x, z), rest * (rest - 2) * (rest - 4));
            }
            for (std::size_t lane = x; lane < 25; lane += 5) {
                const auto& bits = c.theta[lane];
                for (std::size_t z = first; z < first + 16; ++z) b.assert_bool(place("theta", lane, z), bits[z]);
                const auto input = [&](std::size_t z) { return exclusive_or(added[z - first], bits[z]); };
                b.assert_equal(place("input", lane, first / 16), c.input[lane][first / 16], limb_of(first, input));
            }
        }
    }
}

/// rho, pi, chi and iota.
void assert_output(AirBuilder& b, const RoundColumns& c) {
    const auto moved = [&](std::size_t x, std::size_t y, std::size_t z) -> const Expr& {
        const std::size_t source = keccak_pi_source(x % 5, y);
        return c.theta[source][(z + 64 - static_cast<std::size_t>(kKeccakRotations[source])) % 64];
    };
    const auto chi = [&](std::size_t lane, std::size_t z) {
        const std::size_t x = lane % 5, y = lane / 5;
        const Expr& bit = moved(x, y, z);
        return bit + (1 - moved(x + 1, y, z)) * moved(x + 2, y, z) * (1 - (bit + bit));
    };
    std::array<Expr, 7> with_constant;
    for (std::size_t j = 0; j < 7; ++j) {
        const auto z = static_cast<std::size_t>(kIotaBits[j]);
        b.assert_equal(place("chi", 0, z), c.chi[j], chi(0, z));
        Expr constant = b.constant(0);
        for (std::size_t i = 0; i < kKeccakRounds; ++i) {
            if ((kKeccakConstants[i] >> z & 1) != 0) constant += c.round[i];
        }
        with_constant[j] = exclusive_or(c.chi[j], constant);
    }
    for (std::size_t lane = 0; lane < 25; ++lane) {
        const auto output = [&](std::size_t z) {
            const auto* const at = std::find(std::begin(kIotaBits), std::end(kIotaBits), static_cast<int>(z));
            if (lane != 0 || at == std::end(kIotaBits)) return chi(lane, z);
            return with_constant[static_cast<std::size_t>(at - std::begin(kIotaBits))];
        };
        for (std::size_t k = 0; k < 4; ++k) {
            b.assert_equal(place("output", lane, k), c.output[lane][k], limb_of(16 * k, output));
        }
    }
}

std::vector<Expr> state_tuple(const Expr& clock, const Expr& rounds_done, const Expr (&limbs)[25][4]) {
    std::vector<Expr> fields{clock, rounds_done};
    for (const auto& lane : limbs) fields.insert(fields.end(), std::begin(lane), std::end(lane));
    return fields;
}

}  // namespace

stark::Table keccak_f_table() {
    AirBuilder b;
    const auto c = b.main_columns<KeccakFColumns>("keccak_f");
    InstructionAir air(b, c.real, c.pc, c.clock);

    Operands o = air.no_operands();
    o.rs1 = c.rs1.reg;
    air.fetch(b.constant(kOpKeccakF), o);
    air.step(c.pc + 1);
    air.read("rs1", c.rs1, 0);
    const Expr first = air.word_index("pointer", c.rs1.value);
    std::vector<Expr> before{c.clock, b.constant(0)};
    std::vector<Expr> after{c.clock, b.constant(kKeccakRounds)};
    for (std::uint32_t i = 0; i < kKeccakWords; ++i) {
        const auto& word = c.words[i];
        air.access(
            "word" + std::to_string(i), c.real, Space::kMemory, first + i, word.before, word.after, word.prev, 3
        );
        before.insert(before.end(), {word.before.lo, word.before.hi});
        after.insert(after.end(), {word.after.lo, word.after.hi});
    }
    b.send("before", kKeccakBus, c.real, before);
    b.receive("after", kKeccakBus, c.real, after);
    return instruction_table("keccak_f", b);
}

stark::Table keccak_round_table() {
    AirBuilder b;
    const auto c = b.main_columns<KeccakRoundColumns>("keccak_round");
    const auto [real, rounds_done] = assert_flags(b, c);
    assert_theta(b, c);
    assert_output(b, c);
    b.receive("input", kKeccakBus, real, state_tuple(c.clock, rounds_done, c.input));
    b.send("output", kKeccakBus, real, state_tuple(c.clock, rounds_done + 1, c.output));
    return plain_table("keccak_round", b);
}

}  // namespace zk::vm

#include "vm/chips/u256/u256.hpp"
#include "vm/isa/u256.hpp"

#include <stdexcept>

namespace zk::vm {
namespace {

template <class Accessed>
U256Words values_of(const std::array<Accessed, kU256Words>& words) {
    U256Words values{};
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = words[i].value;
    return values;
}

std::int32_t limb(const U256Words& words, std::size_t i) {
    return static_cast<std::int32_t>(words[i / 2] >> 16 * (i % 2) & 0xffff);
}

std::int64_t byte(const U256Words& words, std::size_t i) {
    return words[i / 4] >> 8 * (i % 4) & 0xff;
}

/// A field element from an integer of either sign, |x| < p.
Felt felt(std::int64_t x) {
    return x < 0 ? -Felt(static_cast<std::uint32_t>(-x)) : Felt(static_cast<std::uint32_t>(x));
}

template <class Columns>
void fill_accesses(Columns& c, const U256Row& row, const Instruction& in, Accesses& accesses) {
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.pointers.a, in.rs1, row.a_pointer, row.clock);
    accesses.fill(c.pointers.b, in.rs2, row.b_pointer, row.clock + 1);
    const Read& modulus = row.modulus_pointer;
    c.pointers.modulus = Accesses::limbs(modulus.value);
    c.pointers.modulus_prev =
        accesses.previous(Space::kRegisters, kModulusRegister, modulus.value, modulus.time, row.clock + 2);
    accesses.fill(c.pointers.result, in.rd, row.result_pointer, row.clock + 3);

    const auto previous = [&](const Read& pointer, std::uint32_t i, std::uint32_t value, std::uint32_t time, int phase
                          ) {
        const auto now = row.clock + static_cast<std::uint32_t>(phase);
        return accesses.previous(Space::kMemory, pointer.value / 4 + i, value, time, now);
    };
    const auto read = [&](auto& columns, const Read& pointer, const std::array<Read, kU256Words>& words, int phase) {
        for (std::uint32_t i = 0; i < kU256Words; ++i) {
            const Read& word = words[i];
            if constexpr (requires { columns[i].value; }) {
                columns[i].value = Accesses::limbs(word.value);
            } else {
                for (int j = 0; j < 4; ++j) columns[i].bytes[j] = Felt(word.value >> 8 * j & 0xff);
            }
            columns[i].prev = previous(pointer, i, word.value, word.time, phase);
        }
    };
    read(c.a, row.a_pointer, row.a, 0);
    read(c.b, row.b_pointer, row.b, 1);
    read(c.modulus, row.modulus_pointer, row.modulus, 2);
    for (std::uint32_t i = 0; i < kU256Words; ++i) {
        const Write& word = row.result[i];
        c.written[i].old = Accesses::limbs(word.previous);
        c.written[i].prev = previous(row.result_pointer, i, word.previous, word.time, 3);
        c.result[2 * i] = Felt(word.value & 0xffff);
        c.result[2 * i + 1] = Felt(word.value >> 16);
    }
}

void fill_below(U256Below<Felt>& c, const U256Words& value, const U256Words& modulus) {
    c.is_full = flag(modulus == U256Words{});
    for (std::size_t i = kU256Limbs; i-- > 0;) {
        const std::int32_t gap = limb(modulus, i) - limb(value, i);
        if (gap <= 0) {
            if (gap < 0) return;  // only where the modulus is full
            continue;
        }
        c.top[i] = Felt::one();
        c.gap = felt(gap);
        return;
    }
}

}  // namespace

void fill(MulModColumns<Felt>& c, const U256Row& row, const Instruction& in, Accesses& accesses) {
    c.is_mul_mod = flag(in.op == Op::kMulMod);
    c.is_mul_div = flag(in.op == Op::kMulDiv);
    fill_accesses(c, row, in, accesses);
    const U256Words a = values_of(row.a);
    const U256Words b = values_of(row.b);
    const U256Words m = values_of(row.modulus);
    const std::optional<U256Division> division = multiply_divide(a, b, m);
    if (!division) throw std::logic_error("a recorded 256-bit product has no quotient");
    const auto& [quotient, remainder] = *division;
    fill_below(c.below, remainder, m);
    for (std::size_t i = 0; i < kU256Bytes; ++i) c.quotient[i] = felt(byte(quotient, i));
    for (std::size_t i = 0; i < kU256Limbs; ++i) c.remainder[i] = felt(limb(remainder, i));

    std::array<std::int64_t, 2 * kU256Bytes> sums{};
    const bool full = m == U256Words{};
    for (std::size_t i = 0; i < kU256Bytes; ++i) {
        for (std::size_t j = 0; j < kU256Bytes; ++j) {
            sums[i + j] += byte(a, i) * byte(b, j) - byte(quotient, i) * byte(m, j);
        }
        if (full) sums[kU256Bytes + i] -= byte(quotient, i);
    }
    std::int64_t carry = 0;
    for (std::size_t k = 0; k + 1 < 2 * kU256Limbs; ++k) {
        const std::int64_t sum =
            sums[2 * k] + 256 * sums[2 * k + 1] - (k < kU256Limbs ? limb(remainder, k) : 0) + carry;
        carry = sum / 65536;  // exact
        c.carry[k] = felt(carry);
    }
}

void fill(AddModColumns<Felt>& c, const U256Row& row, const Instruction& in, Accesses& accesses) {
    const bool adds = in.op == Op::kAddMod;
    c.is_add_mod = flag(adds);
    c.is_sub_mod = flag(!adds);
    fill_accesses(c, row, in, accesses);
    const U256Words a = values_of(row.a);
    const U256Words b = values_of(row.b);
    const U256Words m = values_of(row.modulus);
    const U256Words result = values_of(row.result);
    fill_below(c.below, result, m);
    const int sign = adds ? 1 : -1;
    // With multiple 0 or `sign` the carries come out as integers for exactly one of them.
    for (const int multiple : {0, sign}) {
        std::int32_t carry = 0;
        bool exact = true;
        for (std::size_t i = 0; i < kU256Limbs; ++i) {
            const std::int32_t sum = limb(a, i) + sign * limb(b, i) - multiple * limb(m, i) - limb(result, i) + carry;
            exact &= sum % 65536 == 0;
            carry = sum / 65536;
            if (i + 1 < kU256Limbs) c.carry[i] = felt(carry);
        }
        c.multiple = felt(multiple);
        if (exact && carry == (m == U256Words{} ? multiple : 0)) return;
    }
    throw std::logic_error("a recorded 256-bit sum has no multiple of its modulus");
}

}  // namespace zk::vm

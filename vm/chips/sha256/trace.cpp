#include "vm/chips/sha256/sha256.hpp"

namespace zk::vm {
namespace {

Sha256Words words_of(const Sha256CompressRow& row) {
    Sha256State state;
    Sha256Block block;
    for (std::size_t i = 0; i < state.size(); ++i) state[i] = row.state[i].previous;
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = row.block[i].value;
    return {state, block};
}

std::int32_t limb(std::uint32_t word, std::size_t k) {
    return static_cast<std::int32_t>(word >> 16 * k & 0xffff);
}

template <std::size_t N>
void fill_bits(Felt (&words)[N][32], const std::uint32_t* values) {
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t z = 0; z < 32; ++z) words[i][z] = flag((values[i] >> z & 1) != 0);
    }
}

/// The carries of a sum, given limb by limb, that makes `word`: low + base high + least each.
template <class Sum>
void fill_carries(
    Sha256Carry<Felt> (&carries)[2], std::uint32_t word, std::uint32_t base, std::int32_t least, const Sum& sum
) {
    std::int32_t carry = 0;
    for (std::size_t k = 0; k < 2; ++k) {
        carry = (sum(k) + carry - limb(word, k)) / 65536;  // exact
        const auto above_least = static_cast<std::uint32_t>(carry - least);
        carries[k] = {Felt(above_least % base), Felt(above_least / base)};
    }
}

}  // namespace

void fill(Sha256CompressColumns<Felt>& c, const Sha256CompressRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    const Sha256Words words = words_of(row);
    const Sha256State made = words.state(kSha256Rounds);
    for (std::uint32_t i = 0; i < kSha256StateWords; ++i) {
        auto& word = c.state[i];
        const Write& memory = row.state[i];
        word.before = Accesses::limbs(memory.previous);
        word.prev = accesses.previous(Space::kMemory, row.a.value / 4 + i, memory.previous, memory.time, row.clock + 3);
        word.made = Accesses::limbs(made[i]);
        word.after = Accesses::limbs(memory.value);
    }
    for (std::uint32_t i = 0; i < kSha256BlockWords; ++i) {
        const Read& memory = row.block[i];
        for (int j = 0; j < 4; ++j) c.block[i].bytes[j] = Felt(memory.value >> 8 * j & 0xff);
        c.block[i].prev =
            accesses.previous(Space::kMemory, row.b.value / 4 + i, memory.value, memory.time, row.clock + 1);
        c.schedule[i] = Accesses::limbs(words.schedule[kSha256Rounds + i]);
    }
}

void fill(Sha256RoundsColumns<Felt>& c, const Sha256CompressRow& call, std::size_t group) {
    // All words of the call are computed for each of its rows: a row costs many times what they do, and rows stay independent.
    const Sha256Words words = words_of(call);
    const std::size_t t = kSha256GroupRounds * group;
    const std::uint32_t* const a = &words.a[t];  // a_(t-4)
    const std::uint32_t* const e = &words.e[t];
    const std::uint32_t* const w = &words.schedule[t];

    c.group[group] = Felt::one();
    c.clock = Felt(call.clock);
    c.a_before = Accesses::limbs(a[0]);
    c.e_before = Accesses::limbs(e[0]);
    fill_bits(c.a, a + 1);
    fill_bits(c.e, e + 1);
    c.oldest = Accesses::limbs(w[0]);
    fill_bits(c.early, w + 1);
    for (std::size_t i = 0; i < 5; ++i) c.middle[i] = Accesses::limbs(w[9 + i]);
    fill_bits(c.late, w + 14);
    for (std::size_t i = 0; i < kSha256GroupRounds; ++i) {
        fill_carries(c.schedule_carry[i], w[16 + i], 2, 0, [&](std::size_t k) {
            return limb(kSha256SmallSigma1(w[14 + i]), k) + limb(w[9 + i], k) + limb(kSha256SmallSigma0(w[1 + i]), k) +
                   limb(w[i], k);
        });
        fill_carries(c.e_carry[i], e[4 + i], 3, 0, [&](std::size_t k) {
            return limb(a[i], k) + limb(e[i], k) + limb(kSha256BigSigma1(e[i + 3]), k) +
                   limb(sha256_choice(e[i + 3], e[i + 2], e[i + 1]), k) + limb(kSha256Constants[t + i], k) +
                   limb(w[i], k);
        });
        fill_carries(c.a_carry[i], a[4 + i], 2, -1, [&](std::size_t k) {
            return limb(e[4 + i], k) - limb(a[i], k) + limb(kSha256BigSigma0(a[i + 3]), k) +
                   limb(sha256_majority(a[i + 3], a[i + 2], a[i + 1]), k);
        });
    }
}

}  // namespace zk::vm

#include "vm/chips/keccak/keccak.hpp"

namespace zk::vm {
namespace {

void fill_bits(Felt (&bits)[64], std::uint64_t lane) {
    for (std::size_t z = 0; z < 64; ++z) bits[z] = flag((lane >> z & 1) != 0);
}

void fill_limbs(Felt (&limbs)[25][4], const KeccakState& state) {
    for (std::size_t lane = 0; lane < 25; ++lane) {
        for (std::size_t k = 0; k < 4; ++k) {
            limbs[lane][k] = Felt(static_cast<std::uint32_t>(state[lane] >> 16 * k & 0xffff));
        }
    }
}

}  // namespace

void fill(KeccakFColumns<Felt>& c, const KeccakFRow& row, const Instruction& in, Accesses& accesses) {
    c.real = Felt::one();
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    for (std::uint32_t i = 0; i < kKeccakWords; ++i) {
        auto& word = c.words[i];
        const Write& memory = row.words[i];
        word.before = Accesses::limbs(memory.previous);
        word.after = Accesses::limbs(memory.value);
        word.prev = accesses.previous(Space::kMemory, row.a.value / 4 + i, memory.previous, memory.time, row.clock + 3);
    }
}

void fill(KeccakRoundColumns<Felt>& c, const KeccakFRow& call, std::size_t round) {
    // The rounds before are computed again: a row costs many times what they do, and rows stay independent.
    KeccakState state;
    for (std::size_t i = 0; i < 25; ++i) {
        state[i] = call.words[2 * i].previous | std::uint64_t{call.words[2 * i + 1].previous} << 32;
    }
    for (std::size_t i = 0; i < round; ++i) keccak_round(state, i);

    c.round[round] = Felt::one();
    c.clock = Felt(call.clock);
    fill_limbs(c.input, state);
    const KeccakPlane parity = keccak_parity(state);
    keccak_theta(state, parity);
    const KeccakPlane new_parity = keccak_parity(state);
    for (std::size_t x = 0; x < 5; ++x) {
        fill_bits(c.parity[x], parity[x]);
        fill_bits(c.new_parity[x], new_parity[x]);
    }
    for (std::size_t lane = 0; lane < 25; ++lane) fill_bits(c.theta[lane], state[lane]);
    state = keccak_rho_pi_chi(state);
    for (std::size_t j = 0; j < 7; ++j) c.chi[j] = flag((state[0] >> kIotaBits[j] & 1) != 0);
    state[0] ^= kKeccakConstants[round];
    fill_limbs(c.output, state);
}

}  // namespace zk::vm

#pragma once

#include "base/host_calls.hpp"
#include "vm/chips/common/row_fill.hpp"
#include "vm/isa/keccak_f.hpp"

namespace zk::vm {

/// keccak_f: replaces the 50 words of a state, whose limbs go to the rounds and come back from them.
template <class T>
struct KeccakFColumns {
    T real, pc, clock;
    RegisterRead<T> rs1;
    struct Word {
        Limbs<T> before;
        T prev;
        Limbs<T> after;
    } words[kKeccakWords];
};

/// Bits of the first lane that some round constant has.
inline constexpr int kIotaBits[7] = {0, 1, 3, 7, 15, 31, 63};

/// One round of the keccak_f at `clock`: lane x + 5 y of its input and output as 16-bit limbs, low first. Bits of lanes are in order, bit 0 first.
template <class T>
struct KeccakRoundColumns {
    T round[kKeccakRounds];  ///< one is set in a real row
    T clock;
    T input[25][4];
    T parity[5][64];      ///< of the input's columns
    T new_parity[5][64];  ///< of the columns after theta
    T theta[25][64];      ///< the state after theta
    T chi[7];             ///< bits kIotaBits of the first lane after chi
    T output[25][4];
};

stark::Table keccak_f_table();
stark::Table keccak_round_table();
void fill(KeccakFColumns<Felt>& c, const KeccakFRow& row, const Instruction& in, Accesses& accesses);
/// Round `round` of the call.
void fill(KeccakRoundColumns<Felt>& c, const KeccakFRow& call, std::size_t round);

}  // namespace zk::vm

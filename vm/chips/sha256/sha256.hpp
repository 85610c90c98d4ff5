#pragma once

#include "base/host_calls.hpp"
#include "vm/chips/common/row_fill.hpp"
#include "vm/isa/sha256.hpp"

namespace zk::vm {

/// sha256_compress: hands state and block to the rounds, takes back what they made and adds it to the state.
template <class T>
struct Sha256CompressColumns {
    T real, pc, clock;
    RegisterRead<T> rs1, rs2;
    struct StateWord {
        Limbs<T> before;
        T prev;
        Limbs<T> made;  ///< a .. h after 64 rounds
        Limbs<T> after;
    } state[kSha256StateWords];
    struct BlockWord {
        T bytes[4];  ///< in the order of the message
        T prev;
    } block[kSha256BlockWords];
    Limbs<T> schedule[16];  ///< words 64 .. 79, which nothing uses: the last rounds hand them on as the others do
};

/// Two cells that make a carry of three addends or more.
template <class T>
struct Sha256Carry {
    T low, high;
};

/// Rounds t .. t + 7 of the sha256_compress at `clock`, t = 8 group. Words are a_i and e_i, the states' a and e after round i, and w_i of the
/// schedule; those that go through a sigma, or come out of a sum, as bits, bit 0 first. A carry is for the low limb and for the high one.
template <class T>
struct Sha256RoundsColumns {
    T group[kSha256Groups];  ///< one is set in a real row
    T clock;
    Limbs<T> a_before, e_before;      ///< a_(t-4), e_(t-4)
    T a[3 + kSha256GroupRounds][32];  ///< a_(t-3) .. a_(t+7)
    T e[3 + kSha256GroupRounds][32];
    Limbs<T> oldest;                                       ///< w_t
    T early[8][32];                                        ///< w_(t+1) .. w_(t+8)
    Limbs<T> middle[5];                                    ///< w_(t+9) .. w_(t+13)
    T late[10][32];                                        ///< w_(t+14) .. w_(t+23)
    Sha256Carry<T> a_carry[kSha256GroupRounds][2];         ///< low + 2 high - 1; without the 1 in padding
    Sha256Carry<T> e_carry[kSha256GroupRounds][2];         ///< low + 3 high, low below 3
    Sha256Carry<T> schedule_carry[kSha256GroupRounds][2];  ///< low + 2 high
};

stark::Table sha256_compress_table();
stark::Table sha256_rounds_table();
void fill(Sha256CompressColumns<Felt>& c, const Sha256CompressRow& row, const Instruction& in, Accesses& accesses);
/// Rounds 8 group .. 8 group + 7 of the call.
void fill(Sha256RoundsColumns<Felt>& c, const Sha256CompressRow& call, std::size_t group);

}  // namespace zk::vm

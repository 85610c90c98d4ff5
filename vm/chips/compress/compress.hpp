#pragma once

#include "kernels/hash/poseidon2.hpp"
#include "vm/chips/common/instruction_air.hpp"

namespace zk::vm {

inline constexpr int kExternalRounds = 2 * kPoseidonHalfRounds;

/// One node digest: the first 8 of P(left, right) + (left, right). For every S-box x^7 its x^3 and its output.
template <class T>
struct CompressColumns {
    T real;
    T input[16];
    struct External {
        T cube[16], output[16];
    } external[kExternalRounds];
    struct Internal {
        T cube, output;
    } internal[kPoseidonInternalRounds];
};

stark::Table compress_table();
void fill(CompressColumns<Felt>& c, const Digest& left, const Digest& right);

}  // namespace zk::vm

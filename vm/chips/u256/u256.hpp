#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

inline constexpr std::size_t kU256Limbs = 2 * std::size_t{kU256Words};
inline constexpr std::size_t kU256Bytes = 4 * std::size_t{kU256Words};

/// A memory word read, as limbs or as bytes (low first); `prev` is the time of the tuple consumed.
template <class T>
struct WordRead {
    Limbs<T> value;
    T prev;
};
template <class T>
struct WordReadBytes {
    T bytes[4];
    T prev;
};

/// A memory word replaced.
template <class T>
struct WordWrite {
    Limbs<T> old;
    T prev;
};

/// The four pointers: in rs1, rs2, the modulus register and rd.
template <class T>
struct U256Pointers {
    RegisterRead<T> a, b;
    Limbs<T> modulus;
    T modulus_prev;
    RegisterRead<T> result;
};

/// result < modulus by the highest limb in which they differ; nothing when the modulus is 2^256.
template <class T>
struct U256Below {
    T is_full;          ///< the modulus words are zero: it is 2^256
    T top[kU256Limbs];  ///< one at the highest limb that differs
    T gap;              ///< modulus less result in that limb
};

/// mul_mod, mul_div: a b = quotient m + remainder over the integers. Limb k of the difference of both sides: sum + carry[k - 1] = 2^16 carry[k].
template <class T>
struct MulModColumns {
    T is_mul_mod, is_mul_div, pc, clock;
    U256Pointers<T> pointers;
    WordReadBytes<T> a[kU256Words], b[kU256Words], modulus[kU256Words];
    WordWrite<T> written[kU256Words];
    T quotient[kU256Bytes];
    T remainder[kU256Limbs];
    T result[kU256Limbs];         ///< remainder or quotient
    T carry[2 * kU256Limbs - 1];  ///< in [-2^13, 2^13)
    U256Below<T> below;
};

/// add_mod, sub_mod: result = a + b - m or a + b; a - b + m or a - b.
template <class T>
struct AddModColumns {
    T is_add_mod, is_sub_mod, pc, clock;
    U256Pointers<T> pointers;
    WordRead<T> a[kU256Words], b[kU256Words], modulus[kU256Words];
    WordWrite<T> written[kU256Words];
    T result[kU256Limbs];
    T multiple;               ///< of the modulus, on the right side: 0 or 1 for add_mod, 0 or -1 for sub_mod
    T carry[kU256Limbs - 1];  ///< -1, 0, 1
    U256Below<T> below;
};

stark::Table mul_mod_table();
stark::Table add_mod_table();
void fill(MulModColumns<Felt>& c, const U256Row& row, const Instruction& in, Accesses& accesses);
void fill(AddModColumns<Felt>& c, const U256Row& row, const Instruction& in, Accesses& accesses);

}  // namespace zk::vm

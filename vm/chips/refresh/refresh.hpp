#pragma once

#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {

/// A read of any word at any time below 2^28 that is later than its last access.
template <class T>
struct RefreshColumns {
    T real, space, address;
    Limbs<T> value;
    T prev, time;
    T time_lo;  ///< low 16 bits of time
    T gap_lo;   ///< low 16 bits of time - prev - 1
};

stark::Table refresh_table();
void fill(RefreshColumns<Felt>& c, const Refresh& row);

}  // namespace zk::vm

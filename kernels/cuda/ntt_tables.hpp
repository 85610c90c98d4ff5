#pragma once
// Roots of unity for the transforms: universal tables of 256 KB, made once for a device and independent of the transform's size.

#include "kernels/field/felt.hpp"

#include <cstdint>
#include <vector>

namespace zk::cuda {

/// A pass transforms at most 2^13 rows.
inline constexpr int kLogSmall = 13;
/// Exponents of the root of order 2^27 split into 13 low and 14 high bits.
inline constexpr int kLogFine = 13;
inline constexpr int kLogCoarse = Felt::kTwoAdicity - kLogFine;

/// Borrowed tables of one direction. `small[2^k + j]` = w_{2^(k+1)}^j for j < 2^k, k < 13; `fine[i]` = w^i; `coarse[i]` = w^(i 2^13) with w of order
/// 2^27 (or its inverse).
struct NttTables {
    const Felt* small = nullptr;
    const Felt* fine = nullptr;
    const Felt* coarse = nullptr;
};

/// Offsets of both directions in one array of kNttTableSize elements.
inline constexpr std::size_t kNttTableSize =
    2 * ((std::size_t{1} << kLogSmall) + (std::size_t{1} << kLogFine) + (std::size_t{1} << kLogCoarse));

/// The contents of that array.
std::vector<Felt> make_ntt_tables();

/// Pointers into it (host or device memory).
constexpr NttTables ntt_tables(const Felt* data, bool inverse) {
    const Felt* const begin = data + (inverse ? kNttTableSize / 2 : 0);
    const Felt* const fine = begin + (std::size_t{1} << kLogSmall);
    return {begin, fine, fine + (std::size_t{1} << kLogFine)};
}

}  // namespace zk::cuda

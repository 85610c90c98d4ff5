// clang-format off: the lane comes first
#include "kernels/simd/avx512.hpp"
#include "kernels/simd/fraction.hpp"
#include "kernels/simd/lanes.hpp"
// clang-format on

namespace zk::simd {

const FractionKernels kAvx512Fraction = Fraction<Avx512>::kKernels;

}  // namespace zk::simd

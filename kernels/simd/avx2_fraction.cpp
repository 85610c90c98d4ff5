// clang-format off: the lane comes first
#include "kernels/simd/avx2.hpp"
#include "kernels/simd/fraction.hpp"
#include "kernels/simd/lanes.hpp"
// clang-format on

namespace zk::simd {

const FractionKernels kAvx2Fraction = Fraction<Avx2>::kKernels;

}  // namespace zk::simd

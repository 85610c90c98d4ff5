// clang-format off: the lane comes first
#include "kernels/simd/avx2.hpp"
#include "kernels/simd/avx2_kernels.hpp"
#include "kernels/simd/fraction.hpp"
// clang-format on

namespace zk::simd {

const FractionKernels kAvx2Fraction = Fraction<Avx2>::kKernels;

}  // namespace zk::simd

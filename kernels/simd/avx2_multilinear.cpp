// clang-format off: the lane comes first
#include "kernels/simd/avx2.hpp"
#include "kernels/simd/lanes.hpp"
#include "kernels/simd/multilinear.hpp"
// clang-format on

namespace zk::simd {

const MultilinearKernels kAvx2Multilinear = Multilinear<Avx2>::kKernels;

}  // namespace zk::simd

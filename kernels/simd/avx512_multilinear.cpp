// clang-format off: the lane comes first
#include "kernels/simd/avx512.hpp"
#include "kernels/simd/lanes.hpp"
#include "kernels/simd/multilinear.hpp"
// clang-format on

namespace zk::simd {

const MultilinearKernels kAvx512Multilinear = Multilinear<Avx512>::kKernels;

}  // namespace zk::simd

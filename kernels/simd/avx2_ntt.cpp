// clang-format off: the lane comes first
#include "kernels/simd/avx2.hpp"
#include "kernels/simd/lanes.hpp"
#include "kernels/simd/ntt.hpp"
// clang-format on

namespace zk::simd {

const NttKernels kAvx2Ntt = Ntt<Avx2>::kKernels;

}  // namespace zk::simd

// clang-format off: the lane comes first
#include "kernels/simd/avx512.hpp"
#include "kernels/simd/lanes.hpp"
#include "kernels/simd/ntt.hpp"
// clang-format on

namespace zk::simd {

const NttKernels kAvx512Ntt = Ntt<Avx512>::kKernels;

}  // namespace zk::simd

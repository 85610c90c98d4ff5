// clang-format off: the lane comes first
#include "kernels/simd/avx2.hpp"
#include "kernels/simd/hash.hpp"
#include "kernels/simd/lanes.hpp"
// clang-format on

namespace zk::simd {

const HashKernels kAvx2Hash = Hash<Avx2>::kKernels;

}  // namespace zk::simd

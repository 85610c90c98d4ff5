// clang-format off: the lane comes first
#include "kernels/simd/avx512.hpp"
#include "kernels/simd/hash.hpp"
#include "kernels/simd/lanes.hpp"
// clang-format on

namespace zk::simd {

const HashKernels kAvx512Hash = Hash<Avx512>::kKernels;

}  // namespace zk::simd

// clang-format off: the lane comes first
#include "kernels/simd/avx2.hpp"
#include "kernels/simd/lanes.hpp"
#include "kernels/simd/tape.hpp"
// clang-format on

namespace zk::simd {

const TapeKernels kAvx2Tape = TapeRunner<Avx2>::kKernels;

}  // namespace zk::simd

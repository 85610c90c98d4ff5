// clang-format off: the lane comes first
#include "kernels/simd/avx512.hpp"
#include "kernels/simd/lanes.hpp"
#include "kernels/simd/tape.hpp"
// clang-format on

namespace zk::simd {

const TapeKernels kAvx512Tape = TapeRunner<Avx512>::kKernels;

}  // namespace zk::simd

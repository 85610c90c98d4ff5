#pragma once

#include "kernels/simd/kernels.hpp"

namespace zk::simd {

/// One file each, compiled with AVX2. Constant data: reading these runs no vector code, calling through them does.
extern const HashKernels kAvx2Hash;
extern const NttKernels kAvx2Ntt;
extern const MultilinearKernels kAvx2Multilinear;
extern const FractionKernels kAvx2Fraction;
extern const TapeKernels kAvx2Tape;

}  // namespace zk::simd

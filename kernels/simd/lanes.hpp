#pragma once

#include "kernels/simd/kernels.hpp"

namespace zk::simd {

// One file each, compiled with its instruction set. Reading these constants runs no vector code; calling through them does.

extern const HashKernels kAvx2Hash;
extern const NttKernels kAvx2Ntt;
extern const MultilinearKernels kAvx2Multilinear;
extern const FractionKernels kAvx2Fraction;
extern const TapeKernels kAvx2Tape;

extern const HashKernels kAvx512Hash;
extern const NttKernels kAvx512Ntt;
extern const MultilinearKernels kAvx512Multilinear;
extern const FractionKernels kAvx512Fraction;
extern const TapeKernels kAvx512Tape;

}  // namespace zk::simd

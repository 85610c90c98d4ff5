#include "kernels/backend/backend.hpp"
#include "kernels/backend/simd_backend.hpp"

#if defined(ZK_X86)
#include "kernels/simd/lanes.hpp"
#endif

namespace zk {

SimdBackend::SimdBackend(const simd::Kernels& kernels, int threads) : ReferenceBackend(threads), kernels_(kernels) {}

std::unique_ptr<Backend> make_avx2_backend([[maybe_unused]] int threads) {
#if defined(ZK_X86)
    if (__builtin_cpu_supports("avx2")) {
        const simd::Kernels kernels = {
            "avx2",
            8,
            &simd::kAvx2Hash,
            &simd::kAvx2Ntt,
            &simd::kAvx2Multilinear,
            &simd::kAvx2Fraction,
            &simd::kAvx2Tape};
        return std::make_unique<SimdBackend>(kernels, threads);
    }
#endif
    return nullptr;
}

std::unique_ptr<Backend> make_avx512_backend([[maybe_unused]] int threads) {
#if defined(ZK_X86)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        const simd::Kernels kernels = {
            "avx512",
            16,
            &simd::kAvx512Hash,
            &simd::kAvx512Ntt,
            &simd::kAvx512Multilinear,
            &simd::kAvx512Fraction,
            &simd::kAvx512Tape};
        return std::make_unique<SimdBackend>(kernels, threads);
    }
#endif
    return nullptr;
}

std::unique_ptr<Backend> make_cpu_backend(int threads) {
    if (auto avx512 = make_avx512_backend(threads)) return avx512;
    if (auto avx2 = make_avx2_backend(threads)) return avx2;
    return make_reference_backend(threads);
}

}  // namespace zk

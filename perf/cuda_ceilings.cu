#include "kernels/cuda/device_field.hpp"
#include "kernels/device/check.hpp"

#include "perf/cuda_ceilings.hpp"

namespace zk::perf {
namespace {

constexpr int kChains = 8;
constexpr int kSteps = kCeilingOperations / kChains;

template <Instruction kInstruction>
__device__ void step(std::uint32_t& x, std::uint32_t a, std::uint32_t b) {
    if constexpr (kInstruction == Instruction::imad) {
        asm volatile("mad.lo.u32 %0, %0, %1, %2;" : "+r"(x) : "r"(a), "r"(b));
    } else if constexpr (kInstruction == Instruction::imad_wide) {
        std::uint64_t wide;
        asm volatile("mul.wide.u32 %0, %1, %2;" : "=l"(wide) : "r"(x), "r"(a));
        x = static_cast<std::uint32_t>(wide) ^ static_cast<std::uint32_t>(wide >> 32);
    } else if constexpr (kInstruction == Instruction::imad_high) {
        // The addend's low word is an input of the carry, so the pair is one IMAD.HI with a 64-bit addend.
        asm volatile(
            "{.reg .u32 low;\n"
            "mad.lo.cc.u32 low, %0, %1, %2;\n"
            "madc.hi.u32 %0, %0, %1, %2;}"
            : "+r"(x)
            : "r"(a), "r"(b)
        );
    } else if constexpr (kInstruction == Instruction::add_min) {
        x = cuda::add_words(x, a);
    } else {
        x = static_cast<std::uint32_t>(cuda::mul_signed(static_cast<std::int32_t>(x), static_cast<std::int32_t>(a)));
    }
}

template <Instruction kInstruction>
__global__ void __launch_bounds__(kCeilingThreads) ceiling(std::uint32_t* out, std::uint32_t a, std::uint32_t b) {
    const std::uint32_t index = blockIdx.x * kCeilingThreads + threadIdx.x;
    std::uint32_t x[kChains];
    for (std::uint32_t k = 0; k < kChains; ++k) x[k] = index + k;
#pragma unroll 16
    for (int i = 0; i < kSteps; ++i) {
#pragma unroll
        for (int k = 0; k < kChains; ++k) step<kInstruction>(x[k], a, b);
    }
    std::uint32_t sum = 0;
    for (int k = 0; k < kChains; ++k) sum += x[k];
    out[index] = sum;
}

}  // namespace

void run_ceiling(const device::Stream& stream, Instruction instruction, std::uint32_t* out, std::uint32_t blocks) {
    constexpr std::uint32_t kA = 0x12345677u;  // below p
    constexpr std::uint32_t kB = 0x0badcafeu;
    switch (instruction) {
        case Instruction::imad:
            ceiling<Instruction::imad><<<blocks, kCeilingThreads, 0, stream.get()>>>(out, kA, kB);
            break;
        case Instruction::imad_wide:
            ceiling<Instruction::imad_wide><<<blocks, kCeilingThreads, 0, stream.get()>>>(out, kA, kB);
            break;
        case Instruction::imad_high:
            ceiling<Instruction::imad_high><<<blocks, kCeilingThreads, 0, stream.get()>>>(out, kA, kB);
            break;
        case Instruction::add_min:
            ceiling<Instruction::add_min><<<blocks, kCeilingThreads, 0, stream.get()>>>(out, kA, kB);
            break;
        case Instruction::product:
            ceiling<Instruction::product><<<blocks, kCeilingThreads, 0, stream.get()>>>(out, kA, kB);
            break;
    }
    device::check_launch("ceiling");
}

}  // namespace zk::perf
